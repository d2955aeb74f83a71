"""What a run amounts to: the counts, derived from the two lists, and the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pxgov_check.model import Finding, FindingState, Result, Severity, Status, SubmissionResult, Verdict

# What --fail-on may name; `data` is an open mandatory finding, `verify` an open verify finding, the rest statuses.
FAIL_ON = ("data", "unmet", "behind", "overdue", "missing", "verify")
DEFAULT_FAIL_ON = frozenset({"data", "unmet", "overdue"})

UNREADABLE = 3

# Verdicts that leave nobody anything to do.
SETTLED = frozenset(
    {
        Status.MET,
        Status.ON_TRACK,
        Status.DONE,
        Status.IN_PROGRESS,
        Status.ONGOING,
        Status.NOT_APPLICABLE,
        Status.WAIVED,
    }
)


def exit_code(result: Result, fail_on: frozenset[str]) -> int:
    """Return 3 when a submission could not be read, else 1 when something in ``fail_on`` was found, else 0."""
    if any(not s.readable and not _known(s) for s in result.submissions):
        return UNREADABLE
    failed = any(finding_fails(f, fail_on) for f in all_findings(result))
    return int(failed or any(verdict_fails(v, fail_on) for v in all_verdicts(result)))


def _known(unreadable: SubmissionResult) -> bool:
    return bool(unreadable.findings) and all(f.known for f in unreadable.findings)


def finding_fails(finding: Finding, fail_on: frozenset[str]) -> bool:
    """Whether this finding alone makes the exit code 1; one that is explained, waived or known never does."""
    name = {Severity.MANDATORY: "data", Severity.VERIFY: "verify"}.get(finding.severity)
    return finding.state is FindingState.OPEN and not finding.known and name in fail_on


def verdict_fails(verdict: Verdict, fail_on: frozenset[str]) -> bool:
    """Whether this verdict alone makes the exit code 1; one that a baseline holds already never does."""
    return str(verdict.status) in fail_on and not verdict.known


def all_findings(result: Result) -> Iterator[Finding]:
    """Yield every finding, those of submissions first."""
    for submission in result.submissions:
        yield from submission.findings
    yield from result.findings


def all_verdicts(result: Result) -> Iterator[Verdict]:
    """Yield every verdict."""
    for submission in result.submissions:
        yield from submission.verdicts


def count_findings(findings: Iterator[Finding] | tuple[Finding, ...]) -> dict[Severity, int]:
    """Return how many findings there are of each severity, zeros included."""
    counted = Counter(f.severity for f in findings)
    return {severity: counted[severity] for severity in Severity}


def count_statuses(verdicts: Iterator[Verdict] | tuple[Verdict, ...]) -> dict[Status, int]:
    """Return how many verdicts there are of each status that occurs, in the order of Status."""
    counted = Counter(v.status for v in verdicts)
    return {status: counted[status] for status in Status if counted[status]}
