"""One worksheet part → rows of cells in order, with what stands hidden or covered marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import itemgetter

from pxgov_check.submission.cells import Cell, Range, Row
from pxgov_check.submission.found import Found
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.package import damaged
from pxgov_check.submission.ranges import Sweep
from pxgov_check.submission.remembered_cells import MEMORY, MOST_STRINGS
from pxgov_check.submission.sheet_xml import SheetPart
from pxgov_check.submission.spelled_strings import SharedStrings

_column = itemgetter(Cell._fields.index("column"))


class SheetReader:
    """Reads the sheets of one workbook, counting cells over all of them.

    ``formats`` are the number formats by style index.
    """

    def __init__(self, strings: list[str], formats: Mapping[str | None, str], limits: Limits) -> None:
        self._strings = strings
        self._formats = formats
        self._limits = limits
        self._cells = self._sheets = 0
        few = len(strings) <= MOST_STRINGS
        self._family = MEMORY.family(formats, limits.cell_characters) if few else None
        self._spelled = SharedStrings(strings) if strings and self._family is not None else None

    def read(self, pieces: Iterable[bytes], *, hidden: bool) -> tuple[list[Row], tuple[Range, ...]]:
        """Return the non-empty rows in order and the merged ranges.

        Raises:
            SubmissionError: F001 for broken XML, a string that is not there or an address that stands twice, F014
                over a limit.

        """
        sheet = Found(self._strings, self._formats, self._limits, self._cells, hidden=hidden)
        SheetPart(sheet, self._family, self._sheets, self._spelled).read(pieces)
        self._cells, self._sheets = sheet.count, self._sheets + 1
        for row in sheet.disordered:
            _put_in_order(sheet.rows[row])
        for row, orphans in sheet.orphans.items():
            sheet.rows[row] = [_adopted(cell, orphans, sheet.shared) for cell in sheet.rows[row]]
        return _marked_rows(sheet, self._limits), tuple(sheet.merged)


def _put_in_order(line: list[Cell]) -> None:
    line.sort(key=_column)
    if len({*map(_column, line)}) < len(line):
        # Nobody can say which of two values at one address the sender means; programs differ in what they show.
        raise damaged()


def _adopted(cell: Cell, orphans: Mapping[int, str], shared: Mapping[str, str]) -> Cell:
    """Give a follower that was stored before the master of its shared formula the master's text."""
    return cell._replace(formula=shared.get(orphans[cell.column], "")) if cell.column in orphans else cell


def _marked_rows(sheet: Found, limits: Limits) -> list[Row]:
    numbers = sorted([number for number, line in sheet.rows.items() if line])
    if not sheet.merged and not sheet.arrays and sheet.hidden_columns is None:
        return [tuple(sheet.rows[number]) for number in numbers]
    # Most sheets have merged cells in their titles only; the rows below need no look.
    deepest = max((area.last_row for area in (*sheet.merged, *sheet.arrays)), default=0)
    last_column = max((sheet.rows[number][-1].column for number in numbers if number <= deepest), default=0)
    merged = Sweep(sheet.merged, last_column, limits)
    arrays = Sweep(sheet.arrays, last_column, limits)
    rows = []
    for number in numbers:
        line = sheet.rows[number]
        if sheet.hidden_columns is not None:
            hidden = sheet.hidden_columns
            line = [_hide(cell) if hidden[cell.column] else cell for cell in line]
        if number <= deepest:
            line = [_marked(cell, sheet, merged, arrays) for cell in line]
        rows.append(tuple(line))
    return rows


def _hide(cell: Cell) -> Cell:
    row, column, kind, raw, number_format, formula, _, covered = cell
    return Cell(row, column, kind, raw, number_format, formula, hidden=True, covered=covered)


def _marked(cell: Cell, sheet: Found, merged: Sweep, arrays: Sweep) -> Cell:
    row, column = cell.row, cell.column
    around = merged.find(row, column)
    covered = around is not None and (row, column) != around[:2]
    formula = cell.formula
    if formula is None and (array := arrays.find(row, column)) is not None:
        # Only an array's first cell carries its formula in the file; the others were calculated all the same.
        formula = sheet.arrays[array]
    return cell._replace(covered=covered, formula=formula) if covered or formula is not cell.formula else cell
