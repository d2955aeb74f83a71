"""Waivers applied: what is covered is marked, never hidden; what was found without the waiver stays beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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


def waive_findings(
    findings: Iterable[Finding], waivers: Sequence[Waiver], unit: str | None, period: str | None, as_of: date | None
) -> tuple[Finding, ...]:
    """Return the findings of a form, those marked that a waiver in force covers."""
    own = [w for w in waivers if _concerns(w, unit, period) and _in_force(w, as_of)]
    return tuple(_waived_finding(one, next((w for w in own if _covers_finding(w, one)), None)) for one in findings)


def waive_verdict(
    verdict: Verdict, waivers: Sequence[Waiver], unit: str | None, period: str | None, as_of: date | None
) -> Verdict:
    """Return a verdict, marked where a waiver in force covers it."""
    for waiver in waivers:
        if _concerns(waiver, unit, period) and _in_force(waiver, as_of) and _covers_verdict(waiver, verdict):
            return replace(verdict, status=Status.WAIVED, unwaived=verdict.status, waiver=_ref(waiver))
    return verdict


def waiver_uses(
    waivers: Sequence[Waiver], results: Sequence[SubmissionResult], across: Iterable[Finding] = ()
) -> Iterator[WaiverUse]:
    """Yield for each waiver whether it was used, and why not where it could have been.

    ``across`` are the findings across the forms; a unit that has sent none has its day from the others.
    """
    for waiver in waivers:
        forms = [one for one in results if _concerns(waiver, one.unit, one.period) and one.as_of is not None]
        beside = [one for one in results if waiver.period in {None, one.period}]
        used = sum(one.waiver == _ref(waiver) for one in across)
        for one in forms:
            if _in_force(waiver, one.as_of):
                used += sum(_covers_finding(waiver, f) for f in one.findings)
                used += sum(_covers_verdict(waiver, v) for v in one.verdicts)
        days = [one.as_of for one in forms or beside if one.as_of is not None]
        yield _use(waiver, used, len(forms), max(days, default=None))


def _use(waiver: Waiver, used: int, forms: int, as_of: date | None) -> WaiverUse:
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
