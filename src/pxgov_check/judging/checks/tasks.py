"""Checks of task rows: status, progress, completion date, evidence and reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pxgov_check.judging.hits import Case, Hit, row_hit
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.figures import BLANKS, plain
from pxgov_check.submission.layout import NOT_APPLICABLE
from pxgov_check.submission.rows import TaskRow

_HUNDRED = Decimal(100)


def status_unknown(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each status that is not in the vocabulary."""
    words = tuple(case.policy.task_rules.vocabulary.values())
    for status, rows in case.tasks_by_status.items():
        if status not in {*words, NOT_APPLICABLE, *BLANKS}:
            for row in rows:
                yield row_hit(row, "status", expected=" / ".join(words))


def status_progress(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each row whose progress contradicts its status."""
    words = case.policy.task_rules.vocabulary
    for status, rows in case.tasks_by_status.items():
        for row in rows:
            progress = row.progress.value
            if progress is None:
                continue
            wanted = None
            if status == words["done"] and progress != _HUNDRED:
                wanted = "100%"
            elif status == words["not_started"] and progress != 0:
                wanted = "0%"
            elif status == words["in_progress"] and progress >= _HUNDRED:
                wanted = "<100%"
            if wanted:
                yield row_hit(row, "progress", found=f"{plain(progress)}%", expected=wanted, status=status)


def no_evidence(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each task reported done without evidence."""
    for row in _done(case):
        if "evidence" in row.columns and _says_nothing(row.text("evidence")):
            yield row_hit(row, "evidence")


def completion_date(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each task reported done whose completion date is missing, no full date, or after the as-of day."""
    for row in _done(case):
        day = row.completed_on
        if "completed_on" in row.columns and (day is None or (case.as_of is not None and day > case.as_of)):
            latest = case.as_of.isoformat() if case.as_of else "2025-11-20"
            found = day.isoformat() if day else row.text("completed_on")
            yield row_hit(row, "completed_on", found=found, expected=f"≤{latest}")


def overdue_unexplained(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each overdue task that gives no reason or no next step."""
    if case.as_of is None:
        return
    words = case.policy.task_rules.vocabulary
    still_open = {words["not_started"], words["in_progress"], words["ongoing"]}
    dues = case.policy.once(_dues)
    for status, rows in case.tasks_by_status.items():
        for row in rows if status in still_open else ():
            due = dues[row.id]
            if due is None or case.as_of < due:
                continue
            for key in ("problem", "next_step"):
                if key in row.columns and _says_nothing(row.text(key)):
                    yield row_hit(row, key, due=due.isoformat())
                    break


def _dues(policy: Policy) -> Mapping[str, date | None]:
    """Return the due day of each task."""
    return {task.id: task.due for task in policy.tasks.values()}


def not_responsible(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each task reported by a unit that its list does not name; an open list (等) may hold any unit."""
    unit = case.submission.unit
    if unit is None:
        return
    anyone, own = case.policy.once(_open_to_all), case.policy.expected_tasks(unit)
    for row in case.submission.tasks:
        if row.id not in anyone and row.id not in own:
            yield row_hit(row, "id", expected="、".join(case.policy.tasks[row.id].units))


def _open_to_all(policy: Policy) -> Collection[str]:
    """Return the tasks that any unit may report: their list is open, or names a group."""
    return frozenset(
        task.id
        for task in policy.tasks.values()
        if task.open_ended or any(name in policy.groups for name in task.units)
    )


def _done(case: Case) -> Sequence[TaskRow]:
    return case.tasks_by_status.get(case.policy.task_rules.vocabulary["done"], ())


def _says_nothing(text: str) -> bool:
    return text in BLANKS or text == "无"
