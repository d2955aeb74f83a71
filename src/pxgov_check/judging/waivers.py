"""Waivers applied: what is covered is marked, never hidden; what was found without the waiver stays beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from pxgov_check.model import (
    Finding,
    FindingState,
    Status,
    SubmissionResult,
    Verdict,
    WaiverRef,
    WaiverState,
    WaiverUse,
)
from pxgov_check.policy.waivers import Waiver

# Days before a waiver's end from which its end is announced.
WARNING_DAYS = 30

# What a waiver can lift: a demand not met. Invalid data needs a waiver of the rule that says so.
_LIFTED = frozenset({Status.UNMET, Status.BEHIND, Status.OVERDUE, Status.DONE_LATE, Status.DUE_SOON, Status.MISSING})


def waivers_in_force(
    waivers: Sequence[Waiver], unit: str | None, period: str | None, as_of: date | None
) -> Sequence[Waiver]:
    """Return the waivers that concern the form of a unit and are in force on the day it is judged for."""
    return [w for w in waivers if _concerns(w, unit, period) and _in_force(w, as_of)]


def waive_findings(findings: Iterable[Finding], waivers: Sequence[Waiver]) -> tuple[Finding, ...]:
    """Return the findings of a form, those marked that one of its waivers covers."""
    return tuple(_waived_finding(one, next((w for w in waivers if _covers_finding(w, one)), None)) for one in findings)


def waive_verdict(verdict: Verdict, waivers: Sequence[Waiver]) -> Verdict:
    """Return a verdict, marked where one of the waivers of its form covers it."""
    for waiver in waivers:
        if _covers_verdict(waiver, verdict):
            return replace(verdict, status=Status.WAIVED, unwaived=verdict.status, waiver=_ref(waiver))
    return verdict


def covers(waiver: Waiver, one: SubmissionResult) -> int | None:
    """Return how much of a form a waiver covers while it is in force; None for a form that it does not concern."""
    if not _concerns(waiver, one.unit, one.period) or one.as_of is None:
        return None
    if not _in_force(waiver, one.as_of):
        return 0
    return sum(_covers_finding(waiver, f) for f in one.findings) + sum(_covers_verdict(waiver, v) for v in one.verdicts)


def waives(waiver: Waiver, finding: Finding) -> bool:
    """Whether it is by this waiver that a finding is waived."""
    return finding.waiver == _ref(waiver)


def waiver_use(waiver: Waiver, used: int, forms: int, as_of: date | None) -> WaiverUse:
    """Return what came of a waiver that covers ``used`` findings and verdicts and concerns ``forms`` forms.

    ``as_of`` is the last day that such a form is for; of a unit that has sent none, that of the others.
    """
    state = WaiverState.IN_FORCE
    if as_of is not None and as_of < waiver.starts:
        state = WaiverState.NOT_YET
    elif as_of is not None and as_of > waiver.expires:
        state = WaiverState.EXPIRED
    elif as_of is not None and waiver.expires - as_of <= timedelta(days=WARNING_DAYS):
        state = WaiverState.EXPIRING
    return WaiverUse(
        ref=_ref(waiver),
        state=state,
        used=used,
        days_left=(waiver.expires - as_of).days if as_of is not None and state is WaiverState.EXPIRING else None,
        forms=forms,
    )


def _waived_finding(finding: Finding, waiver: Waiver | None) -> Finding:
    return finding if waiver is None else replace(finding, state=FindingState.WAIVED, waiver=_ref(waiver))


def _concerns(waiver: Waiver, unit: str | None, period: str | None) -> bool:
    return waiver.unit == unit and waiver.period in {None, period}


def _in_force(waiver: Waiver, as_of: date | None) -> bool:
    return as_of is not None and waiver.starts <= as_of <= waiver.expires


def _covers_finding(waiver: Waiver, finding: Finding) -> bool:
    return waiver.rule == finding.rule and waiver.subject in {None, finding.subject}


def _covers_verdict(waiver: Waiver, verdict: Verdict) -> bool:
    status = verdict.unwaived or verdict.status
    return waiver.rule is None and waiver.subject == verdict.subject and status in _LIFTED


def _ref(waiver: Waiver) -> WaiverRef:
    return WaiverRef(
        rule=waiver.rule,
        subject=waiver.subject,
        unit=waiver.unit,
        period=waiver.period,
        approver=waiver.approver,
        document_no=waiver.document_no,
        starts=waiver.starts,
        expires=waiver.expires,
        justification=waiver.justification,
    )
