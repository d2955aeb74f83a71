"""File names made from names on the roster."""

from __future__ import annotations

import re

# A name on disk has at most 255 bytes; prefix, suffix and what marks a file being written need some of them.
_MOST_BYTES = 180
_UNSAFE = re.compile(r"[^\w()\uff08\uff09·-]")


def safe_name(name: str) -> str:
    """Return a name that is safe in a file's name on every system: letters, digits and what holds names together."""
    return _UNSAFE.sub("_", name).encode("utf-8", "replace")[:_MOST_BYTES].decode("utf-8", "ignore")
