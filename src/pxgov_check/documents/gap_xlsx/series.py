"""历期数据: the city's figure of every indicator in every period."""

from __future__ import annotations

from pxgov_check.documents.gap_xlsx.grid import Field, Grid, exact, figure, listed, yes
from pxgov_check.documents.official.punctuation import ours
from pxgov_check.rollup.indicator_nouns import CityIndicator, SeriesPoint
from pxgov_check.rollup.wording import GapWording

Row = tuple[CityIndicator, SeriesPoint]


def series(w: GapWording) -> Grid:
    """Return a row for each period of each indicator, the periods in order of time."""
    rows = [(one, point) for one in w.report.indicators for point in one.series]
    return listed(w, _FIELDS, rows, note=w.messages("ledger.note.series"), kept=3)


_FIELDS: tuple[Field[Row], ...] = (
    Field("subject", 8, lambda w, r: w.safe(r[0].subject)),
    Field("title", 36, lambda w, r: ours(w, r[0].title)),
    Field("period", 12, lambda w, r: w.safe(r[1].period)),
    Field("closing", 12, lambda _, r: r[1].on),
    Field("value", 12, lambda _, r: figure(r[1].value, r[0].target)),
    Field("measure", 9, lambda w, r: w.safe(r[0].unit)),
    Field("change", 11, lambda _, r: figure(r[1].change)),
    Field("comparable", 12, lambda w, r: yes(w, told=r[1].comparable)),
    Field("numerator", 12, lambda _, r: exact(r[1].numerator)),
    Field("denominator", 12, lambda _, r: exact(r[1].denominator)),
    Field("counted_units", 11, lambda _, r: r[1].units_counted),
)
