"""Where the city stands on each task: what its first listed unit reports, else the first of its units that reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from pxgov_check.judging.tasks import measure_task
from pxgov_check.model import Clause, Status, TaskVerdict
from pxgov_check.policy.models import Task
from pxgov_check.rollup.by_unit import Ground
from pxgov_check.rollup.indicator_nouns import Group, by_status
from pxgov_check.rollup.indicators import errata_notes
from pxgov_check.rollup.selection import Form
from pxgov_check.rollup.task_nouns import BurnPoint, CityTask, TaskGroups, UnitTask

ONGOING = "ongoing"
# Verdicts that report nothing to compare, as for X305.
_SILENT = frozenset({Status.MISSING, Status.INVALID, Status.NOT_APPLICABLE})
_DONE = frozenset({Status.DONE, Status.DONE_LATE})


def city_tasks(ground: Ground) -> tuple[CityTask, ...]:
    """Return every task of the policy, in its order."""
    return tuple(_city_task(ground, task) for task in ground.policy.tasks.values())


def task_groups(tasks: Sequence[CityTask]) -> TaskGroups:
    """Return the tasks by section and lead in the order of the policy, and by year of the deadline."""
    by_year = sorted(tasks, key=lambda t: (t.due is None, t.due))
    return TaskGroups(
        by_section=_grouped(tasks, lambda t: t.section),
        by_lead=_grouped(tasks, lambda t: t.lead),
        by_deadline=_grouped(by_year, lambda t: str(t.due.year) if t.due else ONGOING),
    )


def burn_down(tasks: Sequence[CityTask], as_of: date) -> tuple[BurnPoint, ...]:
    """Return for each deadline what was due then, how it stands now, and how much was left that day."""
    dated = [t for t in tasks if t.due is not None]
    return tuple(_burn_point(dated, day, as_of) for day in sorted({t.due for t in dated if t.due}))


def _burn_point(dated: Sequence[CityTask], day: date, as_of: date) -> BurnPoint:
    due = [t for t in dated if t.due == day]
    done, late = (sum(t.status is s for t in due) for s in (Status.DONE, Status.DONE_LATE))
    left = [t for t in dated if not (t.status in _DONE and t.completed_on is not None and t.completed_on <= day)]
    return BurnPoint(
        due=day,
        subjects=tuple(t.subject for t in due),
        done=done,
        done_late=late,
        not_done=len(due) - done - late,
        planned_left=sum(t.due is not None and t.due > day for t in dated),
        left=len(left) if day <= as_of else None,
    )


def _city_task(ground: Ground, task: Task) -> CityTask:
    policy = ground.policy
    listed = [name for name in task.units if name in policy.units]
    others = [u for u in policy.units if u not in listed and _reports(ground.chosen.counted.get(u), task.id)]
    units = tuple(_unit_task(ground, task, unit, listed=unit in listed) for unit in (*listed, *others))
    decisive = next((u for u in units if u.counted), None)
    unplaced = next((u for u in units if u.status is Status.INVALID), None)
    stated = {u.reported for u in units if u.counted and u.status not in _SILENT}
    return CityTask(
        subject=task.id,
        title=policy.subject_title(task.id, ground.lang),
        section=task.section,
        area=task.area,
        status=decisive.status if decisive else _unreported(listed, unplaced),
        lead=task.units[0],
        groups=tuple(name for name in task.units if name not in policy.units),
        open_ended=task.open_ended,
        due=task.due,
        deadline_text=task.deadline_text,
        days_overdue=decisive.days_overdue if decisive else None,
        completed_on=decisive.completed_on if decisive else None,
        decided_by=decisive.unit if decisive else None,
        disagreement=len(stated) > 1,
        source=Clause(task.source.section, task.source.quote),
        errata=errata_notes(task.erratum),
        units=units,
    )


def _unreported(listed: Sequence[str], unplaced: UnitTask | None) -> Status:
    if unplaced is not None:
        return Status.INVALID
    return Status.MISSING if listed else Status.UNDETERMINED


def _reports(form: Form | None, subject: str) -> bool:
    verdict = form.tasks.get(subject) if form else None
    return verdict is not None and verdict.status is not Status.MISSING


def _unit_task(ground: Ground, task: Task, unit: str, *, listed: bool) -> UnitTask:
    form = ground.chosen.counted.get(unit)
    if form is None:
        last = ground.chosen.last.get(unit)
        verdict = last.tasks.get(task.id) if last else None
        if last is None or verdict is None:
            return UnitTask(unit, listed, None, Status.MISSING, counted=False)
        return replace(_row(last, verdict, listed=listed), status=Status.MISSING, counted=False, days_overdue=None)
    if form.conflicting:
        return UnitTask(unit, listed, str(form.period), Status.INVALID, counted=False)
    verdict = form.tasks.get(task.id)
    if verdict is None:
        return UnitTask(unit, listed, str(form.period), Status.MISSING, counted=False, file=form.files[0].file)
    if verdict.status not in {Status.MISSING, Status.INVALID, Status.NOT_APPLICABLE, Status.WAIVED}:
        verdict = measure_task(verdict, ground.policy.task_rules, ground.as_of)
    return _row(form, verdict, listed=listed)


def _row(form: Form, verdict: TaskVerdict, *, listed: bool) -> UnitTask:
    return UnitTask(
        unit=form.unit,
        listed=listed,
        period=str(form.period),
        status=verdict.status,
        counted=verdict.status is not Status.MISSING,
        reported=verdict.reported,
        progress=verdict.progress,
        completed_on=verdict.completed_on,
        days_overdue=verdict.days_overdue,
        evidence=verdict.evidence,
        reason=verdict.reason,
        next_step=verdict.next_step,
        explanation=verdict.explanation,
        file=form.file_of(verdict.subject),
        sheet=verdict.sheet,
        cell=verdict.cell,
    )


def _grouped(tasks: Sequence[CityTask], key: Callable[[CityTask], str]) -> tuple[Group, ...]:
    held: dict[str, list[CityTask]] = {}
    for task in tasks:
        held.setdefault(key(task), []).append(task)
    return tuple(
        Group(name, tuple(t.subject for t in found), by_status(t.status for t in found)) for name, found in held.items()
    )
