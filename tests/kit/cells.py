"""One cell at a time: what it holds, and how that is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from kit import texts
from kit.markup import Node, node
from pxgov_check.submission.cells import CellType

ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
# Rare here, for calamine refuses a whole workbook for one of them.
NEW_ERRORS = ("#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!")
NUMBERS = (
    "0", "1", "-1", "80", "79.9", "80.1", "0.8", "0.79900000000000004", "8.0000000000000004E-1", "1E-3", "5500",
    "12e3", "123456789012345", "1234567890123456789", "-0", "45000", "45657.5", "60", "0.5", "2.2250738585072014E-308",
    "1.7E308", "-45000", "999999999",
)  # fmt: skip
FORMULAS = (
    "F4/G4",
    "SUM(A1:A9)",
    'IF(A1<2,"是","否")',
    "'其他 表'!B2&\"%\"",
    "_xlfn.XLOOKUP(1,A:A,B:B)",
    "1+1",
    "A1=B1",
)


class Made(NamedTuple):
    """A cell without its address: what it holds, and the attributes and children of its ``c``."""

    type: CellType
    raw: str
    formula: str | None
    attributes: dict[str, str]
    children: tuple[Node, ...]


@dataclass(slots=True)
class Strings:
    """The shared strings of a workbook as they gather; ``kept`` is false for a workbook without that part."""

    kept: bool
    chance: Random
    nodes: list[Node] = field(default_factory=list)

    def add(self, text: str) -> str:
        """Store a text and return its index; sometimes strings that nothing refers to stand between."""
        while self.chance.random() < 0.1:
            self.nodes.append(node("si", {}, *texts.body("无人引用", self.chance)))
        self.nodes.append(node("si", {}, *texts.body(text, self.chance)))
        return str(len(self.nodes) - 1)

    def part(self) -> Node:
        """Return the part; what it says of its length is not true, as in files people send."""
        return node("sst", {"count": "7", "uniqueCount": "1"}, *self.nodes)


def any_cell(chance: Random, strings: Strings) -> Made:
    """Return a cell of one of many kinds."""
    weights = [4, 8, 1, 1, 1, 3, 1]
    return chance.choices(_KINDS, weights)[0](chance, strings)


def _number(chance: Random, _: Strings) -> Made:
    raw = (
        chance.choice(NUMBERS)
        if chance.random() < 0.5
        else repr(round(chance.uniform(-1e4, 1e5), chance.randrange(12)))
    )
    return number_cell(raw, chance)


def text_cell(text: str, chance: Random, strings: Strings) -> Made:
    """Return a cell that holds a text, stored in one of the three ways."""
    ways = ("s", "inlineStr", "str")
    match chance.choice(ways if strings.kept else ways[1:]):
        case "s":
            part, kind = node("v", {}, strings.add(text)), "s"
        case "inlineStr":
            part, kind = node("is", {}, *texts.body(text, chance)), "inlineStr"
        case _:
            part, kind = node("v", {}, "".join(texts.stored(text, chance))), "str"
    return Made(CellType.TEXT, text, None, {"t": kind}, (part,))


def number_cell(raw: str, chance: Random) -> Made:
    """Return a cell that holds a number, written as given."""
    return Made(CellType.NUMBER, raw, None, chance.choice(({}, {"t": "n"})), (node("v", {}, raw),))


def _text(chance: Random, strings: Strings) -> Made:
    return text_cell(texts.any_text(chance), chance, strings)


def _result_text(chance: Random, _: Strings) -> Made:
    text = texts.any_text(chance)
    return Made(CellType.TEXT, text, None, {"t": "str"}, (node("v", {}, "".join(texts.stored(text, chance))),))


def _boolean(chance: Random, _: Strings) -> Made:
    # The words are rare here as among senders: openpyxl refuses a workbook for one of them.
    words = chance.random() < 0.004
    raw, value = chance.choice((("true", "TRUE"), ("false", "FALSE")) if words else (("1", "TRUE"), ("0", "FALSE")))
    return Made(CellType.BOOLEAN, value, None, {"t": "b"}, (node("v", {}, raw),))


def _error(chance: Random, _: Strings) -> Made:
    raw = chance.choice(NEW_ERRORS if chance.random() < 0.005 else ERRORS)
    return Made(CellType.ERROR, raw, None, {"t": "e"}, (node("v", {}, raw),))


def _iso_date(chance: Random, _: Strings) -> Made:
    raw = chance.choice(("2025-12-31", "2025-12-31T00:00:00", "2024-02-29T10:30:00", "1904-01-01"))
    return Made(CellType.DATE, raw, None, {"t": "d"}, (node("v", {}, raw),))


def _formula(chance: Random, strings: Strings) -> Made:
    text = chance.choice(FORMULAS)
    kind = chance.choice(({}, {}, {"ca": "1"}, {"t": "normal"}, {"aca": "false"}))
    return calculated(text, node("f", kind, text), chance, strings)


def _empty(chance: Random, _: Strings) -> Made:
    children = chance.choice(((), (node("v"),)))
    return Made(CellType.BLANK, "", None, chance.choice(({}, {"t": "n"})), children)


def calculated(formula: str, written: Node, chance: Random, strings: Strings) -> Made:
    """Return a formula's cell with a cached result of some kind, or with none."""
    kinds = (_number, _number, _number, _result_text, _boolean, _error, _iso_date)
    result = chance.choice(kinds)(chance, strings)
    if chance.random() < 0.15:
        return Made(CellType.BLANK, "", formula, chance.choice(({}, {"t": "str"})), (written,))
    if chance.random() < 0.05:
        return Made(CellType.TEXT, "", formula, {"t": "str"}, (written, node("v")))
    return result._replace(formula=formula, children=(written, *result.children))


_KINDS: tuple[Callable[[Random, Strings], Made], ...] = (
    _number, _text, _boolean, _error, _iso_date, _formula, _empty,
)  # fmt: skip
