"""The same document, the same bytes: openpyxl and python-docx stamp the clock into a file, and this takes it out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date

from openpyxl import Workbook

_EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
# openpyxl writes a formula without a result; until Excel has calculated it, it shows (and reads) as blank.
_FORMULA = re.compile(rb'<c r="([A-Z]+\d+)"((?: s="\d+")?)><f>([^<]*)</f><v ?/?>(?:</v>)?</c>')

# openpyxl writes what is not ASCII in sheets as references; as characters a form is smaller, and sooner read by all.
_REFERENCE = re.compile(rb"&#(\d{3,7});")


def to_bytes(workbook: Workbook, day: date) -> bytes:
    """Save a workbook with fixed times (``day``) and formulas that hold an empty result."""
    raw = io.BytesIO()
    workbook.save(raw)
    stamp = f"{day.isoformat()}T00:00:00Z".encode()

    def change(name: str, data: bytes) -> bytes:
        if name == "docProps/core.xml":
            return _STAMP.sub(rb"\g<1>" + stamp, data)
        if name.startswith("xl/worksheets/"):
            return _REFERENCE.sub(_character, _FORMULA.sub(rb'<c r="\1"\2 t="str"><f>\3</f><v></v></c>', data))
        return data

    return rewritten(raw.getvalue(), change)


def rewritten(package: bytes, change: Callable[[str, bytes], bytes] = lambda _, data: data) -> bytes:
    """Return a package with the same times in every entry, each part passed through ``change`` by its name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, change(name, source.read(name)))
    return out.getvalue()


def _character(reference: re.Match[bytes]) -> bytes:
    number = int(reference[1])
    return chr(number).encode() if number > 127 else reference[0]
