"""A tree of plain values as strict JSON text, two blanks a level or all on one line, safe for a log to show.

json.dumps gives the same text, but walks a tree in Python as soon as it has to indent, and leaves decimals, days and
what steers a terminal to somebody else: three more walks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from json.encoder import encode_basestring
from operator import attrgetter
from types import NoneType
from typing import Any

from pxgov_check.formats.clean import clean_json
from pxgov_check.submission.figures import plain

Members = Mapping[str, str | Mapping[str, str]]

_INDENT = "  "
# The margin of what stands on one line.
_ONE_LINE = ""
_OTHER = json.JSONEncoder(allow_nan=False).encode

# C1 controls, zero-width and bidirectional marks, line and paragraph separators, and the ## that opens a command of a
# build agent's (##[error], ##vso[) wherever it stands in a line.
# Hidden marks of other kinds too (soft hyphen, U+E00xx).
_STEERING = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]|(?<=#)#"
)


# A pack has far fewer subjects, states and days than this.
_MOST_KEPT = 4096


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


def json_line(value: Any) -> Verbatim:  # noqa: ANN401 (a tree of plain values)
    """Return the same on one line, whatever stands in it.

    Raises:
        ValueError, TypeError: see ``json_text``.

    """
    return Verbatim(_written(value, _ONE_LINE))


class Shape:
    """How values of one kind are written as objects, each on one line: what all of them say is put together once.

    ``members`` gives for each key the attribute, or the attributes of the object that stands there.
    """

    def __init__(self, members: Members) -> None:
        self._values = attrgetter(*_paths(members))
        self._template = json_line(_each(members, lambda _: Verbatim("%s")))

    def __call__(self, one: object) -> Verbatim:
        """Return a value's text."""
        return Verbatim(self._template % tuple([_written(value, _ONE_LINE) for value in self._values(one)]))


class Record:
    """How values of one kind are written where nearly all their members say what was said before by one of that name.

    ``members`` are those of a Shape, ``depth`` is that of the lines on which the objects stand. The values at ``own``,
    two or more, change with each one: texts, figures, days or nothing. What stands around them is kept, under what is
    at ``name``, as long as the others stay equal.
    """

    def __init__(self, members: Members, depth: int, *, own: Collection[str], name: Collection[str]) -> None:
        self._members, self._depth = members, depth
        self._name, self.own = attrgetter(*name), attrgetter(*(path for path in _paths(members) if path in own))
        others = [path for path in _paths(members) if path not in own]
        self._rest, self._values = others, attrgetter(*others)
        # Two clauses that are one need no look at what they say.
        self._compared = attrgetter(*dict.fromkeys(p.partition(".")[0] for p in others if p not in name))
        self._kept: dict[object, tuple[object, tuple[str, list[str]]]] = {}

    def around(self, one: object) -> tuple[str, list[str]]:
        """Return the text before a value's ``own`` in a list of such, and those between and after them."""
        name, compared = self._name(one), self._compared(one)
        kept = self._kept.get(name)
        if kept is not None and kept[0] == compared:
            return kept[1]
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        around = self._around(one)
        self._kept[name] = compared, around
        return around

    def _around(self, one: object) -> tuple[str, list[str]]:
        rest = dict(zip(self._rest, self._values(one), strict=True))

        def word(path: str) -> Verbatim:
            # No text in JSON has a line feed in it.
            return json_line(rest[path]) if path in rest else Verbatim("\n")

        before, *after = json_line(_each(self._members, word)).split("\n")
        return f",{_margin(self._depth)}{before}", after


def records(ones: Iterable[object], kinds: Mapping[type, Record], depth: int) -> list[str]:
    """Return the parts of the list of values, each written as the record of its type, that stands at ``depth``."""
    around, own = [""], list[Any]()
    for one in ones:
        record = kinds[type(one)]
        before, after = record.around(one)
        around[-1] += before
        around += after
        own += record.own(one)
    if not own:
        return ["[]"]
    around[0] = "[" + around[0].removeprefix(",")
    around[-1] += _margin(depth) + "]"
    parts = [""] * (len(around) + len(own))
    parts[::2], parts[1::2] = around, _words(own)
    return parts


def _paths(members: Members) -> list[str]:
    return [p for told in members.values() for p in ([told] if isinstance(told, str) else told.values())]


def _each(members: Members, word: Callable[[str], Verbatim]) -> dict[str, Any]:
    """Return members with a word in the place of each path."""
    return {
        key: word(told) if isinstance(told, str) else {inner: word(path) for inner, path in told.items()}
        for key, told in members.items()
    }


def _words(values: list[Any]) -> list[str]:
    """Return what plain values are in JSON, all of them by one call: each on a line, for none has a line feed in it."""
    text = _LINES(values)[1:-1]
    words = text.split("\n") if values else []
    if "##" not in text and text.replace("\n", "").isprintable():
        return words
    return [word if word.isprintable() and "##" not in word else _harmless(word) for word in words]


def _margin(depth: int) -> str:
    """Return a line feed and the blanks before a line so many levels deep."""
    return "\n" + depth * _INDENT


def _string(text: str) -> str:
    """Return text in quotes: a lone surrogate becomes U+FFFD, what steers a terminal or a runner is escaped."""
    if text.isprintable() and "##" not in text:
        return encode_basestring(text)
    return _harmless(encode_basestring(text))


def _harmless(word: str) -> str:
    """Return text in quotes as strict JSON that steers nothing."""
    return _STEERING.sub(lambda match: _escaped(match[0]), clean_json(word))


def _escaped(character: str) -> str:
    """Return a character as JSON escapes it: one beyond the first plane as two halves."""
    code = character.encode("utf-16-be").hex()
    return "".join(f"\\u{code[at : at + 4]}" for at in range(0, len(code), 4))


def _written(value: Any, margin: str) -> str:  # noqa: ANN401 (a tree of plain values)
    """Write a value; ``margin`` is that of the line on which it begins, or that of one line for all of it."""
    write = _PLAIN.get(type(value))
    if write is not None:
        return write(value)
    inner = margin and margin + _INDENT
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
    if not margin:
        return f"{opening}{', '.join(parts)}{closing}"
    inner = margin + _INDENT
    return f"{opening}{inner}{(',' + inner).join(parts)}{margin}{closing}"


def _quoted(value: object) -> str:
    """Return the text that stands for a figure or a day.

    Raises:
        TypeError: the value is neither.

    """
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value))


# What is a word in JSON, by type. A plain dict, for it is asked of every value: a proxy takes three times as long.
_PLAIN: Mapping[type, Callable[[Any], str]] = {
    NoneType: lambda _: "null",
    bool: lambda value: "true" if value else "false",
    int: int.__repr__,
    str: _string,
    Verbatim: str,
    Decimal: lambda value: f'"{_quoted(value)}"',
    date: lambda value: f'"{_quoted(value)}"',
}

# A line feed within a text is written as \\n.
_LINES = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, separators=("\n", ":"), default=_quoted
).encode
