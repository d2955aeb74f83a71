"""What a policy asks of an indicator on a day, and how a figure measures up to it."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from pxgov_check.judging.targets import Yardstick, shortfall, yardstick
from pxgov_check.model import Clause, Lang, Status
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import Milestone

GAP_UNIT_OF_RATES = "个百分点"


class Measured(NamedTuple):
    """What a demand, and a figure judged by it, adds to a verdict. Without a demand it is never a pass."""

    status: Status
    op: str | None = None
    target: Decimal | None = None
    due: date | None = None
    reference: Decimal | None = None
    gap: Decimal | None = None
    gap_unit: str | None = None
    items_needed: int | None = None


UNDETERMINED = Measured(Status.UNDETERMINED)


class Asked(NamedTuple):
    """What a policy says of an indicator, and demands of it on a day; no ``yardstick`` where it demands nothing."""

    title: str
    unit: str
    gap_unit: str
    clause: Clause
    yardstick: Yardstick | None

    def demanded(self, status: Status) -> Measured:
        """Return what is demanded where there is no figure to judge by it."""
        if self.yardstick is None:
            return Measured(status)
        demand = self.yardstick.demand
        return Measured(status, demand.op, demand.value, demand.due, self.yardstick.reference)

    def measured(self, value: Decimal, over: Decimal | None, under: Decimal | None) -> Measured:
        """Return how a figure stands; ``over`` and ``under`` are its numerator and denominator, where it has them."""
        if self.yardstick is None:
            return UNDETERMINED
        status, demand, reference = self.yardstick.stand(value)
        gap = shortfall(demand, value)
        if status is Status.MET or gap <= 0:
            return Measured(status, demand.op, demand.value, demand.due, reference)
        needed = _items_needed(over, under, demand)
        return Measured(status, demand.op, demand.value, demand.due, reference, gap, self.gap_unit, needed)


class _Demands:
    """What a policy asks, put together once for each day and language that a form of a run wants it for."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._known: dict[tuple[str, date | None, Lang], Asked] = {}

    def of(self, subject: str, as_of: date | None, lang: Lang) -> Asked:
        """Return what is asked of an indicator."""
        key = subject, as_of, lang
        asked = self._known.get(key)
        if asked is None:
            asked = self._known[key] = self._asked(subject, as_of, lang)
        return asked

    def _asked(self, subject: str, as_of: date | None, lang: Lang) -> Asked:
        indicator, target = self._policy.indicators[subject], self._policy.targets.get(subject)
        source = target.source if target else indicator.source
        return Asked(
            title=self._policy.subject_title(subject, lang),
            unit=indicator.unit.value,
            gap_unit=GAP_UNIT_OF_RATES if indicator.is_percent else indicator.unit.value,
            clause=Clause(source.section, source.quote),
            yardstick=yardstick(target, as_of) if target and as_of else None,
        )


def asked_of(policy: Policy, subject: str, as_of: date | None, lang: Lang) -> Asked:
    """Return what a policy asks of an indicator on a day; without a day nothing is demanded."""
    return policy.once(_Demands).of(subject, as_of, lang)


def _items_needed(over: Decimal | None, under: Decimal | None, demand: Milestone) -> int | None:
    """Return how many more items the numerator needs at the present denominator, or None where that says nothing."""
    if over is None or under is None or not demand.op.startswith(">"):
        return None
    wanted = demand.value * under / 100
    needed = (wanted - over).to_integral_value(rounding=ROUND_CEILING)
    if demand.op == ">" and wanted == over + needed:
        needed += 1
    return max(int(needed), 0)
