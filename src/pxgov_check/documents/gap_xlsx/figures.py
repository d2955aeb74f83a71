"""单位数据: what every unit reports of every indicator, whether it counts and why not, and the cell that holds it."""

from __future__ import annotations

from collections.abc import Iterator

from pxgov_check.documents.gap_xlsx.grid import Field, Grid, exact, figure, gap, listed, status, yes
from pxgov_check.documents.gap_xlsx.indicators import operator, points
from pxgov_check.documents.official.punctuation import ours
from pxgov_check.rollup.indicator_nouns import CityIndicator, Exclusion, UnitFigure
from pxgov_check.rollup.wording import GapWording

Row = tuple[CityIndicator, UnitFigure, Exclusion | None]


def figures(w: GapWording) -> Grid:
    """Return a row for each indicator of each unit that has to report it or does."""
    return listed(w, _FIELDS, _rows(w), note=w.messages("ledger.note.figures"), kept=3, pages_wide=2)


def _rows(w: GapWording) -> Iterator[Row]:
    for one in w.report.indicators:
        left_out = {e.unit: e for e in one.units_excluded}
        for told in (*one.by_unit, *one.other_reports):
            yield one, told, left_out.get(told.unit)


def _why_not(w: GapWording, row: Row) -> str:
    _, told, left_out = row
    if left_out is not None:
        return ours(w, left_out.message or left_out.title)
    return "" if told.counted else w.safe(w.status(told.status))


def _place(w: GapWording, row: Row) -> str:
    return "!".join(w.safe(part) for part in (row[1].sheet, row[1].cell) if part)


_FIELDS: tuple[Field[Row], ...] = (
    Field("subject", 8, lambda w, r: w.safe(r[0].subject)),
    Field("title", 28, lambda w, r: ours(w, r[0].title)),
    Field("unit", 20, lambda w, r: w.safe(r[1].unit)),
    Field("period", 11, lambda w, r: w.safe(r[1].period or "")),
    Field("status", 17, lambda w, r: status(w, r[1].status)),
    Field("counts", 8, lambda w, r: yes(w, told=r[1].counted)),
    Field("why_not", 34, _why_not),
    Field("rule", 8, lambda w, r: w.safe(r[2].reason) if r[2] else ""),
    Field("value", 11, lambda _, r: figure(r[1].value, r[0].target)),
    Field("measure", 9, lambda w, r: w.safe(r[0].unit)),
    Field("numerator", 11, lambda _, r: exact(r[1].numerator)),
    Field("denominator", 11, lambda _, r: exact(r[1].denominator)),
    Field("op", 6, lambda _, r: operator(r[0])),
    Field("target", 10, lambda _, r: exact(r[0].target)),
    Field("gap", 10, lambda _, r: gap(r[1], r[0].target)),
    Field("gap_unit", 10, lambda w, r: points(w, r[1], r[0])),
    Field("items", 9, lambda _, r: r[1].items_needed),
    Field("rank", 8, lambda _, r: r[1].rank),
    Field("share", 12, lambda _, r: figure(r[1].share), "hundred"),
    Field("typed", 14, lambda w, r: w.safe(r[1].reported or "")),
    Field("unit_explanation", 34, lambda w, r: w.safe(r[1].explanation or "")),
    Field("file", 34, lambda w, r: w.safe(r[1].file or "")),
    Field("place", 16, _place),
)
