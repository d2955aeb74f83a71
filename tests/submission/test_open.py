from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest

from pxgov_check.errors import SubmissionError
from pxgov_check.policy.messages import Messages
from pxgov_check.submission.open import open_workbook


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


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    """A FIFO named like a workbook is refused without waiting for a writer."""
    path = tmp_path / "report.xlsx"
    os.mkfifo(path)
    with pytest.raises(SubmissionError) as refused:
        open_workbook(path)
    assert refused.value.key == "unreadable.not_regular"


def test_a_device_is_refused() -> None:
    """A device that never ends is refused before a byte is read."""
    with pytest.raises(SubmissionError) as refused:
        open_workbook(Path("/dev/zero"))
    assert refused.value.key == "unreadable.not_regular"
