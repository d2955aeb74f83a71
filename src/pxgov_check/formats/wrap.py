"""Breaking mixed Chinese and Latin text into lines of terminal cells.

Rich breaks at spaces only, which tears Chinese sentences apart after the first Latin word.
"""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells

_OPENING = "“‘((《〈「『【〔["
_CLOSING = "”’))》〉」』】〕],,。.、;;::!!??%%…"
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
_TOKEN = re.compile(
    rf"\s+|[{re.escape(_OPENING)}]*(?:[{_WIDE}]|[^\s{_WIDE}{re.escape(_OPENING)}]+|$)[{re.escape(_CLOSING)}]*"
    # Whatever opens and is followed by a blank.
    rf"|[{re.escape(_OPENING)}]+"
)


def wrap(text: str, width: int) -> list[str]:
    """Return the lines of a text, none wider than ``width`` cells; punctuation stays with the word it belongs to."""
    if cell_len(text) <= width:
        return [text.rstrip()]
    lines: list[str] = []
    line, size = "", 0
    for match in _TOKEN.finditer(text):
        token = match[0]
        if size + cell_len(token.rstrip()) <= width:
            line += token
            size += cell_len(token)
            continue
        if line.strip():
            lines.append(line.rstrip())
        *whole, line = chop_cells(token.lstrip(), width) or [""]
        size = cell_len(line)
        lines += whole
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return lines
