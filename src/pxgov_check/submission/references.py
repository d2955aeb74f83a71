"""References such as ``&amp;`` and ``&#33805;`` in texts that were found by a pattern."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from xml.parsers import expat

# The forms of a batch come from one template: its titles and formulas are the same in each.
_KEPT, _KEPT_CHARACTERS = 512, 8192

_WITH_NUMBER = re.compile(">([^<>&]*(?:&[a-z]+;[^<>&]*)*&#[^<]*)<")


class References:
    """Looks up texts with references in what they stand for. Whether they are XML, expat says of the whole part."""

    def __init__(self) -> None:
        """Begin with no piece of XML learnt."""
        self._within = ""
        self._known: dict[str, str] = {}

    def learn(self, part: str) -> None:
        """Have expat replace the numbers in the texts of a piece of XML, all at once.

        Raises:
            ExpatError: there is a reference to nothing.

        """
        if part is self._within:
            return
        self._within = part
        texts = list(dict.fromkeys(_WITH_NUMBER.findall(part))) if "&#" in part else []
        self._known = dict(zip(texts, _replaced(texts), strict=True))

    def plain(self, text: str) -> str:
        """Return a text of the piece with its references replaced."""
        if "&#" in text:
            known = self._known.get(text)
            return _replaced([text])[0] if known is None else known
        return _named(text) if len(text) > _KEPT_CHARACTERS else _named_before(text)


def _named(text: str) -> str:
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'")
    # The last, so that nothing is replaced twice.
    return text.replace("&amp;", "&")


_named_before = lru_cache(_KEPT)(_named)


def _replaced(texts: Sequence[str]) -> list[str]:
    done: list[str] = []
    pieces: list[str] = []

    def begin(_name: str, _attributes: Mapping[str, str]) -> None:
        done.append("".join(pieces))
        pieces.clear()

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = begin
    parser.CharacterDataHandler = pieces.append
    # An empty element ends each text; the outer one, at its beginning, ends nothing.
    parser.Parse("<a>" + "".join([f"{text}<b/>" for text in texts]) + "</a>", True)  # noqa: FBT003 (expat's signature)
    return done[1:]
