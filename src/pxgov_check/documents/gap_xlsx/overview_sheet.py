"""概况 as a worksheet: sentences, small tables on the left, charts on the right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from pxgov_check.documents import styles
from pxgov_check.documents.cells import put, put_text
from pxgov_check.documents.gap_xlsx.layout import put_value
from pxgov_check.documents.gap_xlsx.overview import Block

FIRST_WIDTH, WIDTH = 26, 10
# Between the tables and the charts.
_GUTTER = 3
# Texts and the content of the provenance run over so many columns.
_COLUMNS = 8
# No row of Excel is higher, in points.
_HIGHEST = 409.0
_TEXT_WIDTH = FIRST_WIDTH + WIDTH * (_COLUMNS - 1)


def beside(blocks: Sequence[Block]) -> int:
    """Return the column right of the tables where the charts begin."""
    return max(_COLUMNS, *(len(block.head) for block in blocks)) + 2


def write(sheet: Worksheet, title: str, sentences: Iterable[str], blocks: Sequence[Block]) -> Mapping[str, int]:
    """Write the sheet; return the row of the head of each block by its key."""
    gutter = beside(blocks) - 1
    for number in range(1, gutter):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH if number > 1 else FIRST_WIDTH
    sheet.column_dimensions[get_column_letter(gutter)].width = _GUTTER
    put_text(sheet, 1, 1, title, styles.title).alignment = Alignment(horizontal="left", vertical="center")
    sheet.row_dimensions[1].height = 30
    row = 1
    for row, sentence in enumerate(sentences, 2):
        put_text(sheet, row, 1, sentence, styles.words)
        _run_over(sheet, row, 1, sentence, _TEXT_WIDTH)
    heads: dict[str, int] = {}
    row += 2
    for block in blocks:
        heads[block.key] = row + 1
        row = _block(sheet, row, block) + 2
    _page(sheet)
    return heads


def link(sheet: Worksheet, head: int, names: Iterable[str]) -> None:
    """Make the names below the head of the list of sheets lead to them."""
    for row, name in enumerate(names, head + 1):
        sheet.cell(row, 1).hyperlink = Hyperlink(ref=f"A{row}", location=f"'{name}'!A1")


def _block(sheet: Worksheet, row: int, block: Block) -> int:
    """Write a table from its caption on; return its last row."""
    put(sheet, row, 1, block.caption, lambda cell: styles.words(cell, bold=True))
    for number, text in enumerate(block.head, 1):
        put_text(sheet, row + 1, number, text, styles.head)
    sheet.row_dimensions[row + 1].height = max(styles.line_height(t, WIDTH) for t in ("", *block.head[1:]))
    for at, values in enumerate(block.rows, row + 2):
        for number, value in enumerate(values, 1):
            put_value(sheet, at, number, value)
            if isinstance(value, str) and number > 1:
                _run_over(sheet, at, number, value, _TEXT_WIDTH - FIRST_WIDTH)
    return row + 1 + len(block.rows)


def _run_over(sheet: Worksheet, row: int, first: int, text: str, width: float) -> None:
    sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=_COLUMNS)
    sheet.row_dimensions[row].height = min(styles.line_height(text, width), _HIGHEST)


def _page(sheet: Worksheet) -> None:
    styles.page(sheet, landscape=True)
    sheet.protection.disable()
