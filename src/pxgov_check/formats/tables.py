"""The tables of the text report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from pxgov_check.formats.clean import clean
from pxgov_check.formats.wording import figure, gap_text, target_text
from pxgov_check.judging.outcome import SETTLED, count_findings, count_statuses
from pxgov_check.model import (
    FindingState,
    IndicatorVerdict,
    Lang,
    Severity,
    Status,
    SubmissionResult,
    TaskVerdict,
    Verdict,
)
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.models import PolicyInfo
from pxgov_check.submission.figures import plain

STATUS_COLOURS = {
    Status.MET: "green",
    Status.DONE: "green",
    Status.ON_TRACK: "green",
    Status.ONGOING: "green",
    Status.DONE_LATE: "yellow",
    Status.BEHIND: "yellow",
    Status.DUE_SOON: "yellow",
    Status.UNMET: "bold red",
    Status.OVERDUE: "bold red",
    Status.INVALID: "bold magenta",
    Status.MISSING: "magenta",
}
# Marks that a Chinese Windows console can show; a status is never told by colour alone.
_MARKS = {
    Status.MET: "√",
    Status.DONE: "√",
    Status.ON_TRACK: "√",
    Status.ONGOING: "√",
    Status.DONE_LATE: "▲",
    Status.BEHIND: "▲",
    Status.DUE_SOON: "▲",
    Status.UNMET: "×",
    Status.OVERDUE: "×",
    Status.INVALID: "×",
    Status.MISSING: "×",
}


def status_text(status: Status, info: PolicyInfo, lang: Lang) -> Text:
    """Return a status as mark and words, in its colour."""
    words = info.statuses[status][lang] if status in info.statuses else str(status)
    return Text(f"{_MARKS.get(status, '○')}{words}", style=STATUS_COLOURS.get(status, "dim"))


def indicator_table(verdicts: Sequence[IndicatorVerdict], m: Messages, info: PolicyInfo, *, narrow: bool) -> Table:
    """Return the indicators with figure, target, gap and status; on a narrow screen without the due day."""
    table = _table()
    table.add_column(m("report.column.id"), no_wrap=True)
    table.add_column(m("report.column.indicator"), ratio=1, overflow="fold")
    table.add_column(m("report.column.value"), justify="right", no_wrap=True)
    table.add_column(m("report.column.target"), justify="right", no_wrap=True)
    if not narrow:
        table.add_column(m("report.column.due"), no_wrap=True)
    referenced = any(v.reference is not None for v in verdicts)
    if referenced:
        table.add_column(m("report.column.reference"), justify="right", no_wrap=True)
    table.add_column(m("report.column.gap"), overflow="fold", max_width=16 if narrow else None)
    table.add_column(m("report.column.status"), overflow="fold")
    for one in verdicts:
        cells: list[Text | str] = [
            one.subject,
            _bare(one.title),
            _figure(one),
            target_text(one),
        ]
        if not narrow:
            cells.append(one.due.isoformat() if one.due else "—")
        if referenced:
            cells.append(figure(one.reference) if one.reference is not None else "—")
        cells += [gap_text(one, m), _standing(one, info, m)]
        table.add_row(*cells)
    return table


def task_table(verdicts: Sequence[TaskVerdict], m: Messages, info: PolicyInfo, *, narrow: bool) -> Table:
    """Return the tasks with deadline, what was reported and how they stand."""
    table = _table()
    table.add_column(m("report.column.id"), no_wrap=True)
    table.add_column(m("report.column.task"), ratio=1, overflow="fold")
    table.add_column(m("report.column.due"), no_wrap=True)
    table.add_column(m("report.column.reported"), no_wrap=True)
    if not narrow:
        table.add_column(m("report.column.progress"), justify="right", no_wrap=True)
    table.add_column(m("report.column.status"), overflow="fold")
    for one in verdicts:
        status = _standing(one, info, m)
        if one.days_overdue:
            status.append(m("report.days", n=str(one.days_overdue)))
        cells: list[Text | str] = [
            one.subject,
            _bare(one.title),
            one.due.isoformat() if one.due else m("report.ongoing"),
            _bare(one.reported or "—")[:8],
        ]
        if not narrow:
            cells.append(f"{plain(one.progress)}%" if one.progress is not None else "—")
        table.add_row(*cells, status)
    return table


def batch_table(submissions: Iterable[SubmissionResult], m: Messages) -> Table:
    """Return one line a submission: may it be accepted, what was found, what is short of its target."""
    table = _table()
    table.add_column(m("report.column.file"), ratio=1, overflow="fold")
    for key in ("unit", "period"):
        table.add_column(m(f"report.column.{key}"), overflow="fold")
    table.add_column(m("report.column.form"), no_wrap=True)
    for key in ("mandatory", "verify", "unmet", "overdue"):
        table.add_column(m(f"report.column.{key}"), justify="right")
    for one in submissions:
        counts = count_findings(tuple(f for f in one.findings if f.state is FindingState.OPEN))
        statuses = count_statuses(one.verdicts)
        word = m("report.short.accepted" if one.accepted else "report.short.returned")
        table.add_row(
            clean(one.file),
            clean(one.unit or "—"),
            clean(one.period or "—"),
            Text(word, style="green" if one.accepted else "bold red"),
            *(_count(n) for n in (counts[Severity.MANDATORY], counts[Severity.VERIFY])),
            *(_count(statuses.get(s, 0)) for s in (Status.UNMET, Status.OVERDUE)),
        )
    return table


def _standing(one: Verdict, info: PolicyInfo, m: Messages) -> Text:
    """Return a verdict's status, with what it would be without its waiver, and whether a baseline holds it."""
    text = status_text(one.status, info, m.lang)
    if one.unwaived is not None:
        text.append(m("report.unwaived", status=status_text(one.unwaived, info, m.lang).plain))
    return text.append(m("report.known")) if one.known and one.status not in SETTLED else text


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)


def _figure(one: IndicatorVerdict) -> str:
    if one.value is not None:
        suffix = one.unit if one.unit == "%" else ""
        return figure(one.value, one.target) + suffix
    return _bare(one.reported or "—")[:10]


def _bare(text: str) -> str:
    # Curly quotes are one cell wide here and two in Chinese consoles; without them columns stay straight.
    return clean(text).replace("“", "").replace("”", "")


def _count(n: int) -> str:
    return str(n) if n else "—"
