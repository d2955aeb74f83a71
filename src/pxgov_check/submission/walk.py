"""One pass of expat over an XML part: no DOCTYPE, no deep nesting, no text or tag without end.

What a part holds goes to the handlers of whoever reads it, as it comes; no tree is built. What nobody reads is passed
over by handlers that do nothing but count how deep it nests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from xml.parsers import expat

from pxgov_check.submission.limits import Limits
from pxgov_check.submission.markup import longest, refuse_doctype
from pxgov_check.submission.package import damaged
from pxgov_check.submission.well_formed import check_xml

# A part in UTF-8 up to the end of its root's tag. A pattern would look at
# other characters than expat in another encoding.
ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml version=[\"']1\.0[\"'](?: encoding=[\"'](?:utf|UTF)-8[\"'])?"
    rb"(?: standalone=[\"'](?:yes|no)[\"'])?\s*\?>\s*)?"
    rb"<[A-Za-z]+(?:\s+[A-Za-z0-9:]+=(?:\"[^\"<]*\"|'[^'<]*'))*\s*>"
)

Start = Callable[[str, dict[str, str]], object]
End = Callable[[str], object]
# Reads a whole element from its bytes, or tells that it is of no usual shape.
Take = Callable[[bytes], bool]


class Walk:
    """A pass over one part, given piece by piece. Names come as ``namespace}local``, or ``local`` without a namespace.

    Character data is added to ``texts``, in pieces, while ``listen`` is on; whoever reads a text clears it where that
    begins. ``passing`` is true within what is passed over.
    """

    __slots__ = ("_depth", "_end", "_fed", "_limits", "_listening", "_longest", "_parser", "_start", "_text", "_unsure",
                 "_until", "_waiting", "passing", "texts")  # fmt: skip

    def __init__(self, start: Start, end: End, limits: Limits, text: Callable[[str], object] | None = None) -> None:
        """Take what is to be called for each element that begins and ends, and for text if it goes elsewhere."""
        self.texts: list[str] = []
        self.passing = False
        self._start, self._end, self._limits = start, end, limits
        self._longest = longest(limits)
        self._depth = self._until = self._fed = 0
        self._listening = text is not None
        # Where a part is there as a whole: what has to be seen to be XML at its end.
        self._unsure: list[bytes] | None = None
        self._text = text or self.texts.append
        self._waiting = b""
        self._parser: expat.XMLParserType | None = None

    @property
    def begun(self) -> bool:
        """Whether anything has come to the handlers' parser; most parts of the usual shape never need one."""
        return self._parser is not None

    def begin_whole(self) -> None:
        """Go over a part that is there as a whole: whether it is XML is asked once, at its end.

        That is cheaper for expat than piece by piece, and only what the handlers have to see need be fed to them.
        """
        self._unsure = []

    def feed(self, piece: bytes) -> None:
        """Go over a piece.

        Raises:
            SubmissionError: F001 for a DOCTYPE or a text, tag or comment without end, F014 for an element that is open
                too deep.
            ExpatError: the XML is broken (see ``refusing_damage``).

        """
        self._note(piece)
        self._feed(piece)

    def put_off(self, piece: bytes) -> None:
        """Feed a piece; of a part that is there as a whole, not before something behind it is fed."""
        self._note(piece)
        if self._unsure is not None and self._parser is None:
            self._waiting += piece
        else:
            self._feed(piece)

    def check(self, piece: bytes) -> None:
        """Go over a piece whose content was read by other means, for no more than to see that it is XML.

        Raises:
            ExpatError: it is not.

        """
        self._note(piece)
        self._check(piece)

    def skim(self, data: bytes, wanted: Sequence[bytes], *, ends: int, take: Take | None = None) -> None:
        """Feed the elements of some names, directly in the root, and check what lies between.

        ``ends`` is how many elements end in the data that began before it. Where signs stand in unusual places, or the
        rest may nest too deep, all is fed. Of what has been checked, ``take`` may read an element without a parser.

        Raises:
            SubmissionError, ExpatError: as ``feed`` does.

        """
        self._note(data)
        parted = None if data.count(b"</") > self._limits.xml_depth else _parted(data, wanted, ends)
        if parted is None:
            self._feed(data)
            return
        for between, one in parted:
            self._check(between)
            if not (one and self._unsure is not None and take is not None and take(one)):
                self._feed(one)

    def skim_part(self, data: bytes, wanted: Sequence[bytes], take: Take | None = None) -> None:
        """Do the same with a whole part."""
        root = ROOT.match(data)
        if root is None:
            self.feed(data)
            return
        self.begin_whole()
        self.feed(root[0])
        self.skim(data[root.end() :], wanted, ends=1, take=take)

    def close(self) -> None:
        """End the part.

        Raises:
            ExpatError: it is not complete.

        """
        if self._unsure is None:
            self._begin().Parse(b"", True)  # noqa: FBT003 (expat's own signature)
        else:
            check_xml(b"".join(self._unsure))

    def release(self) -> None:
        """Let go of the handlers, at the end: who they belong to holds all that was read, and this walk.

        Without that circle all is given back as soon as nobody needs it, and the garbage collector finds nothing.
        """
        if self._parser is not None:
            self._parser.StartElementHandler = self._parser.EndElementHandler = None
            self._parser.CharacterDataHandler = None
        self._parser = None
        self._start = self._end = self._text = _nothing

    def listen(self, *, on: bool) -> None:
        """Say whether character data is wanted from here."""
        self._listening = on
        self._begin().CharacterDataHandler = self._text if on else None

    def pass_over(self, depth: int) -> None:
        """Pass over the element that has just begun at ``depth``, with all in it."""
        self._limits.hold("xml_depth", depth)
        self._depth, self._until = depth, depth - 1
        self.passing = True
        parser = self._begin()
        parser.CharacterDataHandler = None
        parser.StartElementHandler, parser.EndElementHandler = self._deeper, self._shallower

    def _note(self, piece: bytes) -> None:
        if self._unsure is not None:
            self._unsure.append(piece)

    def _feed(self, piece: bytes) -> None:
        if not piece:
            return
        parser = self._begin()
        parser.Parse(piece, False)  # noqa: FBT003 (expat's own signature)
        self._fed += len(piece)
        if self._fed - parser.CurrentByteIndex > self._longest or sum(map(len, self.texts)) > self._longest:
            raise damaged()

    def _check(self, piece: bytes) -> None:
        if not piece or self._unsure is not None:
            return
        parser = self._begin()
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
        parser.Parse(piece, False)  # noqa: FBT003 (expat's own signature)
        self._fed += len(piece)
        self._attend()

    def _begin(self) -> expat.XMLParserType:
        """Return the handlers' parser, which is made when something is fed for the first time."""
        if self._parser is None:
            self._parser = expat.ParserCreate(None, "}")
            self._parser.buffer_text = True
            self._parser.StartDoctypeDeclHandler = refuse_doctype
            self._attend()
            waiting, self._waiting = self._waiting, b""
            self._feed(waiting)
        return self._parser

    def _attend(self) -> None:
        self.passing = False
        parser = self._begin()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        self.listen(on=self._listening)

    def _deeper(self, _name: str, _attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > self._limits.xml_depth:
            self._limits.hold("xml_depth", self._depth)

    def _shallower(self, _name: str) -> None:
        self._depth -= 1
        if self._depth == self._until:
            self._attend()


def _nothing(*_: object) -> None:
    """Be nobody's handler."""


def _parted(data: bytes, wanted: Sequence[bytes], ends: int) -> list[tuple[bytes, bytes]] | None:
    """Return what lies before each element that is wanted, with it, and what lies behind them; None if unsure."""
    # One sign is found in a fortieth of the time of two.
    if (b"!" in data and b"<!" in data) or (b"?" in data and b"<?" in data):
        return None
    places: list[tuple[int, int]] = []
    for name in wanted:
        begin = data.find(b"<" + name)
        if begin < 0:
            continue
        end = data.find(b"</" + name + b">", begin) + len(name) + 3
        if end < begin or data.find(b"<" + name, begin + 1) > 0:
            return None
        places.append((begin, end))
    place, parts = 0, []
    for begin, end in sorted(places):
        if _ending(data[place:begin]) != 0:
            return None
        parts.append((data[place:begin], data[begin:end]))
        place = end
    return [*parts, (data[place:], b"")] if _ending(data[place:]) == ends else None


def _ending(data: bytes) -> int | None:
    """Return how many elements that began before a piece of XML end there; None where signs may stand in texts."""
    tags = data.count(b"<")
    return 2 * data.count(b"</") + data.count(b"/>") - tags if tags == data.count(b">") else None
