"""Checks of a rate against its numerator and denominator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pxgov_check.judging.asked import asked_of
from pxgov_check.judging.hits import Case, Hit, row_hit
from pxgov_check.judging.targets import meets
from pxgov_check.submission.figures import plain


def rate_differs(case: Case, params: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each rate that differs from numerator ÷ denominator by more than its own rounding.

    That is half a unit of its last digit, never less than ``tolerance`` percentage points.
    """
    least = Decimal(str(params["tolerance"]))
    for row, exact in case.quotients:
        given = row.value.value
        if given is None or given == exact or exact > 100:  # above 100 the parts themselves are wrong, which is A106
            continue
        if abs(given - exact) > max(row.value.quantum / 2, least):
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
    for row in case.rates:
        over, under = row.numerator.value, row.denominator.value
        if over is not None and under is not None and over > under:
            yield row_hit(row, "numerator", expected=f"≤{plain(under)}", denominator=row.denominator.text)


def denominator_zero(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each denominator that is zero."""
    for row in case.rates:
        if row.denominator.value == 0:
            yield row_hit(row, "denominator")


def rounded_over_target(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each figure that meets the target only as it is shown or rounded, and not exactly."""
    if case.as_of is None:
        return
    asked = asked_of(case.policy, case.as_of, "zh")
    for row in case.submission.indicators:
        given = row.value
        # What people divide is judged by its quotient, all else as it was typed.
        divided = case.policy.indicators[row.id].numerator is not None
        exact = row.exact if divided else given.value
        if given.value is None or exact is None or given.value == exact == given.displayed:
            continue
        yardstick = asked[row.id].yardstick
        if yardstick is None or meets(demand := yardstick.demand, exact):
            continue
        seen = sorted((given.value, given.displayed or given.value))
        shown = next((value for value in seen if value != exact and meets(demand, value)), None)
        if shown is not None:
            yield row_hit(row, "value", found=plain(shown), expected=plain(exact), target=plain(demand.value))


def over_formula(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each typed rate that stands where the template computes it and is not exactly what it would compute."""
    if case.submission.identity.get("formulas") != "value":
        return
    for row, exact in case.quotients:
        given = row.value
        if given.value is not None and not given.from_formula and given.value != exact:
            yield row_hit(row, "value", found=given.text, expected=f"{plain(exact.quantize(Decimal('0.0001')))}%")


def rate_alone(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each rate given without numerator and denominator that the city figure would need."""
    for row in case.submission.indicators:
        alone = "numerator" not in row.cells and "denominator" not in row.cells
        if alone and row.value.value is not None and case.policy.indicators[row.id].aggregate.value == "ratio":
            yield row_hit(row, "value", found=row.value.text)
