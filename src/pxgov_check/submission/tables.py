"""Finding the two tables in a workbook: the sheet, the header row and the columns, wherever they stand."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from pxgov_check.frozen import frozen
from pxgov_check.policy.folding import title_key
from pxgov_check.submission.cells import Cell, CellType, Sheet, column_letters
from pxgov_check.submission.cells import Row as CellRow
from pxgov_check.submission.figures import cell_text
from pxgov_check.submission.layout import COLUMN_KEYS, SHEET_KEYS, TOTAL_ROWS, Table, is_called, key_of
from pxgov_check.submission.rows import Fault, LayoutFault

# A table without its head in the first rows of a sheet is not looked for further down.
HEADER_DEPTH = 40
# A row is a head when it names at least this many columns of the table.
HEADER_TITLES = 3

# The column that makes a line a report; beside it the others only add.
_MAIN = frozenset({"value", "status"})
_TEXT = CellType.TEXT
_COLON = re.compile("[:：]")
_ID = re.compile(r"([A-Za-z]?)0*(\d{1,3})\Z")


@frozen
class Header:
    """Where a table begins: ``columns`` by key, ``last_row`` the last row of the head."""

    columns: Mapping[str, int]
    twice: tuple[tuple[str, str], ...]
    last_row: int
    titles: tuple[str, ...]


class Line(NamedTuple):
    """A line below the head that reports something: its id as written and as meant, and its cells by column key.

    ``subject`` is None where nothing readable stands in the column of ids.
    """

    number: int
    id_text: str
    subject: str | None
    cells: Mapping[str, Cell]

    def text(self, key: str) -> str:
        """Return what a person reads in a column; blank when nothing is there."""
        return cell_text(self.cells.get(key)).strip()


def find_sheet(sheets: tuple[Sheet, ...], table: Table) -> tuple[Sheet, Header | None] | None:
    """Return the sheet of a table and its head: by the sheet's name, else by a head that names most columns."""
    for sheet in sheets:
        if is_called(sheet.name, SHEET_KEYS[table.key]):
            return sheet, find_header(sheet, table)
    for sheet in sheets:
        header = find_header(sheet, table)
        if header is not None and sum(c.key in header.columns for c in table.columns if c.required) > HEADER_TITLES:
            return sheet, header
    return None


def find_header(sheet: Sheet, table: Table) -> Header | None:
    """Return the head of a table: the first row that names most of its columns, with parts in the rows beside it."""
    keys = COLUMN_KEYS[table.key]
    rows = list(_top(sheet))
    at, named = _titled_row(rows, keys)
    if len({*named} - {None}) < HEADER_TITLES:
        return None
    columns: dict[str, int] = {}
    twice: list[tuple[str, str]] = []
    for cell, key in zip(rows[at], named, strict=True):
        if key is None:
            continue
        if key in columns:
            twice.append((key, cell.ref))
        else:
            columns[key] = cell.column
    last = rows[at][0].row
    # Merged heads put some titles a row higher or lower.
    for beside in (at - 1, at + 1):
        if 0 <= beside < len(rows) and abs(rows[beside][0].row - rows[at][0].row) == 1:
            added = _added(rows[beside], keys, columns)
            columns.update(added)
            if added and beside > at:
                last = rows[beside][0].row
    titles = tuple(c.raw.strip() for c in rows[at] if c.type is CellType.TEXT)
    return Header(columns, tuple(twice), last, titles)


def header_faults(sheet: Sheet, table: Table, header: Header) -> Iterator[Fault]:
    """Yield a fault for each required column that is missing or stands twice."""
    known = COLUMN_KEYS[table.key]
    for column in table.columns:
        if column.required and column.key not in header.columns:
            strangers = [title for title in header.titles if key_of(title, known) is None]
            near = difflib.get_close_matches(column.title, strangers, n=1, cutoff=0.4)
            place = f"A{header.last_row}"
            yield Fault(LayoutFault.COLUMN_MISSING, column.title, sheet.name, place, near[0] if near else "")
    for key, ref in header.twice:
        first = f"{column_letters(header.columns[key])}{header.last_row}"
        yield Fault(LayoutFault.COLUMN_TWICE, table.column(key).title, sheet.name, ref, first)


def lines(sheet: Sheet, table: Table, header: Header, known: Collection[str] = ()) -> Iterator[Line]:
    """Yield the lines that report something; titles, totals and remarks are passed over. ``known`` are ids in full."""
    answers = [c.key for c in table.columns if c.answer]
    key_in = {column: key for key, column in header.columns.items()}.get
    last = header.last_row
    for row in sheet.rows():
        number = row[0].row
        if number <= last:
            continue
        cells = {
            key: cell
            for cell in row
            if (key := key_in(cell.column)) and (cell.raw.strip() or cell.type is not _TEXT) and not cell.covered
        }
        id_text = cells["id"].raw.strip() if "id" in cells else ""
        subject = id_text if id_text in known else canonical_id(id_text, table.letter)
        if subject is not None or _reports(id_text, cells, answers):
            yield Line(number, id_text, subject, cells)


def canonical_id(text: str, letter: str) -> str | None:
    """Return the id that a text means (i3, Ｉ０３ and 3 are all I03 for ``letter`` I), or None where it is no id."""
    match = _ID.match((text if text.isascii() else unicodedata.normalize("NFKC", text)).strip())
    if match is None:
        return None
    return f"{(match[1] or letter).upper()}{int(match[2]):02d}"


def _reports(id_text: str, cells: Mapping[str, Cell], answers: list[str]) -> bool:
    """Whether a line without a readable id still holds answers, so that it must not be dropped silently."""
    if title_key(id_text) in TOTAL_ROWS or any(title_key(id_text) in keys for keys in COLUMN_KEYS.values()):
        return False
    # Signatures below a table (审核人:…) stand in answer columns too; a colon tells them from answers.
    filled = [key for key in answers if key in cells and not _COLON.search(cells[key].raw)]
    return bool(_MAIN.intersection(filled)) or len(filled) > 1


def _top(sheet: Sheet) -> Iterator[CellRow]:
    for row in sheet.rows():
        if row[0].row > HEADER_DEPTH:
            return
        yield row


def _titled_row(rows: Sequence[CellRow], keys: Mapping[str, str]) -> tuple[int, list[str | None]]:
    """Return the first row that names most columns, and for each of its cells the column that it names."""
    at, named, most = 0, list[str | None](), 0
    for place, row in enumerate(rows):
        # A row with no more cells than that cannot name more columns; nearly all rows below a head are such.
        if len(row) > most:
            found = [_key(cell, keys) for cell in row]
            count = len({*found} - {None})
            if count > most:
                at, named, most = place, found, count
    return at, named


def _added(row: CellRow, keys: Mapping[str, str], columns: Mapping[str, int]) -> dict[str, int]:
    taken = set(columns.values())
    found = {_key(cell, keys): cell.column for cell in row if cell.column not in taken}
    return {key: column for key, column in found.items() if key is not None and key not in columns}


def _key(cell: Cell, keys: Mapping[str, str]) -> str | None:
    return key_of(cell.raw, keys) if cell.type is _TEXT else None
