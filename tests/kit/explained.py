"""The table of explained differences: whatever is not in it is a fault of the reader, or of the kit.

docs/reader.md lists the same rows, held in step by a test; each row has a workbook that shows it in
``test_explained.py``, so that no row outlives its reason.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kit import predicates as is_
from kit.differences import Difference


class Explained(NamedTuple):
    """A class of differences: in which libraries and aspects it occurs, why, and how it is told from others."""

    name: str
    libraries: tuple[str, ...]
    aspects: tuple[str, ...]
    why: str
    holds: Callable[[Difference], bool]


_BOTH = ("openpyxl", "calamine")

EXPLAINED = (
    Explained(
        "strict", ("openpyxl",), ("sheet",),
        "ISO Strict workbooks are opened as having no sheets", is_.is_strict,
    ),
    Explained(
        "covered-value", ("openpyxl",), ("value",),
        "values stored under a merged range are dropped", is_.is_covered,
    ),
    Explained(
        "empty-text", _BOTH, ("value",),
        "an empty text (a formula's result) is not told from nothing", is_.is_empty_text,
    ),
    Explained("error-value", ("calamine",), ("value",), "error values come back empty", is_.is_error),
    Explained(
        "new-error-value", ("calamine",), ("workbook",),
        "a workbook with an error value newer than Excel 2007 (#SPILL!, #CALC! …) is refused", is_.error_is_new,
    ),
    Explained(
        "escape", _BOTH, ("value", "format"),
        "_xHHHH_ escapes are left as stored (calamine decodes some of them)", is_.escapes_differ,
    ),
    Explained(
        "shared-formula", ("openpyxl",), ("formula",),
        "a follower of a shared formula gets its master's text moved to its own place; the reader gives the master's "
        "text as stored", is_.is_translated,
    ),
    Explained(
        "shared-formula-order", ("openpyxl",), ("formula",),
        "a follower stored before the master of its shared formula gets no text", is_.comes_before_its_master,
    ),
    Explained(
        "array-formula", ("openpyxl",), ("formula",),
        "only the first cell of an array formula carries it", is_.is_within_an_array,
    ),
    Explained(
        "built-in-format", ("openpyxl",), ("format",),
        "formats that a file names by number only have other words, or none (27–36 and 50–58, dates in East Asian "
        "Excel)", is_.format_has_other_words,
    ),
    Explained(
        "date-out-of-range", _BOTH, ("value", "workbook"),
        "a number too large for a date, in a date format, is an error (openpyxl: #VALUE!; calamine: the workbook is "
        "refused)", is_.date_is_too_far,
    ),
    Explained(
        "negative-date", ("calamine",), ("value",),
        "of a negative number in a date format only the time of day is left", is_.date_is_negative,
    ),
    Explained(
        "29-february-1900", _BOTH, ("value",),
        "day 60 of the 1900 system, which never was, is told as the day before", is_.day_never_was,
    ),
    Explained(
        "boolean-word", ("openpyxl",), ("workbook",),
        "a workbook with a boolean stored as true or false instead of 1 or 0 is refused", is_.boolean_is_a_word,
    ),
    Explained(
        "missing-part", ("openpyxl",), ("workbook",),
        "a workbook that names a part which isn't there (shared strings) is refused", is_.part_is_missing,
    ),
    Explained(
        "workbook-elsewhere", _BOTH, ("workbook",),
        "a workbook part that isn't xl/workbook.xml is not found, or its styles aren't", is_.workbook_is_elsewhere,
    ),
    Explained(
        "utf-16", ("calamine",), ("workbook", "value", "merged"),
        "a workbook with parts in UTF-16 is refused; short sheets in it are taken for empty ones", is_.is_utf16,
    ),
    Explained(
        "marked-text", ("calamine",), ("value", "workbook"),
        "comments, processing instructions and CDATA sections make the library lose pieces of texts, and count shared "
        "strings wrong", is_.is_marked,
    ),
    Explained("no-grid", _BOTH, ("sheet",), "sheets without cells (charts, dialogs) are left out", is_.has_no_grid),
    Explained(
        "loose-blanks", ("calamine",), ("value",),
        'blanks at the ends of a text, or of a run, without xml:space="preserve" are dropped; the reader gives what '
        "is stored", is_.blanks_are_dropped,
    ),
    Explained(
        "unknown-attribute", ("openpyxl",), ("workbook",),
        "a workbook with a cell style that has an attribute unknown to the library is refused",
        is_.attribute_is_unknown,
    ),
)  # fmt: skip


def explain(one: Difference) -> Explained | None:
    """Return the class of a difference, or None for one that nobody can explain."""
    for row in EXPLAINED:
        if one.library in row.libraries and one.aspect in row.aspects and row.holds(one):
            return row
    return None
