"""Rows whose shared strings are spelled out, so that a cell's text says the same whatever workbook it stands in.

The index of a string means another one in each workbook. With the string in its place, the cells of a workbook with
shared strings can be known as those of any other (see ``remembered_cells``). A long string keeps its index, for a few
cells could make a text of any length of it; such a cell is never remembered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pxgov_check.frozen import frozen
from pxgov_check.submission.remembered_cells import LONGEST_STRING, MEMORY

# Stands before a string that is spelled out. XML allows it nowhere, and what has it where it should not is refused.
SPELLED = "\x01"
_BEGIN, _CLOSE = ' t="s"><v>', "</v></c>"
_INDEX = re.compile(rf"{_BEGIN}([0-9]{{1,7}}+){_CLOSE}")
# The two signs that would be markup, and the one that stands before their substitutes.
_ESCAPES = {"\x02": "\x022", "<": "\x023", "&": "\x024"}
_MARKUP = re.compile("[\x02<&]")
_ESCAPED = re.compile("\x02([234])")
_SIGNS = {escape[1]: sign for sign, escape in _ESCAPES.items()}


def string_of(spelled: str) -> str:
    """Return the string that is spelled out, which begins with its sign."""
    string = spelled[1:]
    return _ESCAPED.sub(lambda found: _SIGNS[found[1]], string) if "\x02" in string else string


@frozen
class SpelledRows:
    """A text whose shared strings are spelled out, the one that was ``given``, and the ends of cells that differ."""

    text: str
    given: str
    ends: Sequence[str]

    def given_place(self, place: int) -> int:
        """Return where a place between two rows is in the text that was given."""
        if place == len(self.text):
            return len(self.given)
        grown = 0
        for index, end in zip(_INDEX.finditer(self.given), self.ends, strict=True):
            if index.start() + grown >= place:
                break
            grown += len(end) - len(index[0])
        return place - grown


def _spelled(string: str, index: int) -> str:
    """Return the end of a cell with a string."""
    if len(string) > LONGEST_STRING:
        return f"{_BEGIN}{index}{_CLOSE}"
    spelled = f"{_BEGIN}{SPELLED}{_MARKUP.sub(lambda found: _ESCAPES[found[0]], string)}{_CLOSE}"
    MEMORY.learnt(2 * len(string), 1)
    MEMORY.spelled[string] = spelled
    return spelled


class SharedStrings:
    """The shared strings of a workbook, which should be few, as they stand in rows when they are spelled out."""

    def __init__(self, strings: Sequence[str]) -> None:
        known = MEMORY.spelled
        self._ends = [known.get(string) or _spelled(string, index) for index, string in enumerate(strings)]

    def spell(self, text: str) -> SpelledRows | None:
        """Return a text with its strings spelled out; None where one is not there."""
        parts: list[str] = _INDEX.split(text)
        try:
            ends = parts[1::2] = [self._ends[int(index)] for index in parts[1::2]]
        except IndexError:
            return None
        return SpelledRows("".join(parts), text, ends)
