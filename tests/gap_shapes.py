"""Reports of cities in which something is special: nobody reported, all is met, a figure failed its audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from made_city import WRONG, figure, form, rate, rolled, small, without, work
from pxgov_check.model import Finding, Place, Severity, Status, SubmissionResult, Verdict
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.rollup.report import GapReport

A, B, C = "市大数据中心", "市委网信办", "市政务服务中心"
Shape = Callable[[Policy, Messages], GapReport]


def every(policy: Policy, unit: str, *, met: bool) -> list[Verdict]:
    """Return a report of every indicator that a unit reports, all of them at the target or all far below."""
    told: list[Verdict] = []
    for subject, indicator in policy.indicators.items():
        target = policy.targets[subject].milestones[-1].value
        if indicator.reporting.value.reported_by not in {None, unit}:
            continue
        if indicator.numerator is None:
            told.append(figure(subject, str(target if met else target / 10)))
        else:
            told.append(rate(subject, 100 if met else 10, 100))
    return told


def whole(policy: Policy, *, met: bool) -> list[SubmissionResult]:
    return [form(unit, *every(policy, unit, met=met)) for unit in (A, B, C)]


def nothing(policy: Policy, messages: Messages) -> GapReport:
    return rolled(policy, messages, [])


def one_unit(policy: Policy, messages: Messages) -> GapReport:
    return rolled(policy, messages, [form("市水利局", rate("I03", 1, 10, "经费没有到位。"), rate("I04", 90, 100))])


def all_met(policy: Policy, messages: Messages) -> GapReport:
    return rolled(small(policy, A, B, C), messages, whole(policy, met=True))


def all_missed(policy: Policy, messages: Messages) -> GapReport:
    return rolled(small(policy, A, B, C), messages, whole(policy, met=False))


def failed_audit(policy: Policy, messages: Messages) -> GapReport:
    wrong = replace(WRONG, subject="I03")
    forms = [form("市水利局", without("I03", Status.INVALID), findings=[wrong]), form("市审计局", rate("I03", 9, 10))]
    return rolled(policy, messages, forms)


def maintained(policy: Policy, messages: Messages) -> GapReport:
    """Return a report of I15, whose target and baseline are both 100."""
    return rolled(small(policy, C), messages, [form(C, rate("I15", 21, 22))])


def reporting_twice(policy: Policy, messages: Messages) -> GapReport:
    forms = [form("市水利局", rate("I03", 1, 10)), form("市水利局", rate("I03", 2, 10), copy="(2)")]
    return rolled(policy, messages, [*forms, form("市审计局", rate("I03", 9, 10))])


def midway(policy: Policy, messages: Messages) -> GapReport:
    forms = [form("市水利局", rate("I03", 4, 10), period=period) for period in ("2024Q4", "2025Q2")]
    return rolled(policy, messages, forms, as_of=date(2025, 6, 30))


def told_differently(policy: Policy, messages: Messages) -> GapReport:
    due = policy.tasks["T29"].due
    late = work("T29", Status.OVERDUE, "推进中", due, reason="设备未到货", next_step="六月底前上线")
    done = work("T29", Status.DONE, "已完成", due, completed_on=date(2023, 12, 1))
    return rolled(policy, messages, [form(A, late, figure("I01", "8000")), form(C, done)])


SHAPES: dict[str, Shape] = {
    shape.__name__: shape
    for shape in (
        *(nothing, one_unit, all_met, all_missed, failed_audit, maintained, reporting_twice, midway),
        told_differently,
    )
}


def hostile(policy: Policy, messages: Messages, text: str) -> GapReport:
    """Return a report in which every text that a unit can write is the same one."""
    late = work("T29", Status.OVERDUE, "推进中", policy.tasks["T29"].due, reason=text, next_step=text, evidence=text)
    places = (Place(A, text, text, text, text), Place("市水利局", text, text, text, text))
    said = Finding("X305", text, Severity.VERIFY, text, text, subject="T29", sheet=text, cell=text, places=places)
    forms = [
        replace(form(A, rate("I03", 1, 10, text), late, findings=[replace(WRONG, message=text)]), file=text),
        replace(form("市水利局", rate("I03", 1, 10, text)), unit=text, file=text + "2"),
        replace(form("市审计局"), file=text + "3", readable=False),
    ]
    return rolled(policy, messages, forms, findings=[said])
