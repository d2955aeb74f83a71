"""Writing into cells so that a text stays a text, and a number the digits that it has."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from pxgov_check.documents.official.visible import legible
from pxgov_check.submission.figures import EXCEL_DIGITS, plain

# What a spreadsheet may take for a formula, full-width forms included.
_BEGINS_FORMULA = frozenset("=+-@\t\r＝＋－＠")
# Excel reads _x000D_ in a text as the character itself (ECMA-376 part 1, 22.9.2.19).
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# Before it the days of Excel are not those of the calendar.
_FIRST_DAY = date(1900, 3, 1)


def put(sheet: Worksheet, row: int, column: int, value: str | None, style: Any = None) -> Cell:  # noqa: ANN401
    """Write text as text: what begins with = or + in a policy is no formula."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(cell)
    if value is not None:
        cell.value = value
        cell.data_type = "s"
    if style is not None:
        style(cell)
    return cell


def put_text(sheet: Worksheet, row: int, column: int, text: str, style: Any = None) -> Cell:  # noqa: ANN401
    """Write text of whatever origin: nothing in it is hidden or read as an escape, and edited it is no formula."""
    cell = put(sheet, row, column, _ESCAPE.sub("_x005F_", legible(text)), style)
    if text[:1] in _BEGINS_FORMULA:
        cell.quotePrefix = True
    return cell


def put_number(sheet: Worksheet, row: int, column: int, value: Decimal | int, style: Any = None) -> Cell:  # noqa: ANN401
    """Write the digits of a number as they are; one of more digits than Excel keeps stands as text."""
    text = plain(Decimal(value))
    cell = put(sheet, row, column, text, style)
    if len(text.strip("-0").replace(".", "").strip("0")) <= EXCEL_DIGITS:
        cell.data_type = "n"
    return cell


def put_day(sheet: Worksheet, row: int, column: int, day: date, style: Any = None) -> Cell:  # noqa: ANN401
    """Write a day as a day; one that Excel can't hold stands as text."""
    cell = put(sheet, row, column, day.isoformat(), style)
    if day >= _FIRST_DAY:
        cell.value = day
        cell.number_format = "yyyy-mm-dd"
    return cell


def put_formula(sheet: Worksheet, row: int, column: int, formula: str, style: Any = None) -> Cell:  # noqa: ANN401
    """Write a formula, which begins with =."""
    cell = put(sheet, row, column, None, style)
    cell.value = formula
    return cell
