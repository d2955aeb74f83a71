"""Writing into cells so that a text stays a text."""

from __future__ import annotations

from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet


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


def put_formula(sheet: Worksheet, row: int, column: int, formula: str, style: Any = None) -> Cell:  # noqa: ANN401
    """Write a formula, which begins with =."""
    cell = put(sheet, row, column, None, style)
    cell.value = formula
    return cell
