"""差距明细: for every indicator below its target the units that are short, those that need most first."""

from __future__ import annotations

from collections.abc import Iterator

from pxgov_check.documents.gap_xlsx.grid import Field, Grid, Value, exact, figure, gap, listed, status
from pxgov_check.documents.gap_xlsx.indicators import operator, points
from pxgov_check.documents.official.punctuation import ours
from pxgov_check.rollup.indicator_nouns import CityIndicator, UnitFigure
from pxgov_check.rollup.wording import GapWording

Row = tuple[CityIndicator, UnitFigure | None]


def gaps(w: GapWording) -> Grid:
    """Return a row for each unit that is short; one without a unit where none of them has a gap of its own."""
    return listed(w, _FIELDS, _rows(w), note=w.messages("ledger.note.gaps"), kept=3, pages_wide=2)


def _rows(w: GapWording) -> Iterator[Row]:
    for one in w.report.gaps:
        short: list[UnitFigure | None] = [*one.short_units]
        yield from ((one, told) for told in short or [None])


def _own(row: Row) -> CityIndicator | UnitFigure:
    return row[1] or row[0]


def _reason(w: GapWording, row: Row) -> str:
    said = row[1].explanation if row[1] else None
    return w.safe(said) if said else w.messages("paper.not_given")


def _place(w: GapWording, row: Row) -> str:
    told = row[1]
    return "!".join(w.safe(part) for part in (told.sheet, told.cell) if part) if told else ""


def _share(_: GapWording, row: Row) -> Value:
    return figure(row[1].share) if row[1] else None


_FIELDS: tuple[Field[Row], ...] = (
    Field("subject", 8, lambda w, r: w.safe(r[0].subject)),
    Field("title", 28, lambda w, r: ours(w, r[0].title)),
    Field("unit", 20, lambda w, r: w.safe(r[1].unit) if r[1] else ""),
    Field("status", 17, lambda w, r: status(w, r[0].status)),
    Field("op", 6, lambda _, r: operator(r[0])),
    Field("target", 10, lambda _, r: exact(r[0].target)),
    Field("due", 12, lambda _, r: r[0].due),
    Field("city_value", 11, lambda _, r: figure(r[0].value, r[0].target)),
    Field("city_gap", 11, lambda _, r: gap(r[0], r[0].target)),
    Field("city_items", 10, lambda _, r: r[0].items_needed),
    Field("unit_value", 11, lambda _, r: figure(r[1].value, r[0].target) if r[1] else None),
    Field("measure", 9, lambda w, r: w.safe(r[0].unit)),
    Field("gap", 10, lambda _, r: gap(_own(r), r[0].target)),
    Field("gap_unit", 10, lambda w, r: points(w, _own(r), r[0])),
    Field("items", 9, lambda _, r: r[1].items_needed if r[1] else None, "most"),
    Field("rank", 8, lambda _, r: r[1].rank if r[1] else None),
    Field("share", 12, _share, "hundred"),
    Field("reason_measures", 40, _reason),
    Field("clause", 22, lambda w, r: ours(w, r[0].source.section)),
    Field("file", 34, lambda w, r: w.safe(r[1].file or "") if r[1] else ""),
    Field("place", 16, _place),
)
