"""A paper laid out: numbers for what has any, the page, the page numbers, and the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm
from docx.text.paragraph import Paragraph as Written

from pxgov_check.documents.official.blocks import Block, Heading, Item, Paper, Part, Table
from pxgov_check.documents.official.look import Look, font_table, look, style_elements
from pxgov_check.documents.official.tables import table_element
from pxgov_check.documents.official.visible import legible
from pxgov_check.documents.package import rewritten
from pxgov_check.model import Lang
from pxgov_check.policy.messages import Messages

# A package's title has at most so many characters.
_LONGEST_TITLE = 255
# Page numbers stand one character in from the outer edge.
_ONE_CHARACTER = 280
_SETTINGS = (
    '<w:zoom w:percent="100"/><w:defaultTabStop w:val="640"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
    'w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
)
# Of python-docx's template only the bare document is wanted: no theme, no thumbnail, no effects for old Words.
_UNWANTED = ("theme", "stylesWithEffects", "numbering", "customXml", "thumbnail", "webSettings")


def to_bytes(paper: Paper, messages: Messages, day: date) -> bytes:
    """Return a paper as .docx, dated to ``day``; the same paper gives the same bytes."""
    document = Document(io.BytesIO(_blank(messages.lang)))
    writer = _Writer(document, messages)
    writer.write(paper)
    _properties(document, "".join(paper.title), messages, day)
    raw = io.BytesIO()
    document.save(raw)
    return rewritten(raw.getvalue())


@cache
def _blank(lang: Lang) -> bytes:
    """Return an empty paper with its page and styles; made once for all the letters of a run."""
    document, raw = Document(), io.BytesIO()
    _strip(document, look(lang))
    _page(document.sections[0])
    document.save(raw)
    return raw.getvalue()


@dataclass
class _Writer:
    """Writes blocks one after another and counts what is numbered."""

    document: Docx
    m: Messages
    tables: int = 0
    headings: int = 0
    items: int = 0
    after_text: bool = False

    def write(self, paper: Paper) -> None:
        self._title(paper.title)
        if paper.addressee:
            self._line(paper.addressee, "Normal")
        kept = [part for part in paper.sections if part.blocks]
        for number, part in enumerate(kept, 1):
            if part.title:
                title = self.m("paper.level.1", n=numeral(self.m, number), title=part.title)
                self._line(title, "Heading1")
            self._blocks(part)
        annexes = [part for part in paper.annexes if part.blocks]
        below = self._announce(annexes)
        self._sign(below, paper.signed)
        for number, part in enumerate(annexes, 1):
            self._annex(number if len(annexes) > 1 else None, part)

    def _title(self, lines: Sequence[str]) -> None:
        written = self._line(lines[0], "Title")
        for line in lines[1:]:
            written.add_run().add_break(WD_BREAK.LINE)
            written.add_run(legible(line))
        self._line("", "Normal")

    def _blocks(self, part: Part) -> None:
        self.headings = self.items = 0
        self.after_text = False
        for block in part.blocks:
            self._block(block)
            self.after_text = not isinstance(block, Table)

    def _block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self.headings, self.items = self.headings + 1, 0
            title = self.m("paper.level.2", n=numeral(self.m, self.headings), title=block.text)
            self._line(title, "Heading2")
        elif isinstance(block, Item):
            self.items += 1
            self._line(self.m("paper.level.3", n=str(self.items), text=block.text), "BodyText")
        elif isinstance(block, Table):
            self._table(block)
        else:
            self._line(block.text, "BodyText" if block.place == "body" else "Normal")

    def _table(self, table: Table) -> None:
        if table.caption:
            self.tables += 1
            self._line(self.m("paper.caption", n=str(self.tables), title=table.caption), "Caption")
        elif self.after_text:
            self._line("", "Legend")
        body = self.document.element.body
        body.insert(len(body) - 1, table_element(table))
        # Two tables without a paragraph between them are one to Word.
        below = self._line(table.legend, "Legend")
        below.paragraph_format.keep_with_next = table.flows or None

    def _announce(self, annexes: Sequence[Part]) -> list[Written]:
        """List the annexes below the text, as the standard has it: after an empty line, one a line."""
        if not annexes:
            return []
        if len(annexes) == 1:
            told = [self.m("paper.annexes.one", title=annexes[0].title)]
        else:
            keys = ["paper.annexes.first", *["paper.annexes.next"] * (len(annexes) - 1)]
            told = [
                self.m(key, n=str(number), title=part.title)
                for number, (key, part) in enumerate(zip(keys, annexes, strict=True), 1)
            ]
        return [self._line("", "Normal"), *(self._line(line, "BodyText") for line in told)]

    def _sign(self, below: Sequence[Written], lines: Sequence[str]) -> None:
        """Write who signs and when at the right, four characters in, on one page with the annexes named above."""
        if not lines:
            return
        written = [*below, self._line("", "Normal"), *(self._line(line, "Signature") for line in lines)]
        for line in written[:-1]:
            line.paragraph_format.keep_with_next = True

    def _annex(self, number: int | None, part: Part) -> None:
        mark = self._line(self.m("paper.annex", n=str(number or "")).strip(), "AnnexMark")
        mark.paragraph_format.page_break_before = True
        self._title([part.title])
        self.tables = 0
        self._blocks(part)

    def _line(self, text: str, style: str) -> Written:
        written = self.document.add_paragraph(legible(text))
        written._p.style = style  # noqa: SLF001 (by id: names are translated by python-docx)
        return written


def numeral(messages: Messages, number: int) -> str:
    """Return a number from 1 to 99 as headings count: 一 … 十, 十一 … 二十, 二十一 in Chinese, else in figures."""
    if messages.lang != "zh":
        return str(number)
    digits = messages("paper.numerals")
    tens, ones = divmod(number, 10)
    ten = digits[9]
    return ((digits[tens - 1] if tens > 1 else "") + ten if tens else "") + (digits[ones - 1] if ones else "")


def _page(section: Section) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    # The dashes of the page number stand 7 mm below the text area.
    section.header_distance, section.footer_distance, section.gutter = Mm(15), Mm(25), Mm(0)
    element = section._sectPr  # noqa: SLF001 (python-docx has no name for the grid)
    for grid in element.findall("{*}docGrid"):
        element.remove(grid)
    odd, even = section.footer, section.even_page_footer
    for footer, side in ((odd, "right"), (even, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]._p  # noqa: SLF001 (fields have no other way in)
        paragraph.getparent().replace(paragraph, parse_xml(_page_number(side)))


def _page_number(side: str) -> str:
    runs = (
        '<w:r><w:t xml:space="preserve">— </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r>'
        '</w:fldSimple><w:r><w:t xml:space="preserve"> —</w:t></w:r>'
    )
    return (
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="footer"/><w:ind w:{side}Chars="100" w:{side}="{_ONE_CHARACTER}"/>'
        f'<w:jc w:val="{side}"/></w:pPr>{runs}</w:p>'
    )


def _strip(document: Docx, told: Look) -> None:
    """Take out of python-docx's template what would show through, and put in the paper's styles, fonts and settings."""
    part = document.part
    for holder in (part.rels, part.package.rels):
        for key in [k for k, rel in holder.items() if any(name in rel.reltype for name in _UNWANTED)]:
            del holder[key]
    _refill(document.styles.element, style_elements(told))
    _refill(document.settings.element, list(parse_xml(f"<w:settings {nsdecls('w')}>{_SETTINGS}</w:settings>")))
    part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)._blob = font_table()  # noqa: SLF001 (python-docx only carries it)


def _refill(root: BaseOxmlElement, children: Sequence[BaseOxmlElement]) -> None:
    for child in list(root):
        root.remove(child)
    root.extend(children)


def _properties(document: Docx, title: str, messages: Messages, day: date) -> None:
    told, when = document.core_properties, datetime(day.year, day.month, day.day, tzinfo=UTC)
    told.title, told.language = legible(title)[:_LONGEST_TITLE], {"zh": "zh-CN", "en": "en"}[messages.lang]
    told.author = told.last_modified_by = told.comments = told.keywords = told.subject = told.category = ""
    told.created = told.modified = when
    told.revision = 1
