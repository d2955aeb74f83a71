"""What openpyxl and python-calamine find in a workbook, in words that can be compared with the reader's.

A cell is told as ``Seen``. Dates that a library made of numbers are turned back into serial numbers, for the file holds
a number; how a date is understood is tested where dates are read.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import openpyxl
from openpyxl.cell.cell import Cell as OpenpyxlCell
from openpyxl.cell.cell import MergedCell
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, to_excel
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum

Place = tuple[int, int]
_GRID = 3_000_000


class Seen(NamedTuple):
    """A cell as one library tells it: ``kind`` is number, text, boolean, error, date or blank."""

    kind: str
    value: float | str | bool
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class SeenSheet:
    """A sheet: cells by place; ``arrays`` are the ranges of array formulas, by their text."""

    name: str
    visibility: str
    cells: Mapping[Place, Seen]
    merged: frozenset[tuple[int, int, int, int]]
    formats: Mapping[Place, str] = field(default_factory=dict)
    arrays: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a library tells of a workbook, or the name of what it raised."""

    library: str
    sheets: tuple[SeenSheet, ...] = ()
    raised: str | None = None


def openpyxl_opinion(data: bytes) -> Opinion:
    """Return what openpyxl finds, in a load for formulas and one for cached values."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            formulas = openpyxl.load_workbook(io.BytesIO(data))
            values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception as error:  # noqa: BLE001 (what a library may raise is what is asked)
        return Opinion("openpyxl", raised=f"{type(error).__name__}: {error} ({error.__cause__ or error.__context__})")
    epoch = values.epoch
    pairs = zip(formulas.worksheets, values.worksheets, strict=True)
    return Opinion("openpyxl", tuple(_openpyxl_sheet(one, other, epoch) for one, other in pairs))


def _openpyxl_sheet(formulas: Worksheet, values: Worksheet, epoch: datetime) -> SeenSheet:
    cells: dict[Place, Seen] = {}
    formats: dict[Place, str] = {}
    arrays: list[tuple[str, str]] = []
    for cell in _stored(values):
        place = cell.row, cell.column
        told = formulas._cells[place]  # noqa: SLF001 (the public ways fill the grid with empty cells)
        formula = None
        if told.data_type == "f":
            formula, area = _formula(told.value)
            arrays += area
        seen = _openpyxl_value(cell, epoch)
        if seen is not None or formula is not None:
            cells[place] = (seen or Seen("blank", ""))._replace(formula=formula)
            formats[place] = cell.number_format
    merged = frozenset((r.min_row, r.min_col, r.max_row, r.max_col) for r in values.merged_cells.ranges)
    return SeenSheet(values.title, values.sheet_state, cells, merged, formats, tuple(arrays))


def _stored(sheet: Worksheet) -> Iterator[OpenpyxlCell]:
    for cell in sheet._cells.values():  # noqa: SLF001 (as above)
        if not isinstance(cell, MergedCell):
            yield cell


def _formula(value: object) -> tuple[str, list[tuple[str, str]]]:
    if isinstance(value, ArrayFormula):
        text = (value.text or "").removeprefix("=")
        return text, [(value.ref, text)]
    if isinstance(value, DataTableFormula):
        return "", []
    return str(value).removeprefix("="), []


def _openpyxl_value(cell: OpenpyxlCell, epoch: datetime) -> Seen | None:
    if cell.value is None:
        return None
    if cell.data_type == "e":
        return Seen("error", str(cell.value))
    return _told(cell.value, date1904=epoch == CALENDAR_MAC_1904)


def calamine_opinion(data: bytes, *, date1904: bool) -> Opinion:
    """Return what calamine finds. It tells neither formulas nor number formats."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            _calamine_sheet(book.get_sheet_by_index(index), str(meta.visible), date1904=date1904)
            for index, meta in enumerate(book.sheets_metadata)
            if meta.typ == SheetTypeEnum.WorkSheet
        ]
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return Opinion("calamine", raised=f"{type(error).__name__}: {error}")
    return Opinion("calamine", tuple(sheets))


def _calamine_sheet(sheet: CalamineSheet, visible: str, *, date1904: bool) -> SeenSheet:
    if sheet.total_height * sheet.total_width > _GRID:
        raise MemoryError("the grid that calamine would fill")
    cells = {}
    for row, line in enumerate(sheet.to_python(skip_empty_area=False), 1):
        for column, value in enumerate(line, 1):
            if value != "":
                cells[row, column] = _told(value, date1904=date1904)
    ranges = sheet.merged_cell_ranges or ()
    merged = frozenset((t + 1, left + 1, b + 1, right + 1) for (t, left), (b, right) in ranges)
    return SeenSheet(sheet.name, visible.rpartition(".")[2], cells, merged)


def _told(value: object, *, date1904: bool) -> Seen:
    if isinstance(value, bool):
        return Seen("boolean", value)
    if isinstance(value, int | float):
        return Seen("number", float(value))
    if isinstance(value, date | time | timedelta):
        return Seen("date", serial(value, date1904=date1904))
    return Seen("text", str(value))


def serial(value: date | time | timedelta, *, date1904: bool) -> float:
    """Return the serial number of a date, as openpyxl counts."""
    epoch = CALENDAR_MAC_1904 if date1904 else CALENDAR_WINDOWS_1900
    return float(to_excel(value, epoch))  # type: ignore[no-untyped-call]
