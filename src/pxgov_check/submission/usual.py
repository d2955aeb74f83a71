"""What nearly every program writes is read by a pattern, in a third of the time that handlers of expat take.

The pattern has to match without a gap, element after element, and matches nothing but XML, as far as tags go; whether
the characters between them are XML is asked beside (see ``well_formed``). So what was matched means what it would have
meant to the handlers. Where the pattern does not match, be it a comment, another order of attributes or a rich text,
the element goes the longer way, through the handlers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from pxgov_check.submission.walk import ROOT, Take, Walk
from pxgov_check.submission.well_formed import holds_text

# An element that is longer goes through the handlers, whatever it is.
_LONGEST = 1 << 20


def anchored(pattern: re.Pattern[str], text: str, place: int) -> Iterator[re.Match[str]]:
    """Yield matches that begin where the one before ended, the first at ``place``; the first gap ends them."""
    # Python has had this since 2.2 without telling; ``finditer`` would pass over gaps.
    return iter(pattern.scanner(text, place).match, None)  # type: ignore[attr-defined]


class Shape(NamedTuple):
    """Where a part is of the usual shape: between ``opening`` (or the root's tag) and ``closing``.

    ``ending`` ends each of the elements there. Outside the handlers look at no more than is ``wanted``, unless there is
    something ``odd``.
    """

    opening: bytes
    ending: bytes
    closing: bytes
    wanted: tuple[bytes, ...]
    odd: tuple[bytes, ...]


class Usual:
    """Goes over a part, where it is of the usual ``shape`` as far as possible by ``take``.

    ``take`` is given a text and a place in it, and returns how far it came: to the end of the last element that it has
    read. It takes only what is XML whatever the characters between its tags are; names that need a declaration it knows
    from the root's tag, which ``begin`` is given before. ``inside`` says whether the handlers stand directly within the
    opened element, so that the next of those elements may begin.
    """

    def __init__(
        self,
        walk: Walk,
        shape: Shape,
        take: Callable[[str, int], int],
        inside: Callable[[], bool],
        take_wanted: Take | None = None,
        begin: Callable[[bytes], object] | None = None,
    ) -> None:
        """Take what goes over a part, and what is to be done there; ``take_wanted`` reads what the shape wants."""
        self._walk, self._shape, self._take, self._inside, self._take_wanted = walk, shape, take, inside, take_wanted
        self._begin = begin
        self._ending = shape.ending.decode()
        self._beginning = shape.ending.replace(b"/", b"").replace(b">", b"")
        self._rest = b""
        self._alone = False

    def over(self, pieces: Iterable[bytes], after: Callable[[], None]) -> None:
        """Go over the part, calling ``after`` after each piece.

        Raises:
            SubmissionError: whatever the walk, ``take`` or the handlers raise.
            ExpatError: the XML is broken (see ``refusing_damage``).

        """
        read = self._open
        given = iter(pieces)
        first, second = next(given, b""), next(given, b"")
        try:
            if not second:
                self._alone = True
            for piece in chain((first, second) if second else (first,), given):
                read = self._go_on if read(piece) else self._walk_on
                after()
            self._end()
            after()
        finally:
            self._walk.release()

    def _open(self, piece: bytes) -> bool:
        """Read the first piece; like the other two, returns whether what comes next may be of the usual shape."""
        root = ROOT.match(piece)
        begin = piece.find(self._shape.opening, root.end()) if root else -1
        if root is None or begin < 0:
            return self._walk_on(piece)
        if self._alone:
            self._walk.begin_whole()
        if self._begin is not None:
            self._begin(root[0])
        self._walk.put_off(root[0])
        self._skim(piece[root.end() : begin], ends=0)
        self._walk.put_off(self._shape.opening)
        begin += len(self._shape.opening)
        # Where no parser was needed so far, the opening is the element itself: without prefix, directly in the root.
        inside = not self._walk.begun or self._inside()
        return self._go_on(piece[begin:]) if inside else self._walk_on(piece[begin:])

    def _end(self) -> None:
        if self._rest.startswith(self._shape.closing):
            self._walk.put_off(self._shape.closing)
            self._skim(self._rest[len(self._shape.closing) :], ends=1)
        else:
            self._walk.feed(self._rest)
        self._walk.close()

    def _skim(self, data: bytes, *, ends: int) -> None:
        for odd in self._shape.odd:
            if odd in data:
                self._walk.feed(data)
                return
        self._walk.skim(data, self._shape.wanted, ends=ends, take=self._take_wanted)

    def _walk_on(self, piece: bytes) -> bool:
        self._walk.feed(piece)
        return False

    def _go_on(self, piece: bytes) -> bool:
        data = self._rest + piece
        end = data.rfind(self._shape.ending) + len(self._shape.ending)
        if end < len(self._shape.ending):
            self._rest = data
            begun = data.startswith((self._beginning, self._shape.closing)) or self._beginning.startswith(data)
            return (begun and len(data) <= _LONGEST) or self._give_up("")
        self._rest = data[end:]
        text = data[:end].decode()
        if "\r" in text:
            # As expat does (XML 1.0, 2.11).
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        place = self._take(text, 0)
        if place == len(text):
            self._vouch(data[:end], text)
            return True
        self._vouch(text[:place].encode(), text[:place])
        while place < len(text):
            after = text.index(self._ending, place) + len(self._ending)
            longer = text[place:after]
            self._walk.feed(longer.encode())
            # Only markup of other kinds could make the ending mean something else than what it says.
            if "<!" in longer or "<?" in longer or not self._inside():
                return self._give_up(text[after:])
            place = self._take(text, after)
            taken = text[after:place]
            self._vouch(taken.encode(), taken)
        return True

    def _vouch(self, taken: bytes, text: str) -> None:
        """See to it that what was taken is XML; ``text`` is the same, decoded."""
        if not holds_text(taken, text):
            self._walk.check(taken)

    def _give_up(self, text: str) -> bool:
        rest, self._rest = text.encode() + self._rest, b""
        return self._walk_on(rest)
