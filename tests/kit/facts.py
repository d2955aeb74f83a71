"""What can be told of a package without any reader, for explaining why a library stumbles over it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

_MARKS = re.compile(rb"<!--|<\?(?!xml)|<!\[CDATA\[")
_LOOSE_BLANKS = re.compile(rb"<(?:\w+:)?t>(?:\s[^<]*|[^<]*\s)</")
_STRICT = b"http://purl.oclc.org/ooxml/"
_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Facts:
    """``main`` is the workbook part.

    ``marked`` is true where comments, instructions or CDATA stand in the XML, ``loose_blanks`` where a text begins or
    ends with a blank and has no ``xml:space="preserve"``.
    """

    parts: frozenset[str]
    main: str
    strict: bool
    utf16: bool
    marked: bool
    loose_blanks: bool


def facts_of(data: bytes) -> Facts:
    """Return the facts of a package that ``zipfile`` can open."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = frozenset(archive.namelist())
        held = {name: archive.read(name) for name in names if name.endswith((".xml", ".rels"))}
    outer = held.get("_rels/.rels", b"").decode("utf-8", "replace")
    targets = re.findall(r'<[^>]*officeDocument/?(?:2006/)?relationships/officeDocument"[^>]*>', outer)
    found = re.search(r'Target="/?([^"]*)"', targets[0]) if targets else None
    main = found[1] if found else "xl/workbook.xml"
    heads = [text[:_HEAD] for text in held.values()]
    return Facts(
        parts=names,
        main=main,
        strict=_STRICT in _narrow(held.get(main, b"")[: 2 * _HEAD]),
        utf16=any(head.startswith((b"\xff\xfe", b"\xfe\xff")) for head in heads),
        marked=any(_MARKS.search(_narrow(text)) for text in held.values()),
        loose_blanks=any(_LOOSE_BLANKS.search(text) for text in held.values()),
    )


def _narrow(text: bytes) -> bytes:
    """Return the ASCII of a UTF-16 text, good enough to search in."""
    return text.replace(b"\x00", b"") if text.startswith((b"\xff\xfe", b"\xfe\xff")) else text
