"""Which range of many a cell lies in, in one sweep from the top row down.

A sheet may declare a million ranges, or one over the whole grid: each cell costs one look-up and each range its width
within the columns in use, never its area.
"""

from __future__ import annotations

from collections.abc import Iterable

from pxgov_check.submission.cells import Range, parse_ref
from pxgov_check.submission.limits import Limits

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384


def place(ref: str) -> tuple[int, int]:
    """Return (row, column) of a reference that lies on the grid.

    Raises:
        ValueError: it is none, or lies outside.

    """
    row, column = parse_ref(ref)
    if not (1 <= row <= LAST_ROW and column <= LAST_COLUMN):
        raise ValueError(ref)
    return row, column


def to_range(ref: str) -> Range:
    """Return the range that ``A1:B2`` or ``A1`` means, whichever corners are named.

    Raises:
        ValueError: the text is no range.

    """
    first, _, last = ref.partition(":")
    (top, left), (bottom, right) = place(first), place(last or first)
    return Range(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


class Sweep:
    """Answers for cells asked in order of their rows. Where ranges overlap, the one that reaches deepest counts."""

    def __init__(self, ranges: Iterable[Range], last_column: int, limits: Limits) -> None:
        """Prepare the ranges for a sheet whose cells end at ``last_column``."""
        self._waiting = sorted(ranges, reverse=True)
        self._last_column = last_column
        self._limits = limits
        self._work = 0
        self._by_column: dict[int, Range] = {}

    def find(self, row: int, column: int) -> Range | None:
        """Return the range around a cell.

        Raises:
            SubmissionError: F014, where the ranges are more work than as many cells as are allowed.

        """
        while self._waiting and self._waiting[-1].first_row <= row:
            self._begin(self._waiting.pop(), row)
        found = self._by_column.get(column)
        return found if found is not None and row <= found.last_row else None

    def _begin(self, new: Range, row: int) -> None:
        if new.last_row < row:
            return
        columns = range(new.first_column, min(new.last_column, self._last_column) + 1)
        self._work += len(columns)
        self._limits.hold("cells", self._work)
        for column in columns:
            old = self._by_column.get(column)
            if old is None or old.last_row < new.last_row:
                self._by_column[column] = new
