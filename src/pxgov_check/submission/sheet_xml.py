"""The cells of one worksheet part: the usual rows by their pattern, all else by the handlers here.

The handlers know every shape that a row may have. What it means is the same either way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pxgov_check.submission.cells import Cell, CellType
from pxgov_check.submission.found import Found
from pxgov_check.submission.markup import local, refusing_damage
from pxgov_check.submission.package import damaged
from pxgov_check.submission.ranges import LAST_COLUMN, LAST_ROW, place, to_range
from pxgov_check.submission.remembered_cells import Family
from pxgov_check.submission.spelled_strings import SharedStrings
from pxgov_check.submission.styles import GENERAL
from pxgov_check.submission.usual import Usual
from pxgov_check.submission.usual_rows import SHAPE, UsualRows
from pxgov_check.submission.walk import Walk

# The innermost open element of those that are read, what each stands in, and how deep. An ``is`` holds one text, or
# runs with a text each.
(_NOTHING, _SHEET, _COLS, _MERGES, _DATA, _ROW, _CELL, _VALUE, _FORMULA, _INLINE, _ONLY_TEXT, _RUN,
 _RUN_TEXT) = range(13)  # fmt: skip
_AROUND = (_NOTHING, _NOTHING, _SHEET, _SHEET, _SHEET, _DATA, _ROW, _CELL, _CELL, _CELL, _INLINE, _INLINE, _RUN)
_DEPTH = (0, 1, 2, 2, 2, 3, 4, 5, 5, 5, 6, 6, 7)
_SECTIONS = {"sheetData": _DATA, "mergeCells": _MERGES, "cols": _COLS}


class SheetPart:
    """One pass over a sheet, which adds to what was ``found``."""

    def __init__(self, found: Found, family: Family | None, place: int, strings: SharedStrings | None = None) -> None:
        """Take where to add, what is known of such workbooks, and the place of the sheet among theirs."""
        self._found, self._limits = found, found.limits
        shallow = found.limits.xml_depth < max(_DEPTH)
        self._walk = Walk(self._start_shallow if shallow else self._start, self._end, found.limits)
        self._texts = self._walk.texts
        self._usual = UsualRows(found, family, place, strings)
        self._at = _NOTHING
        self._row_tag = self._cell_tag = self._namespace = ""
        self._tags: dict[str, int] = {}
        self._plain = False
        self._row = self._column = 0
        self._row_hidden = found.hidden
        self._before: str | None = None
        self._line: list[Cell] = []
        self._cell: Mapping[str, str] = {}
        self._value: str | None = None
        self._formula: str | None = None
        self._formula_attributes: Mapping[str, str] = {}
        self._runs: list[str] = []

    def read(self, pieces: Iterable[bytes]) -> None:
        """Read the part, given in pieces.

        Raises:
            SubmissionError: F001 for XML that is broken or declares a DOCTYPE, F014 over a limit.

        """
        # A pattern counts no depth: where little is allowed, the handlers do.
        deep = self._limits.xml_depth >= max(_DEPTH)
        take = self._usual.take if deep else _take_nothing
        with refusing_damage():
            settings = self._usual.take_settings if deep else None
            usual = Usual(self._walk, SHAPE, take, self._between_rows, settings, self._usual.begin)
            usual.over(pieces, self._found.hold)

    def _between_rows(self) -> bool:
        """Whether the next thing may be a row, named without prefix."""
        return self._at == _DATA and self._plain and not self._walk.passing

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        at = self._at
        if at == _ROW and name == self._cell_tag:
            self._cell, self._value, self._formula, self._at = attributes, None, None, _CELL
        elif at == _CELL and (part := self._tags.get(name)):
            self._texts.clear()
            self._runs.clear()
            self._at = part
            if part == _FORMULA:
                self._formula_attributes = attributes
        elif at == _DATA and name == self._row_tag:
            self._begin_row(attributes)
        elif not self._start_rarer(name, attributes):
            self._walk.pass_over(_DEPTH[at] + 1)

    def _start_rarer(self, name: str, attributes: Mapping[str, str]) -> bool:
        """Begin an element that is not met with every cell; whether it is read at all."""
        at = self._at
        if at in {_INLINE, _RUN}:
            return self._start_text(local(name))
        if at in {_VALUE, _FORMULA}:
            raise damaged()
        if at == _NOTHING:
            self._begin_sheet(name)
            return True
        if at == _SHEET and (section := _SECTIONS.get(local(name))):
            self._at = section
            self._plain = name == self._namespace + "sheetData"
            self._walk.listen(on=section == _DATA)
            return True
        if at == _MERGES:
            self._found.merged.append(to_range(attributes.get("ref", "")))
            self._found.count += 1
        elif at == _COLS:
            self._found.hide_columns(attributes)
        return False

    def _start_text(self, word: str) -> bool:
        inline = self._at == _INLINE
        if word == "t":
            self._texts.clear()
            self._at = _ONLY_TEXT if inline else _RUN_TEXT
        elif word == "r" and inline:
            self._at = _RUN
        else:
            return False
        return True

    def _start_shallow(self, name: str, attributes: Mapping[str, str]) -> None:
        """Do the same where so little depth is allowed that what is read has to be counted too."""
        self._limits.hold("xml_depth", _DEPTH[self._at] + 1)
        self._start(name, attributes)

    def _end(self, _name: str) -> None:
        at = self._at
        self._at = _AROUND[at]
        if at == _VALUE:
            self._value = "".join(self._texts)
        elif at == _CELL:
            self._end_cell()
        elif at in {_ONLY_TEXT, _RUN_TEXT}:
            self._runs += self._texts
        elif at == _INLINE:
            self._value = "".join(self._runs)
        elif at == _FORMULA:
            self._formula = "".join(self._texts)
        elif at == _DATA:
            self._walk.listen(on=False)

    def _begin_sheet(self, name: str) -> None:
        ns = self._namespace = name[: name.rfind("}") + 1]
        self._row_tag, self._cell_tag = ns + "row", ns + "c"
        self._tags = {ns + "v": _VALUE, ns + "is": _INLINE, ns + "f": _FORMULA}
        self._at = _SHEET

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        self._texts.clear()
        text = attributes.get("r", "")
        self._go_to(int(text) if text else self._found.row + 1)
        self._column, self._before, self._at = 0, None, _ROW
        self._row_hidden = self._found.row_hidden(attributes)

    def _go_to(self, row: int) -> None:
        if not 1 <= row <= LAST_ROW:
            raise damaged()
        self._row = self._found.row = row
        self._line = self._found.rows.setdefault(row, [])

    def _end_cell(self) -> None:
        found, attributes, value, formula = self._found, self._cell, self._value, self._formula
        ref = attributes.get("r")
        if value is None and formula is None and ref is not None:
            # Formatted, but empty: its place matters only where the next cell has no reference.
            self._before = ref
            return
        column = self._place(ref)
        self._before = ref
        if formula is not None:
            formula = found.formula(self._formula_attributes, formula, self._row, column)
        elif value is None:
            return
        cell_type, raw = found.content(attributes.get("t"), value)
        if not raw and (cell_type is not CellType.TEXT or value is None):
            if formula is None:
                return
            cell_type = CellType.BLANK
        found.limits.hold("cell_characters", len(raw))
        if self._line and self._line[-1].column >= column:
            found.disordered.add(self._row)
        found.count += 1
        number_format = found.formats.get(attributes.get("s"), GENERAL)
        self._line.append(Cell(self._row, column, cell_type, raw, number_format, formula, self._row_hidden))

    def _place(self, ref: str | None) -> int:
        """Return the column of a cell, and go to its row; without a reference it stands behind the one before it."""
        row, self._column = self._row, self._column + 1
        if ref is not None:
            row, self._column = place(ref)
        elif self._before is not None:
            row, self._column = place(self._before)
            self._column += 1
        if self._column > LAST_COLUMN:
            raise damaged()
        if row != self._row:
            self._go_to(row)
        return self._column


def _take_nothing(_text: str, place: int) -> int:
    return place
