from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable

import pytest

from packages import package, worksheet
from pxgov_check.errors import SubmissionError
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.open import read_workbook
from pxgov_check.submission.package import Package, resolve

PLAIN = package(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'))


def added(name: str, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return the plain workbook with one more entry."""
    out = io.BytesIO(PLAIN)
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a", method) as archive:
        warnings.simplefilter("ignore")
        archive.writestr(zipfile.ZipInfo(name), "x", method)
    return out.getvalue()


def with_flag(data: bytes) -> bytes:
    """Return the workbook with the encryption flag set on its first directory entry."""
    place = data.index(b"PK\x01\x02") + 8
    return data[:place] + struct.pack("<H", 1) + data[place + 2 :]


def with_other_local_name(data: bytes) -> bytes:
    """Return the workbook with another name in the local header of its sheet than in the directory."""
    return data.replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheet9.xml", 1)


def with_other_checksum(data: bytes) -> bytes:
    """Return the workbook with a wrong checksum for the workbook part in the directory."""
    place = data.rindex(b"xl/workbook.xml") - 46 + 16
    return data[:place] + bytes(4) + data[place + 4 :]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (added("xl/workbook.xml"), "unreadable.entry_twice"),
        (added("XL/Workbook.xml"), "unreadable.entry_twice"),
        (added("/etc/passwd"), "unreadable.entry_name"),
        (added("C:/x"), "unreadable.entry_name"),
        (added("a/../../b"), "unreadable.entry_name"),
        (added("a\\..\\b"), "unreadable.entry_name"),
        (added("nul_").replace(b"nul_", b"nul\x00"), "unreadable.entry_name"),
        (added("x", zipfile.ZIP_BZIP2), "unreadable.entry_method"),
        (with_flag(PLAIN), "unreadable.encrypted"),
        (with_other_local_name(PLAIN), "unreadable.entry_header"),
        (with_other_checksum(PLAIN), "unreadable.damaged"),
        (PLAIN[: len(PLAIN) // 2], "unreadable.damaged"),
    ],
)
def test_a_package_that_tells_two_stories_is_refused(data: bytes, key: str) -> None:
    """Names outside the package, doubles, foreign methods and lying headers are refused before anything is read."""
    with pytest.raises(SubmissionError) as refused:
        read_workbook(data)
    assert (refused.value.rule, refused.value.key) == ("F001", key)


def test_an_ordinary_addition_is_no_harm() -> None:
    """A part that nothing refers to leaves the workbook readable."""
    assert len(read_workbook(added("xl/media/image1.png")).sheets) == 1


@pytest.mark.parametrize(
    ("limits", "key"),
    [
        (Limits(zip_entries=3), "limit.zip_entries"),
        (Limits(inflated_bytes=300), "limit.inflated_bytes"),
        (Limits(entry_bytes=50), "limit.entry_bytes"),
    ],
)
def test_sizes_are_counted_while_inflating(limits: Limits, key: str) -> None:
    """The directory's own numbers are not believed."""
    with pytest.raises(SubmissionError) as refused:
        read_workbook(PLAIN, limits)
    assert (refused.value.rule, refused.value.key) == ("F014", key)


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 1_000_000])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_parts_of_every_size_come_whole(size: int, method: int) -> None:
    """Where a part is cut into pieces makes no difference."""
    content = b"".join(i.to_bytes(4, "big") for i in range(size // 4)) + bytes(size % 4)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("Part.bin", content)
    assert Package(out.getvalue(), Limits()).read("part.BIN") == content


@pytest.mark.parametrize(
    ("base", "target", "part"),
    [
        ("xl/workbook.xml", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("xl/workbook.xml", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("xl/workbook.xml", "..\\xl\\styles.xml", "xl/styles.xml"),
        ("", "xl/workbook.xml", "xl/workbook.xml"),
    ],
)
def test_targets_are_resolved_from_their_source(base: str, target: str, part: str) -> None:
    """Relative and absolute targets name the same part."""
    assert resolve(base, target) == part


@pytest.mark.parametrize("change", [with_flag, with_other_local_name, with_other_checksum])
def test_the_builders_do_change_something(change: Callable[[bytes], bytes]) -> None:
    """Each attack differs from the plain workbook, which is read."""
    assert change(PLAIN) != PLAIN
    assert read_workbook(PLAIN).sheets
