"""How our workbooks look: the fonts an office has, quiet colours, thin lines."""

from __future__ import annotations

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

FONT = "宋体"
_LINE = Side(style="thin", color="9AA5B1")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD = PatternFill("solid", fgColor="1F4E79")
_ANSWER = PatternFill("solid", fgColor="FFF9E5")
_GIVEN = PatternFill("solid", fgColor="F2F4F7")
_PLAIN = Font(name=FONT, size=10)
_SMALL = Font(name=FONT, size=9)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_OPEN = Protection(locked=False)


def title(cell: Cell) -> None:
    """Style the title of a sheet."""
    cell.font = Font(name=FONT, size=16, bold=True)
    cell.alignment = Alignment(horizontal="center", vertical="center")


def subtitle(cell: Cell) -> None:
    """Style the line under a title."""
    cell.font = Font(name=FONT, size=10, color="52606D")
    cell.alignment = Alignment(horizontal="left", vertical="center")


def head(cell: Cell) -> None:
    """Style a column title."""
    cell.font = Font(name=FONT, size=10, bold=True, color="FFFFFF")
    cell.fill = _HEAD
    cell.border = _BOX
    cell.alignment = _CENTRE


def given(cell: Cell, *, centred: bool = False) -> None:
    """Style a cell that is filled in already and locked."""
    cell.font = _PLAIN
    cell.fill = _GIVEN
    cell.border = _BOX
    cell.alignment = _CENTRE if centred else _LEFT


def answer(cell: Cell, number_format: str = "General", *, centred: bool = False) -> None:
    """Style a cell that the unit fills in: light yellow and not locked."""
    cell.font = _PLAIN
    cell.fill = _ANSWER
    cell.border = _BOX
    cell.alignment = _CENTRE if centred else _LEFT
    cell.protection = _OPEN
    cell.number_format = number_format


def words(cell: Cell | MergedCell, *, bold: bool = False) -> None:
    """Style running text."""
    cell.font = Font(name=FONT, size=10.5, bold=bold)
    cell.alignment = Alignment(vertical="top", wrap_text=True)


def page(sheet: Worksheet, *, landscape: bool, head_row: int | None = None) -> None:
    """Set a sheet up for A4: fit to the width, head repeated, page numbers; locked without a password.

    The head and the first column, which holds the ids, stay in sight.
    """
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    footer = sheet.oddFooter.center if sheet.oddFooter else None
    if footer is not None:
        footer.text = "第 &P 页,共 &N 页"
    sheet.print_options.horizontalCentered = True
    sheet.sheet_view.showGridLines = False
    sheet.protection.enable()
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    if head_row is not None:
        sheet.print_title_rows = f"{head_row}:{head_row}"
        sheet.freeze_panes = f"B{head_row + 1}"


def line_height(text: str, width: float, *, least: float = 20.0) -> float:
    """Return a row height in points that shows all of a wrapped text in a column of ``width`` characters."""
    cells = sum(2 if ord(c) > 0x2E7F else 1 for c in text)
    lines = max(1, -(-cells // max(int(width) - 1, 1)))
    return max(least, 14.5 * lines + 4)


def check(cell: Cell) -> None:
    """Style a cell of the self-check: small, wrapped and locked."""
    cell.font = _SMALL
    cell.border = _BOX
    cell.alignment = _LEFT


def alert(cell: Cell) -> None:
    """Style the line that says what is left to do."""
    cell.font = Font(name=FONT, size=10, bold=True, color="9C1C10")
    cell.alignment = Alignment(horizontal="left", vertical="center")
