"""Reading one XML part: no DOCTYPE, no deep nesting, damage told as such.

The tree of a part is built by expat and C code alone and is looked at after each piece, when what is complete in it
is taken and removed. That keeps memory flat and costs half of what handlers written in Python would.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence
from xml.etree.ElementTree import (
    Element,
    ParseError,
    TreeBuilder,
    XMLParser,
)  # the gate for hostile XML is below: _Prolog and hold_depth
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
_DAMAGE = (ParseError, expat.ExpatError, ValueError, LookupError, OverflowError, RecursionError)
_OUT_OF_MEMORY = 1  # XML_ERROR_NO_MEMORY of expat
_PROLOG_PIECE = 256
# No text, tag or comment of an honest workbook is longer, or than so many times the characters of a cell: escapes and
# references take up to a dozen bytes a character.
_LONGEST = 1 << 20
_LONGEST_CELLS = 32


def local(name: str) -> str:
    """Return a name without its namespace; Strict, Transitional and prefixed parts then read alike."""
    return name.rpartition("}")[2]


def namespace(root: Element) -> str:
    """Return the namespace of an element as it stands before the local name of its children: ``{…}`` or nothing."""
    return root.tag[: root.tag.rfind("}") + 1]


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


@contextlib.contextmanager
def refusing_damage() -> Iterator[None]:
    """Turn what a broken part makes the code inside raise into the refusal of the file.

    Raises:
        SubmissionError: F001.

    """
    try:
        yield
    except _DAMAGE as error:
        if getattr(error, "code", None) == _OUT_OF_MEMORY:
            raise MemoryError from None
        raise damaged() from None


def grow(pieces: Iterable[bytes], limits: Limits) -> Iterator[tuple[Element, bool]]:
    """Yield a part's root element after each piece, and whether the part is complete.

    Until it is, the last child of every element on the way to the end may still grow; all before it is complete and
    may be removed.

    Raises:
        SubmissionError: F001 for a DOCTYPE or a text, tag or comment without end, F014 for an element that is open too
            deep.
        ParseError: the XML is broken (see ``refusing_damage``).

    """
    builder = TreeBuilder()
    parser = XMLParser(target=builder)  # noqa: S314 (a part with a DOCTYPE, so with entities, is refused first)
    prolog = _Prolog()
    root: Element | None = None
    newest: Element | None = None
    longest, since = max(_LONGEST, _LONGEST_CELLS * limits.cell_characters), 0
    for piece in pieces:
        if root is None:
            prolog.read(piece)
        parser.feed(piece)
        if root is None:
            # The root as far as it has come: the builder's close says it without ending anything.
            root = builder.close()
        before, newest = newest, None if root is None else _hold_open(root, limits)
        # expat looks through an unfinished token again with every piece: the work grows with the square of its length.
        since = since + len(piece) if newest is before else 0
        if since > longest:
            raise damaged()
        if root is not None:
            yield root, False
    parser.close()
    if root is not None:
        yield root, True


def whole(pieces: Iterable[bytes], limits: Limits) -> Element:
    """Return the root of a part that is small in any honest workbook.

    Raises:
        SubmissionError: F001 for XML that is broken or declares a DOCTYPE, F014 when it nests too deep.

    """
    with refusing_damage():
        for root, complete in grow(pieces, limits):
            if complete:
                hold_depth(root, 1, limits)
                return root
    raise damaged()


def taken(parent: Element, *, complete: bool) -> Sequence[Element]:
    """Remove and return the children of an element that are complete."""
    children = parent[:] if complete else parent[:-1]
    del parent[: len(children)]
    return children


def hold_depth(element: Element, depth: int, limits: Limits) -> None:
    """Refuse a complete element, itself at ``depth``, in which anything stands too deep.

    Raises:
        SubmissionError: F014.

    """
    level = [element]
    while level:
        limits.hold("xml_depth", depth)
        depth += 1
        level = [child for parent in level for child in parent]


def _hold_open(root: Element, limits: Limits) -> Element:
    """Return the element that began last, unless those that are open are too deep."""
    depth, element = 1, root
    while len(element):
        depth, element = depth + 1, element[-1]
    limits.hold("xml_depth", depth)
    return element


class _Prolog:
    """Looks at what stands before the root element, by an expat of its own that is stopped there."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._parser.StartElementHandler = self._end
        self._ended = False

    def read(self, piece: bytes) -> None:
        for place in range(0, len(piece), _PROLOG_PIECE):
            if self._ended:
                return
            self._parser.Parse(piece[place : place + _PROLOG_PIECE], False)  # noqa: FBT003 (expat's own signature)

    def _end(self, _name: str, _attributes: dict[str, str]) -> None:
        self._ended = True
        self._parser.StartElementHandler = None


def _refuse_doctype(*_: object) -> None:
    raise SubmissionError("F001", "unreadable.doctype")
