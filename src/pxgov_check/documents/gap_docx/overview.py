"""一、基本情况 and 二、总体情况."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pxgov_check.documents.gap_docx.words import group_table, quoted, run_on
from pxgov_check.documents.official.blocks import Block, Cell, Column, Paragraph, Table
from pxgov_check.documents.official.punctuation import ours
from pxgov_check.model import Status
from pxgov_check.rollup.indicator_nouns import CityIndicator
from pxgov_check.rollup.sentences import coverage_sentences, indicators_sentence, tasks_sentence
from pxgov_check.rollup.wording import GapWording, figure_text

_DIGEST_SHOWN = slice(len("sha256:"), len("sha256:") + 12)
_MOST_NAMED = 3
_BAR = 20
_WHOLE = Decimal(100)


def scope(w: GapWording) -> Iterator[Block]:
    """Yield what the report is about, who reported, how good the data are and what it is judged by."""
    report, m = w.report, w.messages
    period = report.counted_period
    yield Paragraph(
        m(
            "paper.scope" if period else "paper.scope_none",
            title=w.safe(report.about.title),
            document_no=w.safe(report.policy.document_no),
            day=w.day(report.as_of),
            period=w.period(period or report.period),
            indicators=str(len(report.indicators)),
            tasks=str(len(report.tasks)),
        )
    )
    yield Paragraph(run_on(w, coverage_sentences(w)))
    if report.coverage.received:
        yield Paragraph(_quality(w))
    digest = report.policy.digest[_DIGEST_SHOWN]
    yield Paragraph(m("paper.basis", digest=digest, version=report.tool.version))


def _quality(w: GapWording) -> str:
    m = w.messages
    found = [(s, n) for s, n in w.report.summary["findings"].items() if n]
    told = [m("paper.quality.count", severity=w.severity(s), n=str(n)) for s, n in found]
    text = m("paper.quality", totals=m("report.list_separator").join(told)) if told else m("paper.quality.clean")
    answered = len(w.report.answered)
    return text + (m("paper.quality.answered", n=str(answered)) if answered else "") + m("report.open.stop")


def overall(w: GapWording) -> Iterator[Block]:
    """Yield how indicators and tasks stand, by category, and how far each indicator is."""
    report, m = w.report, w.messages
    if not report.counted_period:
        return
    all_met = {i.status for i in report.indicators} == {Status.MET}
    yield Paragraph(m("paper.all_met", n=str(len(report.indicators))) if all_met else indicators_sentence(w))
    if report.gaps:
        widest = [
            m("paper.widest_one", title=quoted(w, i.title), gap=w.gap(i, i))
            for i in report.gaps
            if i.relative_gap is not None
        ]
        if len(widest) > 1:
            yield Paragraph(m("paper.widest", names=m("report.list_separator").join(widest[:_MOST_NAMED])))
    yield Paragraph(tasks_sentence(w))
    groups = report.indicator_groups
    names = [ours(w, g.key) for g in groups]
    total = m("paper.column.total")
    yield group_table(w, m("paper.table.categories"), m("paper.column.category"), groups, names, total)
    known = [i for i in report.indicators if i.attained is not None]
    if known:
        yield _bars(w, known)


def _bars(w: GapWording, known: list[CityIndicator]) -> Table:
    m = w.messages
    columns = [
        Column(m("paper.column.indicator"), 52),
        Column(m("gap.column.value"), 19, "right"),
        Column(m("gap.column.target"), 17, "right"),
        *(Column("", 2.6) for _ in range(_BAR)),
        Column(m("paper.column.percent"), 16, "right"),
    ]
    head = [*(Cell(c.head) for c in columns[:3]), Cell(m("paper.column.attained"), span=_BAR), Cell(columns[-1].head)]
    rows: list[list[Cell | str]] = [
        [ours(w, i.title), w.value(i, i), w.target(i), *_bar(i), figure_text(i.attained, "%", _WHOLE)] for i in known
    ]
    return Table(m("paper.table.bars"), columns, rows, size="Dense", head=head, legend=m("paper.bars_legend"))


def _bar(one: CityIndicator) -> list[Cell]:
    """Return the bar; it is full only where the target is reached."""
    full = int((one.attained or Decimal(0)) * _BAR / _WHOLE)
    reached = one.attained == _WHOLE
    return [Cell("", ("done" if reached else "part") if place < full else "short") for place in range(_BAR)]
