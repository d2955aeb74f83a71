"""What one pass over a worksheet part has found so far, and what its cells are told to hold."""

from __future__ import annotations

from collections.abc import Mapping

from pxgov_check.submission.cells import Cell, CellType, Range
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.markup import is_true, unescape
from pxgov_check.submission.package import damaged
from pxgov_check.submission.ranges import LAST_COLUMN, to_range

_NO_SIZE = frozenset({"0", "0.0"})


class Found:
    """What was found; whoever goes over the part adds to it.

    ``rows`` are cells by row number, as they came, ``row`` the number of the one that came last; ``disordered`` are the
    rows to be sorted. ``arrays`` are the array formulas by the range they fill. ``orphans`` are the followers that came
    before the master of their shared formula: the formula's index by column, by row. ``count`` goes on from the sheets
    before.
    """

    __slots__ = (
        "arrays", "count", "disordered", "formats", "hidden", "hidden_columns", "limits", "merged", "orphans", "row",
        "rows", "shared", "strings",
    )  # fmt: skip

    def __init__(
        self, strings: list[str], formats: Mapping[str | None, str], limits: Limits, count: int, *, hidden: bool
    ) -> None:
        """Begin with nothing: ``strings`` are the shared ones, ``formats`` as ``read_styles`` gives them."""
        self.strings, self.formats, self.limits, self.hidden, self.count = strings, formats, limits, hidden, count
        self.row = 0
        self.shared: dict[str, str] = {}
        self.orphans: dict[int, dict[int, str]] = {}
        self.rows: dict[int, list[Cell]] = {}
        self.disordered: set[int] = set()
        self.merged: list[Range] = []
        self.arrays: dict[Range, str] = {}
        self.hidden_columns: bytearray | None = None

    def hold(self) -> None:
        """Refuse more cells than are allowed.

        Raises:
            SubmissionError: F014.

        """
        self.limits.hold("cells", self.count)

    def row_hidden(self, row: Mapping[str, str]) -> bool:
        """Whether the cells of a row can't be seen, by the row's attributes."""
        return self.hidden or is_true(row.get("hidden")) or row.get("ht") in _NO_SIZE

    def formula(self, attributes: Mapping[str, str], text: str, row: int, column: int) -> str:
        """Return the formula of a cell by what its ``f`` holds: a follower of a shared one is given its master's."""
        kind, shared = attributes.get("t"), attributes.get("si", "")
        if not text:
            if kind == "shared" and shared not in self.shared:
                self.orphans.setdefault(row, {})[column] = shared
            return self.shared.get(shared, "")
        if kind == "shared":
            self.shared[shared] = text
        elif kind == "array" and (filled := attributes.get("ref")):
            self.arrays[to_range(filled)] = text
            self.count += 1
        return text

    def content(self, kind: str | None, value: str | None) -> tuple[CellType, str]:
        """Return what a cell of a type holds by its stored value.

        Raises:
            SubmissionError: F001 for a type that there is not.
            ValueError, LookupError: a shared string that is not there.

        """
        if kind == "s" and value and value.isdigit():
            return CellType.TEXT, self.strings[int(value)]
        return told(kind, value or "")

    def hide_columns(self, column: Mapping[str, str]) -> None:
        """Note which columns a ``col`` hides."""
        if not (is_true(column.get("hidden")) or column.get("width") in _NO_SIZE):
            return
        first, last = int(column.get("min", "1")), min(int(column.get("max", "1")), LAST_COLUMN)
        if self.hidden_columns is None:
            self.hidden_columns = bytearray(LAST_COLUMN + 1)
        if 1 <= first <= last:
            self.hidden_columns[first : last + 1] = b"\1" * (last + 1 - first)


def told(kind: str | None, value: str) -> tuple[CellType, str]:
    """Return what a cell of one of the rarer types holds."""
    match kind:
        case "str" | "inlineStr":
            return CellType.TEXT, unescape(value)
        case None | "n":
            return CellType.NUMBER, value.strip()
        case "b":
            raw = value.strip()
            return CellType.BOOLEAN, raw and ("TRUE" if is_true(raw) else "FALSE")
        case "e":
            return CellType.ERROR, value.strip()
        case "d":
            return CellType.DATE, value.strip()
        case "s" if not value:
            return CellType.BLANK, ""
        case _:
            # An unknown type, or the index of a shared string that is no number.
            raise damaged()
