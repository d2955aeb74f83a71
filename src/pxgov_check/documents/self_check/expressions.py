"""Pieces of worksheet formulas, in functions that Excel, WPS and LibreOffice share and calculate alike.

A piece is the text of an expression without the leading ``=``. Texts go in as string literals only, so nothing that
a policy says can become a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pxgov_check.policy.messages import pieces

# Excel takes 255 characters in a string literal; doubled quotes count twice.
_LITERAL = 120

FALSE = "FALSE"
NEW_LINE = "CHAR(10)"


def literal(text: str) -> str:
    """Return a text as a string literal, in parts where it is long."""
    parts = [text[start : start + _LITERAL] for start in range(0, len(text), _LITERAL)] or [""]
    return "&".join('"' + part.replace('"', '""') + '"' for part in parts)


def sentence(template: str, params: Mapping[str, str]) -> str:
    """Return a sentence of the pack with its placeholders filled by expressions.

    Raises:
        KeyError: the sentence names something that ``params`` lacks.

    """
    return "&".join(params[text] if is_name else literal(text) for text, is_name in pieces(template) if text)


def day(when: date) -> str:
    """Return a day as a date value."""
    return f"DATE({when.year},{when.month},{when.day})"


def every(*conditions: str) -> str:
    """Return whether all conditions hold; each is evaluated, so an error in one is an error."""
    return conditions[0] if len(conditions) == 1 else f"AND({','.join(conditions)})"


def some(*conditions: str) -> str:
    """Return whether one of the conditions holds; without any, none does."""
    if not conditions:
        return FALSE
    return conditions[0] if len(conditions) == 1 else f"OR({','.join(conditions)})"


def no(condition: str) -> str:
    """Return whether a condition fails."""
    return f"NOT({condition})"


def holds(condition: str) -> str:
    """Return a condition that fails where it can't be worked out."""
    return f"IFERROR({condition},{FALSE})"


def says(cell: str, words: Iterable[str]) -> str:
    """Return whether a cell holds one of some words, blanks around them aside.

    Several words are an array constant, which a conditional format may not hold.
    """
    known = [literal(word) for word in words]
    return f"TRIM({cell})={known[0]}" if len(known) == 1 else f"OR(TRIM({cell})={{{','.join(known)}}})"


def address(cell: str) -> str:
    """Return where a cell stands (H5), wherever it may be moved."""
    return f"ADDRESS(ROW({cell}),COLUMN({cell}),4)"


def is_number(cell: str) -> str:
    """Return whether a cell holds a number."""
    return f"ISNUMBER({cell})"


def is_per_cent(cell: str) -> str:
    """Return whether a cell's number format is per cent; the codes that CELL gives other formats differ by program."""
    return f'LEFT(CELL("format",{cell}),1)="P"'


def text_of(cell: str) -> str:
    """Return what a cell says, as text."""
    return f"TRIM({cell})"
