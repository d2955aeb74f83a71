"""A tree of plain values as strict JSON text, two blanks a level, safe for a log to show.

json.dumps gives the same text, but walks a tree in Python as soon as it has to indent, and leaves decimals, days and
what steers a terminal to somebody else: three more walks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from json.encoder import encode_basestring
from operator import attrgetter
from types import NoneType
from typing import Any

from pxgov_check.formats.clean import clean_json
from pxgov_check.submission.figures import plain

_INDENT = "  "
_OTHER = json.JSONEncoder(allow_nan=False).encode

# C1 controls, zero-width and bidirectional marks, line and paragraph separators, and the ## that opens a command of a
# build agent's (##[error], ##vso[) wherever it stands in a line.
# Hidden marks of other kinds too (soft hyphen, U+E00xx).
_STEERING = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]|(?<=#)#"
)


class Verbatim(str):
    """Text that is JSON already, written for the depth at which it stands."""

    __slots__ = ()


def json_text(value: Any, depth: int = 0) -> Verbatim:  # noqa: ANN401 (a tree of plain values)
    """Return a value as it stands ``depth`` levels deep in a document, from its first character to its last.

    Decimals and days become strings, dataclasses objects.

    Raises:
        ValueError: a float that JSON has no word for.
        TypeError: a value that is none of these.

    """
    return Verbatim(_written(value, _margin(depth)))


class Shape:
    """How values of one kind are written as objects at one depth: what no document says twice is put together once.

    ``members`` gives for each key the attribute, or the attributes of the object that stands there.
    """

    def __init__(self, members: Mapping[str, str | Mapping[str, str]], depth: int) -> None:
        paths = [p for told in members.values() for p in ([told] if isinstance(told, str) else told.values())]
        self._values = attrgetter(*paths)
        self._margin = _margin(depth + 1)
        blank = {
            k: Verbatim("%s") if isinstance(v, str) else dict.fromkeys(v, Verbatim("%s")) for k, v in members.items()
        }
        self._template = json_text(blank, depth)

    def __call__(self, one: object) -> Verbatim:
        """Return a value's text."""
        margin, plain_of = self._margin, _PLAIN.get
        words = [
            "null" if value is None else write(value) if (write := plain_of(type(value))) else _written(value, margin)
            for value in self._values(one)
        ]
        return Verbatim(self._template % tuple(words))


def _margin(depth: int) -> str:
    """Return a line feed and the blanks before a line so many levels deep."""
    return "\n" + depth * _INDENT


def _string(text: str) -> str:
    """Return text in quotes: a lone surrogate becomes U+FFFD, what steers a terminal or a runner is escaped."""
    if text.isprintable() and "##" not in text:
        return encode_basestring(text)
    return _STEERING.sub(lambda match: _escaped(match[0]), encode_basestring(clean_json(text)))


def _escaped(character: str) -> str:
    """Return a character as JSON escapes it: one beyond the first plane as two halves."""
    code = character.encode("utf-16-be").hex()
    return "".join(f"\\u{code[at : at + 4]}" for at in range(0, len(code), 4))


def _written(value: Any, margin: str) -> str:  # noqa: ANN401 (a tree of plain values)
    """Write a value; ``margin`` is that of the line on which it begins."""
    write = _PLAIN.get(type(value))
    if write is not None:
        return write(value)
    inner = margin + _INDENT
    # A word from an enumeration; to ask whether it is a mapping would take longer than to write it.
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, Mapping):
        return _between("{", [f"{_string(k)}: {_written(one, inner)}" for k, one in value.items()], "}", margin)
    if isinstance(value, list | tuple):
        return _between("[", [_written(one, inner) for one in value], "]", margin)
    if is_dataclass(value):
        return _written({field.name: getattr(value, field.name) for field in fields(value)}, margin)
    return _OTHER(value)


def _between(opening: str, parts: list[str], closing: str, margin: str) -> str:
    if not parts:
        return opening + closing
    inner = margin + _INDENT
    return f"{opening}{inner}{(',' + inner).join(parts)}{margin}{closing}"


# What is a word in JSON, by type. A plain dict, for it is asked of every value: a proxy takes three times as long.
_PLAIN: Mapping[type, Callable[[Any], str]] = {
    NoneType: lambda _: "null",
    bool: lambda value: "true" if value else "false",
    int: int.__repr__,
    str: _string,
    Verbatim: str,
    Decimal: lambda value: f'"{plain(value)}"',
    date: lambda value: f'"{value.isoformat()}"',
}
