"""The forms that everybody reads: those of a made-up city, and in every twenty-fifth one figure that is wrong.

Nothing here uses pxcheck. The same arguments give the same bytes, and no two forms are alike.
"""

from __future__ import annotations

import io
import random
import re
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import yaml

from city import INDICATOR_HEAD, MADE_UP, ROOT, TASK_HEAD, City, Report, Work, workbook, write_roster
from plain_xlsx import zipped

PLANTED_EVERY = 25
# A form of each unit for each of these is a form of its own; earlier ones would be judged by no target.
PERIODS = (
    *(f"{year}Q{n}" for year in (2024, 2025) for n in range(1, 5)),
    *(f"{year}-{n:02}" for year in (2024, 2025) for n in range(1, 13)),
    *(f"{year}H{n}" for year in (2024, 2025) for n in (1, 2)),
    *("2024", "2025"),
)
VALUE_COLUMN = "H"
_WRONG = {
    "text": '<c r="{ref}" t="inlineStr"><is><t>待核实</t></is></c>',
    "over": '<c r="{ref}" s="1"><v>1.25</v></c>',
}
_SHEET = "xl/worksheets/sheet3.xml"
_FIRST_ROW = 5
_INDICATORS = 20
_SIGNED = (
    *(("填报人", "甘某"), ("联系电话", "0799-6330000"), ("审核人", "黎某"), ("单位负责人", "文某")),
    ("填报日期", "2026-01-05"),
)


@dataclass(frozen=True)
class Forms:
    """A folder of forms: their paths in order, the wrong cell by path, and the pack that they are judged by."""

    folder: Path
    paths: tuple[Path, ...]
    planted: dict[str, str]
    pack: Path

    def first(self, count: int, folder: Path) -> Forms:
        """Return so many of them as hard links in a folder of their own, which is made anew."""
        return self.linked(count, count, folder)

    def linked(self, count: int, distinct: int, folder: Path) -> Forms:
        """Return so many hard links to the first ``distinct`` forms, in a folder which is made anew."""
        shutil.rmtree(folder, ignore_errors=True)
        paths, planted = [], {}
        for number in range(count):
            source = self.paths[number % distinct]
            path = folder / f"{number // 1000:03}" / f"{number:06}.xlsx"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.hardlink_to(source)
            paths.append(path)
            if str(source) in self.planted:
                planted[str(path)] = self.planted[str(source)]
        return Forms(folder, tuple(paths), planted, self.pack)


def make_city(made_up: int, *, busy: bool = True) -> City:
    """Return a city of the real units and so many made-up ones, where every unit reports all indicators.

    ``busy``: each made-up unit has the tasks of a real one; otherwise it has none.
    """
    files = ("units", "indicators", "tasks")
    data = {name: yaml.safe_load((ROOT / "data" / f"{name}.yaml").read_text("utf-8")) for name in files}
    real = [unit["name"] for unit in data["units"]["units"]]
    added = [f"{MADE_UP}{number:04}单位" for number in range(1, made_up + 1)]
    for indicator in data["indicators"]["indicators"]:
        indicator["reporting"]["value"].pop("reported_by", None)
    for task in data["tasks"]["tasks"] if busy else ():
        task["units"] += [unit for n, unit in enumerate(added) if real[n % len(real)] in task["units"]]
    units = [*real, *added]
    last: dict[str, str | None] = dict.fromkeys(units, PERIODS[-1])
    return City(units, list(PERIODS), data["indicators"]["indicators"], data["tasks"]["tasks"], last)


def write_pack(city: City, folder: Path) -> Path:
    """Write the shipped policy for the units of the city; a pack that was there is replaced."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("data", "rules"):
        shutil.copytree(ROOT / name, folder / name)
    write_roster(city, folder / "data" / "units.yaml")
    path = folder / "data" / "indicators.yaml"
    text = re.sub(r"\{mode: single, reported_by: .*\}", "{mode: each_unit}", path.read_text("utf-8"))
    path.write_text(re.sub(r"(aggregate:\n +value: )single", r"\1sum", text), "utf-8")
    path = folder / "data" / "tasks.yaml"
    listed = iter(city.tasks)
    written = re.compile(r"^    units: \[.*\]$", re.MULTILINE)
    path.write_text(written.sub(lambda _: f"    units: {_flow(next(listed))}", path.read_text("utf-8")), "utf-8")
    return folder


def _flow(task: dict[str, Any]) -> str:
    return "[" + ", ".join(f'"{unit}"' for unit in task["units"]) + "]"


def write_forms(folder: Path, count: int, seed: int = 1) -> Forms:
    """Write the pack and so many forms, which replace what is there."""
    shutil.rmtree(folder, ignore_errors=True)
    city = make_city(-(-count // len(PERIODS)))
    pack = write_pack(city, folder / "pack")
    paths, planted = [], {}
    dice = random.Random(seed)  # noqa: S311 (figures, not secrets)
    made_up = [unit for unit in city.units if unit.startswith(MADE_UP)]
    for number, (unit, period) in enumerate([(u, p) for u in made_up for p in city.quarters][:count]):
        plan_form(city, dice, unit, period)
        data = workbook(city, unit, period)
        path = folder / "forms" / unit / f"{period}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        if number % PLANTED_EVERY == 0:
            ref = f"{VALUE_COLUMN}{_FIRST_ROW + dice.choice(_percent_rows(city))}"
            data = plant(data, ref, "text" if number % (2 * PLANTED_EVERY) else "over")
            planted[str(path)] = ref
        path.write_bytes(data)
        paths.append(path)
        city.reports.clear()
        city.works.clear()
    return Forms(folder / "forms", tuple(sorted(paths)), planted, pack)


def plan_form(city: City, dice: random.Random, unit: str, period: str) -> None:
    """Plan one form without a mistake."""
    for indicator in city.indicators:
        under = indicator.get("parts") or dice.randint(20, 400)
        report = Report("counted", round(under * dice.uniform(0.25, 0.95)), under)
        if "numerator" not in indicator:
            base = float(indicator["baseline"]["value"]["value"])
            percent = indicator["unit"] == "%"
            report = Report(
                "counted",
                figure=f"{min(100.0, base + dice.randint(0, 9) / 10) if percent else round(base * dice.uniform(1, 2))}",
            )
        city.reports[unit, period, indicator["id"]] = report
    for task in city.tasks:
        city.works[unit, period, task["id"]] = Work("常态推进" if task["deadline"] == "ongoing" else "推进中")


def _percent_rows(city: City) -> list[int]:
    return [row for row, indicator in enumerate(city.indicators) if indicator["unit"] == "%"]


def plant(data: bytes, ref: str, kind: str) -> bytes:
    """Return the form with a figure that is wrong: ``text`` where a number belongs, or one ``over`` 100 %."""
    with zipfile.ZipFile(io.BytesIO(data)) as form:
        parts = {name: form.read(name) for name in form.namelist()}
    wrong = _WRONG[kind].format(ref=ref)
    parts[_SHEET] = re.sub(rf'<c r="{ref}".*?</c>', wrong, parts[_SHEET].decode(), count=1).encode()
    return zipped(parts)


def targets() -> dict[str, float]:
    """Return the value that each indicator has to reach in 2025, as its cell holds it (0.8 for 80 %)."""
    city = make_city(0)
    percent = {i["id"] for i in city.indicators if i["unit"] == "%"}
    found = {}
    for path in sorted((ROOT / "rules" / "targets").glob("*.yaml")):
        for target in yaml.safe_load(path.read_text("utf-8"))["targets"]:
            value, subject = float(target["milestones"][-1]["value"]), target["indicator"]
            found[subject] = value / 100 if subject in percent else value
    return found


def write_large(path: Path, rows: int, seed: int = 1) -> Path:
    """Write a consolidated table of so many rows, one a unit and indicator, as openpyxl writes it.

    Returns the pack that knows the units.
    """
    city = make_city(-(-rows // _INDICATORS), busy=False)
    dice = random.Random(seed)  # noqa: S311 (figures, not secrets)
    book = openpyxl.Workbook(write_only=True)
    basics = book.create_sheet("基本信息")
    for line in (("政策文号", "萍府发〔2023〕21号"), ("填报单位", city.units[0]), ("报告期", PERIODS[-1]), *_SIGNED):
        basics.append(line)
    sheet = book.create_sheet("指标填报")
    sheet.append(["填报单位", *INDICATOR_HEAD])
    made_up = [unit for unit in city.units if unit.startswith(MADE_UP)]
    for place, unit in enumerate(made_up):
        plan_form(city, dice, unit, PERIODS[-1])
        for indicator in city.indicators[: rows - _INDICATORS * place]:
            sheet.append([unit, *_large_row(indicator, city.reports[unit, PERIODS[-1], indicator["id"]])])
        city.reports.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    book.create_sheet("任务填报").append(TASK_HEAD)
    book.save(path)
    return write_pack(city, path.parent / "large-pack")


def _large_row(indicator: dict[str, Any], report: Report) -> list[object]:
    percent = indicator["unit"] == "%"
    over, under = (None, None) if report.figure else (report.over, report.under)
    value = float(report.figure) if report.figure else report.over / report.under * 100
    unit = indicator["unit"] if isinstance(indicator["unit"], str) else indicator["unit"]["value"]
    given = [indicator["id"], indicator["category"], indicator["name"], unit, "见目标", over, under]
    return [*given, round(value, 4) if percent else value, "台账", None]
