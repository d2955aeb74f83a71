from __future__ import annotations

import pytest

from kit.hostile_zips import ole_entry
from pxgov_check.submission.sniff import sniff, sniff_parts

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"PK\x03\x04rest", "zip"),
        (b"%PDF-1.4", "pdf"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"GIF89a", "picture"),
        (b"BM\x36\x00\x00\x00\x00\x00\x00\x00\x36", "picture"),
        (b"7z\xbc\xaf\x27\x1c", "archive"),
        (b"{\\rtf1", "word"),
        (b"  <TABLE><tr><td>1", "html"),
        ("<html><meta charset=utf-16>".encode("utf-16"), "html"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "html"),
        (b'<?xml version="1.0"?><html xmlns="x">', "html"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "xml"),
        ("编号,完成值\n".encode("utf-8-sig"), "text"),
        ("编号\t完成值\n".encode("utf-16"), "text"),
        ("编号,完成值\n".encode("gb18030"), "text"),
        (b"BMW,Audi\n1,2\n", "text"),
        (bytes(range(64)), "unknown"),
        (b"\x81\xff" * 9, "unknown"),
    ],
)
def test_a_file_is_told_by_its_first_bytes(data: bytes, kind: str) -> None:
    """The content alone says what a file is."""
    assert sniff(data) == kind


def test_a_text_cut_inside_a_character_is_still_text() -> None:
    """Only the beginning of a long text is looked at, wherever that cuts it."""
    assert sniff(b"a" + "表".encode() * 50_000) == "text"


@pytest.mark.parametrize(
    ("streams", "kind"),
    [
        (("Root", "Workbook"), "ole"),
        (("Root", "Book"), "ole"),
        (("EncryptionInfo", "EncryptedPackage"), "encrypted"),
        (("Root", "WordDocument"), "word"),
        (("Root", "PowerPoint Document"), "slides"),
        (("Root", "Contents"), "unknown"),
    ],
)
def test_an_ole_file_is_told_by_its_streams(streams: tuple[str, ...], kind: str) -> None:
    """Old workbooks, encrypted ones and documents share a container; the directory tells them apart."""
    assert sniff(OLE + b"".join(map(ole_entry, streams))) == kind


def test_a_word_in_an_old_workbook_does_not_make_it_something_else() -> None:
    """A cell that says EncryptedPackage leaves a workbook a workbook."""
    assert sniff(OLE + b"\x01\x02" + "EncryptedPackage".encode("utf-16-le").ljust(126) + ole_entry("Workbook")) == "ole"


@pytest.mark.parametrize(
    ("names", "mimetype", "kind"),
    [
        ({"[content_types].xml", "xl/workbook.xml"}, b"", "xlsx"),
        ({"[content_types].xml", "other/book.xml"}, b"", "xlsx"),
        ({"[content_types].xml", "xl/workbook.bin"}, b"", "xlsb"),
        ({"[content_types].xml", "word/document.xml"}, b"", "word"),
        ({"[content_types].xml", "ppt/presentation.xml"}, b"", "slides"),
        ({"content.xml"}, b"application/vnd.oasis.opendocument.spreadsheet", "ods"),
        ({"content.xml"}, b"application/vnd.oasis.opendocument.text", "word"),
        ({"a.txt", "b.xlsx"}, b"", "archive"),
    ],
)
def test_a_zip_is_told_by_its_parts(names: set[str], mimetype: bytes, kind: str) -> None:
    """A workbook, a document and a plain archive are all zip files."""
    assert sniff_parts(names, mimetype) == kind
