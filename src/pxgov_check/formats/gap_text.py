"""The gap report in short, for a terminal: coverage, how things stand, the widest gaps, what is overdue."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from pxgov_check.formats.clean import clean
from pxgov_check.formats.page import NARROWEST, paint, short
from pxgov_check.formats.tables import STATUS_COLOURS
from pxgov_check.formats.wrap import wrap
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
    w = GapWording(messages, report, clean)
    title = messages("gap.title", title=report.about.title, period=w.period(report.period))
    parts = [*_prose(title, width, "bold"), *_prose(_scope(w), width), Text("")]
    parts += [line for sentence in coverage_sentences(w) for line in _prose(sentence, width)]
    parts += [Text(""), *_prose(indicators_sentence(w), width, "bold"), *_prose(tasks_sentence(w), width, "bold")]
    if report.gaps:
        parts += [Text(""), *_prose(messages("gap.top_gaps", n=str(len(report.gaps))), width, "bold")]
        parts += [_gap_table(w, wide=width >= _WIDE), *_more(w, len(report.gaps), width)]
    if report.overdue:
        parts += [Text(""), *_prose(messages("gap.top_overdue", n=str(len(report.overdue))), width, "bold")]
        parts += [_overdue_table(w), *_more(w, len(report.overdue), width)]
    policy = messages(
        "report.policy",
        title=report.about.title,
        document_no=report.policy.document_no,
        digest=report.policy.digest[:_DIGEST_SHOWN],
    )
    return paint([*parts, Text(""), *_prose(policy, width, "dim")], width=width, colour=colour)


def _scope(w: GapWording) -> str:
    report, period = w.report, w.report.counted_period
    return w.messages(
        "gap.scope" if period else "gap.scope_none",
        title=report.about.title,
        document_no=report.policy.document_no,
        day=w.day(report.as_of),
        period=w.period(period or report.period),
    )


def _gap_table(w: GapWording, *, wide: bool) -> Table:
    names = ("subject", "title", "value", "target", "gap", "items", "counted", "status")
    table = _table(w, names if wide else tuple(n for n in names if n not in {"counted", "target"}))
    for one in w.report.gaps[:MOST_SHOWN]:
        cells: list[Text | str] = [one.subject, _name(w, one), w.value(one, one)]
        cells += [w.target(one)] if wide else []
        cells += [w.gap(one, one), str(one.items_needed or "—")]
        cells += [f"{one.units_counted}/{one.units_expected}"] if wide else []
        table.add_row(*cells, Text(w.status(one.status), style=STATUS_COLOURS.get(one.status, "")))
    return table


def _name(w: GapWording, one: CityIndicator) -> Text:
    """Return the indicator and, under it, the units that need most."""
    text = Text(_bare(one.title))
    most = one.ranked[:_NAMED]
    if len(one.by_unit) > 1 and most:
        told = [w.messages("gap.unit_needs", unit=clean(u.unit), n=str(u.items_needed)) for u in most]
        text.append("\n" + w.messages("report.list_separator").join(told), style="dim")
    return text


def _overdue_table(w: GapWording) -> Table:
    table = _table(w, ("subject", "title", "owner", "due", "days"))
    for task in w.report.overdue[:MOST_SHOWN]:
        unit = short(task.decided_by or task.lead, 30)
        table.add_row(task.subject, _bare(task.title), unit, w.day(task.due), w.late(task))
    return table


def _table(w: GapWording, names: Sequence[str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for name in names:
        right = name in {"value", "target", "gap", "items", "counted", "days"}
        table.add_column(
            w.messages("paper.column.owner" if name == "owner" else f"gap.column.{name}"),
            justify="right" if right else "left",
            ratio=1 if name == "title" else None,
            overflow="fold",
            no_wrap=right or name in {"subject", "due"},
        )
    return table


def _more(w: GapWording, count: int, width: int) -> list[RenderableType]:
    left = count - MOST_SHOWN
    return _prose(w.messages("gap.more", n=str(left)), width, "dim") if left > 0 else []


def _prose(text: str, width: int, style: str = "") -> list[RenderableType]:
    return [Text(line, style=style, no_wrap=True) for line in wrap(short(text, 2000), max(width, NARROWEST))]


def _bare(text: str) -> str:
    # Curly quotes are one cell wide here and two in Chinese consoles; without them columns stay straight.
    return clean(text).replace("“", "").replace("”", "")
