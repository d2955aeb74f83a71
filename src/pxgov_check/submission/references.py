"""References such as ``&amp;`` and ``&#33805;`` in texts that were found by a pattern (XML 1.0, 4.1 and 4.6).

What is no reference, or one to what may not be in a text, is damage here as it is to expat.
"""

from __future__ import annotations

import re
from functools import lru_cache

# The forms of a batch come from one template: its titles are the same in each. To look a long text up takes half as
# long as to replace its references.
_KEPT, _KEPT_CHARACTERS = 512, 256

_REFERENCE = re.compile("&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|([a-z]+));")
_NAMED = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}
# The ampersand is the last, so that nothing is replaced twice.
_ALL = tuple((f"&{name};", sign) for name, sign in _NAMED.items())
_USUAL = tuple(pair for pair in _ALL if pair[1] in "<>&")
# XML 1.0, 2.2: what is no character. Compiled when it is first needed, for that takes longer than to read a form.
_NONE = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


def plain(text: str) -> str:
    """Return a text with its references replaced, each once.

    Raises:
        ValueError, LookupError, OverflowError: there is a reference to nothing.

    """
    return _replaced(text) if len(text) > _KEPT_CHARACTERS else replaced(text)


def _replaced(text: str) -> str:
    if "&#" in text:
        replaced, count = _REFERENCE.subn(_meant, text)
        if count != text.count("&") or re.search(_NONE, replaced):
            raise ValueError(text)
        return replaced
    # Few texts have any but the first three.
    left = text.count("&")
    for references in (_USUAL, _ALL):
        told, count = text, left
        for reference, sign in references:
            shorter = told.replace(reference, sign)
            count -= (len(told) - len(shorter)) // (len(reference) - 1)
            told = shorter
        if not count:
            return told
    raise ValueError(text)


replaced = lru_cache(_KEPT)(_replaced)


def _meant(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return _NAMED[name]
    return chr(int(decimal) if hexadecimal is None else int(hexadecimal, 16))
