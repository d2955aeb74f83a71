"""The boxes in which Excel shows comments: a VML part that is often no XML, so it is read as text and added to.

Programs show a box beside its cell whatever the drawing says; only its size is ours to choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pxgov_check.documents.returned.markup import as_utf8
from pxgov_check.submission.package import damaged
from pxgov_check.submission.ranges import place

_SPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_SHAPE_TYPE = "_x0000_t202"
_BLANK = (
    "<xml {spaces}>"
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
    '<v:shapetype id="{kind}" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
    "</xml>"
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#{kind}" style="position:absolute;margin-left:60pt;margin-top:2pt;'
    'width:{width}pt;height:{height}pt;z-index:1;visibility:hidden" fillcolor="#fffbe6" o:insetmode="auto">'
    '<v:fill color2="#fffbe6"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_WIDTH, _LINE, _PER_LINE, _MOST_LINES = 240, 12.5, 25, 24
_ROOT = re.compile(r"<xml\b[^>]*>")
_ID = re.compile(r'\bid="_x0000_s(\d{1,9})"')
_ROW, _COLUMN = (re.compile(rf"<(?:\w+:)?{name}>\s*(\d{{1,7}})\s*</") for name in ("Row", "Column"))
_OPENING = re.compile(r"<v:shape[\s>]")
_FIRST_ID = 1025


def blank_vml() -> bytes:
    """Return a drawing without boxes."""
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _SPACES.items())
    return _BLANK.format(spaces=spaces, kind=_SHAPE_TYPE).encode()


def put_boxes(data: bytes, gone: Iterable[str], new: Iterable[tuple[str, str]]) -> bytes:
    """Return a drawing without the boxes of some cells, and with boxes for others and the size of their texts.

    Raises:
        SubmissionError: F001, it is no text or has no end to add to.

    """
    try:
        text = _without(as_utf8(data).decode("utf-8-sig"), {_zero_based(ref) for ref in gone})
    except ValueError:
        raise damaged() from None
    boxes = list(new)
    if not boxes:
        return text.encode()
    root = _ROOT.search(text)
    end = text.rfind("</xml>")
    if root is None or end < 0:
        raise damaged()
    first = max((int(match[1]) for match in _ID.finditer(text)), default=_FIRST_ID - 1) + 1
    made = "".join(_box(first + index, ref, shown) for index, (ref, shown) in enumerate(boxes))
    # Our boxes are written with the usual prefixes; a root that lacks one is given it.
    lacking = "".join(f' xmlns:{p}="{uri}"' for p, uri in _SPACES.items() if f'xmlns:{p}="{uri}"' not in root[0])
    opened = root[0][:-1] + lacking + ">"
    return (text[: root.start()] + opened + text[root.end() : end] + made + text[end:]).encode()


def _box(number: int, ref: str, text: str) -> str:
    row, column = _zero_based(ref)
    lines = sum(max(1, -(-_cells(line) // (2 * _PER_LINE))) for line in text.split("\n"))
    height = round(_LINE * min(lines, _MOST_LINES) + 10)
    return _SHAPE.format(id=number, kind=_SHAPE_TYPE, width=_WIDTH, height=height, row=row, column=column)


def _cells(text: str) -> int:
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


def _without(text: str, places: set[tuple[int, int]]) -> str:
    if not places:
        return text
    parts: list[str] = []
    done = 0
    for start, end in _shapes(text):
        shape = text[start:end]
        row, column = _ROW.search(shape), _COLUMN.search(shape)
        if row and column and 'ObjectType="Note"' in shape and (int(row[1]), int(column[1])) in places:
            parts.append(text[done:start])
            done = end
    return "".join((*parts, text[done:]))


def _shapes(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each shape begins and ends, in one walk however broken the text is."""
    closing = "</v:shape>"
    opening = _OPENING.search(text)
    while opening is not None:
        close = text.find(closing, opening.end())
        if close < 0:
            return
        end = close + len(closing)
        yield opening.start(), end
        opening = _OPENING.search(text, end)


def _zero_based(ref: str) -> tuple[int, int]:
    row, column = place(ref)
    return row - 1, column - 1
