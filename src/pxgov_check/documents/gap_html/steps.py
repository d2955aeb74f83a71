"""下一步建议: who does what by when, only what follows from the data."""

from __future__ import annotations

from pxgov_check.documents.gap_html.blocks import Cell, Column, Row, Section, Table
from pxgov_check.documents.gap_html.words import DASH, Page, exact
from pxgov_check.rollup.report import Step


def steps(page: Page) -> Section:
    """Return one row for each unit and matter."""
    rows = [
        Row(
            [
                Cell(step.unit, to=page.unit(step.unit)),
                Cell(page(f"html.step.{step.kind}")),
                page.named(step.subject) if step.subject else Cell(DASH),
                _amount(page, step),
                page.day(step.due),
                Cell(str(step.days_overdue) if step.days_overdue else DASH, str(step.days_overdue or 0)),
                Cell(step.text or DASH),
            ]
        )
        for step in page.report.steps
    ]
    columns = [
        Column(page("gap.column.unit")),
        Column(page("html.column.step"), choose=True),
        Column(page("html.column.about")),
        Column(page("html.column.amount"), "number"),
        Column(page("gap.column.due")),
        Column(page("gap.column.days"), "number"),
        Column(page("html.column.measures"), "long"),
    ]
    title = page("paper.heading.steps")
    if not rows:
        return Section("steps", title, sentences=[page("gap.no_steps")])
    table = Table("step-table", page("html.table.steps", n=str(len(rows))), columns, rows, "cards", tools=True)
    return Section("steps", title, tables=[table])


def _amount(page: Page, step: Step) -> Cell:
    """Return how much is asked for: the gap with the items that close it, or a number of places."""
    if step.amount is not None:
        indicator = next(one for one in page.report.indicators if one.subject == step.subject)
        own = next(figure for figure in indicator.by_unit if figure.unit == step.unit)
        needs = page("html.amount.items", n=str(step.count)) if step.count else ""
        return Cell(page.w.gap(own, indicator), exact(step.amount), under=needs)
    if not step.count:
        return Cell(DASH)
    key = "files" if step.kind == "resolve" else "places"
    return Cell(page(f"html.amount.{key}", n=str(step.count)), str(step.count))
