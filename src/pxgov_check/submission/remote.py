"""Files that are not on this machine's disk: named by URL and read through fsspec, which is loaded for the first one.

``file://`` and ``memory://`` come with fsspec itself; ``s3://`` and others need the package that fsspec names.
"""

from __future__ import annotations

import glob
import importlib
import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from pxgov_check.errors import SubmissionError, UsageError
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.sniff import SUFFIXES

# A scheme has two letters at least, or C:\ would be one.
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def is_url(name: str) -> bool:
    """Whether a name is a URL and not a path."""
    return _URL.match(name) is not None


def filesystem(url: str) -> tuple[Any, str]:
    """Return what reads and writes below a URL, and the path that it knows it by.

    Raises:
        UsageError: fsspec, or the package for this scheme, is not installed, or nothing knows the scheme.

    """
    try:
        fsspec = importlib.import_module("fsspec")
        return fsspec.core.url_to_fs(url)  # type: ignore[no-any-return]
    except (ImportError, ValueError) as error:
        raise UsageError("error.no_remote", url=url, reason=str(error)) from None


def remote_size(url: str) -> int | None:
    """Return the size in bytes of what a URL names; None where it is not there or does not tell.

    Raises:
        UsageError: see ``filesystem``.

    """
    system, path = filesystem(url)
    try:
        size: int | None = system.size(path)
    except OSError:
        return None
    return size


def workbooks_below(url: str) -> list[str]:
    """Return the URLs of what has a workbook's suffix below a URL, or of what a pattern matches.

    Raises:
        UsageError: see ``filesystem``; or the place can't be listed.

    """
    system, path = filesystem(url)
    try:
        found = system.glob(path) if glob.has_magic(path) else system.find(path)
    except OSError as error:
        raise UsageError("error.no_remote", url=url, reason=str(error)) from None
    scheme = url.partition("://")[0]
    named = (name for name in found if PurePosixPath(name).suffix.lower() in SUFFIXES)
    return [f"{scheme}://{name.removeprefix(scheme + '://')}" for name in named]


def write_remote(url: str, chunks: Iterable[bytes]) -> None:
    """Write what a URL names; most stores show it only when it is whole.

    Raises:
        UsageError: see ``filesystem``.
        OSError: it can't be written.

    """
    system, path = filesystem(url)
    with system.open(path, "wb") as stream:
        for chunk in chunks:
            stream.write(chunk)


def read_remote(url: str, limits: Limits) -> bytes:
    """Read what a URL names, within the limit.

    Raises:
        UsageError: see ``filesystem``.
        SubmissionError: F001 for what can't be read, F014 for what is too large.

    """
    system, path = filesystem(url)
    try:
        limits.hold("file_bytes", int(system.size(path) or 0))
        with system.open(path, "rb") as stream:
            data: bytes = stream.read(limits.file_bytes + 1)
    except FileNotFoundError:
        raise SubmissionError("F001", "unreadable.missing") from None
    except OSError as error:
        raise SubmissionError("F001", "unreadable.denied", reason=error.strerror or str(error) or "?") from None
    return data
