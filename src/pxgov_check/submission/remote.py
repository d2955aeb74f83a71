"""Files that are not on this machine's disk: named by URL and read through fsspec, which is loaded for the first one.

``file://`` and ``memory://`` come with fsspec itself; ``s3://`` and others need the package that fsspec names.
"""

from __future__ import annotations

import glob
import importlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader, RawIOBase
from pathlib import Path, PurePosixPath
from typing import IO, Any

from pxgov_check.errors import SubmissionError, UsageError
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.sniff import SUFFIXES

_CHUNK = 1 << 18
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
        with _store():
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
    with _reached(url):
        found = system.glob(path) if glob.has_magic(path) else system.find(path)
    scheme = url.partition("://")[0]
    named = (name for name in found if PurePosixPath(name).suffix.lower() in SUFFIXES)
    return [f"{scheme}://{name.removeprefix(scheme + '://')}" for name in named]


def local_path(url: str) -> str | None:
    """Return the path of what a URL of this machine's own disk names (``file://``); None of any other.

    Raises:
        UsageError: see ``filesystem``.

    """
    return str(filesystem(url)[1]) if url.lower().startswith("file://") else None


def write_remote(url: str, chunks: Iterable[bytes]) -> None:
    """Write what a URL names, whole or not at all, as far as its store can do that.

    Raises:
        UsageError: see ``filesystem``.
        OSError: it can't be written.

    """
    system, path = filesystem(url)
    with _store():
        stream = system.open(path, "wb", autocommit=False)
    try:
        for chunk in chunks:
            with _store():
                stream.write(chunk)
        with _store():
            stream.close()
            stream.commit()
    except BaseException:
        with suppress(OSError), _store():
            stream.discard()
        raise


def open_named(name: str) -> IO[bytes]:
    """Open a file for reading, by its path or URL.

    Raises:
        UsageError: see ``filesystem``; or a store does not have it or, at once or while it is read, does not give it.
        OSError: a file of this machine can't be opened.

    """
    if not is_url(name):
        return Path(name).open("rb")
    system, path = filesystem(name)
    with _reached(name):
        stream = system.open(path, "rb")
    return BufferedReader(_Stored(name, stream), _CHUNK)


class _Stored(RawIOBase):
    """What a store gives to read, piece by piece: the connection may break at any of them."""

    def __init__(self, url: str, stream: IO[bytes]) -> None:
        self._url, self._stream = url, stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 (io names no type for it)
        with _reached(self._url):
            data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        super().close()
        self._stream.close()


def read_remote(url: str, limits: Limits) -> bytes:
    """Read what a URL names, within the limit.

    Raises:
        UsageError: see ``filesystem``.
        SubmissionError: F001 for what can't be read, F014 for what is too large.

    """
    system, path = filesystem(url)
    try:
        with _store():
            size = int(system.size(path) or 0)
        limits.hold("file_bytes", size)
        with _store(), system.open(path, "rb") as stream:
            data: bytes = stream.read(limits.file_bytes + 1)
    except FileNotFoundError:
        raise SubmissionError("F001", "unreadable.missing") from None
    except OSError as error:
        raise SubmissionError("F001", "unreadable.denied", reason=error.strerror or str(error) or "?") from None
    return data


@contextmanager
def _reached(url: str) -> Iterator[None]:
    """Say of a URL that its store does not have it, or could not be asked.

    Raises:
        UsageError: either.

    """
    try:
        with _store():
            yield
    except FileNotFoundError:
        raise UsageError("error.no_file", path=url) from None
    except OSError as error:
        raise UsageError("error.no_remote", url=url, reason=str(error)) from None


@contextmanager
def _store() -> Iterator[None]:
    """Raise whatever a store's package raises as OSError: each has kinds of its own, and none is a fault of ours.

    Raises:
        OSError: the store can't be reached, refuses, or breaks off.

    """
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise OSError(str(error) or type(error).__name__) from error
