"""Lines in their styles, and what a terminal shows of them.

A line is its pieces, each a text and the name of a style (``bold red``, or nothing). Colours are Rich's, which is not
loaded where none is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pxgov_check.formats.clean import clean_lines
from pxgov_check.on_demand import on_demand

if TYPE_CHECKING:
    from rich import color, style
else:
    color = on_demand("rich.color")
    style = on_demand("rich.style")

Piece = tuple[str, str]
Line = Sequence[Piece]

BLANK: Line = ()


def paint(lines: Iterable[Line], *, colour: bool) -> str:
    """Return the text of lines, with a terminal's escape sequences where colour is on; trailing blanks are cut.

    Nothing of the environment (COLUMNS, TERM, FORCE_COLOR …) changes it.
    """
    shown = _coloured if colour else _plain
    return clean_lines("\n".join(map(shown, lines)).rstrip("\n")) + "\n"


def _plain(line: Line) -> str:
    return "".join([text for text, _ in line]).rstrip()


def _coloured(line: Line) -> str:
    sixteen = color.ColorSystem.STANDARD
    pieces = [style.Style.parse(name).render(text, color_system=sixteen) if name else text for text, name in line]
    return "".join(pieces).rstrip()
