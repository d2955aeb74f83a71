"""Running expat over one XML part: no DOCTYPE, no deep nesting, names without their namespace."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.parsers import expat

from pxgov_check.submission.limits import Limits
from pxgov_check.submission.package import damaged

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def local(name: str) -> str:
    """Return a name without its prefix; Strict, Transitional and prefixed parts then read alike."""
    return name.rpartition(":")[2]


def unescape(text: str) -> str:
    """Decode ``_x000D_`` and its like (ECMA-376 part 1, 22.9.2.19); a lone surrogate stays as written."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda m: m[0] if m[1][0] in "dD" and m[1][1] in "89abcdefABCDEF" else chr(int(m[1], 16)), text)


def parse_part(
    data: bytes,
    limits: Limits,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Feed one part to handlers that get local element names.

    Raises:
        SubmissionError: F001 for XML that is broken or declares a DOCTYPE, F014 for nesting over the limit.

    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.xml_depth:
            limits.hold("xml_depth", depth)
        start(name.rpartition(":")[2] if ":" in name else name, attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name.rpartition(":")[2] if ":" in name else name)

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    if text is not None:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(data, True)  # noqa: FBT003 (expat's own signature)
    except (expat.ExpatError, ValueError, LookupError, UnicodeError, OverflowError):
        raise damaged() from None


def _refuse_doctype(*_: object) -> None:
    raise damaged()
