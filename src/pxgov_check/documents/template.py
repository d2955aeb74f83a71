"""The blank submission workbook of one unit for one period."""

from __future__ import annotations

import re
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pxgov_check.documents import styles
from pxgov_check.documents.package import to_bytes
from pxgov_check.documents.template_guide import write_guide
from pxgov_check.judging.targets import demand_on
from pxgov_check.model import Period
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.models import Indicator, Kind, Task
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.figures import plain
from pxgov_check.submission.layout import (
    BASICS,
    BASICS_SHEET,
    IDENTITY_NAME,
    IDENTITY_SHEET,
    INDICATORS,
    NOT_APPLICABLE,
    TASKS,
    TEMPLATE_ID,
    TEMPLATE_VERSION,
    Table,
)

HEAD_ROW = 4
_CENTRED = frozenset({"id", "category", "unit", "target", "deadline", "status", "progress", "completed_on"})
_VOCABULARY_COLUMN = "D"
# Input messages: Excel takes 32 characters of title and 255 of text.
_PROMPT_TITLE, _PROMPT = 32, 255


def template(policy: Policy, unit: str, period: Period, messages: Messages) -> bytes:
    """Return the workbook as .xlsx; the same arguments give the same bytes.

    ``unit`` is the canonical name of a unit on the roster.
    """
    book = Workbook()
    guide = book.active
    if guide is None:
        raise TypeError(book)
    write_guide(guide, policy.on(period.end), messages)
    _basics(book.create_sheet(BASICS_SHEET), policy, unit, period, messages)
    _indicators(book.create_sheet(INDICATORS.title), policy, unit, period, messages)
    _tasks(book.create_sheet(TASKS.title), policy, unit, period, messages)
    _identity(book, policy, unit, period)
    book.active = 1
    return to_bytes(book, period.end)


def file_name(unit: str, period: Period) -> str:
    """Return a file name for a unit's workbook, safe on every file system."""
    return re.sub(r'[\\/:*?"<>|\s.]', "_", unit) + f"-{period}.xlsx"


def _basics(sheet: Worksheet, policy: Policy, unit: str, period: Period, m: Messages) -> None:
    sheet.merge_cells("A1:B1")
    _put(sheet, 1, 1, policy.info.title + m("template.form"), styles.title)
    sheet.row_dimensions[1].height = 36
    known = {"document_no": policy.info.document_no, "unit": unit, "period": period.text}
    for row, label in enumerate(BASICS, 3):
        styles.given(_put(sheet, row, 1, label.title), centred=True)
        cell = _put(sheet, row, 2, known.get(label.key))
        if label.key in known:
            styles.given(cell)
        else:
            # Telephone numbers are text; a date typed here becomes one.
            styles.answer(cell, "yyyy-mm-dd" if label.key == "reported_on" else "@")
        sheet.row_dimensions[row].height = 26
    sheet.column_dimensions["A"].width = 18
    sheet.column_dimensions["B"].width = 52
    note = _put(sheet, len(BASICS) + 4, 1, m("template.basics_note"), styles.subtitle)
    sheet.merge_cells(start_row=note.row, end_row=note.row, start_column=1, end_column=2)
    styles.page(sheet, landscape=False)


def _indicators(sheet: Worksheet, policy: Policy, unit: str, period: Period, m: Messages) -> None:
    columns = _table(sheet, INDICATORS, policy, unit, period, m)
    targets = policy.on(period.end).targets
    for row, subject in enumerate(policy.expected_indicators(unit), HEAD_ROW + 1):
        indicator = policy.indicators[subject]
        demand = demand_on(targets[subject], period.end) if subject in targets else None
        given = {
            "id": subject,
            "category": indicator.category,
            "name": indicator.name,
            "unit": indicator.unit.value,
            "target": f"{demand.op_text}{plain(demand.value)}" if demand else "",
        }
        for key, column in columns.items():
            cell = _put(sheet, row, column, given.get(key))
            if INDICATORS.column(key).answer and _is_asked(indicator, key):
                styles.answer(cell, _format(indicator, key), centred=key in {"numerator", "denominator", "value"})
            else:
                styles.given(cell, centred=key in _CENTRED)
        if indicator.numerator is not None:
            over, under = (f"{get_column_letter(columns[k])}{row}" for k in ("numerator", "denominator"))
            # The rate computes itself; who has only the rate types over it.
            formula = f'=IF(AND(ISNUMBER({over}),ISNUMBER({under})),IF({under}>0,{over}/{under},""),"")'
            sheet.cell(row, columns["value"]).value = formula
        sheet.row_dimensions[row].height = styles.line_height(indicator.name, INDICATORS.column("name").width, least=30)
    last = HEAD_ROW + len(policy.expected_indicators(unit))
    _prompt(sheet, columns["value"], last, m("template.prompt.value"), policy.rules["A108"].hint[m.lang])
    for key in ("numerator", "denominator"):
        _prompt(sheet, columns[key], last, INDICATORS.column(key).title, policy.rules["A106"].hint[m.lang])
    _prompt(
        sheet, columns["explanation"], last, INDICATORS.column("explanation").title, policy.rules["A101"].hint[m.lang]
    )
    _remark(sheet, last + 2, m)


def _tasks(sheet: Worksheet, policy: Policy, unit: str, period: Period, m: Messages) -> None:
    columns = _table(sheet, TASKS, policy, unit, period, m)
    for row, subject in enumerate(policy.expected_tasks(unit), HEAD_ROW + 1):
        task = policy.tasks[subject]
        given = {
            "id": subject,
            "name": f"{task.area}：{task.title}",
            "units": "、".join(task.units) + ("等" if task.open_ended else ""),
            "deadline": _deadline(task, m),
        }
        for key, column in columns.items():
            cell = _put(sheet, row, column, given.get(key))
            if TASKS.column(key).answer:
                formats = {"progress": "0%", "completed_on": "yyyy-mm-dd"}
                styles.answer(cell, formats.get(key, "General"), centred=key in _CENTRED)
            else:
                styles.given(cell, centred=key in _CENTRED)
        heights = [styles.line_height(given[k], TASKS.column(k).width, least=30) for k in ("name", "units")]
        sheet.row_dimensions[row].height = max(heights)
    last = HEAD_ROW + len(policy.expected_tasks(unit))
    hints = {"progress": "A202", "completed_on": "A204", "evidence": "A203", "problem": "A205", "next_step": "A205"}
    for key, rule in hints.items():
        _prompt(sheet, columns[key], last, TASKS.column(key).title, _plain_hint(policy.rules[rule].hint[m.lang]))
    _choices(sheet, columns["status"], last, policy, m)
    _remark(sheet, last + 2, m)


def _table(sheet: Worksheet, table: Table, policy: Policy, unit: str, period: Period, m: Messages) -> dict[str, int]:
    """Write titles and head; return column numbers by key."""
    shown = [c for c in table.columns if not c.consolidated]
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(shown))
    _put(sheet, 1, 1, f"{policy.info.title}{m('template.form')}({table.title[:2]})", styles.title)
    _put(sheet, 2, 1, m("template.unit_line", unit=unit, period=period.text), styles.subtitle)
    sheet.row_dimensions[1].height = 34
    sheet.row_dimensions[HEAD_ROW].height = 30
    for number, column in enumerate(shown, 1):
        _put(sheet, HEAD_ROW, number, column.title, styles.head)
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    styles.page(sheet, landscape=True, head_row=HEAD_ROW)
    return {column.key: number for number, column in enumerate(shown, 1)}


def _choices(sheet: Worksheet, column: int, last: int, policy: Policy, m: Messages) -> None:
    words = (*policy.task_rules.vocabulary.values(), NOT_APPLICABLE)
    source = f"{IDENTITY_SHEET}!${_VOCABULARY_COLUMN}$1:${_VOCABULARY_COLUMN}${len(words)}"
    validation = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    validation.errorTitle = validation.promptTitle = TASKS.column("status").title
    validation.error = policy.rules["A201"].title[m.lang]
    validation.prompt = m("template.prompt.status")
    validation.showInputMessage = True
    _apply(sheet, validation, column, last)


def _prompt(sheet: Worksheet, column: int, last: int, title: str, text: str) -> None:
    """Show a message beside the cells of a column while they are filled in; any entry is taken."""
    validation = DataValidation(allow_blank=True, showInputMessage=True, showErrorMessage=False)
    validation.promptTitle, validation.prompt = title[:_PROMPT_TITLE], text[:_PROMPT]
    _apply(sheet, validation, column, last)


def _apply(sheet: Worksheet, validation: DataValidation, column: int, last: int) -> None:
    if last > HEAD_ROW:
        letter = get_column_letter(column)
        validation.add(f"{letter}{HEAD_ROW + 1}:{letter}{last}")
        sheet.add_data_validation(validation)


def _identity(book: Workbook, policy: Policy, unit: str, period: Period) -> None:
    """Say three ways where the form comes from: people lose hidden sheets, programs lose properties."""
    identity = {
        "template": TEMPLATE_ID,
        "version": TEMPLATE_VERSION,
        "policy": policy.info.id,
        "policy_version": policy.info.version,
        "digest": policy.digest,
        "unit": unit,
        "period": period.text,
        "formulas": "value",
    }
    sheet = book.create_sheet(IDENTITY_SHEET)
    sheet.sheet_state = "hidden"
    # The published type stubs do not know this attribute yet.
    properties: Any = getattr(book, "custom_doc_props")  # noqa: B009
    for row, (key, value) in enumerate(identity.items(), 1):
        _put(sheet, row, 1, key)
        _put(sheet, row, 2, value)
        properties.append(StringProperty(name=f"pxcheck.{key}", value=value))
    words = (*policy.task_rules.vocabulary.values(), NOT_APPLICABLE)
    for row, word in enumerate(words, 1):
        _put(sheet, row, 4, word)
    told = "|".join(f"{key}={value}" for key, value in identity.items())
    book.defined_names[IDENTITY_NAME] = DefinedName(IDENTITY_NAME, attr_text='"' + told.replace('"', '""') + '"')


def _is_asked(indicator: Indicator, key: str) -> bool:
    return key not in {"numerator", "denominator"} or indicator.numerator is not None


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


def _plain_hint(hint: str) -> str:
    """Return a hint without the part that only a finding can fill in."""
    return re.sub(r"[((][^()()]*\{\w+\}[^()()]*[))]", "", hint)


def _remark(sheet: Worksheet, row: int, m: Messages) -> None:
    _put(sheet, row, 1, m("template.remark"), styles.subtitle)


def _put(sheet: Worksheet, row: int, column: int, value: str | None, style: Any = None) -> Cell:  # noqa: ANN401
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
