"""The gist of a submission: what a run keeps of it once its reports are written, a hundredth of the whole.

From gists come the counts, the exit code, the overview and the checks across forms; none of these needs a row again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field
from datetime import date
from decimal import Decimal

from pxgov_check.frozen import frozen
from pxgov_check.judging.waivers import covers
from pxgov_check.model import (
    FindingState,
    IndicatorVerdict,
    Severity,
    Status,
    SubmissionResult,
    TaskVerdict,
    Verdict,
)
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.waivers import Waiver
from pxgov_check.submission.figures import plain

# Verdicts that report nothing to compare.
_SILENT = frozenset({Status.MISSING, Status.INVALID, Status.NOT_APPLICABLE})

# What keeps a form from being accepted, known before or not.
_BLOCKING = frozenset((Severity.MANDATORY, FindingState.OPEN, known) for known in (False, True))

# Verdicts for which somebody has to look at a form.
_WANTING = frozenset({Status.UNMET, Status.OVERDUE})

# Built once: json.dumps would build it for each form.
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

FindingKind = tuple[Severity, FindingState, bool]
VerdictKind = tuple[Status, bool]


@frozen
class Told:
    """What a form says of a subject on which other forms may say something else, and where.

    ``shown`` is the figure with its unit, or the state of a task; ``value`` the figure; ``explanation`` its 情况说明.
    """

    subject: str
    sheet: str | None
    cell: str | None
    shown: str
    value: Decimal | None = None
    explanation: str | None = None


@frozen
class Counts:
    """How many findings there are by severity, state and whether a baseline held them already, and verdicts by status.

    Only what occurs is counted.
    """

    readable: bool
    findings: Mapping[FindingKind, int]
    verdicts: Mapping[VerdictKind, int]

    @property
    def accepted(self) -> bool:
        """Whether the form may be taken in: readable and without an open mandatory finding."""
        return self.readable and self.findings.keys().isdisjoint(_BLOCKING)

    @property
    def wanting(self) -> bool:
        """Whether somebody has to look at the form: an open finding, a target not reached or a task overdue."""
        return (
            not self.readable
            or any(state is FindingState.OPEN for _, state, _ in self.findings)
            or any(status in _WANTING for status, _ in self.verdicts)
        )

    @property
    def refused(self) -> bool:
        """Whether the file could not be read and nobody knew that before."""
        return not self.readable and (not self.findings or any(not known for _, _, known in self.findings))


@frozen
class Gist:
    """Whose form, for when, and what came of it.

    ``subjects`` are those that have a row. ``claims`` is what the form says of each subject on which other forms may
    say something else (subject, ``shown`` and ``value`` of ``Told``), and ``places`` where it does (sheet, cell,
    explanation), in the same order: lists of lists as JSON, for few runs ever look into the second. ``covered`` counts
    for each waiver of the run that concerns the form what it covers, by the waiver's place in the list.
    """

    file: str
    unit: str | None
    period: str | None
    as_of: date | None
    reported_on: date | None
    counts: Counts
    subjects: tuple[str, ...] = ()
    claims: str = "[]"
    places: str | Callable[[], str] = "[]"
    covered: Mapping[int, int] = field(default_factory=dict)

    def told(self) -> list[Told]:
        """Return what the form says of each subject, and where."""
        return [
            Told(subject, sheet, cell, shown, None if value is None else Decimal(value), explanation)
            for (subject, shown, value), (sheet, cell, explanation) in zip(
                json.loads(self.claims), json.loads(self.all_places()), strict=True
            )
        ]

    def all_places(self) -> str:
        """Return ``places`` as text, from wherever they are."""
        return self.places if isinstance(self.places, str) else self.places()


def gist_of(one: SubmissionResult, policy: Policy, waivers: Sequence[Waiver] = ()) -> Gist:
    """Return the gist of what came of a submission."""
    claims, places = _told(one.verdicts, policy)
    return Gist(
        file=one.file,
        unit=one.unit,
        period=one.period,
        as_of=one.as_of,
        reported_on=one.reported_on,
        counts=counts_of(one),
        subjects=subjects_of(one),
        claims=_COMPACT(claims),
        places=_COMPACT(places),
        covered={n: count for n, waiver in enumerate(waivers) if (count := covers(waiver, one)) is not None},
    )


def counts_of(one: SubmissionResult) -> Counts:
    """Count what came of a submission."""
    findings: dict[FindingKind, int] = {}
    for finding in one.findings:
        kind = finding.severity, finding.state, finding.known
        findings[kind] = findings.get(kind, 0) + 1
    verdicts: dict[VerdictKind, int] = {}
    for verdict in one.verdicts:
        held = verdict.status, verdict.known
        verdicts[held] = verdicts.get(held, 0) + 1
    return Counts(one.readable, findings, verdicts)


def subjects_of(one: SubmissionResult) -> tuple[str, ...]:
    """Return the indicators and tasks that have a row in a form."""
    return tuple(v.subject for v in one.verdicts if v.sheet is not None)


def overlap(one: Collection[str], other: Collection[str]) -> bool:
    """Whether two forms with these subjects report on the same; one that reports nothing claims to be the whole."""
    return not (one and other) or not set(one).isdisjoint(other)


def _told(
    verdicts: Sequence[Verdict], policy: Policy
) -> tuple[list[tuple[str, str, str | None]], list[tuple[str | None, ...]]]:
    """Return claims and places, in the same order."""
    claims: list[tuple[str, str, str | None]] = []
    places: list[tuple[str | None, ...]] = []
    for one in verdicts:
        if (one.unwaived or one.status) in _SILENT:
            continue
        if isinstance(one, TaskVerdict):
            if not one.reported:
                continue
            claims.append((one.subject, one.reported, None))
        elif one.value is None or _owner(one, policy) is None:
            continue
        else:
            claims.append((one.subject, plain(one.value) + one.unit, str(one.value)))
        places.append((one.sheet, one.cell, one.explanation))
    return claims, places


def _owner(one: IndicatorVerdict, policy: Policy) -> str | None:
    return policy.indicators[one.subject].reporting.value.reported_by
