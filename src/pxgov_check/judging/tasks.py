"""From a task's row and findings to its verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from pxgov_check.judging.demands import demands_on
from pxgov_check.model import Clause, Lang, Status, TaskVerdict
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import TaskRules
from pxgov_check.submission.figures import BLANKS
from pxgov_check.submission.layout import NOT_APPLICABLE
from pxgov_check.submission.rows import TaskRow


class Due(NamedTuple):
    """What a policy says of a task, and how it stands on a day where it is not done, so many days ``overdue``."""

    subject: str
    title: str
    clause: Clause
    on: date | None
    undone: Status
    overdue: int | None


def due_on(policy: Policy, as_of: date | None, lang: Lang) -> Mapping[str, Due]:
    """Return what is due of each task on a day, by its id."""
    return demands_on(policy, as_of, lang, _due)


def judge_task(due: Due, row: TaskRow | None, rules: TaskRules, *, invalid: bool) -> TaskVerdict:
    """Return the verdict of one task.

    ``row`` is None where the form has no row for it; ``invalid`` says that a finding keeps it from counting.
    """
    if row is None:
        return TaskVerdict(due.subject, due.title, Status.MISSING, due.clause, due=due.on)
    explanation, evidence = row.text("explanation") or None, row.text("evidence") or None
    overdue = None
    if row.status in BLANKS:
        status = Status.MISSING
    elif row.status == NOT_APPLICABLE:
        status = Status.NOT_APPLICABLE if explanation else Status.MISSING
    elif invalid:
        status = Status.INVALID
    else:
        settled = _settled(due.on, rules, row.status, row.completed_on, evidence)
        status, overdue = (due.undone, due.overdue) if settled is None else (settled, None)
    # By place: names for that many take as long as all that stands above.
    return TaskVerdict(
        due.subject,
        due.title,
        status,
        due.clause,
        row.status or None,
        due.on,
        row.progress.value,
        row.completed_on,
        overdue,
        evidence,
        row.text("problem") or None,
        row.text("next_step") or None,
        explanation,
        row.sheet,
        row.ref("status"),
    )


def measure_task(verdict: TaskVerdict, rules: TaskRules, as_of: date | None) -> TaskVerdict:
    """Judge what a verdict says was ``reported`` for a day, whatever it was judged for before."""
    settled = _settled(verdict.due, rules, verdict.reported, verdict.completed_on, verdict.evidence)
    status, overdue = _undone(verdict.due, rules, as_of) if settled is None else (settled, None)
    return replace(verdict, status=status, days_overdue=overdue)


def _due(policy: Policy, subject: str, as_of: date | None, lang: Lang) -> Due:
    due, clause = policy.tasks[subject].due, policy.once(_clauses)[subject]
    return Due(subject, policy.subject_title(subject, lang), clause, due, *_undone(due, policy.task_rules, as_of))


def _clauses(policy: Policy) -> Mapping[str, Clause]:
    """Return where the policy says each task: one object each, whatever the day, so that comparing them is nothing."""
    return {task.id: Clause(task.source.section, task.source.quote) for task in policy.tasks.values()}


def _undone(due: date | None, rules: TaskRules, as_of: date | None) -> tuple[Status, int | None]:
    """Return how a task stands that is not done, and by how many days it is overdue where it is."""
    if due is None or as_of is None:
        return Status.UNDETERMINED, None
    # A task is judged at the end of the day: not done on its due day is overdue.
    if as_of >= due:
        return Status.OVERDUE, (as_of - due).days
    soon = due - as_of <= timedelta(days=rules.due_soon_days)
    return Status.DUE_SOON if soon else Status.IN_PROGRESS, None


def _settled(
    due: date | None, rules: TaskRules, reported: str | None, completed_on: date | None, evidence: str | None
) -> Status | None:
    """Return how a task stands where what is reported of it settles that; None where it hangs on the day."""
    if due is None:
        # There is nothing to be late for, only something to show.
        shown = evidence and reported != rules.vocabulary["not_started"]
        return Status.ONGOING if shown else Status.UNDETERMINED
    if reported == rules.vocabulary["done"]:
        return Status.DONE_LATE if completed_on is not None and completed_on > due else Status.DONE
    return None
