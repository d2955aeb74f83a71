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
from pxgov_check.submission.delimited import read_csv
from pxgov_check.submission.legacy import read_legacy
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.package import Package
from pxgov_check.submission.remote import is_url, read_remote
from pxgov_check.submission.sniff import sniff, sniff_parts
from pxgov_check.submission.xlsx import read_xlsx

_DEFAULT = Limits()


def open_workbook(path: Path, limits: Limits = _DEFAULT) -> tuple[Workbook, str]:
    """Read a workbook from disk; returns it with ``sha256:…`` of its bytes.

    Raises:
        SubmissionError: F001 for what is no readable workbook, F014 for what is over a limit.

    """
    data = read_bytes(str(path), limits)
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
    if kind == "text":
        return read_csv(data, limits)
    if kind != "zip":
        raise SubmissionError("F001", f"unreadable.{kind}")
    package = Package(data, limits)
    kind = sniff_parts(package.names, package.read("mimetype") or b"")
    if kind == "xlsx":
        return read_xlsx(package, limits)
    if kind in {"xlsb", "ods"}:
        return read_legacy(data, kind, limits)
    raise SubmissionError("F001", f"unreadable.{kind}")


def read_bytes(file: str, limits: Limits = _DEFAULT) -> bytes:
    """Read a regular file, or what a URL (``s3://…``) names, whole and within the limit.

    Raises:
        SubmissionError: F001 for what can't be read, F014 for what is too large.

    """
    return read_remote(file, limits) if is_url(file) else _read(file, limits)


def _read(path: str, limits: Limits) -> bytes:
    """Read a regular file.

    What is no regular file is refused before it is opened, for opening alone may wait for a writer or set a device
    going; it is looked at again once open, for it may have been exchanged in between.
    """
    try:
        _refuse_irregular(os.stat(path).st_mode)  # noqa: PTH116 (a name, as the command line gave it)
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as stream:
            state = os.fstat(stream.fileno())
            _refuse_irregular(state.st_mode)
            limits.hold("file_bytes", state.st_size)
            data = stream.read(state.st_size + 1)
            # A file may have grown since, or not say how long it is.
            return data if len(data) <= state.st_size else data + stream.read(limits.file_bytes + 1 - len(data))
    except FileNotFoundError:
        raise SubmissionError("F001", "unreadable.missing") from None
    except (OSError, ValueError) as error:
        # ValueError: a NUL in the path.
        raise SubmissionError("F001", "unreadable.denied", reason=getattr(error, "strerror", None) or "?") from None


def _refuse_irregular(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise SubmissionError("F001", "unreadable.not_regular")
