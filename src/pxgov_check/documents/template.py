"""The blank submission workbook of one unit for one period."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pxgov_check.documents import styles
from pxgov_check.documents.cells import put
from pxgov_check.documents.file_names import safe_name
from pxgov_check.documents.identity import write_identity
from pxgov_check.documents.package import to_bytes
from pxgov_check.documents.prompts import write_prompts
from pxgov_check.documents.self_check.rows import Basics, Row
from pxgov_check.documents.self_check.sheet import write_basics, write_column, write_readings
from pxgov_check.documents.template_guide import write_guide
from pxgov_check.frozen import frozen
from pxgov_check.judging.targets import demand_on
from pxgov_check.model import Period
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.models import Indicator, Kind, Task
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.figures import plain
from pxgov_check.submission.layout import (
    BASICS,
    BASICS_SHEET,
    INDICATORS,
    TASKS,
    Table,
)

HEAD_ROW = 4
_CENTRED = frozenset(
    {
        "id",
        "category",
        "unit",
        "target",
        "deadline",
        "numerator",
        "denominator",
        "value",
        "status",
        "progress",
        "completed_on",
    }
)


@frozen
class _Form:
    """Whose form it is, by the policy as in force at the period's end, and in which language it speaks."""

    policy: Policy
    unit: str
    period: Period
    m: Messages


def template(policy: Policy, unit: str, period: Period, messages: Messages) -> bytes:
    """Return the workbook as .xlsx; the same arguments give the same bytes.

    ``unit`` is the canonical name of a unit on the roster.
    """
    form = _Form(policy.on(period.end), unit, period, messages)
    book = Workbook()
    guide = book.active
    if guide is None:
        raise TypeError(book)
    write_guide(guide, form.policy, period.end, messages)
    lines = _basics(book.create_sheet(BASICS_SHEET), form)
    rows = (
        _indicators(book.create_sheet(INDICATORS.title), form),
        _tasks(book.create_sheet(TASKS.title), form),
    )
    write_readings(write_identity(book, form.policy, form.unit, form.period), rows, lines)
    book.active = 1
    return to_bytes(book, period.end)


def file_name(unit: str, period: Period) -> str:
    """Return a file name for a unit's workbook, safe on every file system."""
    return f"{safe_name(unit)}-{period}.xlsx"


def _basics(sheet: Worksheet, form: _Form) -> str:
    """Write 基本信息 and return where its own self-check stands."""
    sheet.merge_cells("A1:B1")
    put(sheet, 1, 1, form.policy.info.title + form.m("template.form"), styles.title)
    sheet.row_dimensions[1].height = 36
    known = {"document_no": form.policy.info.document_no, "unit": form.unit, "period": form.period.text}
    answers: dict[str, str] = {}
    for row, label in enumerate(BASICS, 3):
        styles.given(put(sheet, row, 1, label.title), centred=True)
        cell = put(sheet, row, 2, known.get(label.key))
        if label.key in known:
            styles.given(cell)
        else:
            # Telephone numbers are text; a date typed here becomes one.
            styles.answer(cell, "yyyy-mm-dd" if label.key == "reported_on" else "@")
            answers[label.key] = cell.coordinate
        sheet.row_dimensions[row].height = 26
    sheet.column_dimensions["A"].width = 18
    sheet.column_dimensions["B"].width = 52
    note = put(sheet, len(BASICS) + 4, 1, form.m("template.basics_note"), styles.subtitle)
    sheet.merge_cells(start_row=note.row, end_row=note.row, start_column=1, end_column=2)
    styles.page(sheet, landscape=False)
    return write_basics(sheet, Basics(form.policy, answers), note.row + 2, form.m)


def _indicators(sheet: Worksheet, form: _Form) -> list[Row]:
    columns = _head(sheet, INDICATORS, form)
    rows = []
    for number, subject in enumerate(form.policy.expected_indicators(form.unit), HEAD_ROW + 1):
        indicator = form.policy.indicators[subject]
        target = form.policy.targets.get(subject)
        demand = demand_on(target, form.period.end) if target else None
        given = {
            "id": subject,
            "category": indicator.category,
            "name": indicator.name,
            "unit": indicator.unit.value,
            "target": f"{demand.op_text}{plain(demand.value)}" if demand else "",
        }
        rate = indicator.numerator is not None
        asked = [c.key for c in INDICATORS.columns if c.answer and (rate or c.key not in {"numerator", "denominator"})]
        row = Row(form.policy, INDICATORS, subject, number, columns, frozenset(asked), form.period.end)
        rows.append(_row(sheet, row, given, {key: _format(indicator, key) for key in asked}))
        if rate:
            over, under = (row.cell(key) for key in ("numerator", "denominator"))
            # The rate computes itself; who has only the rate types over it.
            formula = f'=IF(AND(ISNUMBER({over}),ISNUMBER({under})),IF({under}>0,{over}/{under},""),"")'
            sheet[row.cell("value")] = formula
    _finish(sheet, columns, rows, form)
    return rows


def _tasks(sheet: Worksheet, form: _Form) -> list[Row]:
    columns = _head(sheet, TASKS, form)
    asked = frozenset(column.key for column in TASKS.columns if column.answer)
    rows = []
    for number, subject in enumerate(form.policy.expected_tasks(form.unit), HEAD_ROW + 1):
        task = form.policy.tasks[subject]
        given = {
            "id": subject,
            "name": f"{task.area}：{task.title}",
            "units": "、".join(task.units) + ("等" if task.open_ended else ""),
            "deadline": _deadline(task, form.m),
        }
        row = Row(form.policy, TASKS, subject, number, columns, asked, form.period.end)
        rows.append(_row(sheet, row, given, {"progress": "0%", "completed_on": "yyyy-mm-dd"}))
    _finish(sheet, columns, rows, form)
    return rows


def _head(sheet: Worksheet, table: Table, form: _Form) -> dict[str, int]:
    """Write titles and head; return column numbers by key."""
    shown = [c for c in table.columns if not c.consolidated]
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(shown))
    put(sheet, 1, 1, f"{form.policy.info.title}{form.m('template.form')}({table.title[:2]})", styles.title)
    put(sheet, 2, 1, form.m("template.unit_line", unit=form.unit, period=form.period.text), styles.subtitle)
    sheet.row_dimensions[1].height = 34
    sheet.row_dimensions[HEAD_ROW].height = 30
    for number, column in enumerate(shown, 1):
        put(sheet, HEAD_ROW, number, column.title, styles.head)
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    styles.page(sheet, landscape=True, head_row=HEAD_ROW)
    return {column.key: number for number, column in enumerate(shown, 1)}


def _row(sheet: Worksheet, row: Row, given: Mapping[str, str], formats: Mapping[str, str]) -> Row:
    """Write what is given and open what is asked."""
    for key, column in row.columns.items():
        cell = put(sheet, row.number, column, given.get(key))
        if key in row.asked:
            styles.answer(cell, formats.get(key, "General"), centred=key in _CENTRED)
        else:
            styles.given(cell, centred=key in _CENTRED)
    heights = [
        styles.line_height(given[k], row.table.column(k).width, least=30) for k in ("name", "units") if k in given
    ]
    sheet.row_dimensions[row.number].height = max(heights)
    return row


def _finish(sheet: Worksheet, columns: Mapping[str, int], rows: list[Row], form: _Form) -> None:
    """Add what helps while filling in: messages, choices, the self-check; print the table alone."""
    numbers = range(HEAD_ROW + 1, HEAD_ROW + 1 + len(rows))
    write_prompts(sheet, rows, form.m)
    write_column(sheet, rows, HEAD_ROW, form.m)
    put(sheet, numbers.stop + 1, 1, form.m("template.remark"), styles.subtitle)
    sheet.print_area = f"A1:{get_column_letter(len(columns))}{numbers.stop + 1}"


def _format(indicator: Indicator, key: str) -> str:
    if key in {"numerator", "denominator"}:
        return "#,##0"
    if key != "value":
        return "General"
    if indicator.is_percent:
        # In a per cent cell Excel and WPS take both 85 and 85% for 85%.
        return "0.00%"
    return "#,##0" if indicator.kind.value is Kind.COUNT and not indicator.unit.value.startswith("万") else "#,##0.00"


def _deadline(task: Task, m: Messages) -> str:
    return m("template.deadline", year=str(task.due.year)) if task.due else m("entry.ongoing")
