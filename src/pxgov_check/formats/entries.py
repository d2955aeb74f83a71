"""A result as one list: every finding and every verdict with the submission it belongs to, and how loud it is."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum

from pxgov_check.formats.context import Context
from pxgov_check.frozen import frozen
from pxgov_check.judging.outcome import SETTLED
from pxgov_check.model import Finding, FindingState, Result, Severity, Status, SubmissionResult, Verdict
from pxgov_check.submission.cells import Range, column_letters
from pxgov_check.submission.ranges import to_range

# Findings that belong to no one file are placed at the file that configures the run: they are about the collection.
COLLECTION = "pxcheck.toml"


class Level(StrEnum):
    """How loud a pipeline says it. A missed target is never as loud as wrong data: the two are not mixed."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


_SEVERITY_LEVELS = {Severity.MANDATORY: Level.ERROR, Severity.VERIFY: Level.WARNING, Severity.NOTICE: Level.NOTE}
_MISSED = frozenset({Status.UNMET, Status.OVERDUE})


@frozen
class Entry:
    """One finding or verdict. ``submission`` is None for a finding across submissions."""

    one: Finding | Verdict
    submission: SubmissionResult | None

    @property
    def id(self) -> str:
        """The audit rule, or the indicator or task judged."""
        return self.one.rule if isinstance(self.one, Finding) else self.one.subject

    @property
    def file(self) -> str:
        """The file it was found in, as the command line named it."""
        return self.submission.file if self.submission else COLLECTION

    @property
    def level(self) -> Level | None:
        """How loud; None for a verdict that leaves nothing to do."""
        if isinstance(self.one, Finding):
            return severity_level(self.one.severity) if self.one.state is FindingState.OPEN else Level.NOTE
        if self.one.status in SETTLED:
            return None
        return Level.WARNING if self.one.status in _MISSED else Level.NOTE

    @property
    def place(self) -> str:
        """The place as people write it: ``指标填报!H7``; empty where there is none."""
        return "!".join(part for part in (self.one.sheet, self.one.cell) if part)

    @property
    def cells(self) -> Range | None:
        """The rows and columns, counted from 1; None where there is no cell."""
        return to_range(self.one.cell) if self.one.cell else None


def severity_level(severity: Severity) -> Level:
    """Return how loud an open finding of a severity is."""
    return _SEVERITY_LEVELS[severity]


def entries(result: Result) -> Iterator[Entry]:
    """Yield every finding and verdict, submission by submission, those across submissions last."""
    for submission in result.submissions:
        yield from submission_entries(submission)
    for finding in result.findings:
        yield Entry(finding, None)


def submission_entries(submission: SubmissionResult) -> Iterator[Entry]:
    """Yield the findings of one submission, then its verdicts."""
    for one in (*submission.findings, *submission.verdicts):
        yield Entry(one, submission)


def fingerprinted(told: Iterable[Entry], context: Context) -> Iterator[tuple[Entry, str]]:
    """Yield every entry with a fingerprint of its own, 64 hex digits, the same on every run.

    It is made from rule, file, unit, period, subject, sheet and column, never from the row: a form that was saved
    again, or whose rows moved, keeps its fingerprints. A finding without a subject is known by what belongs there (the
    field left blank, the column missing) or by the units concerned. What is equal in all of these is numbered.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for entry in told:
        key = _identity(entry, context)
        seen[key] += 1
        whole = "\0".join((*key, str(seen[key])))
        yield entry, hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def _identity(entry: Entry, context: Context) -> tuple[str, ...]:
    one, submission, cells = entry.one, entry.submission, entry.cells
    return (
        type(one).__name__,
        entry.id,
        context.repository.path(entry.file),
        (submission.unit if submission else None) or "",
        (submission.period if submission else None) or "",
        one.subject or "",
        one.sheet or "",
        column_letters(cells.first_column) if cells else "",
        *(_instead_of_subject(one) if isinstance(one, Finding) and one.subject is None else ()),
    )


def _instead_of_subject(finding: Finding) -> tuple[str, ...]:
    return finding.expected or "", *(place.unit or "" for place in finding.places)
