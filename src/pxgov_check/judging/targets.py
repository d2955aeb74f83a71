"""How a figure stands against a target's milestones on a day. Pure arithmetic in Decimal, before any rounding."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Context, Decimal
from types import MappingProxyType

from pxgov_check.frozen import frozen
from pxgov_check.model import Status
from pxgov_check.policy.rule_models import Milestone, Target

_OPERATORS: Mapping[str, Callable[[Decimal, Decimal], bool]] = MappingProxyType(
    {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}
)
_ARITHMETIC = Context(prec=28)


@frozen
class Standing:
    """A status, the milestone it is measured by, and the reference value where one applies (an interpolation)."""

    status: Status
    demand: Milestone
    reference: Decimal | None = None


def stand(target: Target, value: Decimal, as_of: date) -> Standing:
    """Judge a figure (DESIGN section 5).

    Failing the milestone in force is ``unmet``; reaching it on its own due day, or the last one at any time, is
    ``met``. In between, the figure is on track at or above the reference value. Before the first due day there is
    nothing to fail, so the standing is undetermined.
    """
    last = target.milestones[-1]
    if meets(last, value):
        return Standing(Status.MET, last)
    current = in_force(target, as_of)
    if current is None:
        return Standing(Status.UNDETERMINED, target.milestones[0])
    if not meets(current, value):
        return Standing(Status.UNMET, current, reference_value(target, as_of))
    if current.due == as_of:
        return Standing(Status.MET, current)
    coming = upcoming(target, as_of)
    if coming is None:  # the last milestone is in force, and it was met above
        return Standing(Status.MET, current)
    reference = reference_value(target, as_of)
    ahead = reference is not None and _OPERATORS[coming.op](value, reference)
    return Standing(Status.ON_TRACK if ahead else Status.BEHIND, coming, reference)


def in_force(target: Target, as_of: date) -> Milestone | None:
    """Return the latest milestone due on or before a day."""
    due = [m for m in target.milestones if m.due <= as_of]
    return due[-1] if due else None


def upcoming(target: Target, as_of: date) -> Milestone | None:
    """Return the first milestone due after a day."""
    return next((m for m in target.milestones if m.due > as_of), None)


def demand_on(target: Target, as_of: date) -> Milestone:
    """Return the milestone that a form of that day is filled in against: the one due that day, else the next."""
    current = in_force(target, as_of)
    if current is not None and current.due == as_of:
        return current
    return upcoming(target, as_of) or target.milestones[-1]


def reference_value(target: Target, as_of: date) -> Decimal | None:
    """Return the value on the straight line by whole months between two milestones, or None outside them.

    The policy sets no such line; every place that prints it says so.
    """
    earlier, later = in_force(target, as_of), upcoming(target, as_of)
    if earlier is None or later is None or earlier.due == as_of:
        return None
    total = months_between(earlier.due, later.due)
    share = _ARITHMETIC.divide(Decimal(months_between(earlier.due, as_of)), Decimal(total))
    return earlier.value + (later.value - earlier.value) * share


def months_between(start: date, end: date) -> int:
    """Return the whole months from one day to a later one; the end of a month counts as its last day."""
    months = (end.year - start.year) * 12 + end.month - start.month
    at_month_end = (end + timedelta(days=1)).day == 1
    return months if at_month_end or end.day >= start.day else months - 1


def meets(milestone: Milestone, value: Decimal) -> bool:
    """Whether a figure satisfies a milestone."""
    return _OPERATORS[milestone.op](value, milestone.value)


def shortfall(milestone: Milestone, value: Decimal) -> Decimal:
    """Return how far a figure is from a milestone, positive when short of it."""
    return milestone.value - value if milestone.op.startswith(">") else value - milestone.value
