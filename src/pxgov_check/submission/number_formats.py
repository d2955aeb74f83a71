"""What a number format says about the number beneath it: a date, a rate in per cent, so many decimals shown."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

# Excel takes no longer format; what is longer is looked at and not kept.
LONGEST = 255

_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_LITERAL = re.compile(r'"[^"]*"|\\.')
_LITERAL_OR_BRACKETS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_DIGITS = re.compile(r"[0#?]")


class Look(NamedTuple):
    """How a format shows a number. ``step`` is the unit of the last digit shown, None where it is shown whole."""

    is_date: bool
    is_percent: bool
    decimals: int
    step: Decimal | None


def look_of(number_format: str) -> Look:
    """Return how a format shows a number (ECMA-376 18.8.30)."""
    return _kept(number_format) if len(number_format) <= LONGEST else _look(number_format)


def _look(number_format: str) -> Look:
    first = number_format.split(";", maxsplit=1)[0]
    bare = _QUOTED.sub("", first).lower()
    section = _LITERAL_OR_BRACKETS.sub("", first)
    # A format without marks for digits (General, text) shows a number whole.
    whole = not _DIGITS.search(section) or "E" in section.upper().replace("GENERAL", "")
    decimals = 0 if whole else len(_DIGITS.findall(section.partition(".")[2]))
    return Look(
        is_date="general" not in bare and any(mark in bare for mark in "yd年月日"),
        is_percent="%" in _LITERAL.sub("", number_format),
        decimals=decimals,
        step=None if whole else Decimal(1).scaleb(-decimals),
    )


# A workbook has few formats and many numbers; what a format says depends on nothing but its text.
_kept = lru_cache(maxsize=256)(_look)
