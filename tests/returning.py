"""Forms as departments send them, with everything in the package that a careless program would lose."""

from __future__ import annotations

import html
import io
import re
import zipfile
from dataclasses import dataclass

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from filling import filled, plant
from packages import MAIN
from pxgov_check.documents.returned.workbook import returned_workbook
from pxgov_check.judging import judge_workbook
from pxgov_check.judging.terms import Terms
from pxgov_check.model import SubmissionResult
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.open import read_workbook

_XF = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="2"><fill><patternFill/></fill><fill>'
    '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    f'<cellStyleXfs count="1">{_XF}</cellStyleXfs><cellXfs count="3">{_XF}'
    '<xf numFmtId="10" fontId="0" fillId="0" borderId="0"><protection locked="0"/></xf>'
    '<xf numFmtId="9" fontId="0" fillId="0" borderId="0"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles><dxfs count="0"/></styleSheet>'
)

UNIT = "市大数据中心"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)
_DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:oneCellAnchor><xdr:from><xdr:col>5</xdr:col>'
    "<xdr:colOff>0</xdr:colOff><xdr:row>2</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
    '<xdr:ext cx="600000" cy="600000"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="章"/><xdr:cNvPicPr/></xdr:nvPicPr>'
    f'<xdr:blipFill><a:blip xmlns:r="{_REL}" r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
    '<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="600000" cy="600000"/></a:xfrm><a:prstGeom prst="rect"/>'
    "</xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>"
)
THREADED = "tc={6E2E0F4C-0000-4000-8000-000000000001}"


@dataclass(frozen=True)
class Sent:
    """A form as sent, and where its planted defects are."""

    data: bytes
    cells: tuple[str, ...]


def parts(data: bytes) -> dict[str, bytes]:
    """Return the parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(held: dict[str, bytes]) -> bytes:
    """Return a package of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            archive.writestr(name, data)
    return out.getvalue()


def saved(book: openpyxl.Workbook) -> bytes:
    """Return a workbook's bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def judged(policy: Policy, data: bytes, name: str = "报表.xlsx") -> tuple[SubmissionResult, ...]:
    """Read and judge a workbook."""
    return tuple(judge_workbook(policy, read_workbook(data), Terms("zh"), file=name, digest="sha256:0"))


def returned(policy: Policy, messages: Messages, data: bytes, name: str = "报表.xlsx") -> bytes:
    """Return a workbook with the problems that judging it finds."""
    return returned_workbook(data, judged(policy, data, name), policy.info, messages)


def defective(policy: Policy, messages: Messages) -> openpyxl.Workbook:
    """Return a form of UNIT with a defect in each of the two tables."""
    book = filled(policy, UNIT, messages)
    plant(book, "指标填报", "I03", "本期完成值", "约80")
    plant(book, "指标填报", "I05", "本期完成值", "3O")
    plant(book, "任务填报", "T29", "佐证材料", None)
    return book


def rich_form(policy: Policy, messages: Messages) -> Sent:
    """Return a macro workbook with a chart, a picture, comments, conditional formats, validations and custom XML."""
    book = defective(policy, messages)
    sheet = book["指标填报"]
    assert isinstance(sheet, Worksheet)
    cells = tuple(c.coordinate for row in sheet.iter_rows(min_row=5) for c in row if c.value in {"约80", "3O"})
    sheet[cells[0]].comment = Comment("科室:数据来自台账,请核", "张科")
    sheet["H9"].comment = Comment("另一处的批注", "李科")
    green = DifferentialStyle(fill=PatternFill("solid", "FF00FF00"))
    sheet.conditional_formatting.add("F5:F24", Rule("cellIs", dxf=green, operator="greaterThan", formula=["100"]))
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=8, min_row=5, max_row=12))
    sheet.add_chart(chart, "N5")  # type: ignore[call-arg] # the stubs confuse it with a chart sheet's
    extra = book.create_sheet("附表")
    extra["A1"] = "与填报无关"
    extra["A1"].comment = Comment("旧批注", "王科")
    book["基本信息"].sheet_view.tabSelected = True
    return Sent(packed(_enriched(parts(saved(book)))), cells)


def _enriched(held: dict[str, bytes]) -> dict[str, bytes]:
    """Add by hand what openpyxl can't write."""
    held["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0 macros \x00\x01"
    held["customXml/item1.xml"] = "<档案 xmlns='urn:x'>原件</档案>".encode()
    held["xl/printerSettings/printerSettings1.bin"] = bytes(range(200))
    held["xl/media/image1.png"] = _PNG
    held["xl/drawings/drawing9.xml"] = _DRAWING.encode()
    held["xl/drawings/_rels/drawing9.xml.rels"] = _rels(("rId1", "image", "../media/image1.png"))
    sheets = (n for n in held if n.startswith("xl/worksheets/sheet"))
    guide = next(n for n in sheets if "浅黄色" in html.unescape(held[n].decode()))
    held[guide] = held[guide].replace(b"</worksheet>", f'<drawing xmlns:r="{_REL}" r:id="rId9"/></worksheet>'.encode())
    held[f"xl/worksheets/_rels/{guide.rpartition('/')[2]}.rels"] = _rels(
        ("rId8", "printerSettings", "../printerSettings/printerSettings1.bin"),
        ("rId9", "drawing", "../drawings/drawing9.xml"),
    )
    links = held["xl/_rels/workbook.xml.rels"]
    macros = '<Relationship Id="rIdVba" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"'
    more = f'{macros} Target="vbaProject.bin"/><Relationship Id="rIdX" Type="{_REL}/customXml"'
    held["xl/_rels/workbook.xml.rels"] = links.replace(
        b"</Relationships>", f'{more} Target="../customXml/item1.xml"/></Relationships>'.encode()
    )
    types = held["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    kind = "application/vnd.openxmlformats-officedocument.drawing+xml"
    drawn = f'<Override PartName="/xl/drawings/drawing9.xml" ContentType="{kind}"/>'
    bins = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    png = '<Default Extension="png" ContentType="image/png"/>'
    held["[Content_Types].xml"] = types.replace(b"</Types>", f"{bins}{png}{drawn}</Types>".encode())
    return held


def _rels(*links: tuple[str, str, str]) -> bytes:
    inner = "".join(f'<Relationship Id="{i}" Type="{_REL}/{kind}" Target="{target}"/>' for i, kind, target in links)
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'.encode()


def colour(book: openpyxl.Workbook, sheet: str, ref: str) -> str:
    """Return the colour of a cell's fill as RRGGBB, nothing where it has none."""
    fill = book[sheet][ref].fill
    return str(fill.fgColor.rgb)[-6:] if fill.patternType == "solid" else ""


def is_marked(book: openpyxl.Workbook, sheet: str, ref: str) -> bool:
    """Whether a cell has one of the three colours of a mark."""
    return re.match("FDC.B.|FDE.7.|BBD.F.", colour(book, sheet, ref)) is not None


def marks(book: openpyxl.Workbook) -> set[tuple[str, str]]:
    """Return every cell of a workbook but the list's that has the colour of a mark."""
    return {
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets[1:]
        for row in sheet.iter_rows()
        for cell in row
        if is_marked(book, sheet.title, cell.coordinate)
    }


def marked(data: bytes) -> set[str]:
    """Return the cells of the sheet 表 that are coloured as a mandatory finding."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = (c for row in book["表"].iter_rows() for c in row)
    return {c.coordinate for c in cells if re.match("FFFDC.B.", str(c.fill.fgColor.rgb))}


def marked_styles(data: bytes) -> int:
    """Return how many cells of the first sheet sent have a style of ours."""
    return len(re.findall(rb'<c r="\w+" s="(?:[3-9]|1\d\d)"', parts(data)["xl/worksheets/sheet1.xml"]))


def load(data: bytes) -> openpyxl.Workbook:
    """Return a workbook as openpyxl sees it."""
    return openpyxl.load_workbook(io.BytesIO(data), keep_vba=True)


def corrected(data: bytes) -> openpyxl.Workbook:
    """Return the form of ``defective`` with its planted cells put right, everything else left as it came back."""
    book = load(data)
    plant(book, "指标填报", "I03", "本期完成值", 1)
    plant(book, "指标填报", "I05", "本期完成值", 1)
    plant(book, "任务填报", "T29", "佐证材料", "验收报告.pdf")
    return book
