"""Tables as WordprocessingML. They are written as text: python-docx looks every cell up by walking the table."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

from pxgov_check.documents.official.blocks import Cell, Column, Table
from pxgov_check.documents.official.visible import legible

# The text area of the standard is 156 mm wide.
WIDTH = 8844
_SHADES = {"done": "404040", "part": "A6A6A6", "short": "E7E6E6", "head": "F2F2F2"}
_MARGIN = 50
# A table of so many rows is not broken over two pages; of a longer one the first rows stay with its head.
_WHOLE, _OPENING = 10, 2


def table_element(table: Table) -> BaseOxmlElement:
    """Return a table over the whole width, its head repeated on every page, no row broken over two."""
    widths = _widths(table.columns)
    head = table.head or [Cell(column.head) for column in table.columns]
    rows = [_row(table, widths, [_as_head(cell) for cell in head], is_head=True, keep=True)]
    rows += [
        _row(table, widths, row, is_head=False, keep=_keeps(table, number)) for number, row in enumerate(table.rows, 1)
    ]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{_MARGIN}" w:type="dxa"/>'
        f'<w:right w:w="{_MARGIN}" w:type="dxa"/></w:tblCellMar><w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _keeps(table: Table, number: int) -> bool:
    """Whether a row, counted from 1, stays with what follows."""
    if table.flows:
        return number == len(table.rows)
    return number < (len(table.rows) if len(table.rows) <= _WHOLE else _OPENING)


def _widths(columns: Sequence[Column]) -> list[int]:
    whole = sum(column.share for column in columns)
    widths = [int(WIDTH * column.share / whole) for column in columns]
    widths[-1] += WIDTH - sum(widths)
    return widths


def _as_head(cell: Cell) -> Cell:
    return Cell(cell.text, "head", cell.span, "center")


def _row(table: Table, widths: Sequence[int], cells: Sequence[Cell | str], *, is_head: bool, keep: bool) -> str:
    written, at = [], 0
    style = table.size + ("Head" if is_head else "Text")
    for one in cells:
        cell = Cell(one) if isinstance(one, str) else one
        align = cell.align or table.columns[at].align
        written.append(_cell(cell, sum(widths[at : at + cell.span]), style, align, keep=keep))
        at += cell.span
    tall = table.row_height and not is_head
    height = f'<w:trHeight w:val="{table.row_height}" w:hRule="atLeast"/>' if tall else ""
    repeated = "<w:tblHeader/>" if is_head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{repeated}</w:trPr>{''.join(written)}</w:tr>"


def _cell(cell: Cell, width: int, style: str, align: str, *, keep: bool) -> str:
    span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{_SHADES[cell.shade]}"/>' if cell.shade else ""
    run = f'<w:r><w:t xml:space="preserve">{escape(legible(cell.text))}</w:t></w:r>' if cell.text else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{fill}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{"<w:keepNext/>" if keep else ""}<w:jc w:val="{align}"/></w:pPr>'
        f"{run}</w:p></w:tc>"
    )
