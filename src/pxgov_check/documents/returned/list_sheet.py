"""The sheet 问题清单 as a worksheet part: every text a string, each cell named a link to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from pxgov_check.documents.returned.book import quote
from pxgov_check.documents.returned.fills import Fill, mark_fill
from pxgov_check.documents.returned.listing import Item, Listing
from pxgov_check.documents.returned.splices import escaped
from pxgov_check.documents.returned.stylesheet import StyleSheet
from pxgov_check.model import Severity
from pxgov_check.submission.ranges import to_range

_WIDTHS = (6, 11, 12, 9, 20, 42, 42)
_TEXT_WIDTHS = (_WIDTHS[2], *_WIDTHS[4:])
LAST_COLUMN = "G"
_LETTERS = "ABCDEFG"
# Above it stand the title and three lines.
HEAD_ROW = 5
# Excel repairs a sheet with more links.
_MOST_LINKS = 65_000
# Points. Heights are given, for not every program fits a row to a wrapped text, and none to a merged one.
_TITLE_HEIGHT, _HEAD_HEIGHT, _LINE_HEIGHT, _MOST_HEIGHT = 36, 26, 15, 400
_TAB_COLOUR = "FFC0392B"


class _Looks(NamedTuple):
    """The styles of the sheet, as numbers of the style sheet."""

    title: int
    line: int
    todo: int
    head: int
    number: int
    centred: int
    text: int
    link: int
    answered: int
    levels: dict[Severity | None, int]


def head_and_last_row(listing: Listing) -> tuple[int, int]:
    """Return the row of the column titles and the last row."""
    return HEAD_ROW, HEAD_ROW + len(listing.items)


def list_sheet(listing: Listing, styles: StyleSheet, main: str, sheets: Collection[str]) -> bytes:
    """Return the part in the vocabulary ``main``; cells are linked to where their sheet is one of ``sheets``."""
    looks = _looks(styles)
    last = HEAD_ROW + len(listing.items)
    links = [
        (HEAD_ROW + number, item)
        for number, item in enumerate(listing.items, 1)
        if item.cell and item.sheet in sheets and _is_reference(item.cell)
    ][:_MOST_LINKS]
    linked_rows = {row for row, _ in links}
    merged = "".join(f'<mergeCell ref="A{row}:{LAST_COLUMN}{row}"/>' for row in range(1, HEAD_ROW))
    linked = "".join(_link(row, item) for row, item in links)
    parts = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
        f'<worksheet xmlns="{main}"><sheetPr><tabColor rgb="{_TAB_COLOUR}"/><pageSetUpPr fitToPage="1"/></sheetPr>',
        f'<dimension ref="A1:{LAST_COLUMN}{last}"/>',
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">',
        f'<pane ySplit="{HEAD_ROW}" topLeftCell="A{HEAD_ROW + 1}" activePane="bottomLeft" state="frozen"/>',
        f'<selection pane="bottomLeft" activeCell="A{HEAD_ROW + 1}" sqref="A{HEAD_ROW + 1}"/></sheetView></sheetViews>',
        '<sheetFormatPr defaultRowHeight="15"/><cols>',
        *(f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(_WIDTHS, 1)),
        "</cols><sheetData>",
        *_top(listing, looks),
        *(_row(HEAD_ROW + number, number, item, looks, linked_rows) for number, item in enumerate(listing.items, 1)),
        f'</sheetData><autoFilter ref="A{HEAD_ROW}:{LAST_COLUMN}{last}"/>',
        f'<mergeCells count="{HEAD_ROW - 1}">{merged}</mergeCells>',
        f"<hyperlinks>{linked}</hyperlinks>" if linked else "",
        '<printOptions horizontalCentered="1"/>',
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>',
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>',
        f"<headerFooter><oddFooter>{escaped(listing.footer)}</oddFooter></headerFooter></worksheet>",
    )
    return "".join(parts).encode("utf-8", "replace")


def _top(listing: Listing, looks: _Looks) -> Iterator[str]:
    yield f'<row r="1" ht="{_TITLE_HEIGHT}" customHeight="1">{_text("A1", looks.title, listing.title)}</row>'
    for row, line in enumerate(listing.lines, 2):
        height = _height((line, sum(_WIDTHS)))
        look = looks.todo if line is listing.lines[-1] else looks.line
        yield f'<row r="{row}" ht="{height}" customHeight="1">{_text(f"A{row}", look, line)}</row>'
    titles = "".join(
        _text(f"{letter}{HEAD_ROW}", looks.head, title) for letter, title in zip(_LETTERS, listing.columns, strict=True)
    )
    yield f'<row r="{HEAD_ROW}" ht="{_HEAD_HEIGHT}" customHeight="1">{titles}</row>'


def _row(row: int, number: int, item: Item, looks: _Looks, linked: Collection[int]) -> str:
    plain = looks.text if item.severity else looks.answered
    cells = (
        f'<c r="A{row}" s="{looks.number}"><v>{number}</v></c>',
        _text(f"B{row}", looks.levels[item.severity], item.level),
        _text(f"C{row}", looks.centred, item.sheet),
        _text(f"D{row}", looks.link if row in linked else looks.centred, item.cell or "—"),
        _text(f"E{row}", plain, item.found),
        _text(f"F{row}", plain, item.problem),
        _text(f"G{row}", plain, item.remedy),
    )
    height = _height(*zip((item.sheet, item.found, item.problem, item.remedy), _TEXT_WIDTHS, strict=True))
    return f'<row r="{row}" ht="{height}" customHeight="1">{"".join(cells)}</row>'


def _height(*texts: tuple[str, float]) -> float:
    """Return the points that the tallest of some wrapped texts needs, each in a column of so many characters."""
    lines = max(
        sum(max(1, -(-sum(2 if ord(c) > 0x2000 else 1 for c in line) // int(width - 1.5))) for line in text.split("\n"))
        for text, width in texts
    )
    return min(_LINE_HEIGHT * lines + 6, _MOST_HEIGHT)


def _text(ref: str, style: int, text: str) -> str:
    return f'<c r="{ref}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escaped(text)}</t></is></c>'


def _link(row: int, item: Item) -> str:
    place = escaped(f"{quote(item.sheet)}!{item.cell}")
    return f'<hyperlink ref="D{row}" location="{place}" display="{escaped(item.cell)}"/>'


def _is_reference(text: str) -> bool:
    try:
        to_range(text)
    except ValueError:
        return False
    return True


def _looks(styles: StyleSheet) -> _Looks:
    line = "".join(
        f'<{side} style="thin"><color rgb="FF9AA5B1"/></{side}>' for side in ("left", "right", "top", "bottom")
    )
    box = styles.add("borders", f"<border>{line}<diagonal/></border>")
    none = styles.add("borders", "<border><left/><right/><top/><bottom/><diagonal/></border>")
    clear = styles.fill(Fill("none"))
    dark = styles.fill(Fill("solid", ("rgb=FF1F4E79",), ("indexed=64",)))
    grey = styles.fill(Fill("solid", ("rgb=FFF2F4F7",), ("indexed=64",)))
    pale = styles.fill(Fill("solid", ("rgb=FFFFF4CE",), ("indexed=64",)))
    words = _font(styles, 10)
    middle = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
    left = '<alignment horizontal="left" vertical="center" wrapText="1"/>'

    def look(font: int, fill: int, border: int, inner: str, prefix: int = 1) -> int:
        # quotePrefix: a text that looks like a formula stays one when somebody edits the cell.
        return styles.xf(inner, numFmtId=0, fontId=font, fillId=fill, borderId=border, quotePrefix=prefix,
                         applyFont=1, applyFill=1, applyBorder=1, applyAlignment=1)  # fmt: skip

    levels: dict[Severity | None, int] = {
        severity: look(_font(styles, 10, bold=True), styles.fill(mark_fill(severity, 0)), box, middle)
        for severity in Severity
    }
    levels[None] = look(words, grey, box, middle)
    return _Looks(
        title=look(_font(styles, 16, bold=True, colour="FFC0392B"), clear, none, middle),
        line=look(_font(styles, 10.5), clear, none, left),
        todo=look(_font(styles, 10.5, bold=True), pale, none, left),
        head=look(_font(styles, 10, bold=True, colour="FFFFFFFF"), dark, box, middle),
        number=look(words, clear, box, middle, 0),
        centred=look(words, clear, box, middle),
        text=look(words, clear, box, left),
        link=look(_font(styles, 10, bold=True, colour="FF0563C1", underline=True), clear, box, middle),
        answered=look(_font(styles, 10, colour="FF7B8794"), grey, box, left),
        levels=levels,
    )


def _font(
    styles: StyleSheet, size: float, *, bold: bool = False, colour: str = "FF1F2933", underline: bool = False
) -> int:
    # ECMA-376 part 1, 18.8.22: the order within a font.
    marks = ("<b/>" if bold else "") + ("<u/>" if underline else "")
    return styles.add("fonts", f'<font>{marks}<sz val="{size}"/><color rgb="{colour}"/><name val="宋体"/></font>')
