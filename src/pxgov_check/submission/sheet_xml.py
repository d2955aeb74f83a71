"""One worksheet part → rows of cells."""

from __future__ import annotations

from pxgov_check.submission.cells import Cell, CellType, Range, Row, parse_ref
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.markup import parse_part, unescape
from pxgov_check.submission.package import damaged
from pxgov_check.submission.styles import GENERAL

_TYPES = {
    "n": CellType.NUMBER,
    "s": CellType.TEXT,
    "str": CellType.TEXT,
    "inlineStr": CellType.TEXT,
    "b": CellType.BOOLEAN,
    "e": CellType.ERROR,
    "d": CellType.DATE,
}
_TRUE = frozenset({"1", "true"})
_MAX_ROW = 1_048_576


class SheetReader:
    """Reads the sheets of one workbook, counting cells over all of them."""

    def __init__(self, strings: list[str], formats: list[str], limits: Limits) -> None:
        self._strings = strings
        self._formats = formats
        self._limits = limits
        self._cells = 0

    def read(self, data: bytes, *, hidden: bool) -> tuple[list[Row], tuple[Range, ...]]:
        """Return the non-empty rows in order and the merged ranges.

        Raises:
            SubmissionError: F001 for broken XML or a string that is not there, F014 over a limit.

        """
        sheet = _SheetParse(self._strings, self._formats, self._limits, self._cells, hidden=hidden)
        parse_part(data, self._limits, sheet.start, sheet.end, sheet.text)
        self._cells = sheet.count
        return _finish(sheet)


class _SheetParse:
    """The handlers and the state of one pass."""

    def __init__(self, strings: list[str], formats: list[str], limits: Limits, count: int, *, hidden: bool) -> None:
        self.strings, self.formats, self.limits, self.count = strings, formats, limits, count
        self.hidden = hidden
        self.rows: dict[int, list[Cell]] = {}
        self.merged: list[Range] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.row = self.column = 0
        self.row_hidden = False
        self.attributes: dict[str, str] = {}
        self.value: list[str] = []
        self.formula: list[str] | None = None
        self.into: list[str] | None = None
        self.has_value = False
        self.phonetic = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open an element; what stands first is most frequent."""
        if name == "c":
            self._open_cell(attributes)
        elif name == "v":
            self.into, self.has_value = self.value, True
        elif name == "t":
            self.into = None if self.phonetic else self.value
            self.has_value = True
        elif name == "f":
            self.formula = self.into = []
        elif name == "row":
            self.row = _whole(attributes.get("r"), self.row + 1, _MAX_ROW)
            self.column = 0
            self.row_hidden = attributes.get("hidden", "") in _TRUE
        elif name == "rPh":
            self.phonetic += 1
        elif name == "col" and attributes.get("hidden", "") in _TRUE:
            self.hidden_columns.append((int(attributes.get("min", "1")), int(attributes.get("max", "1"))))
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        """Close an element."""
        if name == "c":
            self._close_cell()
        elif name in {"v", "t", "f"}:
            self.into = None
        elif name == "rPh":
            self.phonetic -= 1

    def text(self, data: str) -> None:
        """Take characters into the value or the formula."""
        if self.into is not None:
            self.into.append(data)

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self.attributes = attributes
        self.value = []
        self.formula = None
        self.has_value = False
        ref = attributes.get("r")
        if ref is None:
            self.column += 1
            return
        try:
            row, self.column = parse_ref(ref)
        except ValueError:
            raise damaged() from None
        self.row = row

    def _close_cell(self) -> None:
        if not self.has_value and self.formula is None:
            return
        self.count += 1
        self.limits.hold("cells", self.count)
        kind = _TYPES.get(self.attributes.get("t", "n"), CellType.NUMBER)
        raw = "".join(self.value)
        if self.attributes.get("t") == "s":
            raw = self._shared(raw)
        elif kind is CellType.TEXT:
            raw = unescape(raw)
        elif kind is CellType.BOOLEAN:
            raw = "TRUE" if raw.strip() in _TRUE else "FALSE"
        else:
            raw = raw.strip()
        if kind is not CellType.TEXT and not raw:
            if self.formula is None:
                return
            kind = CellType.BLANK
        self.limits.hold("cell_characters", len(raw))
        style = self.attributes.get("s", "0")
        number = int(style) if style.isdigit() else 0
        number_format = self.formats[number] if number < len(self.formats) else GENERAL
        formula = None if self.formula is None else "".join(self.formula)
        cell = Cell(self.row, self.column, kind, raw, number_format, formula, self.hidden or self.row_hidden)
        self.rows.setdefault(self.row, []).append(cell)

    def _shared(self, raw: str) -> str:
        try:
            index = int(raw)
        except ValueError:
            raise damaged() from None
        if not 0 <= index < len(self.strings):
            raise damaged()
        return self.strings[index]

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        try:
            self.merged.append(Range(*parse_ref(first), *parse_ref(last or first)))
        except ValueError:
            raise damaged() from None


def _whole(text: str | None, default: int, most: int) -> int:
    if text is None:
        return default
    try:
        number = int(text)
    except ValueError:
        raise damaged() from None
    if not 1 <= number <= most:
        raise damaged()
    return number


def _finish(sheet: _SheetParse) -> tuple[list[Row], tuple[Range, ...]]:
    """Sort rows and cells, and mark what stands in hidden columns or under merged ranges."""
    rows = [tuple(sorted(cells, key=lambda c: c.column)) for _, cells in sorted(sheet.rows.items())]
    if sheet.hidden_columns or sheet.merged:
        rows = [tuple(_marked(cell, sheet) for cell in row) for row in rows]
    return rows, tuple(sheet.merged)


def _marked(cell: Cell, sheet: _SheetParse) -> Cell:
    hidden = cell.hidden or any(first <= cell.column <= last for first, last in sheet.hidden_columns)
    covered = any(
        m.first_row <= cell.row <= m.last_row
        and m.first_column <= cell.column <= m.last_column
        and (cell.row, cell.column) != (m.first_row, m.first_column)
        for m in sheet.merged
    )
    return cell if hidden == cell.hidden and not covered else cell._replace(hidden=hidden, covered=covered)
