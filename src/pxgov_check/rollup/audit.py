"""What is wrong with the data that the report rests on, by finding, by rule and by unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pxgov_check.model import Finding, FindingState, Lang, Severity, SubmissionResult
from pxgov_check.policy.pack import Policy
from pxgov_check.rollup.coverage import Coverage
from pxgov_check.rollup.indicator_nouns import CityIndicator, by_status
from pxgov_check.rollup.report import AuditFinding, RuleUse, UnitStanding
from pxgov_check.rollup.selection import Form, Selection
from pxgov_check.rollup.task_nouns import CityTask


def audit_findings(policy: Policy, chosen: Selection, across: Iterable[Finding]) -> tuple[AuditFinding, ...]:
    """Return the findings on the forms that count and on files that can't be placed, then those across submissions.

    Forms of earlier periods had their turn then.
    """
    return (
        *(one for unit in policy.units if unit in chosen.counted for one in _of_form(chosen.counted[unit])),
        *(one for result in (*chosen.unreadable, *chosen.left_aside) for one in _of_result(result)),
        *(AuditFinding(None, None, None, finding) for finding in across),
    )


def rule_uses(policy: Policy, findings: Sequence[AuditFinding], lang: Lang) -> tuple[RuleUse, ...]:
    """Return every rule of the policy, those that found nothing or were not in force too, in the order of their ids."""
    hits = Counter((f.finding.rule, f.finding.state) for f in findings)
    units: dict[str, set[str | None]] = {}
    for one in findings:
        units.setdefault(one.finding.rule, set()).update({one.unit}, (place.unit for place in one.finding.places))
    every = {rule.id: rule for rule in (*policy.other_rules, *policy.rules.values())}
    return tuple(
        RuleUse(
            rule=rule.id,
            title=rule.title[lang],
            severity=rule.severity,
            in_force=rule.id in policy.rules,
            open=hits[rule.id, FindingState.OPEN],
            explained=hits[rule.id, FindingState.EXPLAINED],
            waived=hits[rule.id, FindingState.WAIVED],
            units=len(units.get(rule.id, set()) - {None}),
        )
        for _, rule in sorted(every.items())
    )


def unit_standings(
    policy: Policy,
    chosen: Selection,
    told: Coverage,
    indicators: Sequence[CityIndicator],
    tasks: Sequence[CityTask],
) -> tuple[UnitStanding, ...]:
    """Return one line a unit of the roster, in its order."""
    states = dict.fromkeys(told.missing, "missing")
    states |= {one.unit: "stopped" for one in told.stopped}
    states |= {one.unit: "returned" for one in told.returned}
    states |= {one.unit: "conflicting" for one in told.conflicting}
    figures: dict[str, list[tuple[CityIndicator, int]]] = {}
    for indicator in indicators:
        for place, figure in enumerate(indicator.by_unit):
            figures.setdefault(figure.unit, []).append((indicator, place))
    reports: dict[str, list[tuple[CityTask, int]]] = {}
    for task in tasks:
        for place, report in enumerate(task.units):
            reports.setdefault(report.unit, []).append((task, place))
    return tuple(
        _standing(policy, chosen, unit, states.get(unit, "accepted"), figures.get(unit, []), reports.get(unit, []))
        for unit in policy.units
    )


def _standing(
    policy: Policy,
    chosen: Selection,
    unit: str,
    state: str,
    figures: Sequence[tuple[CityIndicator, int]],
    reports: Sequence[tuple[CityTask, int]],
) -> UnitStanding:
    form = chosen.counted.get(unit) or chosen.last.get(unit)
    own = [one.finding for one in _of_form(form)] if form and unit in chosen.counted else []
    open_now = Counter(f.severity for f in own if f.state is FindingState.OPEN)
    rows = [indicator.by_unit[place] for indicator, place in figures]
    return UnitStanding(
        unit=unit,
        kind=policy.units[unit].kind,
        state=state,
        period=str(form.period) if form else None,
        file=form.files[0].file if form else None,
        findings={str(severity): open_now[severity] for severity in Severity},
        explained=sum(f.state is FindingState.EXPLAINED for f in own),
        indicators=by_status(row.status for row in rows),
        tasks=by_status(task.units[place].status for task, place in reports),
        items_needed=sum(row.items_needed or 0 for row in rows if row.counted),
    )


def _of_form(form: Form) -> Iterator[AuditFinding]:
    for part in form.files:
        yield from _of_result(part)


def _of_result(result: SubmissionResult) -> Iterator[AuditFinding]:
    for finding in result.findings:
        yield AuditFinding(result.unit, result.period, result.file, finding)
