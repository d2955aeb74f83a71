"""Workbooks written part by part, without a library and without pxcheck: the same cells give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
# Places in the list of cell formats of package().
PERCENT, DAY = 1, 2
_LOOKS = (
    "<fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>"
    "<cellStyleXfs><xf/></cellStyleXfs>"
)
_NORMAL = '<cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
# What Excel counts days from.
EPOCH = date(1899, 12, 30)

# A row is its number and its cells, column by column; None is an empty cell.
Row = tuple[int, Sequence[str | None]]


def text_cells(texts: Sequence[str]) -> list[str | None]:
    """Return a cell for each text."""
    return [text_cell(text) for text in texts]


def text_cell(text: str) -> str | None:
    """Return a cell that holds a text; None for an empty one."""
    return f'<c r="@" t="inlineStr"><is><t>{escape(text)}</t></is></c>' if text else None


def number_cell(value: float, style: int = 0) -> str:
    """Return a cell that holds a number, shown plainly or as ``PERCENT`` or ``DAY``."""
    return f'<c r="@" s="{style}"><v>{value!r}</v></c>'


def _sheet(rows: Sequence[Row], hidden: Collection[int]) -> str:
    written, wide, high = [], 1, 1
    for number, cells in rows:
        wide, high = max(wide, len(cells)), number
        placed = (c.replace("@", f"{chr(65 + at)}{number}", 1) for at, c in enumerate(cells) if c is not None)
        unseen = ' hidden="1"' if number in hidden else ""
        written.append(f'<row r="{number}"{unseen}>{"".join(placed)}</row>')
    size = f'<dimension ref="A1:{chr(64 + wide)}{high}"/>'
    return f'<worksheet xmlns="{_MAIN}">{size}<sheetData>{"".join(written)}</sheetData></worksheet>'


def package(sheets: Mapping[str, Sequence[Row]], hidden: Mapping[str, Collection[int]] = MappingProxyType({})) -> bytes:
    """Return a workbook of these sheets, of which one called _pxcheck is hidden; so are the rows numbered, by sheet."""
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}" state="{"hidden" if name == "_pxcheck" else "visible"}"/>'
        for n, name in enumerate(names, 1)
    )
    links = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(names) + 1)] + [("styles", "styles.xml")]
    formats = "".join(f'<xf numFmtId="{n}" applyNumberFormat="1"/>' for n in (0, 10, 14))
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in range(1, len(names) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{overrides}</Types>',
        "_rels/.rels": _links([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _links(links),
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{_LOOKS}<cellXfs>{formats}</cellXfs>{_NORMAL}</styleSheet>',
    }
    parts |= {
        f"xl/worksheets/sheet{n}.xml": _sheet(sheets[name], hidden.get(name, ())) for n, name in enumerate(names, 1)
    }
    return zipped({name: text.encode() for name, text in parts.items()})


def _links(targets: Sequence[tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="rId{n}" Type="{_REL}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return an archive of these parts, without a day or anything else that changes from run to run."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()
