"""The gap report in short, for a terminal: coverage, how things stand, the widest gaps, what is overdue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pxgov_check.formats.clean import clean
from pxgov_check.formats.grid import Cell, Column, grid
from pxgov_check.formats.page import NARROWEST, paragraph, short
from pxgov_check.formats.paint import BLANK, Line, paint
from pxgov_check.formats.tables import STATUS_COLOURS, bare
from pxgov_check.policy.messages import Messages
from pxgov_check.rollup.indicator_nouns import CityIndicator
from pxgov_check.rollup.report import GapReport
from pxgov_check.rollup.sentences import coverage_sentences, indicators_sentence, tasks_sentence
from pxgov_check.rollup.wording import GapWording

# A screen shows this many of each list; the documents show all.
MOST_SHOWN = 10
_WIDE = 100
_NAMED = 3
_DIGEST_SHOWN = len("sha256:") + 12


def render(report: GapReport, messages: Messages, *, width: int, colour: bool) -> str:
    """Return the summary; no line is wider than the screen."""
    w, width = GapWording(messages, report, clean), max(width, NARROWEST)
    title = messages("gap.title", title=report.about.title, period=w.period(report.period))
    parts = [*paragraph(title, width, "bold"), *paragraph(_scope(w), width), BLANK]
    parts += [line for sentence in coverage_sentences(w) for line in paragraph(sentence, width)]
    parts += [BLANK, *paragraph(indicators_sentence(w), width, "bold"), *paragraph(tasks_sentence(w), width, "bold")]
    if report.gaps:
        parts += [BLANK, *paragraph(messages("gap.top_gaps", n=str(len(report.gaps))), width, "bold")]
        parts += [*_gap_table(w, width), *_more(w, len(report.gaps), width)]
    if report.overdue:
        parts += [BLANK, *paragraph(messages("gap.top_overdue", n=str(len(report.overdue))), width, "bold")]
        parts += [*_overdue_table(w, width), *_more(w, len(report.overdue), width)]
    policy = messages(
        "report.policy",
        title=report.about.title,
        document_no=report.policy.document_no,
        digest=report.policy.digest[:_DIGEST_SHOWN],
    )
    return paint([*parts, BLANK, *paragraph(policy, width, "dim")], colour=colour)


def _scope(w: GapWording) -> str:
    report, period = w.report, w.report.counted_period
    return w.messages(
        "gap.scope" if period else "gap.scope_none",
        title=report.about.title,
        document_no=report.policy.document_no,
        day=w.day(report.as_of),
        period=w.period(period or report.period),
    )


def _gap_table(w: GapWording, width: int) -> Iterator[Line]:
    wide = width >= _WIDE
    names = ("subject", "title", "value", "target", "gap", "items", "counted", "status")
    rows: list[list[Cell]] = []
    for one in w.report.gaps[:MOST_SHOWN]:
        cells: list[Cell] = [one.subject, _name(w, one), w.value(one, one)]
        cells += [w.target(one)] if wide else []
        cells += [w.gap(one, one), str(one.items_needed or "—")]
        cells += [f"{one.units_counted}/{one.units_expected}"] if wide else []
        rows.append([*cells, ((w.status(one.status), STATUS_COLOURS.get(one.status, "")),)])
    shown = names if wide else [name for name in names if name not in {"counted", "target"}]
    return grid(_columns(w, shown), rows, width)


def _name(w: GapWording, one: CityIndicator) -> Cell:
    """Return the indicator and, under it, the units that need most."""
    most = one.ranked[:_NAMED]
    if len(one.by_unit) <= 1 or not most:
        return bare(one.title)
    told = [w.messages("gap.unit_needs", unit=clean(u.unit), n=str(u.items_needed)) for u in most]
    return ((bare(one.title), ""), (w.messages("report.list_separator").join(told), "dim"))


def _overdue_table(w: GapWording, width: int) -> Iterator[Line]:
    rows = [
        (one.subject, bare(one.title), short(one.decided_by or one.lead, 30), w.day(one.due), w.late(one))
        for one in w.report.overdue[:MOST_SHOWN]
    ]
    return grid(_columns(w, ("subject", "title", "owner", "due", "days")), rows, width)


def _columns(w: GapWording, names: Sequence[str]) -> list[Column]:
    right = {"value", "target", "gap", "items", "counted", "days"}
    return [
        Column(
            w.messages("paper.column.owner" if name == "owner" else f"gap.column.{name}"),
            share=1 if name == "title" else 0,
            whole=name in right | {"subject", "due"},
            right=name in right,
        )
        for name in names
    ]


def _more(w: GapWording, count: int, width: int) -> list[Line]:
    left = count - MOST_SHOWN
    return paragraph(w.messages("gap.more", n=str(left)), width, "dim") if left > 0 else []
