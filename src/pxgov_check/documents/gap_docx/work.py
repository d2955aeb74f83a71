"""四、任务完成情况."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pxgov_check.documents.gap_docx.words import MOST_LISTED, days_late, group_table
from pxgov_check.documents.official.blocks import Block, Column, Heading, Paragraph, Table
from pxgov_check.documents.official.punctuation import ours
from pxgov_check.model import Status
from pxgov_check.rollup.indicator_nouns import Group
from pxgov_check.rollup.sentences import tasks_sentence
from pxgov_check.rollup.task_nouns import CityTask
from pxgov_check.rollup.wording import GapWording

_NAMED = (Status.DUE_SOON, Status.MISSING, Status.INVALID, Status.UNDETERMINED, Status.NOT_APPLICABLE, Status.WAIVED)
_NO_YEAR = "ongoing"


def work(w: GapWording) -> Iterator[Block]:
    """Yield progress by deadline, what is overdue, and what units report differently."""
    report, m = w.report, w.messages
    if not report.counted_period:
        return
    split = bool(report.overdue) or any(t.disagreement for t in report.tasks)
    if split:
        yield Heading(m("paper.heading.standing"))
    yield Paragraph(tasks_sentence(w))
    yield from _named(w)
    groups = report.task_groups.by_deadline
    names = [_year(w, group) for group in groups]
    total = m("paper.column.total")
    yield group_table(w, m("paper.table.deadlines"), m("paper.column.deadline"), groups, names, total)
    if report.overdue:
        yield Heading(m("paper.heading.overdue"))
        yield Paragraph(m("paper.overdue_plain", n=str(len(report.overdue)), day=w.day(report.as_of)))
        yield _overdue(w, report.overdue)
    disagreed = [ours(w, t.title) for t in report.tasks if t.disagreement]
    if disagreed:
        yield Heading(m("paper.heading.disagree"))
        yield Paragraph(m("gap.disagree", names=m("report.list_separator").join(disagreed)))


def _named(w: GapWording) -> Iterator[Block]:
    m, tasks = w.messages, w.report.tasks
    ongoing = [t for t in tasks if t.status is Status.ONGOING]
    if ongoing:
        shown = sum(bool(t.decisive and t.decisive.evidence) for t in ongoing)
        key = "all" if shown == len(ongoing) else "evidence" if shown else "none"
        yield Paragraph(m(f"paper.ongoing_{key}", n=str(len(ongoing)), with_evidence=str(shown)))
    for status in _NAMED:
        names = [ours(w, t.title) for t in tasks if t.status is status]
        if names:
            joined = m("report.list_separator").join(names)
            key = "paper.tasks_named" if len(names) <= MOST_LISTED else "paper.tasks_many"
            yield Paragraph(m(key, status=w.status(status), n=str(len(names)), names=joined))


def _year(w: GapWording, group: Group) -> str:
    key = group.key
    return w.messages("paper.ongoing") if key == _NO_YEAR else w.messages("paper.year", year=key)


def _overdue(w: GapWording, late: Sequence[CityTask]) -> Table:
    m = w.messages
    columns = [
        Column(m("paper.column.task"), 31),
        Column(m("paper.column.owner"), 22),
        Column(m("gap.column.due"), 33),
        Column(m("gap.column.days"), 17, "right"),
        Column(m("paper.column.problem"), 27),
        Column(m("paper.column.next_step"), 26),
    ]
    rows = [
        [
            ours(w, task.title),
            w.safe(task.decided_by or task.lead),
            w.day(task.due),
            days_late(w, task.days_overdue),
            _said(w, task.decisive.reason if task.decisive else None),
            _said(w, task.decisive.next_step if task.decisive else None),
        ]
        for task in late
    ]
    return Table(m("paper.table.overdue"), columns, rows)


def _said(w: GapWording, text: str | None) -> str:
    return w.safe(text) if text else w.messages("paper.not_given")
