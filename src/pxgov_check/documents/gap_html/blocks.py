"""What the page is made of: tables, charts and facts, ready to be laid out by the templates.

Nothing here is markup. Texts go into the page through the template engine alone, which escapes each of them; what a
unit wrote never becomes an address, for every link goes to an anchor that is named by us.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Literal

from pxgov_check.frozen import frozen

# How a status is coloured; the mark beside it says the same without colour. h0 to hx are the shades of the heat table.
Tone = Literal["good", "fair", "warn", "bad", "data", "none", "h0", "h1", "h2", "h3", "hx", ""]


@frozen
class Mark:
    """A sign on a chart: its place across in pixels, and which sign it is."""

    x: float
    shape: str
    tone: Tone = ""


@frozen
class Bullet:
    """A bar from 0 to the indicator's own scale: how far it is filled, where it should be, and the signs on it.

    ``said`` says the same in words; ``filled`` is None without a figure.
    """

    said: str
    width: float
    filled: float | None
    wanted: float | None
    marks: Sequence[Mark]
    tone: Tone


@frozen
class Dot:
    """A point of a line in pixels; ``solid`` is False where it does not compare with the one before."""

    x: float
    y: float
    said: str
    solid: bool = True


@frozen
class Line:
    """A line chart in pixels: the points of the figure, the target's height, and the straight line ahead."""

    said: str
    width: float
    height: float
    dots: Sequence[Dot]
    path: str
    target_y: float | None = None
    ahead: str = ""
    labels: Sequence[tuple[float, float, str, str]] = ()


@frozen
class Cell:
    """A cell of a table. ``value`` is the exact figure or ISO day that it is sorted by; ``to`` an anchor of the page.

    ``chart`` stands in place of the text, ``under`` on a line of its own below it.
    """

    text: str = ""
    value: str | None = None
    to: str | None = None
    tone: Tone = ""
    mark: str = ""
    under: str = ""
    chart: Bullet | Line | None = None
    page: str | None = None


@frozen
class Column:
    """A column: what heads it, how it stands, and whether the reader may choose rows by what stands in it."""

    head: str
    kind: Literal["text", "number", "chart", "long", "place"] = "text"
    choose: bool = False
    note: str = ""


@frozen
class Row:
    """A row of a table; ``anchor`` is the name that links go to. Its first cell heads it."""

    cells: Sequence[Cell]
    anchor: str | None = None
    tone: Tone = ""


@frozen
class Table:
    """A table. ``size``: cards become one block a row on a phone; scroll moves sideways there; dense is small print."""

    key: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    size: Literal["cards", "scroll", "dense", "heat"] = "scroll"
    tools: bool = False
    notes: Sequence[str] = ()


@frozen
class Share:
    """One part of a bar that shows how many there are of each."""

    label: str
    count: int
    tone: Tone
    mark: str
    x: float
    width: float


@frozen
class Tile:
    """A headline figure: so many of so many are something; the bar and its legend show the rest."""

    head: str
    figure: str
    of: str
    label: str
    shares: Sequence[Share]
    tone: Tone
    to: str


@frozen
class Fold:
    """Something that can be folded away: a heading with a status, then sentences, charts and tables."""

    anchor: str
    title: str
    lead: Cell
    facts: Sequence[tuple[str, Cell]] = ()
    sentences: Sequence[str] = ()
    said: Sequence[tuple[str, str]] = ()
    charts: Sequence[Line] = ()
    tables: Sequence[Table] = ()
    brief: str = ""


@frozen
class Section:
    """A section of the page, or one of its parts: everything in it, in the order in which it is read."""

    anchor: str
    title: str
    sentences: Sequence[str] = ()
    tiles: Sequence[Tile] = ()
    legend: Sequence[tuple[str, str, Tone]] = ()
    charts: Sequence[Line] = ()
    tables: Sequence[Table] = ()
    folds: Sequence[Fold] = ()
    facts: Sequence[tuple[str, str]] = field(default_factory=tuple)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say below the heading."""
        return not (self.sentences or self.tiles or self.charts or self.tables or self.folds or self.facts)
