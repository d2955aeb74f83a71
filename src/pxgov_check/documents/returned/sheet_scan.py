"""One pass over a worksheet part that finds what marking it needs: cells, rows, and where a drawing is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from pxgov_check.documents.returned.markup import Scan, local
from pxgov_check.submission.markup import is_true
from pxgov_check.submission.ranges import place

Place = tuple[int, int]

# ECMA-376 part 1, 18.3.1.99: what may stand before legacyDrawing in a worksheet.
_BEFORE_DRAWING = frozenset({
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
    "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors",
    "smartTags", "drawing",
})  # fmt: skip


class Tag(NamedTuple):
    """A start tag: where it stands, its name as written and its attributes."""

    start: int
    end: int
    name: str
    attributes: dict[str, str]


@dataclass(slots=True)
class Row:
    """A row with cells wanted: its start tag, where its end tag begins, and its cells (column and place)."""

    tag: Tag
    close: int = 0
    cells: list[tuple[int, int]] = field(default_factory=list)


class SheetScan(Scan):
    """Finds in one pass what marking needs: the cells ``wanted``, and those whose style ``is_mark`` knows."""

    def __init__(self, data: bytes, wanted: Iterable[Place], is_mark: Callable[[int], bool]) -> None:
        super().__init__(data)
        self._wanted = set(wanted)
        self._rows_wanted = {row for row, _ in self._wanted}
        self._is_mark = is_mark
        self._marks: dict[str, bool] = {}
        self._row = self._column = 0
        self._passing = 0
        self._within = ""
        self._now: Row | None = None
        self.prefix = ""
        self.cells: dict[Place, list[Tag]] = {}
        self.rows: dict[int, Row] = {}
        self.places: list[tuple[int, int]] = []
        self.columns: list[tuple[int, int, int]] = []
        self.selected: list[Tag] = []
        self.dimension: Tag | None = None
        self.drawing: Tag | None = None
        self.data_tag: Tag | None = None
        self.data_close = 0
        self.drawing_place = 0

    def opened(self, name: str, attributes: dict[str, str], place: int) -> None:
        """Take an element's start."""
        if self._passing or self.depth > 4:
            return
        short = local(name)
        if self.depth == 4 and short == "c" and self._within == "sheetData":
            self._cell(name, attributes, place)
        elif self.depth == 3:
            self._third(short, name, attributes, place)
        elif self.depth == 2:
            self._within = short
            self._second(short, name, attributes, place)
        elif self.depth == 1:
            self.prefix = name[: len(name) - len(short)]
            self.drawing_place = self.tag_end(place)
        if short == "extLst" and self.depth < 4:
            self._passing = self.depth

    def closed(self, name: str, place: int) -> None:
        """Take an element's end."""
        if self.depth > 3:
            return
        if self._passing:
            if self.depth == self._passing:
                self._passing = 0
        elif self.depth == 3 and self._now is not None:
            self._now.close, self._now = place, None
        elif self.depth == 2:
            short = local(name)
            if short == "sheetData":
                self.data_close = place
            if short in _BEFORE_DRAWING:
                # An empty element has no end tag; its place is past it already.
                tagged = self.data.startswith(f"</{name}".encode(), place)
                self.drawing_place = self.data.index(b">", place) + 1 if tagged else place

    def _second(self, short: str, name: str, attributes: dict[str, str], place: int) -> None:
        if short in {"dimension", "legacyDrawing", "sheetData"}:
            tag = Tag(place, self.tag_end(place), name, attributes)
            if short == "dimension":
                self.dimension = tag
            elif short == "sheetData":
                self.data_tag = tag
            else:
                self.drawing = tag

    def _third(self, short: str, name: str, attributes: dict[str, str], place: int) -> None:
        if short == "row" and self._within == "sheetData":
            self._open_row(name, attributes, place)
        elif short == "col" and self._within == "cols":
            bounds = (attributes.get(key, "0") for key in ("min", "max", "style"))
            self.columns.append(tuple(map(int, bounds)))  # type: ignore[arg-type]
        elif short == "sheetView" and is_true(attributes.get("tabSelected")):
            self.selected.append(Tag(place, self.tag_end(place), name, attributes))

    def _open_row(self, name: str, attributes: dict[str, str], place: int) -> None:
        self._row = int(attributes["r"]) if attributes.get("r") else self._row + 1
        self._column = 0
        self.places.append((self._row, place))
        if self._row in self._rows_wanted and self._row not in self.rows:
            self._now = self.rows[self._row] = Row(Tag(place, self.tag_end(place), name, attributes))

    def _cell(self, name: str, attributes: dict[str, str], place_of: int) -> None:
        ref = attributes.get("r")
        if ref is None:
            self._column += 1
            at = self._row, self._column
        else:
            at = place(ref)
            self._column = at[1]
        if self._now is not None:
            self._now.cells.append((at[1], place_of))
        if at in self._wanted or self._marked(attributes.get("s", "")):
            self.cells.setdefault(at, []).append(Tag(place_of, self.tag_end(place_of), name, attributes))

    def _marked(self, style: str) -> bool:
        if style not in self._marks:
            self._marks[style] = style.isdecimal() and self._is_mark(int(style))
        return self._marks[style]
