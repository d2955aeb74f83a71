from __future__ import annotations

import importlib.util
import io
import zipfile
from dataclasses import fields
from pathlib import Path

import openpyxl
import pytest

from pxgov_check.errors import SubmissionError
from pxgov_check.policy.messages import Messages
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.open import open_workbook, read_workbook


def _zip(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "unreadable.empty"),
        (b"<html><body><table></table></body></html>", "unreadable.html"),
        (b"<?xml version='1.0'?><Workbook/>", "unreadable.xml"),
        ("指标编号,本期完成值\n".encode("gb18030"), "unreadable.text"),
        (b"%PDF-1.7", "unreadable.pdf"),
        (b"\x89PNG\r\n\x1a\n", "unreadable.picture"),
        (b"Rar!\x1a\x07", "unreadable.archive"),
        (_zip("a.txt"), "unreadable.archive"),
        (_zip("word/document.xml"), "unreadable.word"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "unreadable.encrypted"),
        (OLE + "WordDocument".encode("utf-16-le"), "unreadable.word"),
        (OLE + "Workbook".encode("utf-16-le"), "unreadable.damaged"),
        (b"PK\x03\x04" + bytes(50), "unreadable.damaged"),
        (b"\x00\x01\x02\x03", "unreadable.unknown"),
    ],
)
def test_what_is_no_workbook_is_named_for_what_it_is(tmp_path: Path, messages: Messages, data: bytes, key: str) -> None:
    """Whatever its name, a file is told by its content, with a sentence for the sender."""
    path = tmp_path / "report.xlsx"
    path.write_bytes(data)
    with pytest.raises(SubmissionError) as refused:
        open_workbook(path)
    assert (refused.value.rule, refused.value.key) == ("F001", key)
    assert messages(refused.value.key, **refused.value.params)


def test_a_workbook_is_read_whatever_its_suffix(tmp_path: Path) -> None:
    """An .xlsx renamed .xls is still read as what it is."""
    path = tmp_path / "report.xls"
    openpyxl.Workbook().save(path)
    workbook, digest = open_workbook(path)
    assert (workbook.container, digest[:7], len(digest)) == ("xlsx", "sha256:", 71)


def test_a_file_that_is_gone_and_a_folder_are_told(tmp_path: Path) -> None:
    """A missing file and a folder named like a workbook have sentences of their own."""
    (tmp_path / "folder.xlsx").mkdir()
    for name, key in (("gone.xlsx", "unreadable.missing"), ("folder.xlsx", "unreadable.not_regular")):
        with pytest.raises(SubmissionError) as refused:
            open_workbook(tmp_path / name)
        assert refused.value.key == key


def test_every_limit_has_its_sentence(messages: Messages) -> None:
    """Each field of Limits can be told, with its value and what was found."""
    for field in fields(Limits):
        assert messages(f"limit.{field.name}", limit="1", found="2")


def test_an_ods_is_read_in_a_process_of_its_own(tmp_path: Path) -> None:
    """Text, numbers, booleans and dates come with their addresses, empty rows above them counted."""
    cell = '<table:table-cell office:value-type="float" office:value="0.30000000000000004"/>'
    cell += '<table:table-cell office:value-type="string"><text:p>表</text:p></table:table-cell>'
    cell += '<table:table-cell office:value-type="date" office:date-value="2025-12-31"/>'
    path = tmp_path / "report.xlsx"
    path.write_bytes(_ods(f"<table:table-row/><table:table-row><table:table-cell/>{cell}</table:table-row>"))
    workbook, _ = open_workbook(path)
    row = next(iter(workbook.sheets[0].rows()))
    assert (workbook.container, workbook.formats_known) == ("ods", False)
    assert [(c.ref, c.type.value, c.raw) for c in row] == [
        ("B2", "number", "0.3"),
        ("C2", "text", "表"),
        ("D2", "date", "2025-12-31"),
    ]


def test_a_legacy_file_over_a_limit_is_refused() -> None:
    """The child stops at the limits of the parent."""
    data = _ods('<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>')
    for limits, key in ((Limits(cells=0), "limit.cells"), (Limits(sheets=0), "limit.sheets")):
        with pytest.raises(SubmissionError) as refused:
            read_workbook(data, limits)
        assert (refused.value.rule, refused.value.key) == ("F014", key)


def test_without_the_extra_a_legacy_file_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without python-calamine the sender's file is not blamed."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SubmissionError) as refused:
        read_workbook(_ods(""))
    assert (refused.value.key, refused.value.params) == ("unreadable.legacy_extra", {"kind": "ods"})


def _ods(rows: str) -> bytes:
    names = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    content = f'<office:document-content{names}><office:body><office:spreadsheet><table:table table:name="表">{rows}'
    content += "</table:table></office:spreadsheet></office:body></office:document-content>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return out.getvalue()
