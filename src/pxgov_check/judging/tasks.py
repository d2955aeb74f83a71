"""From a task's row and findings to its verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from pxgov_check.judging.hits import Case
from pxgov_check.model import Clause, Finding, Lang, Status, TaskVerdict
from pxgov_check.policy.rule_models import TaskRules
from pxgov_check.submission.dates import cell_day
from pxgov_check.submission.figures import BLANKS
from pxgov_check.submission.layout import NOT_APPLICABLE
from pxgov_check.submission.rows import TaskRow


def judge_task(case: Case, subject: str, row: TaskRow | None, findings: Iterable[Finding], lang: Lang) -> TaskVerdict:
    """Return the verdict of one task; ``row`` is None where the form has no row for it."""
    task = case.policy.tasks[subject]
    base = TaskVerdict(
        subject=subject,
        title=case.policy.subject_title(subject, lang),
        status=Status.MISSING,
        clause=Clause(task.source.section, task.source.quote),
        due=task.due,
    )
    if row is None:
        return base
    completed = row.cells.get("completed_on")
    base = replace(
        base,
        reported=row.text("status") or None,
        progress=row.progress.value,
        completed_on=cell_day(completed, date1904=case.submission.date1904) if completed else None,
        evidence=row.text("evidence") or None,
        reason=row.text("problem") or None,
        next_step=row.text("next_step") or None,
        explanation=row.text("explanation") or None,
        sheet=row.sheet,
        cell=row.ref("status"),
    )
    if row.text("status") in BLANKS:
        return base
    if base.reported == NOT_APPLICABLE:
        return replace(base, status=Status.NOT_APPLICABLE if base.explanation else Status.MISSING)
    if any(f.blocks for f in findings):
        return replace(base, status=Status.INVALID)
    return measure_task(base, case.policy.task_rules, case.as_of)


def measure_task(verdict: TaskVerdict, rules: TaskRules, as_of: date | None) -> TaskVerdict:
    """Judge what a verdict says was ``reported`` for a day, whatever it was judged for before."""
    words = rules.vocabulary
    base = replace(verdict, days_overdue=None)
    if base.due is None:
        return replace(base, status=_ongoing(base, words["not_started"]))
    if base.reported == words["done"]:
        late = base.completed_on is not None and base.completed_on > base.due
        return replace(base, status=Status.DONE_LATE if late else Status.DONE)
    if as_of is None:
        return replace(base, status=Status.UNDETERMINED)
    # A task is judged at the end of the day: not done on its due day is overdue.
    if as_of >= base.due:
        return replace(base, status=Status.OVERDUE, days_overdue=(as_of - base.due).days)
    soon = base.due - as_of <= timedelta(days=rules.due_soon_days)
    return replace(base, status=Status.DUE_SOON if soon else Status.IN_PROGRESS)


def _ongoing(base: TaskVerdict, not_started: str) -> Status:
    """Judge a task without a deadline by its evidence: there is nothing to be late for, only something to show."""
    return Status.ONGOING if base.evidence and base.reported != not_started else Status.UNDETERMINED
