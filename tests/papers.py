"""Papers of Word read back as somebody reads them: what stands below which heading, and in which table."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

# Styles of what heads a part; an annex is headed by its title.
HEADINGS = ("Heading1", "Heading2", "Title")


@dataclass
class Grid:
    """A table: where it stands, its head and its rows as texts."""

    part: str
    caption: str
    head: list[str]
    rows: list[list[str]]

    def by(self, column: str) -> Mapping[str, Mapping[str, str]]:
        """Return the rows by what stands in a column, each cell by its head."""
        return {row[self.head.index(column)]: dict(zip(self.head, row, strict=True)) for row in self.rows}


@dataclass
class Read:
    """A paper: every line of running text with its style, and every table, in order."""

    lines: list[tuple[str, str]] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    order: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that can be read, a line or cell a line."""
        cells = [cell for grid in self.grids for row in (grid.head, *grid.rows) for cell in row]
        return "\n".join([*(text for _, text in self.lines), *cells])

    def below(self, part: str) -> list[str]:
        """Return the lines of a part, by how its heading ends."""
        starts = [at for at, (style, text) in enumerate(self.lines) if style in HEADINGS and text.endswith(part)]
        found: list[str] = []
        for style, text in self.lines[starts[0] + 1 :]:
            if style in {"Heading1", "AnnexMark"}:
                break
            found.append(text)
        return [text for text in found if text]

    def grid(self, part: str, number: int = 0) -> Grid:
        """Return a table of a part."""
        return [grid for grid in self.grids if grid.part.endswith(part)][number]


def document(data: bytes) -> Docx:
    """Return a paper as python-docx reads it."""
    return Document(io.BytesIO(data))


def read(data: bytes) -> Read:
    """Return what can be read in a paper."""
    told, part, caption = Read(), "", ""
    for element in document(data).element.body:
        if element.tag == qn("w:p"):
            style, text = _style(element), _text(element)
            told.lines.append((style, text))
            told.order.append(style if text else "")
            part = text if style in {"Heading1", "Title"} else part
            caption = text if style == "Caption" else caption
        elif element.tag == qn("w:tbl"):
            head, *rows = [[_text(cell) for cell in row.iter(qn("w:tc"))] for row in element.iter(qn("w:tr"))]
            told.grids.append(Grid(part, caption, head, rows))
            told.order.append("table")
            caption = ""
    return told


def _style(paragraph: BaseOxmlElement) -> str:
    return next((str(style.get(qn("w:val"))) for style in paragraph.iter(qn("w:pStyle"))), "")


def _text(element: BaseOxmlElement) -> str:
    return "".join(_pieces(element))


def _pieces(element: BaseOxmlElement) -> Iterator[str]:
    for one in element.iter(qn("w:t"), qn("w:br")):
        yield (one.text or "") if one.tag == qn("w:t") else "\n"
