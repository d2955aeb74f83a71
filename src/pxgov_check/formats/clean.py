"""The one place where submitted text is made harmless for a screen or a file."""

from __future__ import annotations

import unicodedata

# Controls, format characters (bidi, zero width), surrogates and private use never reach an output as they are.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def clean(text: str) -> str:
    """Return text on one line with everything that could steer a terminal or hide itself shown as ``·``."""
    if text.isprintable():
        return text
    return "".join("·" if unicodedata.category(c) in _UNSEEN else " " if c.isspace() else c for c in text)


def clean_json(text: str) -> str:
    """Return text that strict JSON can carry: a lone surrogate becomes U+FFFD, all else stays."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
