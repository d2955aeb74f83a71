"""How a figure stands against a target's milestones on a day. Pure arithmetic in Decimal, before any rounding."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Context, Decimal
from typing import NamedTuple

from pxgov_check.model import Status
from pxgov_check.policy.rule_models import Milestone, Target

# A plain dict, for it is asked of every figure: a proxy takes three times as long.
_OPERATORS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}
_ARITHMETIC = Context(prec=28)


class Standing(NamedTuple):
    """A status, the milestone it is measured by, and the reference value where one applies (an interpolation)."""

    status: Status
    demand: Milestone
    reference: Decimal | None = None


class Yardstick(NamedTuple):
    """A target on a day: its last milestone, the one in force, the one to come, and the reference value between them.

    ``demand`` is the milestone that a form of that day is filled in against: the one due that day, else the next.
    """

    first: Milestone
    last: Milestone
    current: Milestone | None
    coming: Milestone | None
    demand: Milestone
    due_today: bool
    reference: Decimal | None

    def stand(self, value: Decimal) -> Standing:
        """Judge a figure (DESIGN section 5).

        Failing the milestone in force is ``unmet``; reaching it on its own due day, or the last one at any time, is
        ``met``. In between, the figure is on track at or above the reference value. Before the first due day there is
        nothing to fail, so the standing is undetermined.
        """
        if meets(self.last, value):
            return Standing(Status.MET, self.last)
        if self.current is None:
            return Standing(Status.UNDETERMINED, self.first)
        if not meets(self.current, value):
            return Standing(Status.UNMET, self.current, self.reference)
        # Without a milestone to come the last one is in force, and it was met above.
        if self.due_today or self.coming is None:
            return Standing(Status.MET, self.current)
        ahead = self.reference is not None and _OPERATORS[self.coming.op](value, self.reference)
        return Standing(Status.ON_TRACK if ahead else Status.BEHIND, self.coming, self.reference)


def yardstick(target: Target, as_of: date) -> Yardstick:
    """Return what a target is on a day."""
    first, last = target.milestones[0], target.milestones[-1]
    current, coming = around(target, as_of)
    due_today = current is not None and current.due == as_of
    return Yardstick(first, last, current, coming, demand_on(target, as_of), due_today, reference_value(target, as_of))


def stand(target: Target, value: Decimal, as_of: date) -> Standing:
    """Judge a figure by a target on a day; see Yardstick."""
    return yardstick(target, as_of).stand(value)


def around(target: Target, as_of: date) -> tuple[Milestone | None, Milestone | None]:
    """Return the latest milestone due on or before a day, which is in force, and the first one due after it."""
    current = None
    for milestone in target.milestones:
        if milestone.due > as_of:
            return current, milestone
        current = milestone
    return current, None


def upcoming(target: Target, as_of: date) -> Milestone | None:
    """Return the first milestone due after a day."""
    return around(target, as_of)[1]


def demand_on(target: Target, as_of: date) -> Milestone:
    """Return the milestone that a form of that day is filled in against: the one due that day, else the next."""
    current, coming = around(target, as_of)
    if current is not None and current.due == as_of:
        return current
    return coming or target.milestones[-1]


def reference_value(target: Target, as_of: date) -> Decimal | None:
    """Return the value on the straight line by whole months between two milestones, or None outside them.

    The policy sets no such line; every place that prints it says so.
    """
    earlier, later = around(target, as_of)
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
