"""Finding the two tables in a workbook: the sheet, the header row and the columns, wherever they stand."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping

from pxgov_check.frozen import frozen
from pxgov_check.submission.cells import Cell, CellType, Sheet, column_letters
from pxgov_check.submission.cells import Row as CellRow
from pxgov_check.submission.layout import COLUMN_KEYS, TOTAL_ROWS, Table, sheet_keys, title_key
from pxgov_check.submission.rows import Fault, LayoutFault

# A table without its head in the first rows of a sheet is not looked for further down.
HEADER_DEPTH = 40
# A row is a head when it names at least this many columns of the table.
HEADER_TITLES = 3

# The column that makes a line a report; beside it the others only add.
_MAIN = frozenset({"value", "status"})
_COLON = re.compile("[:：]")
_ID = re.compile(r"([A-Za-z]?)0*(\d{1,3})\Z")


@frozen
class Header:
    """Where a table begins: ``columns`` by key, ``last_row`` the last row of the head."""

    columns: Mapping[str, int]
    twice: tuple[tuple[str, str], ...]
    last_row: int
    titles: tuple[str, ...]


@frozen
class Line:
    """A line below the head that reports something: its id as written and its cells by column key."""

    number: int
    id_text: str
    cells: Mapping[str, Cell]


def find_sheet(sheets: tuple[Sheet, ...], table: Table) -> tuple[Sheet, Header | None] | None:
    """Return the sheet of a table and its head: by the sheet's name, else by a head that names most columns."""
    names = sheet_keys(table.title, table.aliases)
    for sheet in sheets:
        if title_key(sheet.name) in names:
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
    counts = [len({k for c in row if (k := keys.get(_title(c)))}) for row in rows]
    best = max(counts, default=0)
    if best < HEADER_TITLES:
        return None
    at = counts.index(best)
    columns: dict[str, int] = {}
    twice: list[tuple[str, str]] = []
    for cell in rows[at]:
        key = keys.get(_title(cell))
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
    strangers = [t for t in header.titles if title_key(t) not in known]
    for column in table.columns:
        if column.required and column.key not in header.columns:
            near = difflib.get_close_matches(column.title, strangers, n=1, cutoff=0.4)
            place = f"A{header.last_row}"
            yield Fault(LayoutFault.COLUMN_MISSING, column.title, sheet.name, place, near[0] if near else "")
    for key, ref in header.twice:
        first = f"{column_letters(header.columns[key])}{header.last_row}"
        yield Fault(LayoutFault.COLUMN_TWICE, table.column(key).title, sheet.name, ref, first)


def lines(sheet: Sheet, table: Table, header: Header) -> Iterator[Line]:
    """Yield the lines that report something; titles, totals and remarks are passed over."""
    answers = [c.key for c in table.columns if c.answer]
    by_column = {column: key for key, column in header.columns.items()}
    for row in sheet.rows():
        if row[0].row <= header.last_row:
            continue
        cells = {by_column[c.column]: c for c in row if c.column in by_column and not c.covered and _filled(c)}
        id_text = cells["id"].raw.strip() if "id" in cells else ""
        if canonical_id(id_text, "X") is None and not _reports(id_text, cells, answers):
            continue
        yield Line(row[0].row, id_text, cells)


def canonical_id(text: str, letter: str) -> str | None:
    """Return the id that a text means (i3, Ｉ０３ and 3 are all I03 for ``letter`` I), or None where it is no id."""
    match = _ID.match(unicodedata.normalize("NFKC", text).strip())
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


def _added(row: CellRow, keys: Mapping[str, str], columns: Mapping[str, int]) -> dict[str, int]:
    taken = set(columns.values())
    found = {keys[_title(c)]: c.column for c in row if _title(c) in keys and c.column not in taken}
    return {key: column for key, column in found.items() if key not in columns}


def _title(cell: Cell) -> str:
    return title_key(cell.raw) if cell.type is CellType.TEXT else ""


def _filled(cell: Cell) -> bool:
    return cell.type is not CellType.TEXT or bool(cell.raw.strip())
