"""The forms that everybody reads: those of a made-up city, and in every twenty-fifth a wrong figure and a wrong task.

Nothing here uses pxcheck. The same arguments give the same bytes, and no two forms are alike.
"""

from __future__ import annotations

import io
import random
import re
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml

from city import MADE_UP, ROOT, City, Report, Work, workbook, write_roster
from plain_xlsx import zipped

PLANTED_EVERY = 25
# A form of each unit for each of these is a form of its own; earlier ones would be judged by no target.
PERIODS = (
    *(f"{year}Q{n}" for year in (2024, 2025) for n in range(1, 5)),
    *(f"{year}-{n:02}" for year in (2024, 2025) for n in range(1, 13)),
    *(f"{year}H{n}" for year in (2024, 2025) for n in (1, 2)),
    *("2024", "2025"),
)
INDICATORS, TASKS = "指标填报", "任务填报"
# What can be wrong, in turns: in which column, and what stands there instead; nothing where it is left blank.
_WRONG_FIGURES = (
    ("H", '<c r="{ref}" s="1"><v>1.25</v></c>'),
    ("H", '<c r="{ref}" t="inlineStr"><is><t>待核实</t></is></c>'),
)
_DONE, _GOING = "已完成", "推进中"
# The status that a task has for it to be wrong: another word for it, 250 %, no progress, no day, no evidence.
_WRONG_TASKS = (
    (_DONE, "E", '<c r="{ref}" t="inlineStr"><is><t>已经完成</t></is></c>'),
    (_GOING, "F", '<c r="{ref}" s="1"><v>2.5</v></c>'),
    (_GOING, "F", ""),
    (_DONE, "G", ""),
    (_DONE, "H", ""),
)
_SHEETS = {INDICATORS: "xl/worksheets/sheet3.xml", TASKS: "xl/worksheets/sheet4.xml"}
# Before the first of the periods.
_DONE_ON = date(2023, 11, 20)
_FIRST_ROW = 5
REAL_UNIT = "市大数据中心"
Duties = Literal["all", "some", "none"]


@dataclass(frozen=True)
class Forms:
    """A folder of forms: their paths in order, the wrong cells by path, and the pack that they are judged by.

    A cell is written as ``任务填报!E5``.
    """

    folder: Path
    paths: tuple[Path, ...]
    planted: dict[str, tuple[str, ...]]
    pack: Path

    def first(self, count: int, folder: Path) -> Forms:
        """Return so many of them as hard links in a folder of their own, which is made anew."""
        return self.linked(count, count, folder)

    def linked(self, count: int, distinct: int, folder: Path, *, last_first: bool = False) -> Forms:
        """Return so many hard links to the first ``distinct`` forms, in a folder which is made anew.

        ``last_first``: the last is made first, which changes the order that the file system lists them in.
        """
        shutil.rmtree(folder, ignore_errors=True)
        paths, planted = [], {}
        for number in reversed(range(count)) if last_first else range(count):
            source = self.paths[number % distinct]
            path = folder / f"{number // 1000:03}" / f"{number:06}.xlsx"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.hardlink_to(source)
            paths.append(path)
            if str(source) in self.planted:
                planted[str(path)] = self.planted[str(source)]
        return Forms(folder, tuple(sorted(paths)), planted, self.pack)


def _data() -> tuple[list[str], list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the units, indicators and tasks of the shipped policy."""
    units, indicators, tasks = (
        yaml.safe_load((ROOT / "data" / f"{name}.yaml").read_text("utf-8"))[name]
        for name in ("units", "indicators", "tasks")
    )
    return [unit["name"] for unit in units], indicators, tasks


def make_city(made_up: int, duties: Duties = "all") -> City:
    """Return a city of the real units and so many made-up ones, where every unit reports all indicators.

    ``duties``: whether each made-up unit has all tasks, some (those of a real one), or none.
    """
    real, indicators, tasks = _data()
    added = [f"{MADE_UP}{number:04}单位" for number in range(1, made_up + 1)]
    for indicator in indicators:
        indicator["reporting"]["value"].pop("reported_by", None)
    for task in tasks if duties != "none" else ():
        own = set(task["units"])
        task["units"] += [unit for n, unit in enumerate(added) if duties == "all" or real[n % len(real)] in own]
    units = [*real, *added]
    last: dict[str, str | None] = dict.fromkeys(units, PERIODS[-1])
    return City(units, list(PERIODS), indicators, tasks, last)


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


def write_forms(folder: Path, count: int, seed: int = 1, duties: Duties = "all") -> Forms:
    """Write the pack and so many forms, which replace what is there."""
    shutil.rmtree(folder, ignore_errors=True)
    city = make_city(-(-count // len(PERIODS)), duties)
    pack = write_pack(city, folder / "pack")
    paths, planted = [], {}
    dice = random.Random(seed)  # noqa: S311 (figures, not secrets)
    made_up = [unit for unit in city.units if unit.startswith(MADE_UP)]
    for number, (unit, period) in enumerate([(u, p) for u in made_up for p in city.quarters][:count]):
        path = folder / "forms" / unit / f"{period}.xlsx"
        turn = None if number % PLANTED_EVERY else number // PLANTED_EVERY
        refs = _write_form(city, dice, path, turn)
        if refs:
            planted[str(path)] = refs
        paths.append(path)
    return Forms(folder / "forms", tuple(sorted(paths)), planted, pack)


def write_real(folder: Path) -> Forms:
    """Write one form of a real unit, as the shipped policy asks for it: a text for a figure, and an unknown status."""
    shutil.rmtree(folder, ignore_errors=True)
    units, indicators, tasks = _data()
    city = City(units, [PERIODS[-1]], indicators, tasks, {})
    path = folder / "forms" / REAL_UNIT / f"{PERIODS[-1]}.xlsx"
    refs = _write_form(city, random.Random(1), path, len(_WRONG_TASKS))  # noqa: S311 (figures, not secrets)
    return Forms(folder / "forms", (path,), {str(path): refs}, ROOT)


def _write_form(city: City, dice: random.Random, path: Path, turn: int | None) -> tuple[str, ...]:
    """Write the form of a unit and a period, which the path names, and return what is planted; None: nothing is."""
    unit, period = path.parent.name, path.stem
    plan_form(city, dice, unit, period)
    data, refs = workbook(city, unit, period), tuple[str, ...]()
    if turn is not None:
        wrong = _wrong_cells(city, dice, unit, period, turn)
        data, refs = plant(data, wrong), tuple(wrong)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    city.reports.clear()
    city.works.clear()
    return refs


def plan_form(city: City, dice: random.Random, unit: str, period: str) -> None:
    """Plan one form without a mistake; of the tasks every unit says the same at all times, so that none disagree."""
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
    for place, task in enumerate(city.tasks):
        city.works[unit, period, task["id"]] = _work(place, ongoing=task["deadline"] == "ongoing")


def _work(place: int, *, ongoing: bool) -> Work:
    """Return how a task stands, by its place in the list."""
    if ongoing:
        return Work("常态推进")
    if place % 3 == 0:
        return Work(_DONE, _DONE_ON)
    return Work("未启动", progress=0) if place % 7 == 0 else Work(_GOING, progress=(1 + place % 9) / 10)


def _wrong_cells(city: City, dice: random.Random, unit: str, period: str, turn: int) -> dict[str, str]:
    """Return the two cells to be wrong, by where they are: one figure (a rate) and one task."""
    column, figure = _WRONG_FIGURES[turn % len(_WRONG_FIGURES)]
    rates = [row for row, indicator in enumerate(city.asked(unit), _FIRST_ROW) if indicator["unit"] == "%"]
    status, place, told = _WRONG_TASKS[turn % len(_WRONG_TASKS)]
    own = enumerate((task["id"] for task in city.tasks if unit in task["units"]), _FIRST_ROW)
    rows = [row for row, subject in own if city.works[unit, period, subject].status == status]
    found = {f"{INDICATORS}!{column}{dice.choice(rates)}": figure}
    if rows:
        found[f"{TASKS}!{place}{dice.choice(rows)}"] = told
    return found


def plant(data: bytes, wrong: Mapping[str, str]) -> bytes:
    """Return the form with other cells in place of some."""
    with zipfile.ZipFile(io.BytesIO(data)) as form:
        parts = {name: form.read(name) for name in form.namelist()}
    for place, told in wrong.items():
        sheet, ref = place.split("!")
        part = _SHEETS[sheet]
        cell = told.format(ref=ref)
        parts[part] = re.sub(rf'<c r="{ref}".*?</c>', cell, parts[part].decode(), count=1).encode()
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
