"""What all readers of XML share: names, true and false, escapes, no DOCTYPE, and damage told as such."""

from __future__ import annotations

import re
from xml.parsers import expat

from pxgov_check.errors import SubmissionError
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.package import damaged

# A pair of escaped surrogates is one character; a lone one is none and stays as written.
_ESCAPE = re.compile(
    r"_x([Dd][89ABab][0-9A-Fa-f]{2})__x([Dd][C-Fc-f][0-9A-Fa-f]{2})_|_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_"
)
_TRUE = frozenset({"1", "true"})
# Whatever expat or a reader's own int() may raise on a broken part.
_DAMAGE = (expat.ExpatError, ValueError, LookupError, OverflowError, RecursionError)
_OUT_OF_MEMORY = 1  # XML_ERROR_NO_MEMORY of expat
# No text, tag or comment of an honest workbook is longer, or than so many times the characters of a cell: escapes and
# references take up to a dozen bytes a character.
_LONGEST = 1 << 20
_LONGEST_CELLS = 32


def local(name: str) -> str:
    """Return a name without its namespace; Strict, Transitional and prefixed parts then read alike."""
    return name.rpartition("}")[2]


def is_true(text: str | None) -> bool:
    """Whether an attribute is an XML Schema ``true``."""
    return text in _TRUE


def unescape(text: str) -> str:
    """Decode ``_x000D_`` and its like (ECMA-376 part 1, 22.9.2.19)."""
    return _ESCAPE.sub(_unescaped, text) if "_x" in text else text


def _unescaped(match: re.Match[str]) -> str:
    high, low, plain = match.groups()
    if plain is not None:
        return chr(int(plain, 16))
    return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)


class refusing_damage:  # noqa: N801 (as the context managers of contextlib are named; theirs take four times as long)
    """Turn what a broken part makes the code inside raise into the refusal of the file.

    Raises:
        SubmissionError: F001.

    """

    __slots__ = ()

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        """Refuse the file for what was raised, if it tells of damage."""
        if isinstance(error, _DAMAGE):
            if getattr(error, "code", None) == _OUT_OF_MEMORY:
                raise MemoryError from None
            raise damaged() from None


def longest(limits: Limits) -> int:
    """Return how many bytes a text, tag or comment of an honest workbook has at the most.

    expat looks through an unfinished token again with every piece, so the work grows with the square of its length.
    """
    return max(_LONGEST, _LONGEST_CELLS * limits.cell_characters)


def refuse_doctype(*_: object) -> None:
    """Be the handler of a DOCTYPE, so that entities are never declared.

    Raises:
        SubmissionError: F001.

    """
    raise SubmissionError("F001", "unreadable.doctype")
