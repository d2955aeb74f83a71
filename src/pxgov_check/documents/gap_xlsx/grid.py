"""A sheet of the ledger before it is a sheet: columns, and rows of typed values. Rates are numbers in per cent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from types import MappingProxyType
from typing import Generic, Literal, TypeVar

from pxgov_check.frozen import frozen
from pxgov_check.model import Status
from pxgov_check.rollup.indicator_nouns import CityIndicator, UnitFigure
from pxgov_check.rollup.wording import GapWording
from pxgov_check.submission.figures import plain, rounded

# Wide enough for any figure that a report can hold.
_EXACT = Context(prec=200)
Tone = Literal["good", "fair", "warn", "bad", "none"]
# A column can show its numbers as bars: of a hundred, or of the greatest in it.
Bar = Literal["", "hundred", "most"]
TONES: Mapping[Status, Tone] = MappingProxyType(
    {
        Status.MET: "good",
        Status.DONE: "good",
        Status.ON_TRACK: "fair",
        Status.IN_PROGRESS: "fair",
        Status.ONGOING: "fair",
        Status.BEHIND: "warn",
        Status.DONE_LATE: "warn",
        Status.DUE_SOON: "warn",
        Status.UNMET: "bad",
        Status.OVERDUE: "bad",
        Status.INVALID: "bad",
    }
)


@frozen
class Figure:
    """An exact number, shown with ``places`` decimals; ``mark`` is printed after it and is no part of it."""

    value: Decimal
    places: int
    mark: str = ""


@frozen
class Toned:
    """A value on the colour of a status; the colour never says anything that the words don't."""

    value: str | Figure
    tone: Tone


Value = str | int | date | Figure | Toned | None
T = TypeVar("T")


@frozen
class Field(Generic[T]):
    """A column of a list: key of its title, width in characters, and what it says of an entry."""

    key: str
    width: float
    of: Callable[[GapWording, T], Value]
    bar: Bar = ""


@frozen
class Column:
    """A column by key, with its title in words."""

    key: str
    head: str
    width: float
    bar: Bar = ""


@frozen
class Grid:
    """A list with a head. ``below`` are rows that the filter leaves alone; the first ``kept`` columns stay in sight.

    On paper the sheet is ``pages_wide`` pages wide.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    below: tuple[tuple[Value, ...], ...] = ()
    note: str = ""
    kept: int = 1
    pages_wide: int = 1

    def place(self, key: str) -> int:
        """Return the number of a column, from 1."""
        return [column.key for column in self.columns].index(key) + 1


def head(w: GapWording, key: str) -> str:
    """Return the title of a column: the ledger's own, else that of all gap reports."""
    own = f"ledger.column.{key}"
    return w.messages(own if own in w.messages else f"gap.column.{key}")


def listed(
    w: GapWording,
    fields: Sequence[Field[T]],
    entries: Iterable[T],
    *,
    note: str = "",
    kept: int = 1,
    pages_wide: int = 1,
) -> Grid:
    """Return a list with one row an entry."""
    return Grid(
        columns=tuple(Column(f.key, head(w, f.key), f.width, f.bar) for f in fields),
        rows=tuple(tuple(f.of(w, entry) for f in fields) for entry in entries),
        note=note,
        kept=kept,
        pages_wide=pages_wide,
    )


def status(w: GapWording, told: Status) -> Toned:
    """Return a status in the policy's words."""
    return Toned(w.safe(w.status(told)), TONES.get(told, "none"))


def figure(value: Decimal | None, limit: Decimal | None = None) -> Figure | None:
    """Return a figure that shows as the other renderings print it: two decimals, more where that would mislead."""
    return None if value is None else shown_as(value, rounded(value, limit))


def exact(value: Decimal | None) -> Figure | None:
    """Return a figure that shows every digit."""
    return None if value is None else Figure(value, _decimals(value))


def gap(one: CityIndicator | UnitFigure, target: Decimal | None) -> Figure | None:
    """Return a gap, which shows as the target minus the figure shown; all its digits where that can't be."""
    if one.gap is None or one.value is None or target is None:
        return None
    return shown_as(one.gap, abs(target - rounded(one.value, target)))


def shown_as(value: Decimal, shown: Decimal) -> Figure:
    """Return a figure with as many decimals as ``shown`` has, where rounding half up gives that; else with all."""
    places = _decimals(shown)
    same = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT) == shown
    return Figure(value, places if same else _decimals(value))


def _decimals(value: Decimal) -> int:
    return len(plain(value).partition(".")[2])


def yes(w: GapWording, *, told: bool) -> str:
    """Return 是 or 否."""
    return w.messages("ledger.yes" if told else "ledger.no")
