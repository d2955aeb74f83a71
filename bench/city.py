"""A made-up city: N units × Q quarters of filled workbooks, and the numbers that they were filled with.

``python bench/city.py FOLDER --units 40 --quarters 8 --seed 1`` writes ``FOLDER/forms/*.xlsx`` and ``FOLDER/pack`` (the
shipped policy with a roster of N units: the real ones first, made-up ones after). Nothing here uses pxcheck: the
workbooks are written part by part with the sheets and columns of the template, and ``City`` keeps the plain numbers, so
that a test can add every figure up by itself. The same arguments give the same bytes.

What is planted, by the position of a unit in the roster (see ``City.fate``): units that never report, units that stop
before the last quarter, figures that fail their audit (numerator above denominator), rates without their two figures,
indicators that do not apply, explanations, and tasks that are late, overdue, or told differently by another unit.
"""

from __future__ import annotations

import argparse
import calendar
import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from plain_xlsx import DAY, EPOCH, PERCENT, Row, number_cell, package, text_cell, text_cells

ROOT = Path(__file__).parents[1]
LAST_YEAR = 2025
INDICATOR_HEAD = (
    *("指标编号", "类别", "指标名称", "计量单位", "本期目标", "分子", "分母", "本期完成值", "数据来源", "情况说明"),
)
TASK_HEAD = (
    *("任务编号", "重点任务", "责任单位", "完成时限", "完成状态", "完成进度(%)", "完成日期", "佐证材料", "存在问题"),
    *("下一步措施", "情况说明"),
)
MADE_UP = "市第"
REASON, NEXT_STEP, NOT_MINE = "经费没有到位", "下季度完成采购", "没有此类业务"


@dataclass(frozen=True)
class Report:
    """One row of 指标填报 as planned: whole numbers, or for an indicator without parts the ``figure`` alone.

    ``kind``: counted, wrong (numerator above denominator), alone (the rate only) or not_applicable.
    """

    kind: str
    over: int = 0
    under: int = 0
    figure: str = ""
    explanation: str = ""


@dataclass(frozen=True)
class Work:
    """One row of 任务填报 as planned: done on a day, or at a ``progress`` (0 to 1); an ongoing task has neither."""

    status: str
    done_on: date | None = None
    progress: float = 0.5


@dataclass
class City:
    """The plan. ``reports`` and ``works`` are keyed by unit, quarter (as 2025Q4) and indicator or task."""

    units: list[str]
    quarters: list[str]
    indicators: list[dict[str, Any]]
    tasks: list[dict[str, Any]]
    last_quarter: dict[str, str | None]
    reports: dict[tuple[str, str, str], Report] = field(default_factory=dict)
    works: dict[tuple[str, str, str], Work] = field(default_factory=dict)
    # The day on which every form says that it was filled in: in time for the last quarter, late for all before.
    filled_on: str = "2026-01-05"

    def reported(self, unit: str, quarter: str) -> bool:
        """Whether a unit sent its form for a quarter."""
        last = self.last_quarter[unit]
        return last is not None and quarter <= last

    def owner(self, indicator: dict[str, Any]) -> str | None:
        """Return the unit that alone reports an indicator, or None."""
        owner: str | None = indicator["reporting"]["value"].get("reported_by")
        return owner

    def asked(self, unit: str) -> list[dict[str, Any]]:
        """Return the indicators that a unit reports."""
        return [i for i in self.indicators if self.owner(i) in {None, unit}]


def fate(place: int) -> str:
    """Return what is planted for the unit at a place of the roster: silent, stopped, wrong, alone, exempt or plain.

    The owners of single indicators stand before place 5 and stay plain.
    """
    if place < 5:
        return "plain"
    return {7: "silent", 11: "stopped", 13: "wrong", 17: "alone", 19: "exempt"}.get(place % 23, "plain")


def quarter_end(quarter: str) -> date:
    """Return the last day of a quarter written as 2025Q4."""
    year, month = int(quarter[:4]), 3 * int(quarter[5])
    return date(year, month, calendar.monthrange(year, month)[1])


def make_city(units: int = 40, quarters: int = 8, seed: int = 1) -> City:
    """Plan a city of at least 5 units; the quarters end with that of ``LAST_YEAR``'s end."""
    data = {name: yaml.safe_load((ROOT / "data" / f"{name}.yaml").read_text("utf-8")) for name in _FILES}
    real = [unit["name"] for unit in data["units"]["units"]]
    names = [*real, *(f"{MADE_UP}{n:03}单位" for n in range(len(real) + 1, units + 1))][:units]
    last = 4 * LAST_YEAR + 3
    city = City(
        units=names,
        quarters=[f"{n // 4}Q{n % 4 + 1}" for n in range(last - quarters + 1, last + 1)],
        indicators=data["indicators"]["indicators"],
        tasks=data["tasks"]["tasks"],
        last_quarter={},
    )
    dice = random.Random(seed)  # noqa: S311 (figures, not secrets)
    for place, unit in enumerate(names):
        fated = fate(place)
        stopped = city.quarters[-2] if quarters > 1 else None
        city.last_quarter[unit] = {"silent": None, "stopped": stopped}.get(fated, city.quarters[-1])
        for indicator in city.asked(unit):
            _plan_indicator(city, dice, unit, indicator, fated)
    for task in city.tasks:
        _plan_task(city, dice, task)
    return city


_FILES = ("units", "indicators", "tasks")


def _plan_indicator(city: City, dice: random.Random, unit: str, indicator: dict[str, Any], fated: str) -> None:
    """Plan a figure that grows from quarter to quarter; what is planted stands in the last quarter."""
    parts = indicator.get("parts")
    under = parts or dice.randint(20, 400)
    share, growth = dice.uniform(0.25, 0.85), dice.uniform(0.0, 0.04)
    base = float(indicator["baseline"]["value"]["value"])
    for place, quarter in enumerate(city.quarters):
        explanation = REASON if dice.random() < 0.4 else ""
        over = min(under, round(under * (share + growth * place)))
        report = Report("counted", over, under, explanation=explanation)
        if "numerator" not in indicator:
            percent = indicator["unit"] == "%"
            grown = min(100.0, base + 0.1 * place) if percent else round(base * (1 + 0.05 * place))
            report = Report("counted", figure=f"{grown:g}", explanation=explanation)
        elif quarter == city.quarters[-1]:
            own = {"wrong": ("I03", "I07"), "alone": ("I04",), "exempt": ("I05", "I16")}.get(fated, ())
            if indicator["id"] in own:
                report = _planted(fated, over, under)
        city.reports[unit, quarter, indicator["id"]] = report


def _planted(fated: str, over: int, under: int) -> Report:
    if fated == "wrong":
        return Report("wrong", under + 3, under)
    if fated == "alone":
        return Report("alone", over, under)
    return Report("not_applicable", explanation=NOT_MINE)


def _plan_task(city: City, dice: random.Random, task: dict[str, Any]) -> None:
    """Plan the day on which each listed unit has done a task; now and then the others tell it differently."""
    due = None if task["deadline"] == "ongoing" else date.fromisoformat(str(task["deadline"]))
    luck, disagree = dice.random(), dice.random() < 0.15
    listed = [unit for unit in task["units"] if unit in city.last_quarter]
    for place, unit in enumerate(listed):
        done_on = None
        if due is not None and luck < 0.8:
            late = luck > 0.65 and due.year < LAST_YEAR
            done_on = date(due.year + late, 4 if late else 11, 20)
        if place and disagree:
            done_on = None
        for quarter in city.quarters:
            if due is None:
                work = Work("常态推进")
            elif done_on is not None and done_on <= quarter_end(quarter):
                work = Work("已完成", done_on)
            else:
                work = Work("推进中")
            city.works[unit, quarter, task["id"]] = work


def write_city(city: City, folder: Path) -> None:
    """Write the pack and a workbook for each form sent; what is there already is replaced."""
    forms = folder / "forms"
    forms.mkdir(parents=True, exist_ok=True)
    write_pack(city, folder / "pack")
    for quarter in city.quarters:
        for unit in city.units:
            if city.reported(unit, quarter):
                (forms / f"{unit}-{quarter}.xlsx").write_bytes(workbook(city, unit, quarter))


def write_pack(city: City, pack: Path) -> None:
    """Write the shipped policy with the roster of the city; what is there already is replaced."""
    shutil.rmtree(pack, ignore_errors=True)
    for name in ("data", "rules"):
        shutil.copytree(ROOT / name, pack / name)
    write_roster(city, pack / "data" / "units.yaml")


def write_roster(city: City, path: Path) -> None:
    """Add the made-up units to the roster of the pack, before the groups."""
    text = path.read_text("utf-8")
    head, groups, tail = text.partition("\ngroups:")
    first = yaml.safe_load(text)["units"][0]
    # One line each, and short: a file of a pack may have a million bytes.
    source = f'source: {{section: "{first["source"]["section"]}", quote: "{first["name"]}"}}'
    entries = [
        f'  - {{name: "{unit}", name_en: "Unit {unit[2:-2]}", kind: "政府部门", aliases: [], {source}}}\n'
        for unit in city.units
        if unit.startswith(MADE_UP)
    ]
    path.write_text(head + "".join(entries) + groups + tail, "utf-8")


def workbook(city: City, unit: str, quarter: str) -> bytes:
    """Return one filled form, with the sheets and columns of the template."""
    sheets: dict[str, Sequence[Row]] = {
        "填报说明": (),
        "基本信息": _basics(unit, quarter, city.filled_on),
        "指标填报": [*_head("指标填报", INDICATOR_HEAD), *_indicator_rows(city, unit, quarter)],
        "任务填报": [*_head("任务填报", TASK_HEAD), *_task_rows(city, unit, quarter)],
        "_pxcheck": [
            (row, text_cells(pair))
            for row, pair in enumerate((("template", "pxcheck-template"), ("unit", unit), ("period", quarter)), 1)
        ],
    }
    return package(sheets)


def _head(title: str, columns: Sequence[str]) -> list[Row]:
    return [(1, text_cells((title,))), (4, text_cells(columns))]


def _basics(unit: str, quarter: str, day: str) -> list[Row]:
    pairs = (
        *(("政策文号", "萍府发〔2023〕21号"), ("填报单位", unit), ("报告期", quarter), ("填报人", "甘某")),
        *(("联系电话", "0799-6330000"), ("审核人", "黎某"), ("单位负责人", "文某"), ("填报日期", day)),
    )
    return [(row, text_cells(pair)) for row, pair in enumerate(pairs, 3)]


def _indicator_rows(city: City, unit: str, quarter: str) -> Iterator[Row]:
    for row, indicator in enumerate(city.asked(unit), 5):
        report = city.reports[unit, quarter, indicator["id"]]
        over = under = value = None
        if report.kind == "not_applicable":
            value = text_cell("不适用")
        elif report.figure:
            percent = indicator["unit"] == "%"
            value = number_cell(float(report.figure) / 100, PERCENT) if percent else number_cell(float(report.figure))
        else:
            rate = report.over / report.under
            value = f'<c r="@" s="{PERCENT}"><f>IF(G{row}&gt;0,F{row}/G{row},"")</f><v>{rate!r}</v></c>'
            over, under = number_cell(report.over), number_cell(report.under)
        if report.kind == "alone":
            value, over, under = number_cell(report.over / report.under, PERCENT), None, None
        given = text_cells((indicator["id"], indicator["category"], indicator["name"], unit_of(indicator), "见目标"))
        yield row, [*given, over, under, value, text_cell("台账"), text_cell(report.explanation)]


def unit_of(indicator: dict[str, Any]) -> str:
    """Return the unit of an indicator as it is printed."""
    unit = indicator["unit"]
    return str(unit["value"] if isinstance(unit, dict) else unit)


def _task_rows(city: City, unit: str, quarter: str) -> Iterator[Row]:
    own = [task for task in city.tasks if unit in task["units"]]
    for row, task in enumerate(own, 5):
        work = city.works[unit, quarter, task["id"]]
        done = work.done_on is not None
        open_now = work.status in {"推进中", "未启动"}
        given = text_cells((task["id"], f"{task['area']}:{task['title']}", task["units_text"], task["deadline_text"]))
        progress = number_cell(1 if done else work.progress, PERCENT) if work.status != "常态推进" else None
        day = number_cell((work.done_on - EPOCH).days, DAY) if work.done_on else None
        told = (f"材料{task['id']}.pdf", REASON if open_now else "", NEXT_STEP if open_now else "", "")
        yield row, [*given, text_cell(work.status), progress, day, *(text_cell(t) for t in told)]


def main() -> None:
    """Write a city to a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    for name, default in (("units", 40), ("quarters", 8), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    write_city(make_city(given.units, given.quarters, given.seed), given.folder)


if __name__ == "__main__":
    main()
