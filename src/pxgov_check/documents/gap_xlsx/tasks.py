"""任务台账: every task as the city has it, and 任务填报: what each unit says of it."""

from __future__ import annotations

from collections.abc import Iterator

from pxgov_check.documents.gap_xlsx.grid import Field, Grid, exact, listed, status, yes
from pxgov_check.documents.official.punctuation import ours
from pxgov_check.model import Status
from pxgov_check.rollup.task_nouns import CityTask, UnitTask
from pxgov_check.rollup.wording import GapWording

Row = tuple[CityTask, UnitTask]
_NOBODY = UnitTask("", listed=False, period=None, status=Status.MISSING, counted=False)


def tasks(w: GapWording) -> Grid:
    """Return every task, in the order of the policy."""
    return listed(w, _TASKS, w.report.tasks, note=w.messages("ledger.note.tasks"), kept=2, pages_wide=2)


def reports(w: GapWording) -> Grid:
    """Return a row for each task of each unit that the document names for it or that reports it."""
    return listed(w, _REPORTS, _rows(w), note=w.messages("ledger.note.reports"), kept=3, pages_wide=2)


def _rows(w: GapWording) -> Iterator[Row]:
    for task in w.report.tasks:
        yield from ((task, told) for told in task.units)


def _others(w: GapWording, task: CityTask) -> str:
    return w.names([unit.unit for unit in task.units if unit.unit != task.lead] + list(task.groups))


def _disagreement(w: GapWording, task: CityTask) -> str:
    return yes(w, told=True) if task.disagreement else ""


def _section(w: GapWording, task: CityTask) -> str:
    return w.messages("paper.section", section=w.safe(task.section))


def _errata(w: GapWording, task: CityTask) -> str:
    return w.messages("report.clause_separator").join(ours(w, note.text) for note in task.errata)


def _told(task: CityTask) -> UnitTask:
    """Return the report that decided a task's status; an empty one where nobody reported."""
    return task.decisive or _NOBODY


def _place(w: GapWording, told: UnitTask) -> str:
    return "!".join(w.safe(part) for part in (told.sheet, told.cell) if part)


_TASKS: tuple[Field[CityTask], ...] = (
    Field("subject", 8, lambda w, t: w.safe(t.subject)),
    Field("task", 34, lambda w, t: ours(w, t.title)),
    Field("section", 12, _section),
    Field("area", 16, lambda w, t: ours(w, t.area)),
    Field("lead", 18, lambda w, t: w.safe(t.lead)),
    Field("other_units", 26, _others),
    Field("due", 12, lambda _, t: t.due),
    Field("due_text", 14, lambda w, t: ours(w, t.deadline_text)),
    Field("status", 11, lambda w, t: status(w, t.status)),
    Field("days", 10, lambda _, t: t.days_overdue, "most"),
    Field("completed_on", 12, lambda _, t: t.completed_on),
    Field("decided_by", 18, lambda w, t: w.safe(t.decided_by or "")),
    Field("told", 11, lambda w, t: w.safe(_told(t).reported or "")),
    Field("progress", 10, lambda _, t: exact(_told(t).progress), "hundred"),
    Field("evidence", 24, lambda w, t: w.safe(_told(t).evidence or "")),
    Field("task_reason", 28, lambda w, t: w.safe(_told(t).reason or "")),
    Field("next_step", 28, lambda w, t: w.safe(_told(t).next_step or "")),
    Field("task_explanation", 24, lambda w, t: w.safe(_told(t).explanation or "")),
    Field("disagreement", 11, _disagreement),
    Field("clause", 22, lambda w, t: ours(w, t.source.section)),
    Field("quote", 30, lambda w, t: ours(w, t.source.quote)),
    Field("errata", 24, _errata),
    Field("file", 34, lambda w, t: w.safe(_told(t).file or "")),
    Field("place", 16, lambda w, t: _place(w, _told(t))),
)
_REPORTS: tuple[Field[Row], ...] = (
    Field("subject", 8, lambda w, r: w.safe(r[0].subject)),
    Field("task", 30, lambda w, r: ours(w, r[0].title)),
    Field("unit", 20, lambda w, r: w.safe(r[1].unit)),
    Field("named", 9, lambda w, r: yes(w, told=r[1].listed)),
    Field("period", 11, lambda w, r: w.safe(r[1].period or "")),
    Field("due", 12, lambda _, r: r[0].due),
    Field("status", 11, lambda w, r: status(w, r[1].status)),
    Field("told", 11, lambda w, r: w.safe(r[1].reported or "")),
    Field("days", 10, lambda _, r: r[1].days_overdue, "most"),
    Field("progress", 10, lambda _, r: exact(r[1].progress), "hundred"),
    Field("completed_on", 12, lambda _, r: r[1].completed_on),
    Field("evidence", 24, lambda w, r: w.safe(r[1].evidence or "")),
    Field("task_reason", 28, lambda w, r: w.safe(r[1].reason or "")),
    Field("next_step", 28, lambda w, r: w.safe(r[1].next_step or "")),
    Field("task_explanation", 24, lambda w, r: w.safe(r[1].explanation or "")),
    Field("file", 34, lambda w, r: w.safe(r[1].file or "")),
    Field("place", 16, lambda w, r: _place(w, r[1])),
)
