"""The nouns of the gap report about indicators; see report.py for units and forms of figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from pxgov_check.frozen import frozen
from pxgov_check.model import Clause, Status


@frozen
class Note:
    """A remark on a fact: ``about`` names the fact (an assumption, as ``unit``) or the erratum (``E05``)."""

    about: str
    text: str


@frozen
class Group:
    """Some of the indicators or tasks, and how many of them have each status, in the order of Status."""

    key: str
    subjects: tuple[str, ...]
    statuses: Mapping[str, int]


@frozen
class Exclusion:
    """A figure left out of the city's, and why: the audit rule that it failed, at its place.

    ``reason`` is the rule's id: A119 for a rate that came without its two figures, X301 where two different forms
    claim the same period; the status ``invalid`` where the policy has no rule that says why.
    """

    unit: str
    reason: str
    title: str
    message: str
    file: str | None
    sheet: str | None
    cell: str | None


@frozen
class UnitFigure:
    """What one unit reports of an indicator. Only a ``counted`` figure is in the city's.

    The row of a unit that stopped earlier has status ``missing`` and its last figure, under that figure's ``period``.
    ``rank`` (1 is the most) and ``share`` (per cent of what all units together still need) order the units by the
    items that they still need.
    """

    unit: str
    period: str | None
    status: Status
    counted: bool
    value: Decimal | None = None
    reported: str | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    gap: Decimal | None = None
    gap_unit: str | None = None
    items_needed: int | None = None
    rank: int | None = None
    share: Decimal | None = None
    explanation: str | None = None
    file: str | None = None
    sheet: str | None = None
    cell: str | None = None


@frozen
class SeriesPoint:
    """The city's figure of one period; ``on`` is its closing day.

    ``change`` is on the point before that has a value; ``comparable`` says that both rest on the same units.
    """

    period: str
    on: date
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    units_counted: int
    change: Decimal | None = None
    comparable: bool = True


@frozen
class Pace:
    """How fast an indicator has moved and must move, a month, on a straight line; none of it is set by the document.

    ``so_far`` is counted from ``since``: the first point of the series, or the baseline where there is none
    (``basis``). ``target`` and ``due`` are the milestone ahead, the last one where none is. ``needed`` and
    ``projected`` (the straight-line projection for the due day, a rate at most 100) are None when that day is past;
    ``months_to_target`` is None when the target is reached or the pace does not lead there.
    """

    basis: str
    since: date
    months: int
    so_far: Decimal
    target: Decimal
    due: date
    months_left: int
    needed: Decimal | None
    projected: Decimal | None
    projected_meets: bool | None
    months_to_target: int | None


@frozen
class Baseline:
    """Where progress is counted from."""

    on: date
    value: Decimal


@frozen
class CityIndicator:
    """Where the city stands on one indicator. Verdict fields are those of IndicatorVerdict.

    ``units_expected`` = ``units_counted`` + those missing, excluded, not applicable and waived (excused from reporting;
    a waived figure counts). ``relative_gap`` is
    the gap in per cent of the target. ``completion`` is how much of the way from the baseline to the milestone ahead
    (the last one where none is) has been gone; None for a target that asks to ``maintain`` the baseline.
    """

    subject: str
    title: str
    category: str
    kind: str
    direction: str
    attribute: str
    aggregate: str
    reported_by: str | None
    status: Status
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    unit: str
    op: str | None
    target: Decimal | None
    due: date | None
    reference: Decimal | None
    gap: Decimal | None
    gap_unit: str | None
    items_needed: int | None
    relative_gap: Decimal | None
    baseline: Baseline
    completion: Decimal | None
    maintain: bool
    source: Clause
    notes: tuple[Note, ...]
    errata: tuple[Note, ...]
    driven_by: tuple[str, ...]
    units_expected: int
    units_counted: int
    units_missing: tuple[str, ...]
    units_excluded: tuple[Exclusion, ...]
    units_not_applicable: tuple[str, ...]
    units_waived: tuple[str, ...]
    other_reports: tuple[UnitFigure, ...]
    by_unit: tuple[UnitFigure, ...]
    series: tuple[SeriesPoint, ...]
    pace: Pace | None

    @property
    def ranked(self) -> list[UnitFigure]:
        """The units that still need items, those that need most first."""
        return sorted((u for u in self.by_unit if u.rank is not None), key=lambda u: u.rank or 0)

    @property
    def short_units(self) -> list[UnitFigure]:
        """The units that are short, those that need most items first; without items, in the order of the roster."""
        return self.ranked or [u for u in self.by_unit if u.counted and u.gap is not None]

    @property
    def attained(self) -> Decimal | None:
        """How much of the target the figure is, in per cent from 0 to 100; None without a figure or a target."""
        if self.value is None or not self.target or self.status is Status.INVALID:
            return None
        return max(Decimal(0), Decimal(100) - (self.relative_gap or Decimal(0)))


def by_status(statuses: Iterable[Status]) -> dict[str, int]:
    """Return how many there are of each status that occurs, in the order of Status."""
    counted = Counter(statuses)
    return {str(status): counted[status] for status in Status if counted[status]}
