"""One workbook with the rows of many units, as openpyxl writes it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import openpyxl

from city import INDICATOR_HEAD, MADE_UP, TASK_HEAD, Report
from speed.inputs import PERIODS, make_city, write_pack
from speed.plans import INDICATORS, TASKS, plan_form

_INDICATORS = 20
_SIGNED = (
    *(("填报人", "甘某"), ("联系电话", "0799-6330000"), ("审核人", "黎某"), ("单位负责人", "文某")),
    ("填报日期", "2026-01-05"),
)


def write_large(path: Path, rows: int, seed: int = 1) -> Path:
    """Write a consolidated table of so many rows, one a unit and indicator, as openpyxl writes it.

    Returns the pack that knows the units.
    """
    city = make_city(-(-rows // _INDICATORS), "none")
    dice = random.Random(seed)  # noqa: S311 (figures, not secrets)
    book = openpyxl.Workbook(write_only=True)
    basics = book.create_sheet("基本信息")
    for line in (("政策文号", "萍府发〔2023〕21号"), ("填报单位", city.units[0]), ("报告期", PERIODS[-1]), *_SIGNED):
        basics.append(line)
    sheet = book.create_sheet(INDICATORS)
    sheet.append(["填报单位", *INDICATOR_HEAD])
    made_up = [unit for unit in city.units if unit.startswith(MADE_UP)]
    for place, unit in enumerate(made_up):
        plan_form(city, dice, unit, PERIODS[-1])
        for indicator in city.indicators[: rows - _INDICATORS * place]:
            sheet.append([unit, *_large_row(indicator, city.reports[unit, PERIODS[-1], indicator["id"]])])
        city.reports.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    book.create_sheet(TASKS).append(TASK_HEAD)
    book.save(path)
    return write_pack(city, path.parent / "large-pack")


def _large_row(indicator: dict[str, Any], report: Report) -> list[object]:
    percent = indicator["unit"] == "%"
    over, under = (None, None) if report.figure else (report.over, report.under)
    value = float(report.figure) if report.figure else report.over / report.under * 100
    unit = indicator["unit"] if isinstance(indicator["unit"], str) else indicator["unit"]["value"]
    given = [indicator["id"], indicator["category"], indicator["name"], unit, "见目标", over, under]
    return [*given, round(value, 4) if percent else value, "台账", None]
