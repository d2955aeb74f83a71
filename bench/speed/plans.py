"""What stands in one form: answers without a mistake, and where it is to be wrong, one figure and one task that are."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Mapping
from datetime import date

from city import City, Report, Work
from plain_xlsx import zipped

INDICATORS, TASKS = "指标填报", "任务填报"
# What can be wrong, in turns: in which column, and what stands there instead; nothing where it is left blank.
_WRONG_FIGURES = (
    ("H", '<c r="{ref}" s="1"><v>1.25</v></c>'),
    ("H", '<c r="{ref}" t="inlineStr"><is><t>待核实</t></is></c>'),
)
_DONE, _GOING = "已完成", "推进中"
# The status that a task has for it to be wrong: another word for it, 250 %, no progress, no day, no evidence.
WRONG_TASKS = (
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
    for task in city.tasks:
        city.works[unit, period, task["id"]] = _work(int(task["id"][1:]), ongoing=task["deadline"] == "ongoing")


def _work(number: int, *, ongoing: bool) -> Work:
    """Return how a task stands, by its number."""
    if ongoing:
        return Work("常态推进")
    if number % 3 == 0:
        return Work(_DONE, _DONE_ON)
    return Work("未启动", progress=0) if number % 7 == 0 else Work(_GOING, progress=(1 + number % 9) / 10)


def wrong_cells(city: City, dice: random.Random, unit: str, period: str, turn: int) -> dict[str, str]:
    """Return the two cells to be wrong, by where they are: one figure (a rate) and one task."""
    column, figure = _WRONG_FIGURES[turn % len(_WRONG_FIGURES)]
    rates = [row for row, indicator in enumerate(city.asked(unit), _FIRST_ROW) if indicator["unit"] == "%"]
    status, place, told = WRONG_TASKS[turn % len(WRONG_TASKS)]
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
