"""What a file is, by its content and never by its name."""

from __future__ import annotations

_MAGIC = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"{\\rtf", "word"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sniff(data: bytes) -> str:
    """Return what the bytes are.

    One of empty, zip, ole, encrypted, pdf, picture, archive, word, html, xml, text and unknown.
    """
    if not data:
        return "empty"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if data.startswith(_OLE):
        return _ole(data)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    return _text(data)


def _ole(data: bytes) -> str:
    """Tell an encrypted package and a Word file from a workbook by the stream names, which OLE stores in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "encrypted"
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return "ole"
    return "word" if "WordDocument".encode("utf-16-le") in data else "unknown"


def _text(data: bytes) -> str:
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")):
        return "html"
    if head.startswith((b"<?xml", b"<")):
        return "html" if b"<html" in head else "xml"
    if b"\x00" in data[:4096]:
        return "unknown"
    for encoding in ("utf-8", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return "text"
    return "unknown"
