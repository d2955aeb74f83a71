"""Rows of cells in the shape in which Excel, WPS, LibreOffice and openpyxl write nearly all of them."""

from __future__ import annotations

import re

from pxgov_check.submission.cells import Cell, CellType, column_letters
from pxgov_check.submission.found import Found, told
from pxgov_check.submission.markup import unescape
from pxgov_check.submission.ranges import LAST_ROW, to_range
from pxgov_check.submission.references import plain
from pxgov_check.submission.styles import GENERAL
from pxgov_check.submission.usual import Shape, anchored

# Hidden columns come before the rows, merged ranges behind them.
SHAPE = Shape(
    opening=b"<sheetData>",
    ending=b"</row>",
    closing=b"</sheetData>",
    wanted=(b"cols", b"mergeCells"),
    odd=(b":cols", b":mergeCells", b"sheetData"),
)

_ATTRIBUTES = r'((?: [A-Za-z0-9:]+="[^<>&"]*")*)'
_ATTRIBUTE = re.compile(r' ([A-Za-z0-9:]+)="([^<>&"]*)"')
# One element, or a whole cell: its column, row, style and type; its formula; its value, its text, or an empty value.
# Else the end of a row, or the beginning of one: its number, other attributes, and a slash. What may be absent is "one
# or nothing" here, for that takes Python a quarter less than a question mark.
_ELEMENT = re.compile(
    r'<c r="([A-Z]{1,2})([0-9]{1,7})"(?: s="([0-9]{1,7})"|)(?: t="([A-Za-z]{1,9})"|)(?:>'
    rf"(?:<f{_ATTRIBUTES}(?: ?/>|>([^<]*)</f>)|)"
    r'(?:<v>([^<]*)</v>|<is><t(?: xml:space="preserve"|)>([^<]*)</t></is>|(<v ?/>)|)</c>| ?/>)'
    rf'|(</row>)|<row r="([0-9]{{1,7}})"{_ATTRIBUTES} ?(/?)>'
)
_MERGES = re.compile(r'<mergeCells(?: count="[0-9]*")?>(?:<mergeCell ref="[^<>&"]*" ?/>)*</mergeCells>')
_MERGED = re.compile('ref="([^"]*)"')
_COLUMN_WIDTHS = re.compile(rf"<cols>(?:<col{_ATTRIBUTES} ?/>)*</cols>")
_COLUMN = re.compile(rf"<col{_ATTRIBUTES} ?/>")
# Sheets are narrow: their columns are looked up instead of worked out.
_COLUMNS = {column_letters(column): column for column in range(1, 703)}
# Cell(...) would take twice the time.
_NEW = tuple.__new__
# An enumeration looks its members up through a descriptor; a global doesn't.
_NUMBER, _TEXT, _BLANK = CellType.NUMBER, CellType.TEXT, CellType.BLANK


class UsualRows:
    """Takes rows from the text of a part and adds them to what was found there."""

    def __init__(self, found: Found) -> None:
        """Take where to add."""
        self._found = found

    # One long loop, because a call for each cell would add a third to the time of reading.
    def take(self, text: str, place: int) -> int:  # noqa: C901, PLR0912, PLR0915
        """Take whole rows from a place in a text on; returns the place behind the last that was taken."""
        found = self._found
        formats, strings, most = found.formats, found.strings, found.limits.cell_characters
        row, row_text, row_hidden, last = 0, "", False, 0
        line: list[Cell] = []
        for match in anchored(_ELEMENT, text, place):
            letters, digits, style, kind, how, formula, value, inline, void, ended, number, more, closed = (
                match.groups()
            )
            if letters is not None:
                if value is None:
                    if inline is not None:
                        value = inline
                    elif void is not None:
                        value = ""
                    elif how is None:
                        # Formatted, but empty.
                        continue
                column = _COLUMNS.get(letters)
                if digits != row_text or column is None:
                    break
                if how is not None:
                    formula = plain(formula) if formula and "&" in formula else formula or ""
                    if how or not formula:
                        formula = found.formula(dict(_ATTRIBUTE.findall(how)), formula, row, column)
                if value and "&" in value:
                    value = plain(value)
                if kind == "s" and value and value.isdigit():
                    cell_type, raw = _TEXT, strings[int(value)]
                elif kind == "inlineStr" or kind == "str":  # noqa: PLR1714 (a set takes longer)
                    cell_type, raw = _TEXT, unescape(value) if value and "_x" in value else value or ""
                elif (kind is None or kind == "n") and value:
                    cell_type, raw = _NUMBER, value.strip()
                else:
                    cell_type, raw = told(kind, value or "")
                if not raw and (cell_type is not _TEXT or value is None):
                    if formula is None:
                        continue
                    cell_type = _BLANK
                elif len(raw) > most:
                    found.limits.hold("cell_characters", len(raw))
                if column <= last:
                    found.disordered.add(row)
                last = column
                look = formats.get(style, GENERAL)
                line.append(_NEW(Cell, (row, column, cell_type, raw, look, formula, row_hidden, False)))
            elif ended is not None:
                if not row:
                    break
                self._end(row, line)
                row, row_text, place = 0, "", match.end()
            else:
                if row or not 1 <= (begun := int(number)) <= LAST_ROW:
                    break
                if closed:
                    found.row, place = begun, match.end()
                    continue
                # Behind a zero in front the references of the cells would be others.
                row, row_text, last, line = begun, str(begun), 0, []
                special = 'hidden="1"' in more or 'hidden="true"' in more or 'ht="0' in more
                row_hidden = found.row_hidden(dict(_ATTRIBUTE.findall(more))) if special else found.hidden
        return place

    def take_settings(self, element: bytes) -> bool:
        """Take a whole ``mergeCells`` or ``cols``; whether it is one of the usual shape."""
        text, found = element.decode(), self._found
        if _MERGES.fullmatch(text):
            ranges = [to_range(ref) for ref in _MERGED.findall(text)]
            found.merged += ranges
            found.count += len(ranges)
            return True
        if not _COLUMN_WIDTHS.fullmatch(text):
            return False
        if "hidden=" in text or ' width="0' in text:
            for column in _COLUMN.findall(text):
                found.hide_columns(dict(_ATTRIBUTE.findall(column)))
        return True

    def _end(self, row: int, line: list[Cell]) -> None:
        found = self._found
        found.row = row
        if before := found.rows.get(row):
            found.disordered.add(row)
            line = before + line
        if line:
            found.rows[row] = line
            found.count += len(line)
