"""Hand-made forms for the roll-up: one line says what a unit reports."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pxgov_check.model import (
    Clause,
    Finding,
    IndicatorVerdict,
    Period,
    Result,
    Severity,
    Status,
    SubmissionResult,
    TaskVerdict,
    Verdict,
)
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.rollup import roll_up
from pxgov_check.rollup.report import GapReport
from pxgov_check.rollup.selection import Scope

YEAR = Scope(Period("2025"), within=True)
CLAUSE = Clause("表", "句")
WRONG = Finding("A106", "分子大于分母", Severity.MANDATORY, "分子大于分母。", "请改正。", sheet="指标填报", cell="F7")


def rate(subject: str, over: int, under: int, explanation: str | None = None) -> IndicatorVerdict:
    """Return a rate with its two figures, as validate judges it; the status is the roll-up's to find."""
    value = Decimal(over * 100) / Decimal(under)
    return replace(
        figure(subject, str(value.normalize())),
        numerator=Decimal(over),
        denominator=Decimal(under),
        explanation=explanation,
    )


def figure(subject: str, value: str) -> IndicatorVerdict:
    """Return a figure without parts."""
    return IndicatorVerdict(
        subject, subject, Status.UNDETERMINED, "%", CLAUSE, value=Decimal(value), reported=value, sheet="表", cell="H7"
    )


def without(subject: str, status: Status) -> IndicatorVerdict:
    """Return a row that holds no figure: invalid, missing or not applicable."""
    return IndicatorVerdict(subject, subject, status, "%", CLAUSE, reported="?", sheet="表", cell="H7")


def work(subject: str, status: Status, reported: str, due: date | None, **told: str | date) -> TaskVerdict:
    """Return a task as reported."""
    base = TaskVerdict(subject, subject, status, CLAUSE, reported=reported, due=due, sheet="任务", cell="E7")
    return replace(base, **told)  # type: ignore[arg-type]


def form(
    unit: str, *verdicts: Verdict, period: str = "2025Q4", findings: Iterable[Finding] = (), copy: str = ""
) -> SubmissionResult:
    """Return a unit's form; ``copy`` makes it another version of it, in a file of its own."""
    name = f"{unit}-{period}{copy}.xlsx"
    return SubmissionResult(
        file=name,
        digest="sha256:" + hashlib.sha256(name.encode()).hexdigest(),
        readable=True,
        unit=unit,
        period=period,
        as_of=Period(period).end,
        findings=tuple(findings),
        verdicts=verdicts,
    )


def rolled(
    policy: Policy,
    messages: Messages,
    forms: Iterable[SubmissionResult],
    scope: Scope = YEAR,
    as_of: date | None = None,
    findings: Iterable[Finding] = (),
) -> GapReport:
    """Roll forms up."""
    return roll_up(policy, Result(policy.ref(), None, tuple(forms), tuple(findings)), scope, messages, as_of)


def small(policy: Policy, *units: str, changes: Mapping[str, object] | None = None) -> Policy:
    """Return the policy with a roster of these units alone."""
    return replace(policy, units={unit: policy.units[unit] for unit in units}, **(changes or {}))  # type: ignore[arg-type]
