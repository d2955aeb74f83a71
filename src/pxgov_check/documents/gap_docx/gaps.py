"""三、指标差距分析: a row and a paragraph for each indicator below its target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType

from pxgov_check.documents.gap_docx.words import (
    MOST_LISTED,
    change,
    common_due,
    count,
    excerpt,
    named,
    run_on,
    target_due,
)
from pxgov_check.documents.official.blocks import Block, Column, Heading, Paragraph, Table
from pxgov_check.documents.official.punctuation import ours
from pxgov_check.model import Status
from pxgov_check.rollup.indicator_nouns import CityIndicator, UnitFigure
from pxgov_check.rollup.sentences import MOST_NAMED, grounds, standing
from pxgov_check.rollup.wording import GapWording, figure_text

# A target is written as a sentence: ``不低于 80%``.
_BOUNDS = MappingProxyType({">=": "at_least", "<=": "at_most", ">": "above", "<": "below", "": "is"})


def gaps(w: GapWording) -> Iterator[Block]:
    """Yield the table, then each indicator; last those that can't be judged for want of a figure."""
    if not w.report.counted_period:
        return
    if w.report.gaps:
        yield _table(w)
    for one in w.report.gaps:
        yield Heading(ours(w, one.title))
        yield from _indicator(w, one)
    without = [i for i in w.report.indicators if i.value is None]
    if without:
        yield Heading(w.messages("paper.heading.no_figure"))
        yield from _without_figure(w, without)


def _table(w: GapWording) -> Table:
    m = w.messages
    due = common_due(w.report.gaps)
    columns = [
        Column(m("paper.column.indicator"), 53 if due else 38),
        Column(m("gap.column.target" if due else "paper.column.target_due"), 17 if due else 32),
        Column(m("gap.column.value"), 18, "right"),
        Column(m("gap.column.gap"), 27, "right"),
        Column(m("gap.column.items"), 14, "right"),
        Column(m("gap.column.change"), 27, "right"),
    ]
    rows = [_row(w, one, w.target(one) if due else target_due(w, one)) for one in w.report.gaps]
    caption = m("paper.table.gaps_due", due=w.day(due)) if due else m("paper.table.gaps")
    return Table(caption, columns, rows)


def _row(w: GapWording, one: CityIndicator, target: str) -> list[str]:
    return [ours(w, one.title), target, w.value(one, one), w.gap(one, one), count(one.items_needed), change(w, one)]


def _indicator(w: GapWording, one: CityIndicator) -> Iterator[Block]:
    m = w.messages
    target = m(f"paper.target.{_BOUNDS[one.op or '']}", target=figure_text(one.target, one.unit))
    sentences = [m("paper.stands", due=w.day(one.due), target=target, value=w.value(one, one)) + standing(w, one)]
    if one.reference is not None:
        reference = figure_text(one.reference, one.unit, one.value)
        sentences.append(m("paper.reference", reference=reference))
    yield Paragraph(run_on(w, [*sentences, *grounds(w, one)]))
    reasons = list(_reasons(w, one.short_units))
    if reasons:
        yield Paragraph(run_on(w, reasons))


def _reasons(w: GapWording, short: Sequence[UnitFigure]) -> Iterator[str]:
    """Yield what units wrote, those that wrote the same together, and who has not written anything."""
    m = w.messages
    said: dict[str, list[str]] = {}
    for figure in short:
        if figure.explanation:
            said.setdefault(figure.explanation, []).append(figure.unit)
    shown = list(said.items())[:MOST_NAMED]
    for text, units in shown:
        yield m("paper.reasons", unit=named(w, units, MOST_NAMED), text=excerpt(w, text))
    left = sum(len(units) for units in said.values()) - sum(len(units) for _, units in shown)
    if left:
        yield m("paper.reasons_more", n=str(left))
    silent = [figure.unit for figure in short if not figure.explanation]
    if silent:
        yield m("paper.silent", names=named(w, silent, MOST_NAMED))


def _without_figure(w: GapWording, without: list[CityIndicator]) -> Iterator[Block]:
    for status in Status:
        names = [ours(w, i.title) for i in without if i.status is status]
        if names:
            joined = w.messages("report.list_separator").join(names)
            key = "paper.no_figure" if len(names) <= MOST_LISTED else "paper.no_figure_many"
            yield Paragraph(w.messages(key, status=w.status(status), n=str(len(names)), names=joined))
