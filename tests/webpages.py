"""Pages of HTML read back as somebody reads them: headings, tables with exact values, links and their targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

_VOID = frozenset({"meta", "br", "input", "link", "img", "hr"})
# What a parser may close by itself in an SVG.
_SHAPES = frozenset({"circle", "path", "rect"})


@dataclass
class Node:
    """An element with its attributes and what is in it."""

    tag: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator[Node]:
        """Yield every element below of these names, of all names where none is given."""
        for child in self.children:
            if isinstance(child, Node):
                if not tags or child.tag in tags:
                    yield child
                yield from child.all(*tags)

    @property
    def text(self) -> str:
        """What is read in it, without style and script, blanks as one."""
        return " ".join("".join(self.pieces()).split())

    def pieces(self) -> Iterator[str]:
        """Yield its texts as they stand, those of style and script left out."""
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in {"style", "script"}:
                # A small line below and a cell of its own are apart from what stands before.
                yield " " if child.tag in {"small", "td", "th", "li", "p", "dt", "dd", "option", "h3"} else ""
                yield from child.pieces()

    @cached_property
    def ids(self) -> dict[str, Node]:
        """Every element below that has an id."""
        return {node.attributes["id"]: node for node in self.all() if "id" in node.attributes}

    def by_id(self, name: str) -> Node:
        """Return the element of this id."""
        return self.ids[name]


@dataclass
class Cell:
    """A cell: what it says, its exact value, and where its link goes."""

    text: str
    value: str | None
    to: str | None
    tag: str


@dataclass
class Grid:
    """A table: its head, and its rows with the anchor of each."""

    caption: str
    head: list[str]
    rows: list[list[Cell]]
    anchors: list[str | None]

    def by(self, column: int = 0) -> Mapping[str, Mapping[str, Cell]]:
        """Return the rows by what stands in a column, each cell by its head."""
        return {row[column].text: dict(zip(self.head, row, strict=True)) for row in self.rows}


class _Builder(HTMLParser):
    """Builds the tree and takes no page that leaves an element open or closes another one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("root", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _SHAPES, tag
        self._open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def close(self) -> None:
        super().close()
        assert self._open == [self.root]


def read(page: str) -> Node:
    """Return a page as a tree."""
    builder = _Builder()
    builder.feed(page)
    builder.close()
    return builder.root


def grid(page: Node, name: str) -> Grid:
    """Return a table by its id."""
    table = page.by_id(name)
    head, body = next(table.all("thead")), next(table.all("tbody"))
    rows = list(body.all("tr"))
    return Grid(
        caption=page.by_id(f"{name}-head").text,
        head=[cell.text for cell in head.all("th")],
        rows=[[_cell(cell) for cell in row.all("th", "td")] for row in rows],
        anchors=[row.attributes.get("id") for row in rows],
    )


def grids(page: Node) -> dict[str, Grid]:
    """Return every table by its id."""
    return {table.attributes["id"]: grid(page, table.attributes["id"]) for table in page.all("table")}


def _cell(node: Node) -> Cell:
    links = [link.attributes["href"] for link in node.all("a")]
    return Cell(node.text, node.attributes.get("data-value"), links[0] if links else None, node.tag)
