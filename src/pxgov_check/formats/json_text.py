"""A tree of plain values as strict JSON text, two blanks a level, safe for a log to show.

json.dumps gives the same text, but walks a tree in Python as soon as it has to indent, and leaves decimals, days and
what steers a terminal to somebody else: three more walks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

from pxgov_check.formats.clean import clean_json
from pxgov_check.submission.figures import plain

_INDENT = "  "
_OTHER = json.JSONEncoder(allow_nan=False).encode

# C1 controls, zero-width and bidirectional marks, line and paragraph separators, and the ## that opens a command of a
# build agent's (##[error], ##vso[) wherever it stands in a line.
_STEERING = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|(?<=#)#")


def json_text(value: Any, depth: int = 0) -> str:  # noqa: ANN401 (a tree of plain values)
    """Return a value as it stands ``depth`` levels deep in a document, from its first character to its last.

    Decimals and days become strings.

    Raises:
        ValueError: a float that JSON has no word for.
        TypeError: a value that is none of these.

    """
    return _written(value, "\n" + depth * _INDENT)


def string(text: str) -> str:
    """Return text in quotes: a lone surrogate becomes U+FFFD, what steers a terminal or a runner is escaped."""
    if text.isprintable() and "##" not in text:
        return encode_basestring(text)
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", encode_basestring(clean_json(text)))


def _written(value: Any, margin: str) -> str:  # noqa: ANN401 (a tree of plain values)
    """Write a value; ``margin`` is a line feed and the blanks before the line that it begins on."""
    if isinstance(value, str):
        return string(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f'"{plain(value)}"'
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    if isinstance(value, list | tuple):
        inner = margin + _INDENT
        return f"[{inner}{(',' + inner).join([_written(one, inner) for one in value])}{margin}]" if value else "[]"
    return _object(value, margin) if isinstance(value, Mapping) else _OTHER(value)


def _object(value: Mapping[str, Any], margin: str) -> str:
    if not value:
        return "{}"
    inner = margin + _INDENT
    lines = []
    for key, one in value.items():
        name = f'"{key}"' if key.isidentifier() else string(key)
        # Most of a result is nothing or text, and neither is worth a walk.
        text = "null" if one is None else string(one) if type(one) is str else _written(one, inner)
        lines.append(f"{name}: {text}")
    return f"{{{inner}{(',' + inner).join(lines)}{margin}}}"
