"""Building .xlsx packages part by part, to hold what openpyxl would not write."""

from __future__ import annotations

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_REL = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


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
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": _links(rel, ("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": _links(
            rel,
            ("rId1", "worksheet", target),
            ("rId2", "sharedStrings", "sharedStrings.xml"),
            ("rId3", "styles", "styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": sheet,
        **(parts or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            archive.writestr(name, data)
    return out.getvalue()


def worksheet(rows: str, *, main: str = MAIN, before: str = "", after: str = "") -> str:
    """Return a worksheet part around its rows."""
    return f'<worksheet xmlns="{main}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def _links(rel: str, *links: tuple[str, str, str]) -> str:
    inner = "".join(f'<Relationship Id="{i}" Type="{rel}/{kind}" Target="{target}"/>' for i, kind, target in links)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'
