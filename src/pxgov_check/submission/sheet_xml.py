"""The cells of one worksheet part, taken from its tree while that grows.

The loop over cells runs for every cell, so it does little and knows the usual shape: a cell whose reference ends in
its row's number. Whatever is different (other rows, no references) goes the longer way and comes out the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from pxgov_check.submission.cells import Cell, CellType, Range, column_letters
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.markup import grow, hold_depth, is_true, local, namespace, refusing_damage, taken, unescape
from pxgov_check.submission.package import damaged
from pxgov_check.submission.ranges import LAST_COLUMN, LAST_ROW, place, to_range
from pxgov_check.submission.strings import run_text
from pxgov_check.submission.styles import GENERAL

_NO_SIZE = frozenset({"0", "0.0"})
# Sheets are narrow: the columns whose letters are looked up instead of worked out.
_COLUMNS = {column_letters(column): column for column in range(1, 703)}
# Cell(...) would take twice the time.
_NEW = tuple.__new__
# An enumeration looks its members up through a descriptor; a global doesn't.
_NUMBER, _TEXT = CellType.NUMBER, CellType.TEXT
# How deep a row, a cell and what is in it stand: worksheet, sheetData, row, c, v.
_ROW, _CELL, _PART = 3, 4, 5


class SheetPart:
    """One pass over a sheet; what it found is in the public attributes.

    ``rows`` are cells by row number, as they came; ``disordered`` are the rows to be sorted. ``arrays`` are the array
    formulas by the range they fill. ``orphans`` are the followers that came before the master of their shared formula:
    the formula's index by column, by row. ``count`` goes on from the sheets before.
    """

    __slots__ = (
        "_before", "_column", "_formats", "_hidden", "_limits", "_line", "_most", "_open", "_row", "_row_hidden",
        "_row_tag", "_row_text", "_strings", "_tags", "arrays", "count", "disordered", "hidden_columns", "merged",
        "orphans", "rows", "shared",
    )  # fmt: skip

    def __init__(
        self, strings: list[str], formats: dict[str, str], limits: Limits, count: int, *, hidden: bool
    ) -> None:
        self._strings, self._formats, self._limits, self._hidden = strings, formats, limits, hidden
        self._most = limits.cell_characters
        self._row = self._column = 0
        self._row_text = self._row_tag = ""
        self._tags: tuple[str, ...] = ()
        self._row_hidden = hidden
        self._before: str | None = None
        self._open: Element | None = None
        self._line: list[Cell] = []
        self.shared: dict[str, str] = {}
        self.orphans: dict[int, dict[int, str]] = {}
        self.count = count
        self.rows: dict[int, list[Cell]] = {}
        self.disordered: set[int] = set()
        self.merged: list[Range] = []
        self.arrays: dict[Range, str] = {}
        self.hidden_columns: bytearray | None = None

    def read(self, pieces: Iterable[bytes]) -> None:
        """Read the part, given in pieces.

        Raises:
            SubmissionError: F001 for XML that is broken or declares a DOCTYPE, F014 over a limit.

        """
        with refusing_damage():
            for root, complete in grow(pieces, self._limits):
                if not self._tags:
                    ns = namespace(root)
                    self._row_tag, self._tags = ns + "row", tuple(ns + name for name in ("c", "v", "f", "is", "t"))
                self._take(root, complete=complete)

    def _take(self, root: Element, *, complete: bool) -> None:
        """Take what is complete in the part, and leave of it only what may still grow."""
        last = None if complete or not len(root) else root[-1]
        for section in root:
            done = section is not last
            match local(section.tag):
                case "sheetData":
                    self._take_rows(section, done=done)
                case "mergeCells":
                    for merge in taken(section, complete=done):
                        hold_depth(merge, _ROW, self._limits)
                        self.merged.append(to_range(merge.get("ref", "")))
                        self._count()
                case "cols" if done:
                    self._hide_columns(section)
                case "cols":
                    pass
                case _:
                    for child in taken(section, complete=done):
                        hold_depth(child, _ROW, self._limits)
        taken(root, complete=complete)

    def _take_rows(self, data: Element, *, done: bool) -> None:
        last = None if done or not len(data) else data[-1]
        for row in data:
            if row.tag != self._row_tag:
                if row is not last:
                    hold_depth(row, _ROW, self._limits)
                continue
            if row is not self._open:
                self._begin_row(row)
            self._open = row if row is last else None
            self._take_cells(row if row is not last else taken(row, complete=False))
        taken(data, complete=done)

    def _begin_row(self, row: Element) -> None:
        text = row.get("r", "")
        self._go_to(int(text) if text else self._row + 1)
        self._column, self._before = 0, None
        self._row_hidden = self._hidden or is_true(row.get("hidden")) or row.get("ht") in _NO_SIZE

    def _go_to(self, row: int) -> None:
        if not 1 <= row <= LAST_ROW:
            raise damaged()
        self._row, self._row_text = row, str(row)
        self._line = self.rows.setdefault(row, [])

    # One long loop, because a call for each cell would add a third to the time of reading.
    def _take_cells(self, cells: Iterable[Element]) -> None:  # noqa: C901, PLR0912, PLR0915
        formats, strings, most, row_hidden = self._formats, self._strings, self._most, self._row_hidden
        c_tag, v_tag, f_tag, is_tag, t_tag = self._tags
        row, row_text, cut, line = self._row, self._row_text, -len(self._row_text), self._line
        kept, before = 0, self._before
        for cell in cells:
            if cell.tag != c_tag:
                hold_depth(cell, _CELL, self._limits)
                continue
            attributes = cell.attrib
            ref = attributes.get("r")
            if ref is not None and not len(cell):
                # Formatted, but empty: its place matters only where the next cell has no reference.
                before = ref
                continue
            if ref is None or ref[cut:] != row_text or (column := _COLUMNS.get(ref[:cut])) is None:
                column = self._place(ref, before)
                row, row_text, cut, line = self._row, self._row_text, -len(self._row_text), self._line
            before = ref
            value = formula = None
            for part in cell:
                tag = part.tag
                if tag == v_tag:
                    value = _only_text(part) if len(part) else part.text or ""
                elif tag == is_tag:
                    only = part[0] if len(part) == 1 else part
                    value = only.text if only.tag == t_tag and not len(only) else run_text(part, self._limits, _PART)
                elif tag == f_tag:
                    formula = self._formula(part, row, column)
                else:
                    hold_depth(part, _PART, self._limits)
            if value is None and formula is None:
                continue
            kind = attributes.get("t")
            if kind == "s" and value and value.isdigit():
                cell_type, raw = _TEXT, strings[int(value)]
            elif (kind is None or kind == "n") and value:
                cell_type, raw = _NUMBER, value.strip()
            elif kind == "inlineStr" and value:
                cell_type, raw = _TEXT, unescape(value) if "_x" in value else value
            else:
                cell_type, raw = _told(kind, value or "")
            if not raw and (cell_type is not _TEXT or value is None):
                if formula is None:
                    continue
                cell_type = CellType.BLANK
            elif len(raw) > most:
                self._limits.hold("cell_characters", len(raw))
            if line and line[-1][1] >= column:
                self.disordered.add(row)
            kept += 1
            number_format = formats.get(attributes.get("s", "0"), GENERAL)
            line.append(_NEW(Cell, (row, column, cell_type, raw, number_format, formula, row_hidden, False)))
        self._before = before
        self.count += kept
        if kept:
            self._limits.hold("cells", self.count)

    def _place(self, ref: str | None, before: str | None) -> int:
        """Return the column of a cell that has no reference, or an unusual one, and go to its row.

        ``before`` is the reference of the cell before it, where that had one.
        """
        row, self._column = self._row, self._column + 1
        if ref is not None:
            row, self._column = place(ref)
        elif before is not None:
            row, self._column = place(before)
            self._column += 1
        if self._column > LAST_COLUMN:
            raise damaged()
        if row != self._row:
            self._go_to(row)
        return self._column

    def _formula(self, part: Element, row: int, column: int) -> str:
        text, kind, shared = _only_text(part), part.get("t"), part.get("si", "")
        if not text:
            # A follower of a shared formula has no text of its own; it is given its master's.
            if kind == "shared" and shared not in self.shared:
                self.orphans.setdefault(row, {})[column] = shared
            return self.shared.get(shared, "")
        if kind == "shared":
            self.shared[shared] = text
        elif kind == "array" and (filled := part.get("ref")):
            self.arrays[to_range(filled)] = text
            self._count()
        return text

    def _count(self) -> None:
        """Count what takes the place of a cell: a merged range or an array formula."""
        self.count += 1
        self._limits.hold("cells", self.count)

    def _hide_columns(self, columns: Element) -> None:
        for one in columns:
            hold_depth(one, _ROW, self._limits)
            if not (is_true(one.get("hidden")) or one.get("width") in _NO_SIZE):
                continue
            first, last = int(one.get("min", "1")), min(int(one.get("max", "1")), LAST_COLUMN)
            if self.hidden_columns is None:
                self.hidden_columns = bytearray(LAST_COLUMN + 1)
            if 1 <= first <= last:
                self.hidden_columns[first : last + 1] = b"\1" * (last + 1 - first)


def _only_text(part: Element) -> str:
    """Return the text of an element that may hold nothing else."""
    if len(part):
        raise damaged()
    return part.text or ""


def _told(kind: str | None, value: str) -> tuple[CellType, str]:
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
