"""Running expat over one XML part: no DOCTYPE, no deep nesting, names without their namespace."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.parsers import expat

from pxgov_check.submission.limits import Limits
from pxgov_check.submission.package import damaged

# A pair of escaped surrogates is one character; a lone one is none and stays as written.
_ESCAPE = re.compile(
    r"_x([Dd][89ABab][0-9A-Fa-f]{2})__x([Dd][C-Fc-f][0-9A-Fa-f]{2})_|_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_"
)
_TRUE = frozenset({"1", "true"})
# Whatever expat or a handler's own int() may raise on a broken part.
_DAMAGE = (expat.ExpatError, ValueError, LookupError, OverflowError, RecursionError)


def local(name: str) -> str:
    """Return a name without its prefix; Strict, Transitional and prefixed parts then read alike."""
    return name.rpartition(":")[2]


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


class Part:
    """The handlers of one part: a subclass takes its elements in ``opened`` and ``closed``, by local name.

    ``text`` gathers the characters; a handler clears it where an element begins whose text it wants. What stands in
    ``extLst`` repeats element names with other meanings and is passed over. A subclass that must be fast overrides
    ``start`` and ``end``, counts ``depth`` and passes on what it doesn't know.
    """

    __slots__ = ("_deepest", "_limits", "_parser", "_passing", "depth", "text")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._deepest = limits.xml_depth
        self._parser: expat.XMLParserType | None = None
        self._passing = 0
        self.depth = 0
        self.text: list[str] = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""

    def closed(self, name: str) -> None:
        """Take the end of an element."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of any element, its name as written."""
        self.depth += 1
        if self.depth > self._deepest:
            self._limits.hold("xml_depth", self.depth)
        if ":" in name:
            name = local(name)
        if name == "extLst":
            self._pass_over()
        else:
            self.opened(name, attributes)

    def end(self, name: str) -> None:
        """Take the end of any element, its name as written."""
        self.depth -= 1
        self.closed(local(name) if ":" in name else name)

    def parse(self, pieces: Iterable[bytes]) -> None:
        """Read the part, given in pieces.

        Raises:
            SubmissionError: F001 for XML that is broken or declares a DOCTYPE, F014 over a limit.

        """
        parser = self._parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.CharacterDataHandler = self.text.append
        parser.StartDoctypeDeclHandler = _refuse_doctype
        self._take()
        try:
            for piece in pieces:
                parser.Parse(piece, False)  # noqa: FBT003 (expat's own signature)
            parser.Parse(b"", True)  # noqa: FBT003
        except _DAMAGE:
            raise damaged() from None
        finally:
            # The parser holds this object and is held by it; without the knot both are freed at once.
            self._parser = parser.StartElementHandler = parser.EndElementHandler = None

    def _take(self) -> None:
        if self._parser is not None:
            self._parser.StartElementHandler = self.start
            self._parser.EndElementHandler = self.end

    def _pass_over(self) -> None:
        if self._parser is not None:
            self._passing = self.depth
            self._parser.StartElementHandler = self._pass_start
            self._parser.EndElementHandler = self._pass_end

    def _pass_start(self, _name: str, _attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > self._deepest:
            self._limits.hold("xml_depth", self.depth)

    def _pass_end(self, _name: str) -> None:
        self.depth -= 1
        if self.depth < self._passing:
            self.text.clear()
            self._take()


def _refuse_doctype(*_: object) -> None:
    raise damaged()
