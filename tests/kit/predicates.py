"""What a library tells instead of what the file holds, as narrowly as can be said.

Each predicate foretells the library's own answer from the reader's; an answer that is merely different stays
unexplained.
"""

from __future__ import annotations

import re
from datetime import date

from openpyxl.formula.translate import Translator, TranslatorError
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.cell import range_boundaries

from kit.differences import Difference
from kit.styles import BUILTIN
from pxgov_check.submission.cells import Cell, CellType

_ESCAPED = re.compile(r"((?:_x[0-9A-Fa-f]{4}_)+)")
_CLASSIC_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_LAST_DAY = (date(9999, 12, 31) - date(1899, 12, 30)).days
# Formats that go by number and that openpyxl has in the words of one country; ours are those of the reader.
_OTHER_WORDS = {(ours, BUILTIN_FORMATS.get(number, "General")) for number, ours in BUILTIN.items()}


def decoded(text: str) -> str:
    """Decode ``_xHHHH_`` escapes again and again; apart from the reader's own way, to check on it."""
    before = None
    while before != text:
        before, text = text, _ESCAPED.sub(_units, text)
    return text


def _units(match: re.Match[str]) -> str:
    units = bytes.fromhex(match[1].replace("_x", "").replace("_", ""))
    return units.decode("utf-16-be", "surrogatepass")


def part_is_missing(one: Difference) -> bool:
    """Whether the library asked for a part that isn't in the package."""
    found = re.search(r"no item named '([^']*)'", one.told[1])
    return found is not None and found[1] not in one.facts.parts


def boolean_is_a_word(one: Difference) -> bool:
    """Whether the library takes 0 and 1 only."""
    return "invalid literal for int() with base 10: 'true'" in one.told[1].replace("false", "true")


def workbook_is_elsewhere(one: Difference) -> bool:
    """Whether the library looks for xl/workbook.xml and xl/styles.xml only."""
    return one.facts.main != "xl/workbook.xml" and re.match("IndexError|CalamineError", one.told[1]) is not None


def is_strict(one: Difference) -> bool:
    """Whether the library knows the sheets of the other namespace only."""
    return one.facts.strict and bool(one.told[0])


def is_utf16(one: Difference) -> bool:
    """Whether the library, which reads UTF-8 only, fails, or takes a sheet for an empty one."""
    if one.aspect != "workbook":
        return one.facts.utf16 and one.their_sheet is not None and not one.their_sheet.cells
    return one.facts.utf16 and re.match("XmlError|CalamineError: Cannot detect", one.told[1]) is not None


def error_is_new(one: Difference) -> bool:
    """Whether the library refuses an error value that it doesn't know."""
    found = re.match("CalamineError: Unsupported cell error value '([^']*)'", one.told[1])
    held = {c.raw for s in one.book.sheets for row in s.rows() for c in row if c.type is CellType.ERROR}
    return found is not None and found[1] in held - _CLASSIC_ERRORS


def is_marked(one: Difference) -> bool:
    """Whether the library loses pieces of texts, and counts strings wrong; it has nothing to say of such a workbook."""
    return one.facts.marked


def date_is_too_far(one: Difference) -> bool:
    """Whether the library makes a date of a number that is none, and fails."""
    if one.aspect == "workbook":
        return re.match("OverflowError: days=", one.told[1]) is not None
    beyond = one.ours is not None and one.ours.type is CellType.NUMBER and float(one.ours.raw) >= _LAST_DAY + 1
    return beyond and one.theirs is not None and one.theirs[:2] == ("error", "#VALUE!")


def date_is_negative(one: Difference) -> bool:
    """Whether the library keeps only the time of day of a negative number in a date format."""
    if one.ours is None or one.theirs is None or one.ours.type is not CellType.NUMBER or one.theirs.kind != "date":
        return False
    stored, told = float(one.ours.raw), one.theirs.value
    return stored < 0 and isinstance(told, float) and abs(stored % 1 - told) % 1 < 1e-7


def day_never_was(one: Difference) -> bool:
    """Whether the library has no word for 29 February 1900, the day 60 of the 1900 system."""
    if one.ours is None or one.theirs is None or one.ours.type is not CellType.NUMBER or one.theirs.kind != "date":
        return False
    return 60 <= float(one.ours.raw) < 61 and one.theirs.value == float(one.ours.raw) - 1


def is_covered(one: Difference) -> bool:
    """Whether the library forgets what stands under a merged range."""
    return one.ours is not None and one.ours.covered and one.theirs is None


def is_empty_text(one: Difference) -> bool:
    """Whether the library does not tell an empty text from nothing."""
    empty = one.ours is not None and one.ours.type is CellType.TEXT and not one.ours.raw
    return empty and (one.theirs is None or one.theirs.kind == "blank")


def is_error(one: Difference) -> bool:
    """Whether the library tells nothing where an error stands."""
    return one.ours is not None and one.ours.type is CellType.ERROR and one.theirs is None


def escapes_differ(one: Difference) -> bool:
    """Whether the library leaves escapes as they are stored."""
    if one.aspect == "format":
        return "_x" in one.told[1] and decoded(one.told[1]) == one.told[0]
    if one.ours is None or one.theirs is None or one.ours.type is not CellType.TEXT or one.theirs.kind != "text":
        return False
    told = str(one.theirs.value)
    return _ESCAPED.search(told) is not None and decoded(told) == decoded(one.ours.raw)


def blanks_are_dropped(one: Difference) -> bool:
    """Whether the library drops blanks at the ends of texts, or of runs, that do not ask for them to be kept."""
    if one.ours is None or one.theirs is None or one.ours.type is not CellType.TEXT or one.theirs.kind != "text":
        return False
    held, told = one.ours.raw, str(one.theirs.value)
    return one.facts.loose_blanks and len(told) < len(held) and _without_blanks(told) == _without_blanks(held)


def _without_blanks(text: str) -> str:
    return "".join(text.split())


def attribute_is_unknown(one: Difference) -> bool:
    """Whether the library refuses a cell style for an attribute that it does not know."""
    return re.match(r"TypeError: CellStyle\.__init__\(\) got an unexpected keyword", one.told[1]) is not None


def is_translated(one: Difference) -> bool:
    """Whether the library moves the master of a shared formula to where its follower stands."""
    if one.ours is None or one.theirs is None or not one.ours.formula or one.our_cells is None:
        return False
    if not one.theirs.formula:
        return False
    masters = (c for c in one.our_cells.values() if c.formula == one.ours.formula and c.ref != one.ours.ref)
    return any(_moved(master, one.ours.ref) == one.theirs.formula for master in masters)


def _moved(master: Cell, ref: str) -> str | None:
    try:
        return str(Translator(f"={master.formula}", origin=master.ref).translate_formula(ref)).removeprefix("=")
    except TranslatorError:
        return None


def is_within_an_array(one: Difference) -> bool:
    """Whether the library gives an array formula to its first cell only, or to none where that cell is covered."""
    if one.ours is None or one.theirs is None or one.theirs.formula is not None or one.their_sheet is None:
        return False
    if any(text == one.ours.formula and _lies_in(one.ours, ref) for ref, text in one.their_sheet.arrays):
        return True
    return any(c.covered and c.formula == one.ours.formula for c in (one.our_cells or {}).values())


def _lies_in(cell: Cell, ref: str) -> bool:
    corners = range_boundaries(ref)
    left, top, right, bottom = (corner or 0 for corner in corners)
    return top <= cell.row <= bottom and left <= cell.column <= right


def comes_before_its_master(one: Difference) -> bool:
    """Whether the library reads a follower before the master of its shared formula, and finds no text."""
    if one.ours is None or one.theirs is None or one.theirs.formula != "" or one.our_cells is None:
        return False
    return sum(cell.formula == one.ours.formula for cell in one.our_cells.values()) > 1


def format_has_other_words(one: Difference) -> bool:
    """Whether the library words a built-in format otherwise, or knows none by that number."""
    return one.told in _OTHER_WORDS


def has_no_grid(one: Difference) -> bool:
    """Whether the library leaves out sheets that have no cells, such as charts."""
    return bool(one.told[0]) and not one.our_cells
