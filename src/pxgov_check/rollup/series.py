"""How an indicator has moved from period to period, and how fast it must."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Context, Decimal

from pxgov_check.judging.targets import meets, months_between, shortfall, upcoming
from pxgov_check.policy.models import Indicator
from pxgov_check.policy.rule_models import Milestone, Target
from pxgov_check.rollup.indicator_nouns import Pace, SeriesPoint
from pxgov_check.rollup.selection import Slot
from pxgov_check.rollup.sums import city_sum
from pxgov_check.submission.figures import EXCEL_DIGITS

_FIFTEEN = Context(prec=EXCEL_DIGITS)
_WHOLE = Decimal(100)


def series(indicator: Indicator, slots: Sequence[Slot]) -> tuple[SeriesPoint, ...]:
    """Return the city's figure of each period, in order of time, by the same rules for each."""
    points: list[SeriesPoint] = []
    before: Decimal | None = None
    units: frozenset[str] = frozenset()
    for slot in slots:
        found = city_sum(indicator, slot.forms)
        known = before is not None and found.value is not None
        points.append(
            SeriesPoint(
                period=slot.period,
                on=slot.on,
                value=found.value,
                numerator=found.numerator,
                denominator=found.denominator,
                units_counted=len(found.units),
                change=found.value - before if found.value is not None and before is not None else None,
                comparable=not known or units == found.units,
            )
        )
        if found.value is not None:
            before, units = found.value, found.units
    return tuple(points)


def milestone_ahead(target: Target, as_of: date) -> Milestone:
    """Return the first milestone due after a day, or the last one where none is."""
    return upcoming(target, as_of) or target.milestones[-1]


def pace(indicator: Indicator, target: Target, points: Sequence[SeriesPoint], as_of: date) -> Pace | None:
    """Return the monthly pace; None without a figure, or without an earlier one to count from."""
    known = [(p.on, p.value) for p in points if p.value is not None]
    if not known:
        return None
    (now, value), (since, first) = known[-1], known[0]
    baseline = indicator.baseline.value
    basis = "series"
    if since == now:
        basis, since, first = "baseline", baseline.on, baseline.value
    months = months_between(since, now)
    if months <= 0:
        return None
    moved = value - first
    ahead = milestone_ahead(target, as_of)
    left = months_between(as_of, ahead.due) if ahead.due > as_of else 0
    projected = _projected(indicator, value, moved * left / months) if left else None
    return Pace(
        basis=basis,
        since=since,
        months=months,
        so_far=_FIFTEEN.divide(moved, Decimal(months)),
        target=ahead.value,
        due=ahead.due,
        months_left=left,
        needed=_needed(ahead, value, left),
        projected=projected,
        projected_meets=meets(ahead, projected) if projected is not None else None,
        months_to_target=_months_to(ahead, value, moved, months),
    )


def _needed(ahead: Milestone, value: Decimal, months: int) -> Decimal | None:
    if not months:
        return None
    return Decimal(0) if meets(ahead, value) else _FIFTEEN.divide(ahead.value - value, Decimal(months))


def _projected(indicator: Indicator, value: Decimal, ahead: Decimal) -> Decimal:
    straight = _FIFTEEN.plus(value + ahead)
    return max(Decimal(0), min(straight, _WHOLE)) if indicator.is_percent else straight


def _months_to(ahead: Milestone, value: Decimal, moved: Decimal, months: int) -> int | None:
    """Return in how many months the target is reached if as much is moved in as many; None if reached or never."""
    toward = moved if ahead.op.startswith(">") else -moved
    if meets(ahead, value) or toward <= 0:
        return None
    whole, rest = divmod(shortfall(ahead, value) * months, toward)
    return int(whole) + bool(rest)
