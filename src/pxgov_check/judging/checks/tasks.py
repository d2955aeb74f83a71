"""Checks of task rows: status, progress, completion date, evidence and reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pxgov_check.judging.hits import Case, Hit, row_hit
from pxgov_check.submission.figures import BLANKS, plain
from pxgov_check.submission.layout import NOT_APPLICABLE

_HUNDRED = Decimal(100)


def status_unknown(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each status that is not in the vocabulary."""
    words = tuple(case.policy.task_rules.vocabulary.values())
    known = {*words, NOT_APPLICABLE, *BLANKS}
    for row in case.submission.tasks:
        if row.status not in known:
            yield row_hit(row, "status", expected=" / ".join(words))


def status_progress(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each row whose progress contradicts its status."""
    words = case.policy.task_rules.vocabulary
    for row in case.submission.tasks:
        progress, status = row.progress.value, row.status
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
    done = case.policy.task_rules.vocabulary["done"]
    for row in case.submission.tasks:
        if row.status == done and "evidence" in row.columns and _says_nothing(row.text("evidence")):
            yield row_hit(row, "evidence")


def completion_date(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each task reported done whose completion date is missing, no full date, or after the as-of day."""
    done = case.policy.task_rules.vocabulary["done"]
    for row in case.submission.tasks:
        if row.status != done or "completed_on" not in row.columns:
            continue
        day = row.completed_on
        if day is None or (case.as_of is not None and day > case.as_of):
            latest = case.as_of.isoformat() if case.as_of else "2025-11-20"
            found = day.isoformat() if day else row.text("completed_on")
            yield row_hit(row, "completed_on", found=found, expected=f"≤{latest}")


def overdue_unexplained(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each overdue task that gives no reason or no next step."""
    words = case.policy.task_rules.vocabulary
    still_open = {words["not_started"], words["in_progress"], words["ongoing"]}
    for row in case.submission.tasks:
        due = case.policy.tasks[row.id].due if row.status in still_open else None
        if due is None or case.as_of is None or case.as_of < due:
            continue
        for key in ("problem", "next_step"):
            if key in row.columns and _says_nothing(row.text(key)):
                yield row_hit(row, key, due=due.isoformat())
                break


def not_responsible(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each task reported by a unit that its list does not name; an open list (等) may hold any unit."""
    unit = case.submission.unit
    if unit is None:
        return
    for row in case.submission.tasks:
        task = case.policy.tasks[row.id]
        if unit in task.units or task.open_ended or any(name in case.policy.groups for name in task.units):
            continue
        yield row_hit(row, "id", expected="、".join(task.units))


def _says_nothing(text: str) -> bool:
    return text in BLANKS or text == "无"
