"""Cells that come again: the forms of a batch are made from one template, so that most of their cells are alike.

What a cell's text says depends on nothing but the number format that its style means, the tag of its row and what its
sheet's root declares; only shared strings and shared formulas say different things in different workbooks. So shared
strings are spelled out in that text (see ``spelled_strings``), and no cell is remembered whose formula is shared. The
strings of a workbook's table come again as its cells do. So many characters are kept, and then all are forgotten: what
still comes is soon learnt again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from itertools import takewhile

from pxgov_check.frozen import frozen
from pxgov_check.submission.cells import Cell

# A form's tables end above it; a table of many thousand rows has none that come again.
LAST_KNOWN_ROW = 128
# Nor do longer strings come again, or those of a longer table.
LONGEST_STRING, MOST_STRINGS = 256, 2000
# All that is remembered, in characters; a cell itself takes as much room as so many.
MOST_CHARACTERS, _CELL_CHARACTERS = 3 << 20, 256
# Workbooks told apart by the formats of their styles.
MOST_FAMILIES = 64
# What is known of the sheets from there on is kept together.
_LAST_SHEET = 15
# A template gives its own columns; of a row with more cells no more are expected together.
_LONGEST_BEGINNING = 32
# What a cell's text stands behind.
BEGIN = "<c "

# By the text behind "<c ": the cell, or nothing where it is formatted but empty.
Known = dict[str, Cell | tuple[()]]


@frozen
class Beginning:
    """How a row begins: its tag and whole cells behind it as one text, and what that says.

    ``tag`` is what comes before its cells, ``known`` is what else is known of such a row. ``cells`` are those that hold
    something, in order, ``last`` is the column of the last. ``usual`` says that all this is known to be of the usual
    shape.
    """

    text: str
    row: int
    tag: str
    known: Known
    cells: list[Cell] = field(default_factory=list)
    last: int = 0
    usual: bool = True


@frozen
class KnownSheet:
    """What is known of the sheets at one place in workbooks of a family, if their roots declare the same prefixes.

    ``rows`` are the known cells by the tag of their row. ``beginnings`` says by the number of the row above how a row
    is expected to begin, ``others`` how one began last that did so otherwise.
    """

    rows: dict[str, Known]
    beginnings: dict[int, Beginning]
    others: dict[int, Sequence[Cell | tuple[()] | None]]

    def of_row(self, tag: str) -> Known:
        """Return what is known of a row, for more to be added to it."""
        return self.rows.setdefault(tag, {})

    def begun_otherwise(self, above: int, begun: Beginning, pieces: Sequence[str]) -> None:
        """Take a row that did not begin as expected: what two in succession have in common is expected from then on.

        So a template's own columns are found, and one odd form does not spoil that. Whatever is expected, it is how
        this very row begins, and every cell of it is known.
        """
        cells = [begun.known.get(piece) for piece in pieces[:_LONGEST_BEGINNING]]
        other = self.others.pop(above, None)
        if other is None:
            self.others[above] = cells
            return
        alike = [one for one, _ in takewhile(_are_one, zip(cells, other, strict=False))]
        filled = [one for one in alike if one]
        columns = [one.column for one in filled]
        if filled and columns == sorted({*columns}):
            text = BEGIN.join((begun.tag, *pieces[: len(alike)]))
            MEMORY.learnt(len(text), 0)
            self.beginnings[above] = Beginning(text, begun.row, begun.tag, begun.known, filled, columns[-1])


@frozen
class Family:
    """Workbooks whose styles mean the same: what is known of their sheets, by declared prefixes and place."""

    sheets: dict[tuple[frozenset[str], int], KnownSheet]

    def sheet(self, prefixes: frozenset[str], place: int) -> KnownSheet:
        """Return what is known of a sheet, for more to be added to it."""
        key = prefixes, min(place, _LAST_SHEET)
        known = self.sheets.get(key)
        if known is None:
            MEMORY.learnt(0, 1)
            known = self.sheets[key] = KnownSheet({}, {}, {})
        return known


def _are_one(two: tuple[object, object]) -> bool:
    return two[0] is two[1] is not None


class _Memory:
    """All that is remembered in this process."""

    def __init__(self) -> None:
        self.families: dict[object, Family] = {}
        # What an item of a table of shared strings says, and how that is spelled out in a cell.
        self.strings: dict[str, str] = {}
        self.spelled: dict[str, str] = {}
        self._characters = 0

    def family(self, formats: Mapping[str | None, str], longest: int) -> Family | None:
        """Return what is known of workbooks with these formats by style; None where this is the first of them.

        ``longest`` is how long a cell may be. A workbook that comes alone is read without learning, which would take
        longer.
        """
        key = frozenset(formats.items()), longest
        family = self.families.get(key)
        if family is None:
            if len(self.families) == MOST_FAMILIES:
                self.forget()
            self.families[key] = Family({})
        return family

    def learnt(self, characters: int, cells: int) -> None:
        """Count what was learnt."""
        self._characters += characters + cells * _CELL_CHARACTERS
        if self._characters > MOST_CHARACTERS:
            self.forget()

    def forget(self) -> None:
        """Forget everything."""
        self.families.clear()
        self.strings.clear()
        self.spelled.clear()
        self._characters = 0


MEMORY = _Memory()
