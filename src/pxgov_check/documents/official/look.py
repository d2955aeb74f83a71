"""How a paper looks: fonts, sizes and styles.

Facts are those of GB/T 9704-2012: body 3号 (16 pt) 仿宋, title 2号 (22 pt) 小标宋, headings 黑体 and 楷体, 22 lines of
28 characters a page, page numbers 4号 宋体. 28 characters of 16 pt are wider than the 156 mm of the text area: with the
characters 0.25 pt closer and an exact pitch of 28 pt the page holds 28 × 22. Fonts are named, never embedded.
"""

from __future__ import annotations

from types import MappingProxyType

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

from pxgov_check.frozen import frozen
from pxgov_check.model import Lang

TWIPS_A_POINT = 20


@frozen
class Look:
    """The fonts and sizes of a language: points, and for ``closer`` the twips taken from between characters.

    ``latin`` is the font of letters and figures; none means that of the Chinese around them.
    """

    body: str
    first: str
    second: str
    title: str
    table: str
    latin: str
    size: float
    title_size: float
    pitch: float
    closer: int
    justify: str

    @property
    def indent(self) -> int:
        """The width of two characters, in twips."""
        return round(2 * (self.size * TWIPS_A_POINT - self.closer))


_GB = Look("仿宋", "黑体", "楷体", "方正小标宋简体", "仿宋", "", 16, 22, 28, 5, "both")
_ENGLISH = Look("仿宋", "黑体", "楷体", "方正小标宋简体", "仿宋", "Times New Roman", 12, 18, 20, 0, "left")
LOOKS = MappingProxyType({"zh": _GB, "en": _ENGLISH})
# What Word takes where a machine lacks the font: Windows and WPS call them differently.
_STAND_INS = MappingProxyType(
    {"仿宋": "仿宋_GB2312", "楷体": "楷体_GB2312", "黑体": "SimHei", "方正小标宋简体": "宋体", "宋体": "SimSun"}
)
_PAGE_NUMBER = "宋体"


@frozen
class _Style:
    """A paragraph style; sizes in points, ``level`` the outline level from 0, ``right`` in characters."""

    id: str
    name: str
    font: str
    size: float
    pitch: float
    jc: str
    indent: int = 0
    closer: int = 0
    level: int | None = None
    keep: bool = False
    before: int = 0
    right: int = 0


def look(lang: Lang) -> Look:
    """Return how papers of a language look."""
    return LOOKS[lang]


def style_elements(told: Look) -> list[BaseOxmlElement]:
    """Return the document's defaults and styles; each names its East Asian font, none a theme's."""
    defaults = (
        f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>{_fonts(told.body, told.latin)}"
        f'<w:sz w:val="{_half(told.size)}"/><w:szCs w:val="{_half(told.size)}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )
    return [parse_xml(defaults), *(parse_xml(_style_xml(s, told)) for s in _styles(told)), parse_xml(_table_style())]


def font_table() -> bytes:
    """Return the part that says by which other font to stand in for one that is not there."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name, other in _STAND_INS.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f"{head}<w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()


def _styles(told: Look) -> list[_Style]:
    body, pitch, jc = told.size, told.pitch, told.justify
    return [
        _Style("Normal", "Normal", told.body, body, pitch, jc, closer=told.closer),
        _Style("BodyText", "Body Text", told.body, body, pitch, jc, told.indent, told.closer),
        _Style("Title", "Title", told.title, told.title_size, told.title_size + 10, "center"),
        _Style("Heading1", "heading 1", told.first, body, pitch, jc, told.indent, told.closer, 0, keep=True),
        _Style("Heading2", "heading 2", told.second, body, pitch, jc, told.indent, told.closer, 1, keep=True),
        _Style("AnnexMark", "Annex Mark", told.first, body, pitch, "left", level=0, keep=True),
        _Style("Caption", "caption", told.first, 12, 20, "center", keep=True, before=8),
        _Style("TableHead", "Table Head", told.first, 10.5, 15, "center"),
        _Style("TableText", "Table Text", told.table, 10.5, 15, "left"),
        _Style("DenseHead", "Dense Head", told.first, 9, 12, "center"),
        _Style("DenseText", "Dense Text", told.table, 9, 12, "left"),
        _Style("TinyHead", "Tiny Head", told.first, 7.5, 10, "center"),
        _Style("TinyText", "Tiny Text", told.table, 7.5, 10, "left"),
        _Style("Signature", "Signature", told.body, body, pitch, "right", closer=told.closer, right=4),
        _Style("Legend", "Legend", told.table, 9, 13, "left", before=4),
        _Style("footer", "footer", _PAGE_NUMBER, 14, 16, "left"),
    ]


def _style_xml(style: _Style, told: Look) -> str:
    latin = _PAGE_NUMBER if style.id == "footer" else told.latin
    chars = ' w:firstLineChars="200"' if style.indent else ""
    right = f' w:rightChars="{style.right}00" w:right="{style.right * told.indent // 2}"' if style.right else ""
    default = ' w:default="1"' if style.id == "Normal" else ""
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph"{default} w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        + ("" if default else '<w:basedOn w:val="Normal"/>')
        + "<w:qFormat/><w:pPr>"
        + ("<w:keepNext/>" if style.keep else "")
        # Word's default said aloud: LibreOffice reads it the other way round, and where marks hang it loses some.
        + '<w:widowControl w:val="0"/><w:overflowPunct/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        + f'<w:spacing w:before="{style.before * TWIPS_A_POINT}" w:after="0" '
        + f'w:line="{round(style.pitch * TWIPS_A_POINT)}" w:lineRule="exact"/>'
        + f'<w:ind{chars} w:firstLine="{style.indent}"{right}/><w:jc w:val="{style.jc}"/>'
        + (f'<w:outlineLvl w:val="{style.level}"/>' if style.level is not None else "")
        + f"</w:pPr><w:rPr>{_fonts(style.font, latin)}"
        + f'<w:spacing w:val="{-style.closer}"/><w:kern w:val="0"/>'
        + f'<w:sz w:val="{_half(style.size)}"/><w:szCs w:val="{_half(style.size)}"/></w:rPr></w:style>'
    )


def _table_style() -> str:
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f'<w:style {nsdecls("w")} w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr>'
        f"<w:tblBorders>{edges}</w:tblBorders></w:tblPr></w:style>"
    )


def _fonts(east_asian: str, latin: str) -> str:
    western = latin or east_asian
    return f'<w:rFonts w:ascii="{western}" w:hAnsi="{western}" w:eastAsia="{east_asian}" w:cs="{western}"/>'


def _half(points: float) -> int:
    return round(points * 2)
