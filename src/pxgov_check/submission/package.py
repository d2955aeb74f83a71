"""The zip around a workbook: opened behind a gate, inflated with the bytes counted."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib

from pxgov_check.errors import SubmissionError
from pxgov_check.submission.limits import Limits

_CHUNK = 1 << 16
_FREE = 100 << 10
_ENCRYPTED = 0x1
_LOCAL_HEADER = 30
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    IndexError,
    OverflowError,
    RuntimeError,
)


def damaged(kind: str = "xlsx") -> SubmissionError:
    """Return the refusal of a file that is what it should be, but broken."""
    return SubmissionError("F001", "unreadable.damaged", kind=kind)


class Package:
    """The parts of a workbook by name, read at most once each within the limits."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Open a package.

        Raises:
            SubmissionError: F001 for a broken or encrypted package, F014 for one over a limit.

        """
        self._limits = limits
        self._data = data
        self._inflated = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except _DAMAGE:
            raise damaged() from None
        limits.hold("zip_entries", len(entries))
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            self._admit(entry)

    @property
    def names(self) -> frozenset[str]:
        """The names of the parts, folded to lower case as part names are compared (ECMA-376 part 2, 6.2.2)."""
        return frozenset(self._entries)

    def read(self, name: str) -> bytes | None:
        """Return a part's bytes, or None where there is none.

        Raises:
            SubmissionError: the part is broken or over a limit.

        """
        entry = self._entries.get(name.lower())
        if entry is None:
            return None
        try:
            return self._inflate(entry)
        except _DAMAGE:
            raise damaged() from None

    def _admit(self, entry: zipfile.ZipInfo) -> None:
        name = entry.orig_filename.replace("\\", "/")
        parts = name.split("/")
        if entry.flag_bits & _ENCRYPTED:
            raise SubmissionError("F001", "unreadable.encrypted")
        if "\x00" in name or name.startswith("/") or ".." in parts or name.lower() in self._entries:
            raise damaged()
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise damaged()
        if not entry.is_dir():
            self._entries[name.lower()] = entry

    def _inflate(self, entry: zipfile.ZipInfo) -> bytes:
        # zipfile compares the local name with the directory's and raises BadZipFile where they differ.
        self._limits.hold("entry_bytes", entry.file_size)
        pieces: list[bytes] = []
        size = 0
        with self._zip.open(entry) as stream:
            while piece := stream.read(_CHUNK):
                pieces.append(piece)
                size += len(piece)
                self._limits.hold("entry_bytes", size)
                self._limits.hold("inflated_bytes", self._inflated + size)
                if size > _FREE:
                    self._limits.hold("ratio", size // max(entry.compress_size, 1))
        self._inflated += size
        return b"".join(pieces)


def resolve(base: str, target: str) -> str:
    """Return the part that a relationship's target names, seen from the part that holds it."""
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target))
