"""Checks of a rate against its numerator and denominator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pxgov_check.judging.hits import Case, Hit, row_hit
from pxgov_check.judging.targets import demand_on, meets
from pxgov_check.submission.figures import plain, quotient
from pxgov_check.submission.rows import IndicatorRow


def rate_differs(case: Case, params: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each rate that differs from numerator ÷ denominator by more than its own rounding.

    That is half a unit of its last digit, never less than ``tolerance`` percentage points.
    """
    least = Decimal(str(params["tolerance"]))
    for row, exact in _quotients(case):
        given = row.value.value
        if exact > 100:  # the parts themselves are wrong, which is A106
            continue
        if given is not None and abs(given - exact) > max(row.value.quantum / 2, least):
            yield row_hit(
                row,
                "value",
                found=row.value.text,
                expected=f"{plain(exact.quantize(Decimal('0.01')))}%",
                numerator=row.numerator.text,
                denominator=row.denominator.text,
            )


def numerator_above(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each numerator above its denominator, where the rate is a share."""
    for row in _rates(case):
        over, under = row.numerator.value, row.denominator.value
        if over is not None and under is not None and over > under:
            yield row_hit(row, "numerator", expected=f"≤{plain(under)}", denominator=row.denominator.text)


def denominator_zero(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each denominator that is zero."""
    for row in _rates(case):
        if row.denominator.value == 0:
            yield row_hit(row, "denominator")


def rounded_over_target(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each figure that meets the target only as it is shown or rounded, and not exactly."""
    exact_rates = {id(row): exact for row, exact in _quotients(case)}
    for row in case.submission.indicators:
        given = row.value
        target = case.policy.targets.get(row.id)
        if given.value is None or target is None or case.as_of is None:
            continue
        exact = exact_rates.get(id(row), given.value)
        demand = demand_on(target, case.as_of)
        seen = {given.value, given.displayed or given.value} - {exact}
        if not meets(demand, exact) and any(meets(demand, value) for value in seen):
            shown = next(value for value in sorted(seen) if meets(demand, value))
            yield row_hit(row, "value", found=plain(shown), expected=plain(exact), target=plain(demand.value))


def over_formula(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each typed rate that stands where the template computes it and is not exactly what it would compute."""
    if case.submission.identity.get("formulas") != "value":
        return
    for row, exact in _quotients(case):
        given = row.value
        if given.value is not None and not given.from_formula and given.value != exact:
            yield row_hit(row, "value", found=given.text, expected=f"{plain(exact.quantize(Decimal('0.0001')))}%")


def rate_alone(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each rate given without numerator and denominator that the city figure would need."""
    for row in case.submission.indicators:
        alone = not {"numerator", "denominator"} & row.cells.keys()
        if alone and row.value.value is not None and case.policy.indicators[row.id].aggregate.value == "ratio":
            yield row_hit(row, "value", found=row.value.text)


def _rates(case: Case) -> Iterator[IndicatorRow]:
    for row in case.submission.indicators:
        if case.policy.indicators[row.id].numerator is not None:
            yield row


def _quotients(case: Case) -> Iterator[tuple[IndicatorRow, Decimal]]:
    for row in _rates(case):
        over, under = row.numerator.value, row.denominator.value
        if over is not None and under:
            yield row, quotient(over, under)
