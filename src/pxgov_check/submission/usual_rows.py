"""Rows of cells in the shape in which Excel, WPS, LibreOffice and openpyxl write nearly all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from pxgov_check.submission.cells import Cell, CellType, column_letters
from pxgov_check.submission.found import Found, told
from pxgov_check.submission.markup import unescape
from pxgov_check.submission.ranges import LAST_ROW, to_range
from pxgov_check.submission.recalled_rows import SAID, recall
from pxgov_check.submission.references import plain
from pxgov_check.submission.remembered_cells import BEGIN, LAST_KNOWN_ROW, Family, Known, KnownSheet
from pxgov_check.submission.spelled_strings import SPELLED, SharedStrings, string_of
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

_ATTRIBUTE = re.compile(r' ([A-Za-z]+(?::[A-Za-z0-9]+)?)="([^<>&"]*)"')
_DECLARED = re.compile(rb'\sxmlns:([A-Za-z]+)="[^"]')
# Rows and formulas of a table say the same again and again.
_KEPT = 512
_NOTHING: Mapping[str, str] = {}
# A whole cell: its column, row, style and type; its text, or its formula with its value or an empty value. Else the
# beginning of a row, with its number, or the end of one. What may be absent is "one or nothing" here, for that takes
# Python a quarter less than a question mark; and what was matched is never given back ("+" behind a quantifier).
_ELEMENT = re.compile(
    r'<c r="([A-Z]{1,2}+)([0-9]{1,7}+)"(?: s="([0-9]{1,7}+)"|)(?: t="([A-Za-z]{1,9}+)"|)(?:>(?:'
    r'<is><t(?: xml:space="preserve"|)>([^<]*+)</t></is>'
    rf"|(?:<f({SAID})>(?:(?<=/>)|(?<!/>)([^<]*+)</f>)|)(?:<v>([^<]*+)</v>|(<v ?/>)|))</c>| ?/>)"
    rf'|<row r="([0-9]{{1,7}}+)"({SAID})>|</row>'
)
_MERGES = re.compile(r'<mergeCells(?: count="[0-9]*")?>(?:<mergeCell ref="[^<>&"]*" ?/>)*</mergeCells>')
_MERGED = re.compile('ref="([^"]*)"')
_COLUMN_WIDTHS = re.compile(r'<cols>(?:<col(?: [A-Za-z:]+="[^<>&"]*")* ?/>)*</cols>')
_COLUMN = re.compile("<col([^<>]*?) ?/>")
# Sheets are narrow: their columns are looked up instead of worked out.
_COLUMNS = {column_letters(column): column for column in range(1, 703)}
# Cell(...) would take twice the time.
_NEW = tuple.__new__
# An enumeration looks its members up through a descriptor; a global doesn't.
_NUMBER, _TEXT, _BLANK = CellType.NUMBER, CellType.TEXT, CellType.BLANK


class UsualRows:
    """Takes rows from the text of a part and adds them to what was found there."""

    def __init__(self, found: Found, family: Family | None, place: int, strings: SharedStrings | None = None) -> None:
        """Take where to add, what is known of such workbooks, and the place of the sheet among theirs.

        Nothing is remembered of a sheet that is hidden. ``strings`` are the shared ones, where there are any and cells
        may be known.
        """
        self._found, self._family, self._place = found, None if found.hidden else family, place
        self._strings = strings
        self._prefixes: frozenset[str] = frozenset()
        self._sheet: KnownSheet | None = None

    def begin(self, root: bytes) -> None:
        """Take the root's tag, which declares the prefixes of names."""
        self._prefixes = frozenset(prefix.decode() for prefix in _DECLARED.findall(root))
        if self._family is not None:
            self._sheet = self._family.sheet(self._prefixes, self._place)

    def take(self, text: str, place: int) -> int:
        """Take whole rows from a place in a text on; returns the place behind the last that was taken."""
        if self._sheet is not None:
            place = self._recall(self._sheet, text, place)
        return self._read(text, place) if place < len(text) else place

    def _recall(self, sheet: KnownSheet, text: str, place: int) -> int:
        """Take those that may be known; where strings are shared, of their text with these spelled out."""
        found, strings = self._found, self._strings
        if strings is None:
            return recall(found, sheet, self._read, text, place)
        # Once a text, and not behind each odd row again, or many of these would take the square of their time. Further
        # down no row is known.
        spelled = strings.spell(text) if place == 0 and found.row < LAST_KNOWN_ROW else None
        return place if spelled is None else spelled.given_place(recall(found, sheet, self._read, spelled.text, 0))

    # One long loop, because a call for each cell would add a third to the time of reading.
    def _read(self, text: str, place: int, learning: Mapping[int, Known] | None = None) -> int:  # noqa: C901, PLR0912, PLR0915
        """Do what ``take`` does, and add the cells of each row to what is known of it."""
        found, rows, prefixes = self._found, self._found.rows, self._prefixes
        formats, strings, most = found.formats, found.strings, found.limits.cell_characters
        row, row_text, row_hidden, last = 0, "", False, 0
        line: list[Cell] = []
        known: Known | None = None
        # Most parts have no references or no escapes at all.
        referring, escaping = "&" in text, "_x" in text
        for match in anchored(_ELEMENT, text, place):
            letters, digits, style, kind, inline, how, formula, value, void, number, said = match.groups()
            if letters is not None:
                if value is None:
                    if inline is not None:
                        value = inline
                    elif void is not None:
                        value = ""
                    elif how is None:
                        # Formatted, but empty.
                        if known is not None:
                            known[match[0][len(BEGIN) :]] = ()
                        continue
                column = _COLUMNS.get(letters)
                if digits != row_text or column is None:
                    break
                if how is not None:
                    formula = plain(formula) if referring and formula and "&" in formula else formula or ""
                    if how or not formula:
                        named = attributes_in(how, prefixes)
                        if named is None:
                            break
                        formula = found.formula(named, formula, row, column)
                if referring and value and "&" in value:
                    value = plain(value)
                if kind == "s" and value:
                    if value[0] == SPELLED:
                        cell_type, raw = _TEXT, string_of(value)
                    elif value.isdigit():
                        cell_type, raw = _TEXT, strings[int(value)]
                    else:
                        cell_type, raw = told(kind, value)
                elif kind == "inlineStr" or kind == "str":  # noqa: PLR1714 (a set takes longer)
                    cell_type, raw = _TEXT, unescape(value) if escaping and value else value or ""
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
                cell = _NEW(Cell, (row, column, cell_type, raw, look, formula, row_hidden, False))
                # An empty formula may follow a shared one, and an index may be of any string.
                if (
                    known is not None
                    and (how is None or (not how and match[7]))
                    and (kind != "s" or (value and value[0] == SPELLED))
                ):
                    known[match[0][len(BEGIN) :]] = cell
                line.append(cell)
            elif number is None:
                if not row:
                    break
                found.row = row
                if row in rows:
                    found.disordered.add(row)
                    rows[row] += line
                elif line:
                    rows[row] = line
                found.count += len(line)
                row, row_text, place = 0, "", match.end()
            else:
                named = attributes_in(said, prefixes) if said else _NOTHING
                # Behind a zero in front the references of the cells would be others.
                if row or named is None or number[0] == "0" or (begun := int(number)) > LAST_ROW:
                    break
                if said.endswith("/"):
                    found.row, place = begun, match.end()
                    continue
                row, row_text, last, line = begun, number, 0, []
                known = learning[row] if learning is not None else None
                row_hidden = found.row_hidden(named) if named else found.hidden
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


@lru_cache(_KEPT)
def attributes_in(said: str, prefixes: frozenset[str]) -> Mapping[str, str] | None:
    """Return the attributes in the rest of a tag; None where they are of no usual shape, or not well-formed.

    ``prefixes`` are those that the root declares. An ``r`` has been read before them.
    """
    rest = said.removesuffix("/").removesuffix(" ")
    pairs = _ATTRIBUTE.findall(rest)
    named = dict(pairs)
    whole = "".join([f' {name}="{value}"' for name, value in pairs]) == rest
    # Two prefixes may be of one namespace, and so may name one attribute twice.
    prefixed = [name.partition(":")[0] for name in named if ":" in name]
    known = len(prefixed) <= 1 and prefixes.issuperset(prefixed) and named.keys().isdisjoint(("r", "xmlns"))
    return named if whole and known and len(named) == len(pairs) else None
