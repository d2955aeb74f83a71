"""The list that status makes as a workbook: one sheet to phone from, with a filter and room for a remark."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pxgov_check.documents import styles
from pxgov_check.documents.cells import put
from pxgov_check.documents.official.visible import visible
from pxgov_check.documents.package import to_bytes
from pxgov_check.policy.messages import Messages
from pxgov_check.rollup.status import StatusReport, UnitState
from pxgov_check.rollup.status_words import COLUMNS, row, sentences

_WIDTHS = {
    "unit": 20,
    "state": 16,
    "in_time": 14,
    "reported_on": 12,
    "reasons": 46,
    "reporter": 12,
    "phone": 18,
    "files": 36,
}
_WIDTH = 16
_FILLS = {
    UnitState.MISSING: "FBE3E0",
    UnitState.UNREADABLE: "FBE3E0",
    UnitState.CONFLICTING: "FBE3E0",
    UnitState.RETURNED: "FFF1D6",
    UnitState.ACCEPTED: "E4F2E4",
}
_REMARK = "remark"


def render(report: StatusReport, messages: Messages) -> bytes:
    """Return the workbook; the same list gives the same bytes."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    sheet = workbook.create_sheet(messages("status.sheet"))
    names = (*COLUMNS, _REMARK)
    put(sheet, 1, 1, messages("status.title", period=report.period), styles.title)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(names))
    told = sentences(report, messages)
    for number, sentence in enumerate(told, start=2):
        put(sheet, number, 1, sentence, styles.subtitle)
    head = len(told) + 3
    for column, name in enumerate(names, start=1):
        put(sheet, head, column, messages(f"status.column.{name}"), styles.head)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, _WIDTH)
    last = _rows(sheet, head, report, messages)
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(names))}{last}"
    styles.page(sheet, landscape=True, head_row=head)
    sheet.protection.disable()
    return to_bytes(workbook, report.as_of or report.due)


def _rows(sheet: Worksheet, head: int, report: StatusReport, m: Messages) -> int:
    """Write a row a unit, then a row a file that nobody can place; return the number of the last."""
    number = head
    for number, one in enumerate(report.units, start=head + 1):
        told = row(one, m)
        _row(sheet, number, told)
        sheet.cell(number, COLUMNS.index("state") + 1).fill = PatternFill("solid", fgColor=_FILLS[one.state])
    for left in report.unplaced:
        number += 1
        _row(sheet, number, {"state": m("status.unplaced"), "reasons": left.message, "files": left.file})
    return number


def _row(sheet: Worksheet, number: int, told: dict[str, str]) -> None:
    for column, name in enumerate((*COLUMNS, _REMARK), start=1):
        style = styles.answer if name == _REMARK else styles.given
        put(sheet, number, column, visible(told.get(name, "")) or None, style)
    heights = (styles.line_height(told[name], _WIDTHS[name]) for name in ("reasons", "files"))
    sheet.row_dimensions[number].height = max(heights)
