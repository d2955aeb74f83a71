"""One worksheet: its grid, what is hidden, merged or calculated together, and the rows as they are stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from kit.cells import FORMULAS, Made, Strings, any_cell, calculated
from kit.markup import Node, node
from pxgov_check.submission.cells import Cell, Range, column_letters

Place = tuple[int, int]


@dataclass(slots=True)
class Grid:
    """A sheet while it is made: its cells and their styles by place, and what is done to whole rows and columns."""

    chance: Random
    strings: Strings
    formats: tuple[str, ...]
    hidden: bool
    cells: dict[Place, Made] = field(default_factory=dict)
    styles: dict[Place, int] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: dict[int, dict[str, str]] = field(default_factory=dict)
    hidden_columns: dict[int, dict[str, str]] = field(default_factory=dict)
    disordered: bool = False


# Extensions repeat the names of ordinary elements with other meanings.
EXTENSION_NAMESPACES = {
    "xmlns:x14": "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main",
    "xmlns:xm": "http://schemas.microsoft.com/office/excel/2006/main",
}
_EXTENSION_ROW = node("x14:row", {"r": "1"}, node("x14:c", {"r": "A1"}, node("x14:v", {}, "666")))
_EXTENSION_MERGE = node("x14:mergeCell", {"ref": "A1:B2"})
_EXTENSION = node("extLst", {}, node("ext", {"uri": "{x}"}, _EXTENSION_ROW, _EXTENSION_MERGE, node("xm:f", {}, "A1")))


def any_grid(chance: Random, strings: Strings, formats: tuple[str, ...], *, hidden: bool) -> Grid:
    """Return a sheet of up to some hundred cells."""
    grid = Grid(chance, strings, formats, hidden)
    rows = sorted(chance.sample(range(1, 30), chance.randint(0, 12)))
    columns = sorted(chance.sample(range(1, 16), chance.randint(1, 9)))
    if chance.random() < 0.05:
        rows.append(chance.choice((400, 1000)))
    if chance.random() < 0.05:
        columns.append(chance.choice((27, 53, 703)))
    for row in rows:
        for column in columns:
            if chance.random() < 0.7:
                grid.cells[row, column] = any_cell(chance, strings)
    _calculate_together(grid)
    if rows:
        _merge(grid)
        _hide(grid, rows, columns)
    for place in grid.cells:
        grid.styles[place] = chance.randrange(len(formats)) if chance.random() < 0.6 else 0
    grid.disordered = chance.random() < 0.06
    return grid


def held(grid: Grid) -> dict[Place, Cell]:
    """Return the cells that a reader has to find, by place."""
    return {place: cell for place, made in sorted(grid.cells.items()) if (cell := _cell(grid, place, made)) is not None}


def _cell(grid: Grid, place: Place, made: Made) -> Cell | None:
    if made.formula is None and made.type == "blank":
        return None
    row, column = place
    hidden = grid.hidden or row in grid.hidden_rows or column in grid.hidden_columns
    covered = any(
        one.first_row <= row <= one.last_row and one.first_column <= column <= one.last_column and place != one[:2]
        for one in grid.merged
    )
    return Cell(row, column, made.type, made.raw, grid.formats[grid.styles[place]], made.formula, hidden, covered)


def worksheet(grid: Grid) -> Node:
    """Return the worksheet part."""
    chance = grid.chance
    parts: list[Node] = [node("sheetPr", {}, node("tabColor", {"rgb": "FFFF0000"}))]
    if chance.random() < 0.7:
        # What a sheet says of its size is as often wrong as right.
        parts.append(node("dimension", {"ref": chance.choice(("A1", "A1:XFD1048576", "B2:C3", "A1:P40"))}))
    parts.append(node("sheetFormatPr", {"defaultRowHeight": "15"}))
    if grid.hidden_columns:
        cols = [node("col", {"min": str(c), "max": str(c), **how}) for c, how in sorted(grid.hidden_columns.items())]
        parts.append(node("cols", {}, *cols))
    parts.append(node("sheetData", {}, *_rows(grid)))
    if grid.merged:
        merges = [node("mergeCell", {"ref": _ref(one)}) for one in grid.merged]
        parts.append(node("mergeCells", {"count": chance.choice(("1", "4294967295"))}, *merges))
    if chance.random() < 0.3:
        parts.append(node("phoneticPr", {"fontId": "1", "type": "noConversion"}))
    if chance.random() < 0.3:
        parts.append(_EXTENSION)
    return node("worksheet", {}, *parts)


def _rows(grid: Grid) -> Iterator[Node]:
    chance = grid.chance
    numbers = sorted({row for row, _ in grid.cells} | set(grid.hidden_rows))
    if grid.disordered:
        chance.shuffle(numbers)
    telling = chance.choice(("always", "always", "when needed", "sometimes"))
    before = 0
    for number in numbers:
        attributes = dict(grid.hidden_rows.get(number, {}))
        if _tells(telling, number == before + 1, chance):
            attributes = {"r": str(number), **attributes}
            if chance.random() < 0.5:
                attributes["spans"] = chance.choice(("1:1", "1:16384"))
        yield node("row", attributes, *_line(grid, number, telling))
        before = number


def _line(grid: Grid, row: int, telling: str) -> Iterator[Node]:
    columns = sorted(column for one, column in grid.cells if one == row)
    if grid.disordered:
        grid.chance.shuffle(columns)
    before = 0
    for column in columns:
        made = grid.cells[row, column]
        attributes = dict(made.attributes)
        if _tells(telling, column == before + 1, grid.chance):
            attributes = {"r": f"{column_letters(column)}{row}", **attributes}
        style = grid.styles[row, column]
        if style or grid.chance.random() < 0.2:
            attributes["s"] = str(style)
        yield node("c", attributes, *made.children)
        before = column


def _tells(telling: str, follows: bool, chance: Random) -> bool:
    """Whether an address is written: it need not be where it follows from the one before."""
    return telling == "always" or not follows or (telling == "sometimes" and chance.random() < 0.5)


def _calculate_together(grid: Grid) -> None:
    """Add a shared formula, an array formula and a data table, each over a column of its own."""
    chance = grid.chance
    column = 20
    for kind in ("shared", "array", "dataTable"):
        if chance.random() < 0.35:
            first, size = chance.randint(1, 20), chance.randint(1, 5)
            ref = f"{column_letters(column)}{first}:{column_letters(column)}{first + size - 1}"
            text = "" if kind == "dataTable" else chance.choice(FORMULAS)
            for row in range(first, first + size):
                grid.cells[row, column] = _together(grid, kind, text, ref, is_first=row == first)
        column += 1


def _together(grid: Grid, kind: str, text: str, ref: str, *, is_first: bool) -> Made:
    attributes = {"t": kind, "si": "0"} if kind == "shared" else {"t": kind}
    if kind == "dataTable":
        attributes |= {"dt2D": "0", "dtr": "0", "r1": "A1"}
    if is_first:
        inner = (text,) if text else ()
        return calculated(text, node("f", {**attributes, "ref": ref}, *inner), grid.chance, grid.strings)
    made = calculated(text, node("f", attributes), grid.chance, grid.strings)
    if kind == "shared":
        return made
    # The other cells of an array or a table carry results only; a result that is none leaves nothing to find.
    left = tuple(child for child in made.children if isinstance(child, Node) and child.name != "f")
    own = None if kind == "dataTable" or made.type == "blank" else made.formula
    return made._replace(children=left, formula=own)


def _merge(grid: Grid) -> None:
    chance = grid.chance
    taken: set[Place] = set()
    for _ in range(chance.choice((0, 0, 1, 2, 3))):
        row, column = chance.choice(sorted(grid.cells) or [(1, 1)])
        one = Range(row, column, row + chance.randint(0, 3), column + chance.randint(0, 3))
        area = {(r, c) for r in range(row, one.last_row + 1) for c in range(column, one.last_column + 1)}
        if len(area) > 1 and not area & taken:
            taken |= area
            grid.merged.append(one)


def _hide(grid: Grid, rows: list[int], columns: list[int]) -> None:
    chance = grid.chance
    for row in rows:
        if chance.random() < 0.08:
            grid.hidden_rows[row] = chance.choice(
                ({"hidden": "1"}, {"hidden": "true"}, {"ht": "0", "customHeight": "1"})
            )
    for column in columns:
        if chance.random() < 0.08:
            grid.hidden_columns[column] = chance.choice(
                ({"hidden": "1", "width": "0"}, {"width": "9.5", "hidden": "true"}, {"width": "0", "customWidth": "1"})
            )


def _ref(one: Range) -> str:
    first = f"{column_letters(one.first_column)}{one.first_row}"
    return f"{first}:{column_letters(one.last_column)}{one.last_row}"
