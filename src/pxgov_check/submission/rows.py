"""What was found in a workbook: the form of one unit, its rows with their cells, and what was wrong with the layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pxgov_check.frozen import frozen
from pxgov_check.model import Period
from pxgov_check.submission.cells import Cell, CellType, column_letters
from pxgov_check.submission.figures import BLANK, Figure, cell_text

_TEXT = CellType.TEXT


@frozen
class Row:
    """A row of one of the two tables. ``id`` is canonical (I03), ``id_text`` as written.

    ``cells`` holds what is filled in by column key; ``columns`` where each column of the table stands.
    """

    sheet: str
    number: int
    id: str
    id_text: str
    cells: Mapping[str, Cell]
    columns: Mapping[str, int]

    def text(self, key: str) -> str:
        """Return what a person reads in a column; blank when nothing is there."""
        cell = self.cells.get(key)
        if cell is None:
            return ""
        return cell.raw.strip() if cell.type is _TEXT else cell_text(cell).strip()

    def ref(self, key: str) -> str:
        """Return the A1 reference of a column in this row; of the id where the sheet lacks the column."""
        return f"{column_letters(self.columns.get(key) or self.columns.get('id', 1))}{self.number}"


@frozen
class IndicatorRow(Row):
    """A row of 指标填报 with its three figures read in the indicator's unit.

    ``exact`` is the figure to be judged: the quotient where it can be formed, else what was typed; None where nothing
    was.
    """

    value: Figure = BLANK
    numerator: Figure = BLANK
    denominator: Figure = BLANK

    exact: Decimal | None = None


@frozen
class TaskRow(Row):
    """A row of 任务填报: its status, its progress in per cent, and the day of completion where one can be read."""

    status: str = ""
    progress: Figure = BLANK
    completed_on: date | None = None


@frozen
class Basic:
    """One line of 基本信息: what is there and where (the place it should be when the line is missing)."""

    text: str
    ref: str | None
    cell: Cell | None = None


class LayoutFault(StrEnum):
    """What is wrong with the shape of a workbook."""

    SHEET_MISSING = "sheet_missing"
    COLUMN_MISSING = "column_missing"
    COLUMN_TWICE = "column_twice"
    UNKNOWN_ID = "unknown_id"
    HIDDEN_SHEET = "hidden_sheet"


@frozen
class Fault:
    """One fault of the layout: ``name`` is the sheet, column or id concerned, ``nearest`` what may have been meant."""

    kind: LayoutFault
    name: str
    sheet: str | None = None
    cell: str | None = None
    nearest: str = ""


@frozen
class Submission:
    """The form of one unit, as read. ``basics`` is keyed as layout.BASICS, ``identity`` as written by the template.

    ``unit`` is the canonical name or None; ``unit_text`` what was written, at ``unit_ref`` on ``unit_sheet``.
    ``period`` is None where it can't be read. ``lone`` is true for a file that is one table and has no sheets (CSV):
    what another sheet would say is not missing from it.
    """

    basics_sheet: str | None
    basics: Mapping[str, Basic]
    unit: str | None
    unit_text: str
    unit_sheet: str | None
    unit_ref: str | None
    period: Period | None
    identity: Mapping[str, str]
    indicators: tuple[IndicatorRow, ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    faults: tuple[Fault, ...] = ()
    sheets: Mapping[str, str] = field(default_factory=dict)
    date1904: bool = False
    formats_known: bool = True
    lone: bool = False

    def holds(self, table: str) -> bool:
        """Whether the form is where a table, by its key, has to be reported."""
        return not self.lone or table in self.sheets
