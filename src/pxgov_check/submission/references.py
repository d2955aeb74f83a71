"""References such as ``&amp;`` and ``&#33805;`` in texts that were found by a pattern.

Whether they are XML, expat says of the whole part.
"""

from __future__ import annotations

import re
from functools import lru_cache

# The forms of a batch come from one template: its titles and formulas are the same in each.
_KEPT, _KEPT_CHARACTERS = 512, 8192

_REFERENCE = re.compile("&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|([a-z]+));")
_NAMED = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}


def plain(text: str) -> str:
    """Return a text with its references replaced, each once.

    Raises:
        ValueError, LookupError, OverflowError: there is a reference to nothing.

    """
    return _replaced(text) if len(text) > _KEPT_CHARACTERS else _replaced_before(text)


def _replaced(text: str) -> str:
    if "&#" in text:
        return _REFERENCE.sub(_meant, text)
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'")
    # The last, so that nothing is replaced twice.
    return text.replace("&amp;", "&")


_replaced_before = lru_cache(_KEPT)(_replaced)


def _meant(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return _NAMED[name]
    return chr(int(decimal) if hexadecimal is None else int(hexadecimal, 16))
