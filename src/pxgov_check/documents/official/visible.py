"""Submitted text made fit for a paper: on one line, and nothing in it hidden or illegal in XML."""

from __future__ import annotations

import unicodedata

# A cell of Excel can hold 32,767 characters; a paper quotes this many of them.
LONGEST = 1500
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def visible(text: str) -> str:
    """Return text on one line, cut at ``LONGEST``; controls, direction marks and the like are shown as ``·``."""
    short = text if len(text) <= LONGEST else text[:LONGEST] + "……"
    if short.isprintable():
        return short
    lines = " ".join(short.splitlines()) if "\n" in short else short
    return "".join("·" if unicodedata.category(c) in _UNSEEN else " " if c.isspace() else c for c in lines)
