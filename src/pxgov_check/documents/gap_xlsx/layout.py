"""Grids written as worksheets: head, filter, panes, number formats, bars and the set-up of the printed page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import DataBar, FormatObject, Rule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pxgov_check.documents import styles
from pxgov_check.documents.cells import put, put_day, put_number, put_text
from pxgov_check.documents.gap_xlsx.grid import Bar, Column, Figure, Grid, Toned, Value

HEAD_ROW = 3
FIRST_ROW = HEAD_ROW + 1
# A row grows with its text up to this height in points; what is longer is read in the cell.
_HIGHEST = 48.0
_BAR_COLOUR = "7FA7D1"
_FILLS = MappingProxyType({"good": "E4F2E4", "fair": "E8F0FA", "warn": "FFF1D6", "bad": "FBE3E0", "none": "ECEFF3"})
_LINE = Side(style="thin", color="9AA5B1")


def add_styles(workbook: Workbook) -> None:
    """Give the workbook its styles by name; setting one by name is what keeps thousands of rows quick."""
    box = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
    fills: Mapping[str, str | None] = {"plain": None, **_FILLS}
    for fill, colour in fills.items():
        for side in ("left", "right"):
            style = NamedStyle(f"{fill} {side}")
            style.font = Font(name=styles.FONT, size=10)
            style.border = box
            style.alignment = Alignment(horizontal=side, vertical="center", wrap_text=side == "left")
            if colour:
                style.fill = PatternFill("solid", fgColor=colour)
            workbook.add_named_style(style)


def write(sheet: Worksheet, grid: Grid, title: str, empty: str) -> None:
    """Write a grid below its title and note; ``empty`` stands where it has no rows."""
    put(sheet, 1, 1, title, styles.title).alignment = Alignment(horizontal="left", vertical="center")
    sheet.row_dimensions[1].height = 26
    put(sheet, 2, 1, grid.note or None, styles.subtitle)
    for number, column in enumerate(grid.columns, 1):
        put(sheet, HEAD_ROW, number, column.head, styles.head)
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.row_dimensions[HEAD_ROW].height = max(styles.line_height(c.head, c.width) for c in grid.columns)
    for number, values in enumerate((*grid.rows, *grid.below), FIRST_ROW):
        put_row(sheet, number, 1, values, grid.columns)
    if not grid.rows:
        put(sheet, FIRST_ROW, 1, empty, styles.subtitle)
    last = HEAD_ROW + len(grid.rows)
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(len(grid.columns))}{last}"
    for number, column in enumerate(grid.columns, 1):
        if column.bar and grid.rows:
            letter = get_column_letter(number)
            sheet.conditional_formatting.add(f"{letter}{FIRST_ROW}:{letter}{last}", _bars(column.bar))
    _page(sheet, grid)


def _bars(kind: Bar) -> Rule:
    """Return the rule that shows numbers as bars from zero."""
    full = FormatObject("num", 100) if kind == "hundred" else FormatObject("max")
    return Rule("dataBar", dataBar=DataBar(cfvo=[FormatObject("num", 0), full], color=_BAR_COLOUR))


def put_row(sheet: Worksheet, row: int, first: int, values: tuple[Value, ...], columns: tuple[Column, ...]) -> None:
    """Write a row of values from a column on, as high as its longest text needs."""
    height = 20.0
    for number, (value, column) in enumerate(zip(values, columns, strict=True), first):
        put_value(sheet, row, number, value)
        text = value.value if isinstance(value, Toned) else value
        if isinstance(text, str) and len(text) * 2 > column.width:
            height = max(height, styles.line_height(text, column.width))
    sheet.row_dimensions[row].height = min(height, _HIGHEST)


def put_value(sheet: Worksheet, row: int, column: int, value: Value) -> None:
    """Write one value as what it is."""
    fill = value.tone if isinstance(value, Toned) else "plain"
    bare = value.value if isinstance(value, Toned) else value
    side = "left" if isinstance(bare, str | None) else "right"

    def style(cell: Cell) -> None:
        cell.style = f"{fill} {side}"

    if isinstance(bare, Figure):
        mark = f'"{bare.mark}"' if bare.mark else ""
        cell = put_number(sheet, row, column, bare.value, style)
        cell.number_format = ("0." + "0" * bare.places if bare.places else "0") + mark
    elif isinstance(bare, date):
        put_day(sheet, row, column, bare, style)
    elif isinstance(bare, int):
        put_number(sheet, row, column, bare, style).number_format = "0"
    elif bare:
        put_text(sheet, row, column, bare, style)
    else:
        put(sheet, row, column, None, style)


def _page(sheet: Worksheet, grid: Grid) -> None:
    styles.page(sheet, landscape=True, head_row=HEAD_ROW)
    sheet.page_setup.fitToWidth = grid.pages_wide
    sheet.freeze_panes = f"{get_column_letter(grid.kept + 1)}{FIRST_ROW}"
    if grid.pages_wide > 1:
        sheet.print_title_cols = f"A:{get_column_letter(grid.kept)}"
    # A ledger is worked in: filters, sorting and remarks are everybody's.
    sheet.protection.disable()
