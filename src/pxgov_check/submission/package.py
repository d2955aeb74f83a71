"""The zip around a workbook: opened behind a gate, inflated piece by piece with the bytes counted.

``zipfile`` reads the directory; the parts are inflated here, because ``ZipFile.open`` costs more than the rest of
reading a small part, and because the sender's counts are not to be trusted.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from pxgov_check.errors import SubmissionError
from pxgov_check.submission.limits import Limits

_STORED_PIECE = 1 << 14
_INFLATED_PIECE = 1 << 18
_FREE_OF_RATIO = 100 << 10
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
# A target that says where it is without a way: names, and single slashes between them.
_PLAIN_TARGET = re.compile(r"(?:[A-Za-z0-9_][^/\\]*/)*[A-Za-z0-9_][^/\\]*")
_LOCAL_HEADER = struct.Struct("<4sxxHH16xHH")
_DAMAGE = (
    zipfile.BadZipFile,
    struct.error,
    NotImplementedError,
    EOFError,
    ValueError,
    LookupError,
    OverflowError,
    RuntimeError,
    OSError,  # zipfile's seeks in the bytes
)


def damaged(kind: str = "xlsx") -> SubmissionError:
    """Return the refusal of a file that is what it should be, but broken."""
    return SubmissionError("F001", "unreadable.damaged", kind=kind)


def _refused(reason: str, name: str) -> SubmissionError:
    """Return the refusal of a package for what one of its entries is."""
    return SubmissionError("F001", f"unreadable.{reason}", name=name)


class _Entry(NamedTuple):
    """Where a part's bytes begin, how many are stored, whether they are deflated, and their checksum once inflated."""

    begin: int
    size: int
    deflated: bool
    crc: int


class Package:
    """The parts of a workbook by name, compared without case (ECMA-376 part 2, 6.2.2)."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Open a package.

        Raises:
            SubmissionError: F001 for a broken or encrypted package, F014 for one over a limit.

        """
        self._limits = limits
        self._data = data
        self._inflated = 0
        # Counted before zipfile builds an object for each; every entry of the directory begins with these bytes.
        limits.hold("zip_entries", data.count(b"PK\x01\x02"))
        self._entries: dict[str, _Entry] = {}
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as directory:
                for info in directory.infolist():
                    self._admit(info)
        except _DAMAGE:
            raise damaged("zip") from None

    @property
    def names(self) -> frozenset[str]:
        """The names of the parts in lower case."""
        return frozenset(self._entries)

    def read(self, name: str) -> bytes | None:
        """Return a part's bytes, or None where there is none.

        Raises:
            SubmissionError: the part is broken or over a limit.

        """
        pieces = self.pieces(name)
        return None if pieces is None else b"".join(pieces)

    def pieces(self, name: str) -> Iterator[bytes] | None:
        """Return a part's bytes in pieces of at most 256 KiB, or None where there is no such part.

        Raises:
            SubmissionError: while the pieces are taken: the part is broken or over a limit.

        """
        entry = self._entries.get(name.lower())
        return None if entry is None else self._counted(entry)

    def _admit(self, info: zipfile.ZipInfo) -> None:
        name = info.orig_filename.replace("\\", "/")
        if info.flag_bits & _ENCRYPTED:
            raise SubmissionError("F001", "unreadable.encrypted")
        absolute = name.startswith("/") or name[1:2] == ":"
        if not name or absolute or "\x00" in name or (".." in name and ".." in name.split("/")):
            raise _refused("entry_name", name)
        key = name.lower()
        if key in self._entries:
            raise _refused("entry_twice", name)
        deflated = info.compress_type == zipfile.ZIP_DEFLATED
        if not deflated and info.compress_type != zipfile.ZIP_STORED:
            raise _refused("entry_method", name)
        begin = self._begin(info)
        if not name.endswith("/"):
            self._entries[key] = _Entry(begin, info.compress_size, deflated, info.CRC)

    def _begin(self, info: zipfile.ZipInfo) -> int:
        """Return where the entry's bytes begin; its local header has to tell the same story as the directory."""
        place = info.header_offset
        if place < 0:
            raise damaged("zip")
        magic, flags, method, name_size, extra_size = _LOCAL_HEADER.unpack_from(self._data, place)
        named = place + _LOCAL_HEADER.size
        stored = self._data[named : named + name_size]
        # ASCII is the same in both, and Python reads the older one by a codec in Python.
        name = stored.decode("utf-8" if flags & _UTF8_NAME or stored.isascii() else "cp437")
        begin: int = named + name_size + extra_size
        if magic != b"PK\x03\x04" or begin + info.compress_size > len(self._data):
            raise damaged("zip")
        if name != info.orig_filename or method != info.compress_type or flags & _ENCRYPTED:
            raise _refused("entry_header", info.orig_filename)
        return begin

    def _counted(self, entry: _Entry) -> Iterator[bytes]:
        """Yield an entry's pieces within the limits, and refuse it at the end when the checksum is not its own."""
        limits = self._limits
        size = crc = 0
        for piece, stored in self._inflate(entry):
            size += len(piece)
            self._inflated += len(piece)
            # As it goes, not at the end: a bomb is refused by what its first bytes become.
            if size > _FREE_OF_RATIO and size > limits.ratio * stored:
                limits.hold("ratio", size // max(stored, 1) + 1)
            if size > limits.entry_bytes or self._inflated > limits.inflated_bytes:
                limits.hold("entry_bytes", size)
                limits.hold("inflated_bytes", self._inflated)
            crc = zlib.crc32(piece, crc)
            yield piece
        if crc != entry.crc:
            raise damaged()

    def _inflate(self, entry: _Entry) -> Iterator[tuple[bytes, int]]:
        """Yield each piece with how many stored bytes it and those before it took."""
        end = entry.begin + entry.size
        if not entry.deflated:
            for place in range(entry.begin, end, _INFLATED_PIECE):
                after = min(place + _INFLATED_PIECE, end)
                yield self._data[place:after], after - entry.begin
            return
        inflater = zlib.decompressobj(-15)
        try:
            for place in range(entry.begin, end, _STORED_PIECE):
                after = min(place + _STORED_PIECE, end)
                stored = self._data[place:after]
                # At the end of the deflated bytes zlib leaves what follows them as a tail for ever.
                while stored and not inflater.eof:
                    piece = inflater.decompress(stored, _INFLATED_PIECE)
                    stored = inflater.unconsumed_tail
                    yield piece, after - len(stored) - entry.begin
                if inflater.eof:
                    return
            yield inflater.decompress(b"", _INFLATED_PIECE), entry.size
        except zlib.error:
            raise damaged() from None
        if not inflater.eof:
            raise damaged()


def resolve(base: str, target: str) -> str:
    """Return the part that a relationship's target names, seen from the part that holds it."""
    if _PLAIN_TARGET.fullmatch(target):
        return base[: base.rfind("/") + 1] + target
    target = target.replace("\\", "/")
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target))
