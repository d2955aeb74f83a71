"""Dates and reporting periods as people write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache

from pxgov_check.model import Period
from pxgov_check.submission.cells import Cell, CellType
from pxgov_check.submission.number_formats import look_of

_DAY = re.compile(
    r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]?00:00(?::00)?(?:\.0+)?)?\Z|(20\d\d)(\d\d)(\d\d)\Z"
)
_KEPT = 1024
_NUMBER = CellType.NUMBER
# What a date may be written out in.
_WRITTEN = frozenset({CellType.TEXT, CellType.DATE, CellType.NUMBER})
_NUMERAL = re.compile("[一二三四](?=季)")
_NUMERALS = {"一": "1", "二": "2", "三": "3", "四": "4"}
_PERIODS = (
    (re.compile(r"(20\d\d)(?:年度?|全年)?(?:全年)?\Z"), "{0}"),
    (re.compile(r"(20\d\d)年?H([12])\Z"), "{0}H{1}"),
    (re.compile(r"(20\d\d)年?Q([1-4])\Z"), "{0}Q{1}"),
    (re.compile(r"(20\d\d)年第?([1-4])季度?\Z"), "{0}Q{1}"),
    (re.compile(r"(20\d\d)[-/.年](\d{1,2})月?份?\Z"), "{0}-{1:0>2}"),
)


def parse_period(text: str) -> Period | None:
    """Return the period that a text names, or None: 2025, 2025H1, 2025年四季度, 2025年12月 …."""
    return _period_before(text) if len(text) <= _KEPT_CHARACTERS else _period(text)


def _period(text: str) -> Period | None:
    folded = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    folded = folded.replace("上半年", "H1").replace("下半年", "H2")
    folded = _NUMERAL.sub(lambda m: _NUMERALS[m[0]], folded)
    for pattern, form in _PERIODS:
        match = pattern.match(folded)
        if match:
            try:
                return Period(form.format(*match.groups()))
            except ValueError:
                return None
    return None


# The forms of a batch are for few periods.
_KEPT, _KEPT_CHARACTERS = 256, 32
_period_before = lru_cache(_KEPT)(_period)


def parse_day(text: str) -> date | None:
    """Return the day that a text names in full (2025-11-20, 2025年11月20日, 20251120 …), or None."""
    if text.isalpha():
        # Names, most of what stands beside a label. No letter is a digit in any form.
        return None
    match = _DAY.match(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


# The days of a year come again and again.
@lru_cache(_KEPT)
def from_serial(serial: int, *, date1904: bool) -> date | None:
    """Return the day of an Excel serial number; the 1900 system counts a 29 February 1900 that never was."""
    if date1904:
        origin = date(1904, 1, 1)
    else:
        if serial == 60:
            return None
        origin = date(1899, 12, 30) if serial > 60 else date(1899, 12, 31)
    try:
        return origin + timedelta(days=serial)
    except OverflowError:
        return None


def cell_day(cell: Cell, *, date1904: bool) -> date | None:
    """Return the day that a cell holds, or None where it holds no full date."""
    kind = cell.type
    if kind is _NUMBER and look_of(cell.number_format).is_date:
        try:
            return from_serial(int(float(cell.raw)), date1904=date1904)
        except (ValueError, OverflowError):
            return None
    # 20251120 typed as a number is a date written out; a bare serial could be anything.
    return parse_day(cell.raw) if kind in _WRITTEN else None
