"""The one place where submitted text is made harmless for a screen or a file."""

from __future__ import annotations

import re
import unicodedata

# Controls, format characters (bidi, zero width), surrogates and private use never reach an output as they are.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


# A build agent obeys ##[…] and ##vso[…] anywhere in a line of its log, and :: at the beginning of one.
_AGENT_COMMAND = re.compile(r"(?<=#)#(?=(?:vso)?\[)")
_LINE_COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)


def clean(text: str) -> str:
    """Return text on one line; what could steer a terminal or a build agent, or hide itself, is shown as ``·``."""
    if "##" in text:
        text = _AGENT_COMMAND.sub("·", text)
    if text.isprintable():
        return text
    return "".join("·" if unicodedata.category(c) in _UNSEEN else " " if c.isspace() else c for c in text)


def clean_lines(text: str) -> str:
    """Return lines of clean text, none of which a build agent takes for a command."""
    return _LINE_COMMAND.sub(r"\1·", text)


def clean_json(text: str) -> str:
    """Return text that strict JSON can carry: a lone surrogate becomes U+FFFD, all else stays."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
