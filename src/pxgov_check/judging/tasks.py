"""From a task's row and findings to its verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from pxgov_check.judging.hits import Case
from pxgov_check.model import Clause, Lang, Status, TaskVerdict
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import TaskRules
from pxgov_check.submission.figures import BLANKS
from pxgov_check.submission.layout import NOT_APPLICABLE
from pxgov_check.submission.rows import TaskRow


def judge_task(case: Case, subject: str, row: TaskRow | None, lang: Lang, *, invalid: bool) -> TaskVerdict:
    """Return the verdict of one task.

    ``row`` is None where the form has no row for it; ``invalid`` says that a finding keeps it from counting.
    """
    task = case.policy.tasks[subject]
    title, clause = case.policy.subject_title(subject, lang), case.policy.once(_clauses)[subject]
    if row is None:
        return TaskVerdict(subject, title, Status.MISSING, clause, due=task.due)
    explanation, evidence = row.text("explanation") or None, row.text("evidence") or None
    days_overdue = None
    if row.status in BLANKS:
        status = Status.MISSING
    elif row.status == NOT_APPLICABLE:
        status = Status.NOT_APPLICABLE if explanation else Status.MISSING
    elif invalid:
        status = Status.INVALID
    else:
        told = _Told(row.status, task.due, row.completed_on, evidence)
        status, days_overdue = _measured(told, case.policy.task_rules, case.as_of)
    return TaskVerdict(
        subject=subject,
        title=title,
        status=status,
        clause=clause,
        reported=row.status or None,
        due=task.due,
        progress=row.progress.value,
        completed_on=row.completed_on,
        days_overdue=days_overdue,
        evidence=evidence,
        reason=row.text("problem") or None,
        next_step=row.text("next_step") or None,
        explanation=explanation,
        sheet=row.sheet,
        cell=row.ref("status"),
    )


def _clauses(policy: Policy) -> Mapping[str, Clause]:
    return {task.id: Clause(task.source.section, task.source.quote) for task in policy.tasks.values()}


def measure_task(verdict: TaskVerdict, rules: TaskRules, as_of: date | None) -> TaskVerdict:
    """Judge what a verdict says was ``reported`` for a day, whatever it was judged for before."""
    told = _Told(verdict.reported, verdict.due, verdict.completed_on, verdict.evidence)
    status, days_overdue = _measured(told, rules, as_of)
    return replace(verdict, status=status, days_overdue=days_overdue)


class _Told(NamedTuple):
    """What a unit says of a task, and when that is due."""

    status: str | None
    due: date | None
    completed_on: date | None
    evidence: str | None


def _measured(told: _Told, rules: TaskRules, as_of: date | None) -> tuple[Status, int | None]:
    """Return how a task stands, and by how many days it is overdue where it is."""
    words = rules.vocabulary
    if told.due is None:
        # There is nothing to be late for, only something to show.
        shown = told.evidence and told.status != words["not_started"]
        return Status.ONGOING if shown else Status.UNDETERMINED, None
    if told.status == words["done"]:
        late = told.completed_on is not None and told.completed_on > told.due
        return Status.DONE_LATE if late else Status.DONE, None
    if as_of is None:
        return Status.UNDETERMINED, None
    # A task is judged at the end of the day: not done on its due day is overdue.
    if as_of >= told.due:
        return Status.OVERDUE, (as_of - told.due).days
    soon = told.due - as_of <= timedelta(days=rules.due_soon_days)
    return Status.DUE_SOON if soon else Status.IN_PROGRESS, None
