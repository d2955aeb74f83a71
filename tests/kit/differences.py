"""The reader beside openpyxl and calamine, cell by cell and by value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from kit.facts import Facts, facts_of
from kit.opinions import Opinion, Place, Seen, SeenSheet, calamine_opinion, openpyxl_opinion, serial
from pxgov_check.submission.cells import Cell, CellType, Sheet, Workbook

# Libraries round the time of day to thousandths of a second.
_MILLISECOND = 1 / 86_400_000


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the reader and a library tell differently, with what stands around it.

    ``aspect`` is workbook (``theirs`` says what was raised), sheet, state, merged, value, formula or format.
    """

    library: str
    aspect: str
    facts: Facts
    book: Workbook
    sheet: str = ""
    place: Place = (0, 0)
    ours: Cell | None = None
    theirs: Seen | None = None
    our_cells: Mapping[Place, Cell] | None = None
    their_sheet: SeenSheet | None = None
    told: tuple[str, str] = ("", "")

    def __str__(self) -> str:
        """Say where it is and what either side tells."""
        told = self.told if any(self.told) else (str(self.ours), str(self.theirs))
        return f"{self.library} {self.aspect} {self.sheet!r} {self.place}: {told[0]:.300} | {told[1]:.300}"


def differences(data: bytes, book: Workbook) -> Iterator[Difference]:
    """Yield all that the reader's workbook and the libraries' opinions of the same bytes differ in."""
    facts = facts_of(data)
    for opinion in (openpyxl_opinion(data), calamine_opinion(data, date1904=book.date1904)):
        yield from _beside(opinion, book, facts)


def _beside(opinion: Opinion, book: Workbook, facts: Facts) -> Iterator[Difference]:
    library = opinion.library
    if opinion.raised is not None:
        yield Difference(library, "workbook", facts, book, told=("", opinion.raised))
        return
    theirs = list(opinion.sheets)
    for sheet in book.sheets:
        cells = {(cell.row, cell.column): cell for row in sheet.rows() for cell in row}
        if not theirs or theirs[0].name != sheet.name:
            yield Difference(library, "sheet", facts, book, sheet.name, our_cells=cells, told=(sheet.name, ""))
            continue
        yield from _sheets_beside(library, facts, book, sheet, cells, theirs.pop(0))
    for one in theirs:
        yield Difference(library, "sheet", facts, book, one.name, told=("", one.name))


def _sheets_beside(
    library: str, facts: Facts, book: Workbook, ours: Sheet, cells: Mapping[Place, Cell], theirs: SeenSheet
) -> Iterator[Difference]:
    def differs(aspect: str, place: Place = (0, 0), told: tuple[str, str] = ("", "")) -> Difference:
        here, there = cells.get(place), theirs.cells.get(place)
        return Difference(library, aspect, facts, book, ours.name, place, here, there, cells, theirs, told)

    if ours.visibility.value.replace("_", "") != theirs.visibility.lower():
        yield differs("state", told=(ours.visibility, theirs.visibility))
    if Counter(map(tuple, ours.merged)) != Counter(theirs.merged):
        yield differs("merged", told=(str(sorted(ours.merged)), str(sorted(theirs.merged))))
    for place in sorted(cells.keys() | theirs.cells.keys()):
        cell, seen = cells.get(place), theirs.cells.get(place)
        if not same_value(cell, seen, date1904=book.date1904):
            yield differs("value", place)
        if library == "openpyxl" and cell is not None and seen is not None:
            if cell.formula != seen.formula:
                yield differs("formula", place)
            if cell.number_format != theirs.formats[place]:
                yield differs("format", place, (cell.number_format, theirs.formats[place]))


def same_value(cell: Cell | None, seen: Seen | None, *, date1904: bool) -> bool:
    """Whether two tell the same value; a formula that was never calculated has none."""
    if cell is None or seen is None:
        # Only openpyxl knows formulas; without them a cell that was never calculated is no cell.
        return (cell is None or cell.type is CellType.BLANK) and (seen is None or seen.kind == "blank")
    match cell.type:
        case CellType.NUMBER if seen.kind == "date":
            return isinstance(seen.value, float) and abs(float(cell.raw) - seen.value) <= _MILLISECOND
        case CellType.NUMBER:
            return seen.kind == "number" and float(cell.raw) == seen.value
        case CellType.BOOLEAN:
            return seen.kind == "boolean" and seen.value == (cell.raw == "TRUE")
        case CellType.DATE:
            return seen.kind == "date" and _from_iso(cell.raw, date1904=date1904) == seen.value
        case _:
            return seen.kind == cell.type.value and seen.value == cell.raw


def _from_iso(text: str, *, date1904: bool) -> float:
    told = datetime.fromisoformat(text) if "-" in text else time.fromisoformat(text)
    return serial(told, date1904=date1904)
