"""What a run amounts to: the counts, derived from findings and verdicts alone, and the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from pxgov_check.judging.gist import Counts, FindingKind, Gist, VerdictKind, counts_of
from pxgov_check.model import Finding, FindingState, Result, Severity, Status, Verdict

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


@dataclass(slots=True)
class Tally:
    """What a run adds up to, counted form by form; every total anywhere derives from it.

    ``days`` are those that forms were judged for, ``last_days`` the last one of each period. ``covered`` is, for each
    waiver that concerns a form, how much it covers, of how many forms, and the last day that such a form is for.
    """

    submissions: int = 0
    accepted: int = 0
    unreadable: int = 0
    refused: int = 0
    findings: Counter[FindingKind] = field(default_factory=Counter)
    verdicts: Counter[VerdictKind] = field(default_factory=Counter)
    days: set[date | None] = field(default_factory=set)
    last_days: dict[str | None, date] = field(default_factory=dict)
    covered: dict[int, tuple[int, int, date]] = field(default_factory=dict)

    @classmethod
    def of(cls, result: Result) -> Tally:
        """Count a result that is there as a whole."""
        tally = cls()
        for one in result.submissions:
            tally.add(counts_of(one))
        tally.add_across(result.findings)
        return tally

    def add(self, counts: Counts) -> None:
        """Count a submission."""
        self.submissions += 1
        self.accepted += counts.accepted
        self.unreadable += not counts.readable
        self.refused += counts.refused
        for kind, n in counts.findings.items():
            self.findings[kind] += n
        for held, n in counts.verdicts.items():
            self.verdicts[held] += n

    def add_gist(self, one: Gist) -> None:
        """Count a submission, its day, and what of it waivers cover."""
        self.add(one.counts)
        self.days.add(one.as_of)
        if one.as_of is None:
            return
        self.last_days[one.period] = max(self.last_days.get(one.period, date.min), one.as_of)
        for number, covered in one.covered.items():
            before, forms, last = self.covered.get(number, (0, 0, date.min))
            self.covered[number] = (before + covered, forms + 1, max(last, one.as_of))

    def add_across(self, findings: Iterable[Finding]) -> None:
        """Count findings across submissions."""
        self.findings.update((f.severity, f.state, f.known) for f in findings)

    @property
    def by_severity(self) -> dict[Severity, int]:
        """How many findings there are of each severity, zeros included."""
        return {severity: self._count(severity, tuple(FindingState)) for severity in Severity}

    @property
    def open_by_severity(self) -> dict[Severity, int]:
        """How many findings of each severity nothing has been said about, zeros included."""
        return {severity: self._count(severity, (FindingState.OPEN,)) for severity in Severity}

    @property
    def answered(self) -> int:
        """How many findings were explained or waived."""
        return sum(n for (_, state, _), n in self.findings.items() if state is not FindingState.OPEN)

    @property
    def by_status(self) -> dict[Status, int]:
        """How many verdicts there are of each status that occurs, in the order of Status."""
        counted = {status: self.verdicts[status, False] + self.verdicts[status, True] for status in Status}
        return {status: n for status, n in counted.items() if n}

    def left(self, *, known: bool) -> int:
        """Return how much is left to do about, of what a baseline held already or of what is new."""
        findings = sum(n for (_, state, k), n in self.findings.items() if state is FindingState.OPEN and k is known)
        return findings + sum(n for (status, k), n in self.verdicts.items() if status not in SETTLED and k is known)

    def _count(self, severity: Severity, states: tuple[FindingState, ...]) -> int:
        return sum(self.findings[severity, state, known] for state in states for known in (False, True))


def exit_code(tally: Tally, fail_on: frozenset[str]) -> int:
    """Return 3 when a submission could not be read, else 1 when something in ``fail_on`` was found, else 0."""
    if tally.refused:
        return UNREADABLE
    failed = any(kind_fails(*kind, fail_on) for kind, n in tally.findings.items() if n)
    return int(failed or any(status in fail_on and not known for (status, known), n in tally.verdicts.items() if n))


def kind_fails(severity: Severity, state: FindingState, known: bool, fail_on: frozenset[str]) -> bool:
    """Whether a finding of a kind makes the exit code 1; one that is explained, waived or known never does."""
    name = {Severity.MANDATORY: "data", Severity.VERIFY: "verify"}.get(severity)
    return state is FindingState.OPEN and not known and name in fail_on


def finding_fails(finding: Finding, fail_on: frozenset[str]) -> bool:
    """Whether this finding alone makes the exit code 1."""
    return kind_fails(finding.severity, finding.state, finding.known, fail_on)


def verdict_fails(verdict: Verdict, fail_on: frozenset[str]) -> bool:
    """Whether this verdict alone makes the exit code 1; one that a baseline holds already never does."""
    return str(verdict.status) in fail_on and not verdict.known


def count_findings(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Return how many findings there are of each severity, zeros included."""
    counted = Counter(f.severity for f in findings)
    return {severity: counted[severity] for severity in Severity}


def count_statuses(verdicts: Iterable[Verdict]) -> dict[Status, int]:
    """Return how many verdicts there are of each status that occurs, in the order of Status."""
    counted = Counter(v.status for v in verdicts)
    return {status: counted[status] for status in Status if counted[status]}
