"""What a policy asks of an indicator on a day, and how a figure measures up to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from pxgov_check.judging.demands import demands_on
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

    subject: str
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


def asked_of(policy: Policy, as_of: date | None, lang: Lang) -> Mapping[str, Asked]:
    """Return what a policy asks of its indicators on a day, by id; without a day nothing is demanded."""
    return demands_on(policy, as_of, lang, _asked)


def _asked(policy: Policy, subject: str, as_of: date | None, lang: Lang) -> Asked:
    indicator, target = policy.indicators[subject], policy.targets.get(subject)
    source = target.source if target else indicator.source
    return Asked(
        subject=subject,
        title=policy.subject_title(subject, lang),
        unit=indicator.unit.value,
        gap_unit=GAP_UNIT_OF_RATES if indicator.is_percent else indicator.unit.value,
        clause=Clause(source.section, source.quote),
        yardstick=yardstick(target, as_of) if target and as_of else None,
    )


def _items_needed(over: Decimal | None, under: Decimal | None, demand: Milestone) -> int | None:
    """Return how many more items the numerator needs at the present denominator, or None where that says nothing."""
    if over is None or under is None or not demand.op.startswith(">"):
        return None
    wanted = demand.value * under / 100
    needed = (wanted - over).to_integral_value(rounding=ROUND_CEILING)
    if demand.op == ">" and wanted == over + needed:
        needed += 1
    return max(int(needed), 0)
