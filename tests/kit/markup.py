"""Writing the same XML in the many ways in which programs write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr


class Node(NamedTuple):
    """An element: its local name, its attributes, and elements and texts inside."""

    name: str
    attributes: Mapping[str, str]
    children: tuple[Node | str, ...]


def node(name: str, attributes: Mapping[str, str] | None = None, *children: Node | str) -> Node:
    """Return an element."""
    return Node(name, attributes or {}, children)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a part is written.

    ``prefix`` goes before every element. ``spaced`` puts white space between elements; ``marked`` writes texts as
    CDATA sections and character references here and there, ``commented`` with comments and instructions inside, as
    nobody should and everybody may.
    """

    namespace: str
    prefix: str = ""
    encoding: str = "utf-8"
    declared: bool = True
    spaced: bool = False
    marked: bool = False
    commented: bool = False
    extra: Mapping[str, str] = field(default_factory=dict)


def written(root: Node, dialect: Dialect, chance: Random) -> bytes:
    """Return a part's bytes."""
    own = f"xmlns:{dialect.prefix}" if dialect.prefix else "xmlns"
    attributes = {own: dialect.namespace, **dialect.extra, **root.attributes}
    pieces: list[str] = []
    if dialect.declared:
        name = "UTF-16" if dialect.encoding.startswith("utf-16") else "UTF-8"
        pieces.append(f'<?xml version="1.0" encoding="{name}" standalone="yes"?>\n')
    _write(root._replace(attributes=attributes), dialect, chance, pieces)
    return "".join(pieces).encode(dialect.encoding)


def _write(one: Node, dialect: Dialect, chance: Random, pieces: list[str]) -> None:
    name = f"{dialect.prefix}:{one.name}" if dialect.prefix and ":" not in one.name else one.name
    attributes = "".join(f" {key}={quoteattr(value, _BREAKS)}" for key, value in one.attributes.items())
    if not one.children and chance.random() < 0.5:
        pieces.append(f"<{name}{attributes}/>")
        return
    pieces.append(f"<{name}{attributes}>")
    for child in one.children:
        if isinstance(child, str):
            pieces.append(_text(child, dialect, chance))
            continue
        if dialect.spaced:
            pieces.append(chance.choice(("\n", "\n  ", " ")))
        _write(child, dialect, chance, pieces)
    pieces.append(f"</{name}>")


_BREAKS = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def _text(text: str, dialect: Dialect, chance: Random) -> str:
    """Write a text; where the dialect is odd piece by piece, each in one of the ways that XML knows."""
    if not (dialect.marked or dialect.commented):
        return escape(text)
    pieces: list[str] = []
    while text:
        size = chance.randint(1, 4)
        piece, text = text[:size], text[size:]
        if dialect.commented:
            pieces.append(escape(piece) + chance.choice(("<!-- 注 -->", "<?pi x?>", "")))
        elif chance.random() < 0.4:
            pieces.append("".join(f"&#{ord(c)};" for c in piece))
        elif "]" not in piece and chance.random() < 0.6:
            pieces.append(f"<![CDATA[{piece}]]>")
        else:
            pieces.append(escape(piece))
    return "".join(pieces)
