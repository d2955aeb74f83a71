"""Ledgers read back as somebody reads them: the list of each sheet, every cell with its value and as it is shown."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import openpyxl
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEAD_ROW = 3
# The mark behind the digits in quotes, or after a backslash as LibreOffice writes it.
_FORMAT = re.compile(r'0(?:\.(0+))?(?:"(.*)"|\\(.))?\Z')
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Sheet:
    """The list of a sheet: titles of its columns, and its rows as values and as texts, by those titles."""

    head: list[str]
    rows: list[Row]
    shown: list[dict[str, str]]

    def by(self, *columns: str) -> dict[Any, Row]:
        """Return the rows by what stands in some columns."""
        keys = [tuple(row[c] for c in columns) if len(columns) > 1 else row[columns[0]] for row in self.rows]
        return dict(zip(keys, self.rows, strict=True))


def workbook(data: bytes) -> Workbook:
    """Return a ledger as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(data), rich_text=False)


def read(data: bytes) -> dict[str, Sheet]:
    """Return the lists of a ledger by the name of the sheet; 概况 is none."""
    return {sheet.title: _sheet(sheet) for sheet in workbook(data).worksheets[1:]}


def decimal(value: float | None) -> Decimal | None:
    """Return a number of a cell by its digits, as Excel shows them."""
    return None if value is None else Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def shown(value: Any, number_format: str) -> str:  # noqa: ANN401 (whatever a cell holds)
    """Return what a cell shows."""
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    if not isinstance(value, int | float):
        return str(value or "")
    match = _FORMAT.match(number_format)
    assert match, number_format
    exact = decimal(value) or Decimal(0)
    places = Decimal(1).scaleb(-len(match[1] or ""))
    return f"{exact.quantize(places, ROUND_HALF_UP):f}{match[2] or match[3] or ''}"


def _sheet(sheet: Worksheet) -> Sheet:
    head = [str(cell.value) for cell in sheet[HEAD_ROW]]
    rows = list(_cells(sheet))
    return Sheet(
        head,
        [dict(zip(head, (_value(c) for c, _ in row), strict=True)) for row in rows],
        [dict(zip(head, (shown(c, f) for c, f in row), strict=True)) for row in rows],
    )


def _cells(sheet: Worksheet) -> Iterator[list[tuple[Any, str]]]:
    """Yield the cells of the list: all that the filter spans."""
    last = int(re.sub(r".*?(\d+)\Z", r"\1", str(sheet.auto_filter.ref)))
    for row in sheet.iter_rows(min_row=HEAD_ROW + 1, max_row=last):
        yield [(cell.value, cell.number_format) for cell in row]


def _value(value: Any) -> Any:  # noqa: ANN401 (whatever a cell holds)
    if isinstance(value, datetime):
        return value.date()
    return decimal(value) if isinstance(value, int | float) else value
