"""The handlers of one worksheet part.

They run for every cell, so they do little and know the usual shape: a cell whose reference ends in its row's number.
Whatever is different (prefixes, other rows, no references) goes the longer way and comes out the same.
"""

from __future__ import annotations

from pxgov_check.submission.cells import Cell, CellType, Range, column_letters
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.markup import Part, is_true, unescape
from pxgov_check.submission.package import damaged
from pxgov_check.submission.ranges import LAST_COLUMN, LAST_ROW, place, to_range
from pxgov_check.submission.styles import GENERAL

_NO_SIZE = frozenset({"0", "0.0"})
# Sheets are narrow: the columns whose letters are looked up instead of worked out.
_COLUMNS = {column_letters(column): column for column in range(1, 703)}
_CELL_PARTS = frozenset({"v", "f", "t"})
# Cell(...) would take twice the time.
_NEW = tuple.__new__
# An enumeration looks its members up through a descriptor; a global doesn't.
_NUMBER, _TEXT = CellType.NUMBER, CellType.TEXT


class SheetPart(Part):
    """The handlers and the state of one pass; what it found is in the public attributes.

    ``rows`` are cells by row number, as they came; ``disordered`` are the rows to be sorted. ``arrays`` are the array
    formulas by the range they fill. ``count`` goes on from the sheets before.
    """

    __slots__ = (
        "_attributes", "_characters", "_column", "_formats", "_formula", "_formula_attributes", "_hidden", "_line",
        "_most", "_phonetic", "_row", "_row_hidden", "_row_text", "_shared", "_strings", "_value", "arrays", "count",
        "disordered", "hidden_columns", "merged", "rows",
    )  # fmt: skip

    def __init__(
        self, strings: list[str], formats: dict[str, str], limits: Limits, count: int, *, hidden: bool
    ) -> None:
        super().__init__(limits)
        self._strings, self._formats, self._hidden = strings, formats, hidden
        self._most, self._characters = limits.cells, limits.cell_characters
        self._row = self._column = self._phonetic = 0
        self._row_text = ""
        self._row_hidden = hidden
        self._attributes: dict[str, str] = {}
        self._formula_attributes: dict[str, str] = {}
        self._value: str | None = None
        self._formula: str | None = None
        self._line: list[Cell] | None = None
        self._shared: dict[str, str] = {}
        self.count = count
        self.rows: dict[int, list[Cell]] = {}
        self.disordered: set[int] = set()
        self.merged: list[Range] = []
        self.arrays: dict[Range, str] = {}
        self.hidden_columns: bytearray | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of any element; cells and values first, for they are most frequent."""
        if name == "c" and self.depth < self._deepest:
            self.depth += 1
            self._open_cell(attributes)
        elif name == "v" and self.depth < self._deepest:
            self.depth += 1
            self.text.clear()
        else:
            super().start(name, attributes)

    def end(self, name: str) -> None:
        """Take the end of any element."""
        self.depth -= 1
        if name == "v":
            text = self.text
            self._value = text[0] if len(text) == 1 else "".join(text)
        elif name == "c":
            if self._value is not None or self._formula is not None:
                self._close_cell()
        else:
            self.closed(name.rpartition(":")[2] if ":" in name else name)

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take what is rarer than a cell and its value, and those under a prefix."""
        if name == "row":
            self._open_row(attributes)
        elif name in _CELL_PARTS:
            self.text.clear()
            if name == "f":
                self._formula_attributes = attributes
                # A follower of a shared formula has no text of its own; it is given its master's.
                self._formula = self._shared.get(attributes.get("si", ""), "")
        elif name == "c":
            self._open_cell(attributes)
        elif name == "rPh":
            self._phonetic += 1
        elif name == "mergeCell":
            self.merged.append(to_range(attributes.get("ref", "")))
            self._count()
        elif name == "col" and (is_true(attributes.get("hidden")) or attributes.get("width") in _NO_SIZE):
            self._hide_columns(attributes)

    def closed(self, name: str) -> None:
        """Take the end of what is rarer than a cell and its value, and of those under a prefix."""
        if name == "f":
            self._close_formula()
        elif name == "t":
            if not self._phonetic:
                self._value = (self._value or "") + "".join(self.text)
                self._limits.hold("cell_characters", len(self._value))
        elif name == "rPh":
            self._phonetic -= 1
        elif name in {"c", "v"}:
            self.depth += 1
            self.end(name)

    def _open_row(self, attributes: dict[str, str]) -> None:
        self._row_text = attributes.get("r", "")
        self._row = int(self._row_text) if self._row_text else self._row + 1
        if not 1 <= self._row <= LAST_ROW:
            raise damaged()
        self._column = 0
        self._line = None
        self._row_hidden = self._hidden or is_true(attributes.get("hidden")) or attributes.get("ht") in _NO_SIZE

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self._attributes = attributes
        self._value = self._formula = None
        ref = attributes.get("r")
        if ref is None:
            self._column += 1
            if not (self._row and self._column <= LAST_COLUMN):
                raise damaged()
            return
        if ref.endswith(self._row_text):
            column = _COLUMNS.get(ref[: -len(self._row_text)])
            if column is not None:
                self._column = column
                return
        row, self._column = place(ref)
        if row != self._row:
            self._row, self._row_text, self._line = row, "", None

    def _close_formula(self) -> None:
        text, attributes = "".join(self.text), self._formula_attributes
        kind = attributes.get("t")
        if text:
            self._formula = text
            if kind == "shared":
                self._shared[attributes.get("si", "")] = text
        if kind == "array" and "ref" in attributes:
            self.arrays[to_range(attributes["ref"])] = text
            self._count()

    def _close_cell(self) -> None:
        attributes, value, formula = self._attributes, self._value or "", self._formula
        kind = attributes.get("t")
        if kind == "s" and value:
            index = int(value)
            if index < 0:
                raise damaged()
            cell_type, raw = _TEXT, self._strings[index]
        elif kind is None or kind == "n":
            cell_type, raw = _NUMBER, value.strip()
        else:
            cell_type, raw = _told(kind, value)
        if len(raw) > self._characters:
            self._limits.hold("cell_characters", len(raw))
        if not raw and (cell_type is not _TEXT or self._value is None):
            if formula is None:
                return
            cell_type = CellType.BLANK
        self.count += 1
        if self.count > self._most:
            self._limits.hold("cells", self.count)
        line = self._line
        if line is None:
            line = self._line = self.rows.setdefault(self._row, [])
        if line and line[-1][1] >= self._column:
            self.disordered.add(self._row)
        number_format = self._formats.get(attributes.get("s", "0"), GENERAL)
        row_hidden = self._row_hidden
        line.append(_NEW(Cell, (self._row, self._column, cell_type, raw, number_format, formula, row_hidden, False)))

    def _count(self) -> None:
        self.count += 1
        if self.count > self._most:
            self._limits.hold("cells", self.count)

    def _hide_columns(self, attributes: dict[str, str]) -> None:
        first, last = int(attributes.get("min", "1")), min(int(attributes.get("max", "1")), LAST_COLUMN)
        if self.hidden_columns is None:
            self.hidden_columns = bytearray(LAST_COLUMN + 1)
        if 1 <= first <= last:
            self.hidden_columns[first : last + 1] = b"\1" * (last + 1 - first)


def _told(kind: str, value: str) -> tuple[CellType, str]:
    """Return what a cell of one of the rarer types holds."""
    match kind:
        case "str" | "inlineStr":
            return CellType.TEXT, unescape(value)
        case "b":
            raw = value.strip()
            return CellType.BOOLEAN, raw and ("TRUE" if is_true(raw) else "FALSE")
        case "e":
            return CellType.ERROR, value.strip()
        case "d":
            return CellType.DATE, value.strip()
        case "s":
            return CellType.BLANK, ""
        case _:
            raise damaged()
