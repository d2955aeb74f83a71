"""From a path to a workbook: what the file is, whether it may be read, and by whom.

This is the only module of the reader that touches the disk.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from pxgov_check.errors import SubmissionError
from pxgov_check.submission.cells import Workbook
from pxgov_check.submission.legacy import read_legacy
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.package import Package
from pxgov_check.submission.sniff import sniff
from pxgov_check.submission.xlsx import read_xlsx

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".xlsb", ".ods"})

_DEFAULT = Limits()


def open_workbook(path: Path, limits: Limits = _DEFAULT) -> tuple[Workbook, str]:
    """Read a workbook from disk; returns it with ``sha256:…`` of its bytes.

    Raises:
        SubmissionError: F001 for what is no readable workbook, F014 for what is over a limit.

    """
    data = _read(path, limits)
    return read_workbook(data, limits), "sha256:" + hashlib.sha256(data).hexdigest()


def read_workbook(data: bytes, limits: Limits = _DEFAULT) -> Workbook:
    """Read a workbook from its bytes, by what they are and not by a name.

    Raises:
        SubmissionError: F001 for what is no readable workbook, F014 for what is over a limit.

    """
    limits.hold("file_bytes", len(data))
    kind = sniff(data)
    if kind == "ole":
        return read_legacy(data, "xls", limits)
    if kind != "zip":
        raise SubmissionError("F001", f"unreadable.{kind}")
    return _from_zip(data, limits)


def _from_zip(data: bytes, limits: Limits) -> Workbook:
    package = Package(data, limits)
    if "xl/workbook.bin" in package.names:
        return read_legacy(data, "xlsb", limits)
    if (package.read("mimetype") or b"").startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return read_legacy(data, "ods", limits)
    if any(name.startswith("word/") for name in package.names):
        raise SubmissionError("F001", "unreadable.word")
    if "[content_types].xml" not in package.names:
        raise SubmissionError("F001", "unreadable.archive")
    return read_xlsx(data, limits)


def _read(path: Path, limits: Limits) -> bytes:
    """Read a regular file whole, within the limit; a pipe or a device is refused before a byte is read."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise SubmissionError("F001", "unreadable.denied", reason=error.strerror or "") from None
    with os.fdopen(handle, "rb") as stream:
        state = os.fstat(stream.fileno())
        if not stat.S_ISREG(state.st_mode):
            raise SubmissionError("F001", "unreadable.not_regular")
        limits.hold("file_bytes", state.st_size)
        try:
            return stream.read(limits.file_bytes + 1)
        except OSError as error:
            raise SubmissionError("F001", "unreadable.denied", reason=error.strerror or "") from None
