"""What a paper is made of, before it is laid out. Texts are as they are to be read; nothing in them is markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Literal

from pxgov_check.frozen import frozen

Align = Literal["left", "center", "right"]
Shade = Literal["done", "part", "short", "head"]


@frozen
class Paragraph:
    """Running text, its first line indented by two characters; ``plain`` is not indented."""

    text: str
    place: Literal["body", "plain"] = "body"


@frozen
class Item:
    """A paragraph with an Arabic numeral before it, counted within its heading."""

    text: str


@frozen
class Heading:
    """A heading of the second level; the layout numbers it."""

    text: str


@frozen
class Cell:
    """A cell over ``span`` columns; a shade never says what the text does not, except in a bar."""

    text: str
    shade: Shade | None = None
    span: int = 1
    align: Align | None = None


@frozen
class Column:
    """A column: its head, its share of the width and how its cells stand."""

    head: str
    share: float
    align: Align = "left"


@frozen
class Table:
    """A table with a caption (numbered by the layout; none where it is empty); ``head`` stands for the columns' own.

    One that ``flows`` breaks between any two rows, however short it is, and its last row stays with what follows.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell | str]]
    size: Literal["Table", "Dense", "Tiny"] = "Table"
    head: Sequence[Cell] = ()
    legend: str = ""
    row_height: int | None = None
    flows: bool = False


Block = Paragraph | Item | Heading | Table


@frozen
class Part:
    """A section or an annex: a title and blocks. One without blocks is not printed and takes no number."""

    title: str
    blocks: Sequence[Block] = field(default_factory=tuple)


@frozen
class Paper:
    """A whole paper: the lines of its title, whom it is addressed to, sections, annexes, and who signs when."""

    title: Sequence[str]
    sections: Sequence[Part]
    annexes: Sequence[Part] = ()
    addressee: str = ""
    signed: Sequence[str] = ()
