"""A table laid out in the cells of a terminal: heads, a rule below them, rows.

Where there is room it looks as ``rich.table`` draws it, in a twentieth of the time: what stands in the cells is short,
so it is measured and not rendered, and only what is too long for its column is broken into lines, once however many
forms say it. How wide a text is and where a word breaks is Rich's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rich.cells import cell_len, chop_cells, set_cell_size

from pxgov_check.formats.paint import Line, Piece
from pxgov_check.frozen import frozen

# A text without style, or paragraphs one below the other. Clean: nothing here makes it so.
Cell = str | Sequence[Piece]

_HEAD = "bold"
_RULE = "─"
_CUT = "…"
_GAP = "  "
# A column that can be wrapped is not narrowed below a Chinese character and a blank while others can give.
_NARROWEST = 3
# Four Chinese characters; a title in less is hard to read, and in one cell not there at all.
_READABLE = 8
_WORD = re.compile(r"\s*\S+\s*")


@frozen
class Column:
    """How a column is laid out.

    ``share`` is its part of what columns without one leave; these are as wide as their content, ``most`` cells at most.
    What is longer than its column is wrapped, or cut where it has to stay ``whole`` (a figure, a day).
    """

    head: str
    share: int = 0
    most: int | None = None
    whole: bool = False
    right: bool = False


def grid(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int) -> Iterator[Line]:
    """Yield the lines of a table, none wider than ``width`` cells; every row has a cell for each column."""
    widths = column_widths(columns, _content(columns, rows), width)
    heads = [_lines(((column.head, _HEAD),), column, widths[at]) for at, column in enumerate(columns)]
    height = max(map(len, heads))
    # Heads stand on the rule.
    yield from _side_by_side([[("", "")] * (height - len(lines)) + lines for lines in heads], columns, widths)
    yield ((_RULE * (sum(widths) + len(_GAP) * (len(widths) - 1)), ""),)
    for row in rows:
        cells = [_lines(cell, column, wide) for cell, column, wide in zip(row, columns, widths, strict=True)]
        yield from _side_by_side(cells, columns, widths)


def column_widths(columns: Sequence[Column], content: Sequence[int], width: int) -> list[int]:
    """Return how wide each column is for content so wide, two blanks between them, all in cells.

    The first of the two blanks counts as part of the column before it while width is given and taken:

    1. A column without a share is as wide as its content, ``most`` at most.
    2. Those with a share divide what is left in the ratio of their shares, each rounded up from left to right; none is
       below ``_READABLE``, or its content where that is less.
    3. While the table is too wide, the widest columns that are not whole are narrowed together down to the next widest,
       none below ``_NARROWEST``.
    4. What is still too much is taken from the widest of all columns in the same way, down to one cell.
    """
    last = len(columns) - 1
    blanks = [1] * last + [0]
    total = width - last
    widths = [
        0 if column.share else min(wide, column.most or wide) + blank
        for column, wide, blank in zip(columns, content, blanks, strict=True)
    ]
    room, shares = total - sum(widths), sum(column.share for column in columns)
    for at, column in enumerate(columns):
        if column.share:
            widths[at] = max(min(content[at], _READABLE) + blanks[at], -(-column.share * room // shares))
            room, shares = room - widths[at], shares - column.share
    _narrow(widths, [at for at, column in enumerate(columns) if not column.whole], _NARROWEST, total)
    _narrow(widths, range(len(columns)), 2, total)
    return [wide - blank for wide, blank in zip(widths, blanks, strict=True)]


def _narrow(widths: list[int], chosen: Sequence[int], least: int, total: int) -> None:
    """Narrow the widest of the chosen columns together, until all columns are ``total`` wide or these ``least``."""
    while (excess := sum(widths) - total) > 0:
        widest = max(widths[at] for at in chosen)
        if widest <= least:
            return
        alike = [at for at in chosen if widths[at] == widest]
        step = widest - max((widths[at] for at in chosen if least < widths[at] < widest), default=least)
        for number, at in enumerate(alike):
            cut = min(step, round(excess / (len(alike) - number)))
            widths[at] -= cut
            excess -= cut


def _content(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Return the width of the widest text of each column."""
    widest = [cell_len(column.head) for column in columns]
    for row in rows:
        for at, cell in enumerate(row):
            wide = cell_len(cell) if isinstance(cell, str) else max([cell_len(text) for text, _ in cell])
            widest[at] = max(widest[at], wide)
    return widest


def _lines(cell: Cell, column: Column, width: int) -> list[Piece]:
    """Return a cell in lines, none wider than ``width``."""
    if isinstance(cell, str):
        if cell_len(cell) <= width:
            return [(cell, "")]
        cell = ((cell, ""),)
    return [
        (line, style)
        for text, style in cell
        for line in ((text,) if cell_len(text) <= width else broken(text, width, whole=column.whole))
    ]


@lru_cache(maxsize=1024)
def broken(text: str, width: int, *, whole: bool) -> tuple[str, ...]:
    """Return a text that is too wide in lines: broken at blanks, and a word wider than a line where the line ends.

    A whole one is cut, and says so.
    """
    text = text.rstrip()
    if cell_len(text) <= width:
        return (text,)
    if whole:
        return (set_cell_size(text, width - 1) + _CUT,)
    lines = [""]
    for word in _WORD.findall(text):
        size = cell_len(word.rstrip())
        if size > width:
            lines += chop_cells(word, width)
        elif cell_len(lines[-1]) + size <= width:
            lines[-1] += word
        else:
            lines.append(word)
    # No column of one cell holds a Chinese character.
    return tuple(line.rstrip() if width > 1 else set_cell_size(line, width) for line in lines if line)


def _side_by_side(cells: Sequence[list[Piece]], columns: Sequence[Column], widths: Sequence[int]) -> Iterator[Line]:
    """Yield the lines of a row from those of its cells."""
    for number in range(max(map(len, cells))):
        line: list[Piece] = []
        plain = ""
        for lines, column, width in zip(cells, columns, widths, strict=True):
            text, style = lines[number] if number < len(lines) else ("", "")
            before, after = "", " " * (width - cell_len(text))
            if column.right:
                text = text.rstrip()
                before, after = " " * (width - cell_len(text)), ""
            plain += before
            if style:
                line += ((plain, ""), (text, style))
                plain = after + _GAP
            else:
                plain += text + after + _GAP
        line.append((plain, ""))
        yield line
