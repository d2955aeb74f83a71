"""指标: each indicator as a row with its bar, each one's own part, and the units' figures as a heat table."""

from __future__ import annotations

from decimal import Decimal

from pxgov_check.documents.gap_html.blocks import Cell, Column, Row, Section, Table, Tone
from pxgov_check.documents.gap_html.charts import bullet, shape, spark
from pxgov_check.documents.gap_html.words import DASH, Page, change, count, exact, look
from pxgov_check.model import Status
from pxgov_check.rollup.indicator_nouns import CityIndicator, UnitFigure
from pxgov_check.rollup.wording import figure_text


def indicators(page: Page) -> Section:
    """Return every indicator with baseline, reference value, result and target."""
    every = page.report.indicators
    referenced = any(one.reference is not None for one in every)
    moving = any(spark(page, one) for one in every)
    columns = [
        Column(page("paper.column.indicator")),
        Column(page("html.column.chart"), "chart"),
        Column(page("html.mark.baseline"), "number"),
        *([Column(page("html.mark.reference"), "number", note=page("html.reference_note"))] if referenced else []),
        Column(page("gap.column.value"), "number"),
        Column(page("gap.column.target"), "number"),
        Column(page("gap.column.gap"), "number"),
        Column(page("gap.column.items"), "number"),
        Column(page("gap.column.counted"), "number"),
        *([Column(page("html.column.trend"), "number")] if moving else []),
        Column(page("gap.column.status"), choose=True),
    ]
    rows = [Row(_row(page, one, referenced=referenced, moving=moving)) for one in every]
    note = page("html.note.bars")
    table = Table("indicator-table", page("html.table.indicators"), columns, rows, "cards", tools=True, notes=[note])
    return Section("indicators", page("html.heading.indicators"), legend=_legend(page), tables=[table])


def _legend(page: Page) -> list[tuple[str, str, Tone]]:
    """Return the signs that occur on the bars; a figure's own sign says how it stands."""
    every = page.report.indicators
    told: list[tuple[str, str, Tone]] = [("ring", page("html.mark.baseline"), "")]
    if any(one.reference is not None for one in every):
        told.append(("diamond", page("html.reference"), ""))
    told.append(("bar", page("html.mark.target"), ""))
    told += [
        (shape(status), page("html.mark.standing", status=page.w.status(status)), look(status)[1])
        for status in Status
        if any(one.status is status and one.value is not None for one in every)
    ]
    return told


def _row(page: Page, one: CityIndicator, *, referenced: bool, moving: bool) -> list[Cell]:
    to = page.subject(one.subject)
    return [
        Cell(one.title, one.subject, to=to, under=page("html.under", id=one.subject, category=one.category)),
        Cell(chart=bullet(page, one)),
        Cell(figure_text(one.baseline.value, one.unit), exact(one.baseline.value)),
        *([Cell(figure_text(one.reference, one.unit, one.value), exact(one.reference))] if referenced else []),
        page.value(one, one, to=to),
        page.target(one),
        page.gap(one, one),
        count(one.items_needed),
        Cell(f"{one.units_counted}/{one.units_expected}", str(one.units_counted)),
        *([_moved(page, one)] if moving else []),
        page.status(one.status),
    ]


def _moved(page: Page, one: CityIndicator) -> Cell:
    """Return the series as a small line with the change on the period before."""
    moved = change(page, one.series[-1].change if one.series and one.value is not None else None, one)
    return Cell(moved.text, moved.value, chart=spark(page, one))


def own_value(page: Page, figure: UnitFigure, one: CityIndicator, to: str | None) -> Cell:
    """Return a unit's figure; one that does not count says so."""
    cell = page.value(figure, one, to=to)
    if figure.counted or figure.value is None:
        return cell
    return Cell(page("paper.not_counted", value=cell.text), cell.value, to=to)


def number(value: Decimal | None) -> Cell:
    """Return a numerator or a denominator."""
    return Cell(exact(value) or DASH, exact(value))
