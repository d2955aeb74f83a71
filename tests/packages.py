"""Building .xlsx packages part by part, to hold what openpyxl would not write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_REL = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SPREADSHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SPREADSHEET}.worksheet+xml"/></Types>'
)


def package(
    sheet: str,
    *,
    parts: dict[str, str | bytes] | None = None,
    main: str = MAIN,
    rel: str = REL,
    workbook: str | None = None,
    target: str = "worksheets/sheet1.xml",
) -> bytes:
    """Return a workbook of one sheet whose part is ``sheet``; ``parts`` adds or replaces parts by name."""
    book = workbook or (
        f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>'
        '<sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    held: dict[str, str | bytes] = {
        "_rels/.rels": links(rel, ("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": links(
            rel,
            ("rId1", "worksheet", target),
            ("rId2", "sharedStrings", "sharedStrings.xml"),
            ("rId3", "styles", "styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": sheet,
        # Last, so that the first place in the file that names the sheet is the sheet's own.
        "[Content_Types].xml": _TYPES,
        **(parts or {}),
    }
    return zipped(held)


def zipped(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of parts by name, the same bytes for the same parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def worksheet(rows: str, *, main: str = MAIN, before: str = "", after: str = "") -> str:
    """Return a worksheet part around its rows."""
    return f'<worksheet xmlns="{main}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def links(rel: str, *named: tuple[str, str, str]) -> str:
    """Return a relationships part of (id, kind, target)."""
    inner = "".join(f'<Relationship Id="{i}" Type="{rel}/{kind}" Target="{target}"/>' for i, kind, target in named)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'
