"""The interface between a reader and everything that looks at a workbook.

A reader (xlsx.py, or one for another format) yields these values and nothing else; layout, numbers and rows never see
a file. Row and column numbers count from 1, as Excel shows them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from enum import StrEnum
from typing import NamedTuple

from pxgov_check.frozen import frozen


class CellType(StrEnum):
    """What the file says that a cell holds (for a formula: what its cached result is)."""

    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    ERROR = "error"
    DATE = "date"  # an ISO 8601 date stored as such; ordinary Excel dates are numbers with a date format
    BLANK = "blank"  # for a formula: never calculated


class Cell(NamedTuple):
    """One non-empty cell.

    ``raw`` is the text exactly as stored: a number's digits, a string's characters, ``TRUE``/``FALSE``, an error such
    as ``#DIV/0!``; for a formula it is the cached result, and ``type`` is BLANK when none is stored. ``formula`` is
    the formula's text without ``=``, or None for a constant. ``hidden`` is true when the row, the column or the sheet
    is not visible. ``covered`` is true for a value stored under a merged range, where nobody sees it.
    """

    row: int
    column: int
    type: CellType
    raw: str
    number_format: str = "General"
    formula: str | None = None
    hidden: bool = False
    covered: bool = False

    @property
    def ref(self) -> str:
        """The A1 reference."""
        return f"{column_letters(self.column)}{self.row}"


class Range(NamedTuple):
    """A rectangle of cells, both corners included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class Visibility(StrEnum):
    """Whether a sheet can be seen; ``very_hidden`` can't be shown from Excel's menus."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "very_hidden"


Row = tuple[Cell, ...]


@frozen
class Sheet:
    """One worksheet. ``rows()`` yields its non-empty rows from the top, cells from the left; it can be called again."""

    name: str
    rows: Callable[[], Iterator[Row]] = field(repr=False)
    visibility: Visibility = Visibility.VISIBLE
    merged: tuple[Range, ...] = ()


@frozen
class Workbook:
    """A workbook as it was sent.

    ``container`` names the format by content (xlsx, xlsm, xls, xlsb, ods, csv). ``formats_known`` is false where the
    reader can't tell number formats and error values. ``properties`` are the custom document properties.
    """

    container: str
    sheets: tuple[Sheet, ...]
    date1904: bool = False
    formats_known: bool = True
    defined_names: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)


def sheet_of(name: str, rows: Iterable[Row], visibility: Visibility = Visibility.VISIBLE) -> Sheet:
    """Build a sheet held in memory."""
    held = tuple(rows)
    return Sheet(name=name, rows=lambda: iter(held), visibility=visibility)


def column_letters(column: int) -> str:
    """Return the letters of a column: 1 → A, 27 → AA."""
    if 0 < column <= 26:
        return chr(64 + column)
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


_REF = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})\Z")


def parse_ref(ref: str) -> tuple[int, int]:
    """Return (row, column) of an A1 reference.

    Raises:
        ValueError: the text is no reference.

    """
    match = _REF.match(ref)
    if match is None:
        raise ValueError(ref)
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column
