"""How what people write is compared with what a policy or a form calls it: the same words, however they are set."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = re.compile(r"[\s*＊:：]+")
_MARKS = re.compile(r"[“”\"'‘’《》、,，.。()\[\]%·]")


def title_key(text: str) -> str:
    """Fold a title for comparison: NFKC, no white space, no asterisk or colon, lower case."""
    folded = unicodedata.normalize("NFKC", text)
    # Of nothing but letters and digits nothing is dropped.
    return (folded if folded.isalnum() else _DROPPED.sub("", folded)).lower()


def name_key(text: str) -> str:
    """Fold the name of an indicator or a task: as a title, and no marks."""
    return _MARKS.sub("", title_key(text))


def unit_key(text: str) -> str:
    """Fold a unit's name for comparison: NFKC, no white space, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()
