"""Zips that tell two stories, or one that is too long."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib

from packages import package, worksheet

PLAIN = package(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
_SHEET = "xl/worksheets/sheet1.xml"
_LOCAL, _CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def bomb(size: int = 1 << 30) -> bytes:
    """Return a workbook whose sheet is a gigabyte of blanks in a megabyte.

    The sheet is one deflated block again and again.
    """
    piece = b" " * (1 << 20)
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = deflater.compress(piece) + deflater.flush(zlib.Z_FULL_FLUSH)
    times = size // len(piece)
    checksum = 0
    for _ in range(times):
        checksum = zlib.crc32(piece, checksum)
    return _deflated(block * times + b"\x03\x00", checksum, size)


def _deflated(stored: bytes, checksum: int, size: int) -> bytes:
    """Return the plain workbook with a sheet that is deflated already, and headers that say so."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target, zipfile.ZipFile(io.BytesIO(PLAIN)) as source:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name), stored if name == _SHEET else source.read(name))
    data = bytearray(out.getvalue())
    # Method, time, date, checksum and sizes stand in one row in both headers, each at its own place.
    told = struct.pack("<HHHIII", zipfile.ZIP_DEFLATED, 0, 33, checksum, len(stored), size)
    for place in (data.index(_SHEET.encode()) - 30 + 8, data.rindex(_SHEET.encode()) - 46 + 10):
        data[place : place + len(told)] = told
    return bytes(data)


def with_tail() -> bytes:
    """Return a workbook whose sheet ends, deflated, before its entry does: what follows is never wanted.

    Inflated it is longer than one piece and stored shorter, so that the end is met with bytes left over.
    """
    sheet = worksheet("".join(f"<row><c><v>{n * n % 97}</v></c></row>" for n in range(1, 5000))).encode()
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    stored = deflater.compress(sheet) + deflater.flush() + b"\0" * 500
    return _deflated(stored, zlib.crc32(sheet), len(sheet))


def added(name: str, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return the plain workbook with one more entry."""
    out = io.BytesIO(PLAIN)
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a", method) as archive:
        warnings.simplefilter("ignore")
        archive.writestr(zipfile.ZipInfo(name), "x", method)
    return out.getvalue()


def with_nul() -> bytes:
    """Return the workbook with an entry whose name has a NUL, where some programs stop reading."""
    return added("nul_").replace(b"nul_", b"nul\x00")


def with_bzip2() -> bytes:
    """Return the workbook with an entry in a method that no office program writes."""
    return added("x", zipfile.ZIP_BZIP2)


def with_lzma() -> bytes:
    """Return the workbook with an entry in another such method."""
    return added("x", zipfile.ZIP_LZMA)


def with_flag() -> bytes:
    """Return the workbook with the encryption flag set on its first directory entry."""
    place = PLAIN.index(_CENTRAL) + 8
    return PLAIN[:place] + struct.pack("<H", 1) + PLAIN[place + 2 :]


def with_other_local_name() -> bytes:
    """Return the workbook with another name in the local header of its sheet than in the directory."""
    return PLAIN.replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheet9.xml", 1)


def with_other_local_method() -> bytes:
    """Return the workbook with another method in its first local header than in the directory."""
    place = PLAIN.index(_LOCAL) + 8
    return PLAIN[:place] + struct.pack("<H", 0) + PLAIN[place + 2 :]


def with_other_checksum() -> bytes:
    """Return the workbook with a wrong checksum for the workbook part in the directory."""
    place = PLAIN.rindex(b"xl/workbook.xml") - 46 + 16
    return PLAIN[:place] + bytes(4) + PLAIN[place + 4 :]


def overlapping(times: int = 2000) -> bytes:
    """Return a workbook whose directory names one stored part many times under other names."""
    place = PLAIN.rindex(b"xl/worksheets/sheet1.xml") - 46
    entry = PLAIN[place : place + 46 + 24]
    end = PLAIN.rindex(b"PK\x05\x06")
    more = b"".join(entry[:46] + b"xl/worksheets/%06d.xml"[:14] + b"%06d.xml" % n for n in range(times))
    begin = struct.unpack_from("<I", PLAIN, end + 16)[0]
    count, size = struct.unpack_from("<H", PLAIN, end + 10)[0] + times, end - begin + len(more)
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, size, begin, 0)
    return PLAIN[:end] + more + tail


def encrypted_workbook() -> bytes:
    """Return the outside of a workbook with a password: an OLE file with the two streams of [MS-OFFCRYPTO]."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return head + ole_entry("EncryptionInfo") + ole_entry("EncryptedPackage") + bytes(4096)


def ole_entry(name: str) -> bytes:
    """Return an OLE directory entry of a stream."""
    raw = name.encode("utf-16-le")
    return (raw.ljust(64, b"\x00") + (len(raw) + 2).to_bytes(2, "little") + b"\x02").ljust(128, b"\x00")
