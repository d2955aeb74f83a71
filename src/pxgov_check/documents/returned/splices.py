"""Changing XML where it stands: pieces are exchanged by their places, and all around them stays as it was."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pxgov_check.documents.returned.markup import Element
from pxgov_check.submission.package import damaged

_ATTRIBUTE = re.compile(r"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")
# What XML 1.0 can't hold, and what would be read back as an escape (ECMA-376 part 1, 22.9.2.19).
_UNHELD = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
_RESERVED = re.compile('[&<>"\n\t]')


class Splices:
    """Pieces of a part to be exchanged; at one place those given first stand first."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._pieces: list[tuple[int, int, str]] = []

    def replace(self, start: int, end: int, text: str) -> None:
        """Exchange ``data[start:end]``."""
        self._pieces.append((start, end, text))

    def insert(self, place: int, text: str) -> None:
        """Put text in at a place."""
        self._pieces.append((place, place, text))

    def append(self, parent: Element, text: str, **attributes: str | None) -> None:
        """Put text in as the last thing within an element, and set attributes of it; an empty one is opened up."""
        tag = self._tag(parent, attributes)
        if tag.endswith("/>"):
            self.replace(parent.start, parent.end, f"{tag[:-2].rstrip()}>{text}</{parent.name}>")
            return
        if attributes:
            self.replace(parent.start, parent.inner, tag)
        self.insert(parent.close, text)

    def tag(self, element: Element, **attributes: str | None) -> None:
        """Set attributes of an element, or with None take them away."""
        self.replace(element.start, element.inner, self._tag(element, attributes))

    def _tag(self, element: Element, attributes: Mapping[str, str | None]) -> str:
        text = self.data[element.start : element.inner].decode()
        for name, value in attributes.items():
            text = with_attribute(text, name, value)
        return text

    def apply(self) -> bytes:
        """Return the part with every piece exchanged."""
        parts: list[bytes] = []
        done = 0
        # A stable sort keeps what goes in at one place in the order it was given.
        for start, end, text in sorted(self._pieces, key=lambda piece: piece[:2]):
            if start < done:
                raise damaged()
            parts += self.data[done:start], text.encode("utf-8", "replace")
            done = end
        return b"".join((*parts, self.data[done:]))


def with_attribute(tag: str, name: str, value: str | None) -> str:
    """Return a start tag with an attribute set in its place or at the end, or with None taken away."""
    for match in _ATTRIBUTE.finditer(tag):
        if match[1] == name:
            new = "" if value is None else f' {name}="{escaped(value)}"'
            return tag[: match.start()] + new + tag[match.end() :]
    if value is None:
        return tag
    end = len(tag) - (2 if tag.endswith("/>") else 1)
    return f'{tag[:end].rstrip()} {name}="{escaped(value)}"{tag[end:]}'


def escaped(text: str) -> str:
    """Return text for an element or an attribute: no markup, and nothing that XML or Excel can't hold.

    Control characters become ``_xHHHH_``, a lone surrogate U+FFFD.
    """
    return _RESERVED.sub(lambda match: _ENTITIES[match[0]], _UNHELD.sub(_escape, text))


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if match[0] == "_":
        return "_x005F_"
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else f"_x{code:04X}_"
