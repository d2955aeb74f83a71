"""A baseline: what an earlier run found already, so that only what is new counts."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace
from pathlib import PurePath

from pxgov_check.model import Finding, Result, SubmissionResult, Verdict

# A finding is the same when unit, period, rule, subject and what was found are: a row may have moved, the file may
# have been renamed. One across forms is the same when its period is, and what each unit said. A file that can't be read
# has no unit and is known by its name.
Baseline = frozenset[Hashable]


def baseline_of(result: Result) -> Baseline:
    """Return what a result holds, in a form in which another can be compared with it."""
    keys: set[Hashable] = {_finding_key(None, f) for f in result.findings}
    for one in result.submissions:
        keys |= {_finding_key(one, f) for f in one.findings}
        keys |= {_verdict_key(one, v) for v in one.verdicts}
    return frozenset(keys)


def marked(one: SubmissionResult, baseline: Baseline) -> SubmissionResult:
    """Return a submission with everything marked that the baseline holds."""
    return replace(
        one,
        findings=tuple(replace(f, known=_finding_key(one, f) in baseline) for f in one.findings),
        verdicts=tuple(replace(v, known=_verdict_key(one, v) in baseline) for v in one.verdicts),
    )


def marked_across(findings: Iterable[Finding], baseline: Baseline) -> tuple[Finding, ...]:
    """Return findings across submissions, those marked that the baseline holds."""
    return tuple(replace(f, known=_finding_key(None, f) in baseline) for f in findings)


def _owner(one: SubmissionResult) -> Hashable:
    return (one.unit, one.period) if one.readable else PurePath(one.file).name


def _finding_key(one: SubmissionResult | None, finding: Finding) -> Hashable:
    if one is None:
        told = tuple((place.unit, place.found) for place in finding.places)
        return finding.period, finding.rule, finding.subject, told
    # Without a subject, what belongs there tells a blank field from the next blank field.
    about = finding.subject or finding.expected
    return _owner(one), finding.rule, about, finding.found if one.readable else None


def _verdict_key(one: SubmissionResult, verdict: Verdict) -> Hashable:
    return _owner(one), verdict.subject, verdict.status
