"""A package whose parts can be exchanged: what is not touched keeps its stored bytes as they came."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import NamedTuple

from pxgov_check.submission.limits import Limits
from pxgov_check.submission.package import Package

# PKWARE's APPNOTE 4.3.7, 4.3.12 and 4.3.16.
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LOCAL_SIZES = struct.Struct("<26xHH")
_SIZES_FOLLOW = 0x8
_UTF8_NAME = 0x800
_VERSION = 20
_EPOCH = (1980, 1, 1, 0, 0, 0)
_USUAL = Limits()
# The reader refuses parts that are compressed too well; ours stay well below its limit.
_MOST_RATIO = 100


class _Entry(NamedTuple):
    """One entry as it goes into the file: its name, its stored bytes and what the headers say of them."""

    name: bytes
    flags: int
    stamp: tuple[int, int]
    stored: bytes
    method: int
    crc: int
    size: int


class Archive:
    """The parts of a package by name, compared without case. Absent parts read as None."""

    def __init__(self, data: bytes, limits: Limits = _USUAL) -> None:
        """Open a package that the reader has accepted.

        Raises:
            SubmissionError: it is broken after all, or over a limit.

        """
        self._data = data
        self._package = Package(data, limits)
        with zipfile.ZipFile(io.BytesIO(data)) as directory:
            self._infos = directory.infolist()
        self._changed: dict[str, bytes | None] = {}
        self._spelt = {_key(info.orig_filename): info for info in self._infos}
        self._added: dict[str, str] = {}

    def read(self, name: str) -> bytes | None:
        """Return a part's bytes, as changed so far.

        Raises:
            SubmissionError: the part is broken or over a limit.

        """
        key = _key(name)
        return self._changed[key] if key in self._changed else self._package.read(key)

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        key = _key(name)
        return self._changed[key] is not None if key in self._changed else key in self._package.names

    def write(self, name: str, data: bytes) -> None:
        """Exchange a part, or add it at the end."""
        key = _key(name)
        if key not in self._spelt:
            self._added.setdefault(key, name)
        self._changed[key] = data

    def remove(self, name: str) -> None:
        """Take a part out, if it is there."""
        self._changed[_key(name)] = None

    def free_name(self, pattern: str) -> str:
        """Return the first name of the form ``pattern`` (with ``{}`` for a number) that no part has."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    def to_bytes(self) -> bytes:
        """Return the package: old parts in their order, new ones after them."""
        out = io.BytesIO()
        central: list[bytes] = []
        for entry in self._entries():
            central.append(_central(entry, out.tell()))
            out.write(_header(entry))
            out.write(entry.stored)
        begin = out.tell()
        directory = b"".join(central)
        out.write(directory)
        out.write(_END.pack(b"PK\x05\x06", 0, 0, len(central), len(central), len(directory), begin, 0))
        return out.getvalue()

    def _entries(self) -> list[_Entry]:
        entries: list[_Entry] = []
        for info in self._infos:
            key = _key(info.orig_filename)
            if key not in self._changed:
                entries.append(self._kept(info))
            elif (data := self._changed[key]) is not None:
                entries.append(_packed(info, data))
        for key, name in self._added.items():
            if (data := self._changed[key]) is not None:
                new = zipfile.ZipInfo(name, _EPOCH)
                new.compress_type = zipfile.ZIP_DEFLATED
                entries.append(_packed(new, data))
        return entries

    def _kept(self, info: zipfile.ZipInfo) -> _Entry:
        name_size, extra_size = _LOCAL_SIZES.unpack_from(self._data, info.header_offset)
        begin = info.header_offset + _LOCAL.size + name_size + extra_size
        stored = self._data[begin : begin + info.compress_size]
        return _Entry(*_named(info), _stamp(info), stored, info.compress_type, info.CRC, info.file_size)


def _key(name: str) -> str:
    return name.replace("\\", "/").lower()


def _named(info: zipfile.ZipInfo) -> tuple[bytes, int]:
    """Return an entry's name as stored and its flags; sizes stand in our headers, so none follow the bytes."""
    flags = info.flag_bits & ~_SIZES_FOLLOW
    if flags & _UTF8_NAME:
        return info.orig_filename.encode("utf-8"), flags
    try:
        return info.orig_filename.encode("cp437"), flags
    except UnicodeEncodeError:
        return info.orig_filename.encode("utf-8"), flags | _UTF8_NAME


def _packed(info: zipfile.ZipInfo, data: bytes) -> _Entry:
    """Compress a part like the one it stands for, but never so well that the reader would refuse it."""
    method, body = zipfile.ZIP_STORED, data
    for level in () if info.compress_type == zipfile.ZIP_STORED else (6, 1):
        packer = zlib.compressobj(level, zlib.DEFLATED, -15)
        tried = packer.compress(data) + packer.flush()
        if len(data) <= _MOST_RATIO * len(tried):
            method, body = zipfile.ZIP_DEFLATED, tried
            break
    return _Entry(*_named(info), _stamp(info), body, method, zlib.crc32(data), len(data))


def _stamp(info: zipfile.ZipInfo) -> tuple[int, int]:
    """Return time and day as a zip keeps them."""
    year, month, day, hour, minute, second = info.date_time
    return hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day


def _header(entry: _Entry) -> bytes:
    sizes = entry.crc, len(entry.stored), entry.size, len(entry.name), 0
    return _LOCAL.pack(b"PK\x03\x04", _VERSION, entry.flags, entry.method, *entry.stamp, *sizes) + entry.name


def _central(entry: _Entry, place: int) -> bytes:
    sizes = entry.crc, len(entry.stored), entry.size, len(entry.name), 0, 0, 0, 0, 0
    head = _CENTRAL.pack(b"PK\x01\x02", _VERSION, _VERSION, entry.flags, entry.method, *entry.stamp, *sizes, place)
    return head + entry.name
