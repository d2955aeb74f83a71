"""A template filled in without a fault: every target met, every task done in time."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from pxgov_check.documents.package import to_bytes
from pxgov_check.documents.template import HEAD_ROW, template
from pxgov_check.judging.clean_form import clean_form
from pxgov_check.model import Period
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.layout import BASICS, BASICS_SHEET, INDICATORS, TASKS, Table

_DAYS = frozenset({"completed_on", "reported_on"})


def sample(policy: Policy, unit: str, period: Period, messages: Messages) -> bytes:
    """Return the workbook as .xlsx; the same arguments give the same bytes."""
    book = openpyxl.load_workbook(io.BytesIO(template(policy, unit, period, messages)))
    form = clean_form(policy, unit, period)
    labels = {label.title: label.key for label in BASICS}
    basics = book[BASICS_SHEET]
    for row in basics.iter_rows(max_col=2):
        key = labels.get(str(row[0].value))
        if key is not None and row[1].value is None:
            row[1].value = _stored(key, form.basics[key], "")
    for table in (INDICATORS, TASKS):
        _fill(book[table.title], table, {str(row["id"]): row for row in form.tables[table.key]})
    return to_bytes(book, period.end)


def _fill(sheet: Worksheet, table: Table, answers: Mapping[str, Mapping[str, Any]]) -> None:
    keys = {column.title: column.key for column in table.columns if column.answer}
    titles = [str(cell.value) for cell in sheet[HEAD_ROW]]
    for row in sheet.iter_rows(min_row=HEAD_ROW + 1):
        given = answers.get(str(row[0].value), {})
        for title, cell in zip(titles, row, strict=True):
            key = keys.get(title)
            if key is not None and key in given:
                cell.value = _stored(key, given[key], str(cell.number_format))


def _stored(key: str, value: Any, number_format: str) -> Any:  # noqa: ANN401 (what a cell holds)
    """Return a value as its cell stores it: per cent as a fraction, days as days."""
    if key in _DAYS:
        return date.fromisoformat(value)
    if isinstance(value, Decimal):
        return float(value / 100 if "%" in number_format else value)
    return value
