"""各单位指标完成值: units by indicators, each figure with a mark where it is short and a link to its cell."""

from __future__ import annotations

from pxgov_check.documents.gap_html.blocks import Cell, Column, Row, Section, Table, Tone
from pxgov_check.documents.gap_html.charts import heat
from pxgov_check.documents.gap_html.words import DASH, Page, exact
from pxgov_check.model import Status
from pxgov_check.rollup.indicator_nouns import CityIndicator, UnitFigure

_SHADES: tuple[Tone, ...] = ("h0", "h1", "h2", "h3", "hx")
_SHORT = frozenset({"h1", "h2", "h3"})


def heat_table(page: Page) -> Section:
    """Return the units' own figures of the indicators that each unit reports, shaded by how far each is."""
    title = page("paper.annex.matrix")
    each = [one for one in page.report.indicators if not one.reported_by]
    sent = [unit.unit for unit in page.report.units if unit.state not in {"missing", "stopped"}]
    if not each or not sent:
        return Section("heat", title)
    held = [(one, {figure.unit: figure for figure in one.by_unit}) for one in each]
    columns = [Column(page("gap.column.unit")), *(Column(one.subject, "number", note=one.title) for one in each)]
    rows = [
        Row([Cell(unit, to=page.unit(unit)), *(_cell(page, one, figures.get(unit)) for one, figures in held)])
        for unit in sent
    ]
    table = Table("heat-table", page("html.table.heat"), columns, rows, "heat", tools=True)
    legend: list[tuple[str, str, Tone]] = [(shade, page(f"html.heat.{shade}"), shade) for shade in _SHADES]
    return Section("heat", title, sentences=[page("html.note.heat")], legend=legend, tables=[table])


def _cell(page: Page, one: CityIndicator, figure: UnitFigure | None) -> Cell:
    if figure is None:
        return Cell(DASH, tone="hx")
    to = page.figure(one.subject, figure)
    if figure.value is None or figure.status is Status.INVALID:
        return Cell(page.w.status(figure.status), to=to, tone="hx")
    value = page.w.value(figure, one)
    if not figure.counted:
        return Cell(page("paper.not_counted", value=value), exact(figure.value), to, "hx")
    shade = heat(figure.value, one.target, figure.status)
    return Cell(value, exact(figure.value), to, shade, mark="▼" if shade in _SHORT else "")
