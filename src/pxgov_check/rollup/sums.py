"""From the units' figures to the city's: Σ numerators ÷ Σ denominators, Σ, or the owner's; never a mean of rates."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from pxgov_check.frozen import frozen
from pxgov_check.model import IndicatorVerdict, Status
from pxgov_check.policy.models import Indicator
from pxgov_check.rollup.selection import Form
from pxgov_check.submission.figures import quotient


@frozen
class CitySum:
    """The city's figure (None where no unit's counts) and the units that it rests on."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    units: frozenset[str]


def city_sum(indicator: Indicator, forms: Mapping[str, Form]) -> CitySum:
    """Add up the figures that count; a rate to 15 significant digits, as a single one is judged."""
    owner = indicator.reporting.value.reported_by
    found = {unit: form.indicators.get(indicator.id) for unit, form in forms.items() if owner in {None, unit}}
    counted = {unit: v for unit, v in found.items() if v is not None and counts(indicator, v)}
    units = frozenset(counted)
    if not counted:
        return CitySum(None, None, None, units)
    if owner is not None:
        (one,) = counted.values()
        return CitySum(one.value, one.numerator, one.denominator, units)
    if indicator.aggregate.value != "ratio":
        return CitySum(sum((v.value or Decimal(0) for v in counted.values()), Decimal(0)), None, None, units)
    over = sum((v.numerator or Decimal(0) for v in counted.values()), Decimal(0))
    under = sum((v.denominator or Decimal(0) for v in counted.values()), Decimal(0))
    return CitySum(quotient(over, under), over, under, units)


def counts(indicator: Indicator, verdict: IndicatorVerdict) -> bool:
    """Whether a unit's figure can be added up: it passed its audit and, for a rate, came with its two figures.

    A waiver lifts what is demanded of the unit; the city's figure is what it is.
    """
    if verdict.value is None or verdict.status in {Status.INVALID, Status.MISSING}:
        return False
    of_parts = indicator.aggregate.value == "ratio" and indicator.reporting.value.mode == "each_unit"
    return not of_parts or bool(verdict.denominator)
