"""The nouns that every layer shares. All are immutable values; none touches the disk, the clock or the screen."""

from __future__ import annotations

import calendar
import re
from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pxgov_check.frozen import frozen

Lang = Literal["zh", "en"]


class Severity(StrEnum):
    """How much a finding weighs; 审核级别. Ordered from worst to mildest."""

    MANDATORY = "mandatory"
    VERIFY = "verify"
    NOTICE = "notice"


class FindingState(StrEnum):
    """What has been said about a finding: nothing, an explanation on the form, or a waiver."""

    OPEN = "open"
    EXPLAINED = "explained"
    WAIVED = "waived"


class Status(StrEnum):
    """How an indicator or a task stands. Indicators use the first block, tasks the second, both the third."""

    MET = "met"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    UNMET = "unmet"

    DONE = "done"
    DONE_LATE = "done_late"
    IN_PROGRESS = "in_progress"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    ONGOING = "ongoing"

    MISSING = "missing"
    INVALID = "invalid"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"


_PERIOD = re.compile(r"(?P<year>20\d\d)(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?\Z")


@frozen
class Period:
    """A reporting period in canonical text: ``2025``, ``2025H1``, ``2025Q4`` or ``2025-12``."""

    text: str
    start: date = field(init=False)
    end: date = field(init=False)

    def __post_init__(self) -> None:
        """Derive the first and last day.

        Raises:
            ValueError: the text is not canonical.

        """
        match = _PERIOD.match(self.text)
        if match is None:
            raise ValueError(self.text)
        year = int(match["year"])
        first, last = 1, 12
        if match["half"]:
            last = 6 * int(match["half"])
            first = last - 5
        elif match["quarter"]:
            last = 3 * int(match["quarter"])
            first = last - 2
        elif match["month"]:
            first = last = int(match["month"])
        object.__setattr__(self, "start", date(year, first, 1))
        object.__setattr__(self, "end", date(year, last, calendar.monthrange(year, last)[1]))

    def __str__(self) -> str:
        return self.text


class WaiverState(StrEnum):
    """How a waiver stands on the day judged for."""

    IN_FORCE = "in_force"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    NOT_YET = "not_yet"


@frozen
class WaiverRef:
    """The decision that a finding or a verdict is waived by."""

    rule: str | None
    subject: str | None
    unit: str
    period: str | None
    approver: str
    document_no: str
    starts: date
    expires: date
    justification: str


@frozen
class WaiverUse:
    """What came of a waiver in a run: how many findings and verdicts it covers, and how many days it has left.

    ``days_left`` is said only where it is about to expire; ``forms`` are those of the run that it could cover.
    """

    ref: WaiverRef
    state: WaiverState
    used: int
    days_left: int | None = None
    forms: int = 0


@frozen
class Place:
    """One of the units, forms and cells that a finding across forms is about."""

    unit: str | None
    file: str | None
    sheet: str | None
    cell: str | None
    found: str | None


@frozen
class Finding:
    """Something wrong with the data, at a place, with an action. Texts are in the language asked for.

    ``cell`` is an A1 reference or a range; it and ``sheet`` are None where the problem has no place. ``known`` is true
    for what a baseline held already. ``places`` and ``period`` are those of a finding across forms.
    """

    rule: str
    title: str
    severity: Severity
    message: str
    hint: str
    subject: str | None = None
    sheet: str | None = None
    cell: str | None = None
    found: str | None = None
    expected: str | None = None
    state: FindingState = FindingState.OPEN
    explanation: str | None = None
    waiver: WaiverRef | None = None
    known: bool = False
    places: tuple[Place, ...] = ()
    period: str | None = None

    @property
    def blocks(self) -> bool:
        """Whether this finding alone keeps the form from being accepted."""
        return self.severity is Severity.MANDATORY and self.state is FindingState.OPEN


@frozen
class Clause:
    """Where the policy says so: a section and the short phrase that holds the fact."""

    section: str
    quote: str


@frozen
class IndicatorVerdict:
    """How one indicator stands. Figures are in the indicator's own unit; ``gap`` is positive when short of the target.

    ``value`` is what was judged, ``reported`` what was typed; ``reference`` is a linear interpolation and not a demand
    of the policy. ``unwaived`` is the status without the waiver, ``known`` true for what a baseline held already.
    """

    subject: str
    title: str
    status: Status
    unit: str
    clause: Clause
    value: Decimal | None = None
    reported: str | None = None
    op: str | None = None
    target: Decimal | None = None
    due: date | None = None
    reference: Decimal | None = None
    gap: Decimal | None = None
    gap_unit: str | None = None
    items_needed: int | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    explanation: str | None = None
    sheet: str | None = None
    cell: str | None = None
    unwaived: Status | None = None
    waiver: WaiverRef | None = None
    known: bool = False


@frozen
class TaskVerdict:
    """How one task stands. ``progress`` is in per cent; ``days_overdue`` counts from the due day to the as-of day."""

    subject: str
    title: str
    status: Status
    clause: Clause
    reported: str | None = None
    due: date | None = None
    progress: Decimal | None = None
    completed_on: date | None = None
    days_overdue: int | None = None
    evidence: str | None = None
    reason: str | None = None
    next_step: str | None = None
    explanation: str | None = None
    sheet: str | None = None
    cell: str | None = None
    unwaived: Status | None = None
    waiver: WaiverRef | None = None
    known: bool = False


Verdict = IndicatorVerdict | TaskVerdict


@frozen
class Contact:
    """Whom to ring about a form. Only the list that ``status`` makes shows it; no result and no report does."""

    reporter: str
    phone: str


@frozen
class SubmissionResult:
    """What came of one submission: of one file, or of one unit in a consolidated file.

    ``reported_on`` is the day that the form itself gives. ``copies`` are other files with the same bytes.
    """

    file: str
    digest: str | None
    readable: bool
    unit: str | None = None
    period: str | None = None
    as_of: date | None = None
    findings: tuple[Finding, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    reported_on: date | None = None
    copies: tuple[str, ...] = ()
    contact: Contact | None = None

    @property
    def accepted(self) -> bool:
        """Whether the form may be taken in: readable and without an open mandatory finding."""
        return self.readable and not any(f.blocks for f in self.findings)


@frozen
class PolicyRef:
    """Which policy a result was judged by."""

    id: str
    document_no: str
    title: str
    digest: str


@frozen
class Shard:
    """Which part of a run a result is: ``number`` of ``of``, both from 1; and what the whole has to know.

    ``complete``: the files of all parts are meant to be all there are. ``period`` and ``as_of`` are as asked for.
    """

    number: int
    of: int
    complete: bool = False
    period: str | None = None
    as_of: date | None = None


@frozen
class Result:
    """Everything one run found; every total anywhere is derived from its findings and verdicts."""

    policy: PolicyRef
    as_of: date | None
    submissions: tuple[SubmissionResult, ...]
    findings: tuple[Finding, ...] = ()
    waivers: tuple[WaiverUse, ...] = ()
