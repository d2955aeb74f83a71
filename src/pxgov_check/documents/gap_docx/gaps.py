"""三、指标差距分析: a row and a paragraph for each indicator below its target."""

from __future__ import annotations

from collections.abc import Iterator

from pxgov_check.documents.gap_docx.words import change, count, ours, run_on, target_due
from pxgov_check.documents.official.blocks import Block, Column, Heading, Paragraph, Table
from pxgov_check.model import Status
from pxgov_check.rollup.indicator_nouns import CityIndicator, UnitFigure
from pxgov_check.rollup.sentences import MOST_NAMED, indicator_sentences
from pxgov_check.rollup.wording import GapWording, figure_text


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


def short_units(one: CityIndicator) -> list[UnitFigure]:
    """Return the units that are short, those that need most items first."""
    return one.ranked or [u for u in one.by_unit if u.counted and u.gap is not None]


def _table(w: GapWording) -> Table:
    m = w.messages
    columns = [
        Column(m("paper.column.indicator"), 38),
        Column(m("paper.column.target_due"), 32),
        Column(m("gap.column.value"), 19, "right"),
        Column(m("gap.column.gap"), 27, "right"),
        Column(m("gap.column.items"), 14, "right"),
        Column(m("gap.column.change"), 26, "right"),
    ]
    rows = [
        [ours(w, i.title), target_due(w, i), w.value(i, i), w.gap(i, i), count(i.items_needed), change(w, i)]
        for i in w.report.gaps
    ]
    return Table(m("paper.table.gaps"), columns, rows)


def _indicator(w: GapWording, one: CityIndicator) -> Iterator[Block]:
    m = w.messages
    sentences = list(indicator_sentences(w, one))
    if one.reference is not None:
        reference = figure_text(one.reference, one.unit, one.value)
        sentences.insert(1, m("paper.reference", reference=reference))
    yield Paragraph(run_on(w, sentences))
    short = short_units(one)
    told = [figure for figure in short if figure.explanation]
    for figure in told[:MOST_NAMED]:
        yield Paragraph(m("paper.reasons", unit=w.safe(figure.unit), text=w.safe(figure.explanation or "")))
    if len(told) > MOST_NAMED:
        yield Paragraph(m("paper.reasons_more", n=str(len(told) - MOST_NAMED)))
    silent = [figure.unit for figure in short if not figure.explanation]
    if silent:
        key = "paper.silent_more" if len(silent) > MOST_NAMED else "paper.silent"
        yield Paragraph(m(key, names=w.names(silent[:MOST_NAMED]), n=str(len(silent))))


def _without_figure(w: GapWording, without: list[CityIndicator]) -> Iterator[Block]:
    for status in Status:
        names = [ours(w, i.title) for i in without if i.status is status]
        if names:
            joined = w.messages("report.list_separator").join(names)
            yield Paragraph(w.messages("paper.no_figure", status=w.status(status), n=str(len(names)), names=joined))
