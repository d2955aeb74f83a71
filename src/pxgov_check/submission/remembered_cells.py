"""Cells that come again: the forms of a batch are made from one template, so that most of their cells are alike.

What a cell's text says depends on nothing but the number format that its style means, the tag of its row and what its
sheet's root declares; only shared strings and shared formulas say different things in different workbooks, and those
are not remembered. So many characters are kept, and then all are forgotten: what still comes is soon learnt again.
"""

from __future__ import annotations

from collections.abc import Mapping

from pxgov_check.frozen import frozen
from pxgov_check.submission.cells import Cell

# A form's tables end above it; a table of many thousand rows has none that come again.
LAST_ROW = 128
# All that is remembered, in characters; a cell itself takes as much room as so many.
MOST_CHARACTERS, _CELL_CHARACTERS = 3 << 20, 256
# Workbooks told apart by the formats of their styles.
MOST_FAMILIES = 64

# By the text behind "<c ": the cell, or nothing where it is formatted but empty.
Known = dict[str, Cell | tuple[()]]


@frozen
class Family:
    """Workbooks whose styles mean the same: their cells by what their sheet declares and the tag of their row."""

    rows: dict[tuple[frozenset[str], str], Known]

    def of_row(self, prefixes: frozenset[str], tag: str) -> Known:
        """Return what is known of a row, for more to be added to it."""
        return self.rows.setdefault((prefixes, tag), {})


class _Memory:
    """All that is remembered in this process."""

    def __init__(self) -> None:
        self.families: dict[object, Family] = {}
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
        self._characters = 0


MEMORY = _Memory()
