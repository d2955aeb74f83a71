"""The same workbook, the same bytes: openpyxl stamps the clock into a file, and this takes it out again."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

from openpyxl import Workbook

_EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
# openpyxl writes a formula without a result; until Excel has calculated it, it shows (and reads) as blank.
_FORMULA = re.compile(rb'<c r="([A-Z]+\d+)"((?: s="\d+")?)><f>([^<]*)</f><v ?/?>(?:</v>)?</c>')


def to_bytes(workbook: Workbook, day: date) -> bytes:
    """Save a workbook with fixed times (``day``) and formulas that hold an empty result."""
    raw = io.BytesIO()
    workbook.save(raw)
    stamp = f"{day.isoformat()}T00:00:00Z".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = _STAMP.sub(rb"\g<1>" + stamp, data)
            elif name.startswith("xl/worksheets/"):
                data = _FORMULA.sub(rb'<c r="\1"\2 t="str"><f>\3</f><v></v></c>', data)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, data)
    return out.getvalue()
