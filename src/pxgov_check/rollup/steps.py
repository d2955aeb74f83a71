"""What is to be done next: only what follows from the data, who and by when included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pxgov_check.model import FindingState, Severity, Status
from pxgov_check.rollup.coverage import Coverage
from pxgov_check.rollup.indicator_nouns import CityIndicator
from pxgov_check.rollup.report import AuditFinding, Step, UnitStanding
from pxgov_check.rollup.task_nouns import CityTask

_SHORT = frozenset({Status.UNMET, Status.BEHIND})


def next_steps(
    told: Coverage,
    units: Sequence[UnitStanding],
    indicators: Sequence[CityIndicator],
    tasks: Sequence[CityTask],
    findings: Sequence[AuditFinding],
) -> tuple[Step, ...]:
    """Return the steps: reporting first, then the data, the indicators and the tasks, each in the order of its list."""
    titles = {i.subject: i.title for i in indicators} | {t.subject: t.title for t in tasks}
    agreed = _agreement(findings, titles)
    return (*_reporting(told), *_data(units), *agreed, *_indicators(indicators), *_tasks(tasks))


def _reporting(told: Coverage) -> Iterator[Step]:
    for unit in told.missing:
        yield Step("submit", unit)
    for conflict in told.conflicting:
        yield Step("resolve", conflict.unit, count=len(conflict.files))


def _data(units: Sequence[UnitStanding]) -> Iterator[Step]:
    for kind, severity in (("correct", Severity.MANDATORY), ("explain", Severity.VERIFY)):
        for one in units:
            if one.state in {"accepted", "returned"} and one.findings[severity]:
                yield Step(kind, one.unit, count=one.findings[severity])


def _agreement(findings: Sequence[AuditFinding], titles: Mapping[str, str]) -> Iterator[Step]:
    """Yield for each subject of which units say different things those units (X302, X305)."""
    for one in findings:
        units = dict.fromkeys(place.unit for place in one.finding.places if place.unit)
        subject = one.finding.subject
        if subject and len(units) > 1 and one.finding.state is FindingState.OPEN:
            for unit in units:
                yield Step("agree", unit, subject, titles.get(subject))


def _indicators(indicators: Sequence[CityIndicator]) -> Iterator[Step]:
    """Yield what each unit still needs where the city is short of its target, those that need most first."""
    for indicator in indicators:
        if indicator.status not in _SHORT:
            continue
        short = [f for f in indicator.by_unit if f.counted and f.status in _SHORT and f.gap is not None]
        for figure in sorted(short, key=lambda f: (f.rank is None, f.rank or 0)):
            yield Step(
                kind="close_gap" if indicator.status is Status.UNMET else "catch_up",
                unit=figure.unit,
                subject=indicator.subject,
                title=indicator.title,
                count=figure.items_needed,
                amount=figure.gap,
                amount_unit=figure.gap_unit,
                due=indicator.due,
                text=figure.explanation,
            )
            if figure.explanation is None:
                yield Step("give_reason", figure.unit, indicator.subject, indicator.title)


def _tasks(tasks: Sequence[CityTask]) -> Iterator[Step]:
    """Yield for each task overdue the units that report it so, and for each close to its day the one that decides."""
    for task in tasks:
        if task.status not in {Status.OVERDUE, Status.DUE_SOON}:
            continue
        for report in task.units:
            if not report.counted or report.status is not task.status:
                continue
            yield Step(
                kind="finish",
                unit=report.unit,
                subject=task.subject,
                title=task.title,
                due=task.due,
                days_overdue=report.days_overdue,
                text=report.next_step,
            )
            if task.status is Status.OVERDUE and not (report.reason and report.next_step):
                yield Step("give_reason", report.unit, task.subject, task.title)
