"""What a file is, by its content and never by its name."""

from __future__ import annotations

import codecs
import re
from collections.abc import Set as AbstractSet

# What a workbook is called; a name only says what to look at, never how to read it.
SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".xlsb", ".ods", ".csv"})
_HEAD = 1 << 16
_MAGIC = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"{\\rtf", "word"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Streams that tell what an OLE file is; one that holds an encrypted package holds nothing else of note.
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "ole"),
    ("Book", "ole"),
    ("WordDocument", "word"),
    ("PowerPoint Document", "slides"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HTML = ("<!doctype html", "<html", "<table", "<meta", "<head", "<body", "<div", "<style", "<script", "mime-version:")
_OPEN_DOCUMENT = {b"spreadsheet": "ods", b"text": "word", b"presentation": "slides"}
_FOLDERS = (("word/", "word"), ("ppt/", "slides"))
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def sniff(data: bytes) -> str:
    """Return what the bytes are.

    One of empty, zip, ole, encrypted, pdf, picture, archive, word, slides, html, xml, text and unknown. ``zip`` is any
    zip (see ``sniff_parts``), ``ole`` is a workbook of Excel 97 or WPS.
    """
    if not data:
        return "empty"
    if data.startswith(_OLE):
        return _ole(data)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith(b"BM") and data[6:10] == bytes(4):
        return "picture"
    return _text(data[:_HEAD])


def sniff_parts(names: AbstractSet[str], mimetype: bytes) -> str:
    """Return what a zip holds, by the names of its parts in lower case and its part ``mimetype``.

    One of xlsx, xlsb, ods, word, slides and archive.
    """
    if mimetype.startswith(b"application/vnd.oasis.opendocument."):
        return _OPEN_DOCUMENT.get(mimetype.rpartition(b".")[2].strip(), "archive")
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/workbook.xml" in names:
        return "xlsx"
    for folder, kind in _FOLDERS:
        if any(name.startswith(folder) for name in names):
            return kind
    # The workbook part may have any name; what is in the package says the rest.
    return "xlsx" if "[content_types].xml" in names else "archive"


def _ole(data: bytes) -> str:
    """Tell what an OLE file is by the streams in its directory, or where that can't be seen by their names anywhere."""
    for seen in (_has_stream, _has_text):
        for stream, kind in _STREAMS:
            if seen(data, stream.encode("utf-16-le")):
                return kind
    return "unknown"


def _has_stream(data: bytes, name: bytes) -> bool:
    """Whether a directory entry has the name: entries are 128 bytes long and tell the name's length at byte 64."""
    length = (len(name) + 2).to_bytes(2, "little")
    place = data.find(name)
    while place >= 0:
        if place % 128 == 0 and data[place + 64 : place + 67] == length + b"\x02":
            return True
        place = data.find(name, place + 2)
    return False


def _has_text(data: bytes, name: bytes) -> bool:
    return name in data


def _text(head: bytes) -> str:
    text = _decoded(head)
    if text is None or _CONTROLS.search(text):
        return "unknown"
    begin = text.lstrip("\ufeff \t\r\n")[:4096].lower()
    if begin.startswith(_HTML):
        return "html"
    if begin.startswith("<"):
        return "html" if "<html" in begin else "xml"
    return "text"


def _decoded(head: bytes) -> str | None:
    """Return the beginning of a text, or None for what is none; its last character may be cut off."""
    encodings = [encoding for mark, encoding in _MARKS if head.startswith(mark)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            return codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
    return None
