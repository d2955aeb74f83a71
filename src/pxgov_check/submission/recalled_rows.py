"""Rows of forms that are made from one template: what is known of them is not read again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pxgov_check.submission.found import Found
from pxgov_check.submission.remembered_cells import BEGIN, LAST_KNOWN_ROW, MEMORY, Beginning, Known, KnownSheet

# What an element may say beside what every one of its kind says: attributes, of which few are ever looked at.
SAID = "[^<>]{0,400}"
_END = "</row>"
# Rows that are empty elements, the tag of the row behind them, and its number.
_ROW = re.compile(rf'((?:<row {SAID}/>)*)(<row r="([0-9]{{1,7}}+)"{SAID}(?<!/)>)')

# Reads rows from a place in a text on, and adds the cells of each to what is known of it; returns how far it came.
Read = Callable[[str, int, Mapping[int, Known]], int]


# One loop, because a call for each row would add a tenth to the time of reading.
def recall(found: Found, sheet: KnownSheet, read: Read, text: str, place: int) -> int:  # noqa: C901, PLR0912
    """Take rows from a place in a text on, for as long as they may be known: ``read`` is given only what is not.

    Returns the place behind the last row that was taken.
    """
    rows, expected = found.rows, sheet.beginnings
    begun: dict[int, int] = {}
    learning: dict[int, Known] = {}
    unread: list[str] = []
    above = found.row
    while True:
        begins = expected.get(above)
        if begins is None or not text.startswith(begins.text, place):
            begins = _beginning(sheet, text, place)
        elif above in sheet.others:
            del sheet.others[above]
        if begins is None:
            break
        row, known, last, behind = begins.row, begins.known, begins.last, place + len(begins.text)
        end = text.index(_END, behind)
        before, *pieces = text[behind:end].split(BEGIN)
        if before or row in begun or row in rows:
            break
        line = begins.cells.copy()
        unknown: list[str] = []
        for piece in pieces:
            cell = known.get(piece)
            if cell is None:
                unknown.append(piece)
            elif cell:
                if cell[1] <= last:
                    found.disordered.add(row)
                last = cell[1]
                line.append(cell)
        if line:
            rows[row] = line
            found.count += len(line)
        if unknown or not begins.usual:
            unread += (BEGIN.join((begins.tag, *unknown)), _END)
            learning[row] = known
        if begins.usual and not begins.cells:
            sheet.begun_otherwise(above, begins, pieces)
        begun[row], above, place = place, row, end + len(_END)
    wanted = "".join(unread)
    MEMORY.learnt(len(wanted), wanted.count(BEGIN))
    came = read(wanted, 0, learning) if wanted else 0
    if came < len(wanted) and (odd := _ROW.match(wanted, came)):
        place = begun[int(odd[3])]
        _take_back(found, begun, place)
    found.row = [found.row, *begun][-1]
    return place


def _take_back(found: Found, begun: dict[int, int], place: int) -> None:
    """Take back the rows that begin at a place or behind it."""
    for row in [row for row, begins_at in begun.items() if begins_at >= place]:
        found.count -= len(found.rows.pop(row, ()))
        found.disordered.discard(row)
        del begun[row]


def _beginning(sheet: KnownSheet, text: str, place: int) -> Beginning | None:
    """Return how a row begins by its tag, which stands behind rows that are empty elements; None for one far down."""
    match = _ROW.match(text, place)
    if match is None or int(match[3]) > LAST_KNOWN_ROW:
        return None
    empty, tag, number = match.groups()
    known = sheet.of_row(tag)
    # A tag of which something is known is one of the usual shape.
    return Beginning(match[0], int(number), match[0], known, usual=bool(known) and not empty)
