"""Submitted text made fit for a paper: on one line, and nothing in it hidden or illegal in XML."""

from __future__ import annotations

import unicodedata

# A cell of Excel can hold 32,767 characters; a paper quotes this many of them.
LONGEST = 1500
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def visible(text: str) -> str:
    """Return text on one line, cut at ``LONGEST``; controls, direction marks and the like are shown as ``·``."""
    short = text if len(text) <= LONGEST else text[:LONGEST] + "……"
    if short.isprintable():
        return short
    return legible(" ".join(short.splitlines()))


def legible(text: str) -> str:
    """Return text without what is hidden or illegal in XML, whoever wrote it; blanks of every width stay."""
    if text.isprintable():
        return text
    return "".join("·" if unicodedata.category(c) in _UNSEEN else c for c in text)
