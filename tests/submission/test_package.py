from __future__ import annotations

import io
import zipfile

import pytest

from kit.hostile_zips import PLAIN
from pxgov_check.errors import SubmissionError
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.open import read_workbook
from pxgov_check.submission.package import Package, resolve


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
