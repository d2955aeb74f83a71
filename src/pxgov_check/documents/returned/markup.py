"""Where in a part its elements stand: expat says at which byte each begins."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from xml.parsers import expat

from pxgov_check.submission.limits import Limits
from pxgov_check.submission.package import damaged

# Parts that are held as a tree (all but worksheets) are small; one over this is left to the reader's other limits.
_MOST_BYTES = 32 << 20
_DEEPEST = Limits().xml_depth
_DECLARATION = re.compile(rb"\A<\?xml\s[^>]*\?>")
_ENCODING = re.compile(rb"""(\sencoding\s*=\s*)["']([A-Za-z0-9._-]+)["']""")
_BYTEWISE = frozenset({"utf-8", "us-ascii", "ascii"})
_OTHER = frozenset({"utf-16", "utf-16le", "utf-16be", "iso-8859-1", "windows-1252"})
_TAG = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=/>]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")


def local(name: str) -> str:
    """Return a name as written without its prefix."""
    return name.rpartition(":")[2]


@dataclass(slots=True)
class Element:
    """An element and where it stands: its start tag is ``data[start:inner]``, its end tag ``data[close:end]``.

    Those of an empty element (``<a/>``) begin and end at ``inner``. ``texts`` are the characters directly in it.
    """

    name: str
    attributes: dict[str, str]
    start: int
    inner: int
    close: int = 0
    end: int = 0
    children: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def local(self) -> str:
        """The name without its prefix."""
        return local(self.name)

    @property
    def prefix(self) -> str:
        """The prefix with its colon, or nothing."""
        return self.name[: len(self.name) - len(self.local)]

    @property
    def text(self) -> str:
        """The characters directly in the element."""
        return "".join(self.texts)

    def first(self, name: str) -> Element | None:
        """Return the first child of a name, whatever its prefix."""
        return next((child for child in self.children if child.local == name), None)

    def every(self, name: str) -> list[Element]:
        """Return the children of a name, whatever their prefix."""
        return [child for child in self.children if child.local == name]


def as_utf8(data: bytes) -> bytes:
    """Return a part in UTF-8; one that is so already comes back as it is.

    Raises:
        SubmissionError: F001 for an encoding that no program writes, or bytes that are not in it.

    """
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return _declared(data.decode("utf-16").encode())
        if data.startswith((b"<\0", b"\0<")):
            return _declared(data.decode("utf-16-le" if data[1] == 0 else "utf-16-be").encode())
        declaration = _DECLARATION.match(data)
        encoding = _ENCODING.search(declaration[0]) if declaration else None
        name = encoding[2].decode().lower() if encoding else "utf-8"
        if name in _BYTEWISE:
            return data
        if name in _OTHER:
            return _declared(data.decode(name).encode())
    except UnicodeDecodeError:
        raise damaged() from None
    raise damaged()


def _declared(data: bytes) -> bytes:
    declaration = _DECLARATION.match(data)
    if declaration is None:
        return data
    return _ENCODING.sub(rb'\1"UTF-8"', declaration[0]) + data[declaration.end() :]


class Scan:
    """One pass of expat over a part in UTF-8, telling at which byte each element begins. No DOCTYPE."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.depth = 0
        self._parser = expat.ParserCreate()

    def opened(self, name: str, attributes: dict[str, str], place: int) -> None:
        """Take the start of an element of the depth ``depth`` (the root's is 1)."""

    def closed(self, name: str, place: int) -> None:
        """Take the end of an element; for an empty one the place is where its tag ends."""

    def characters(self, text: str) -> None:
        """Take characters."""

    def run(self) -> None:
        """Make the pass.

        Raises:
            SubmissionError: F001 for XML that is broken, too deep or declares a DOCTYPE.

        """
        parser = self._parser
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._open, self._close
        parser.CharacterDataHandler = self.characters
        parser.StartDoctypeDeclHandler = _refuse
        try:
            parser.Parse(self.data, True)  # noqa: FBT003 (expat's own signature)
        except (expat.ExpatError, ValueError, LookupError, OverflowError):
            raise damaged() from None
        finally:
            parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None

    def tag_end(self, place: int) -> int:
        """Return where a start tag ends, just after its ``>``."""
        match = _TAG.match(self.data, place)
        if match is None:
            raise damaged()
        return match.end()

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise damaged()
        self.opened(name, attributes, self._parser.CurrentByteIndex)

    def _close(self, name: str) -> None:
        self.closed(name, self._parser.CurrentByteIndex)
        self.depth -= 1


class _Tree(Scan):
    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.root: Element | None = None
        self._open_ones: list[Element] = []

    def opened(self, name: str, attributes: dict[str, str], place: int) -> None:
        element = Element(name, attributes, place, self.tag_end(place))
        if self._open_ones:
            self._open_ones[-1].children.append(element)
        else:
            self.root = element
        self._open_ones.append(element)

    def closed(self, name: str, place: int) -> None:  # noqa: ARG002 (the signature of the base)
        element = self._open_ones.pop()
        element.close = place
        empty = self.data.startswith(b"/>", element.inner - 2)
        element.end = place if empty else self.data.index(b">", place) + 1

    def characters(self, text: str) -> None:
        if self._open_ones:
            self._open_ones[-1].texts.append(text)


def tree(data: bytes) -> Element:
    """Return the root of a small part with its places in ``data``, which is in UTF-8.

    Raises:
        SubmissionError: F001 for XML that is broken, too deep, too large or declares a DOCTYPE.

    """
    if len(data) > _MOST_BYTES:
        raise damaged()
    scan = _Tree(data)
    scan.run()
    if scan.root is None:
        raise damaged()
    return scan.root


def _refuse(*_: object) -> None:
    raise damaged()
