"""Where the city stands on each indicator: judged by the same functions as a unit's own figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from pxgov_check.judging.indicators import measure, unreported
from pxgov_check.model import Clause, IndicatorVerdict, Status
from pxgov_check.policy.models import Basis, Erratum, Fact, Indicator
from pxgov_check.policy.rule_models import Target
from pxgov_check.rollup.by_unit import Ground, exclusion, expected_units, other_reports, ranked, unit_figure
from pxgov_check.rollup.indicator_nouns import Baseline, CityIndicator, Exclusion, Group, Note, UnitFigure, by_status
from pxgov_check.rollup.series import milestone_ahead, pace, series
from pxgov_check.rollup.sums import CitySum, city_sum
from pxgov_check.submission.figures import quotient

# The facts of an indicator that may be assumed, in the order in which reports name them.
_FACTS = (
    *("unit", "kind", "direction", "baseline", "numerator", "denominator", "cumulative", "reporting", "aggregate"),
    "driven_by",
)


def city_indicators(ground: Ground) -> tuple[CityIndicator, ...]:
    """Return every indicator of the policy, in its order."""
    return tuple(_city_indicator(ground, indicator) for indicator in ground.policy.indicators.values())


def by_category(indicators: Sequence[CityIndicator]) -> tuple[Group, ...]:
    """Return the indicators by category, in the order of the policy."""
    found = dict.fromkeys(i.category for i in indicators)
    grouped = {key: [i for i in indicators if i.category == key] for key in found}
    return tuple(
        Group(key, tuple(i.subject for i in held), by_status(i.status for i in held)) for key, held in grouped.items()
    )


def errata_notes(errata: Sequence[Erratum]) -> tuple[Note, ...]:
    """Return what the document gets wrong about an entry."""
    return tuple(Note(e.id, e.note) for e in errata)


def _city_indicator(ground: Ground, indicator: Indicator) -> CityIndicator:
    expected = expected_units(ground, indicator)
    figures = [unit_figure(ground, indicator, unit) for unit in expected]
    excluded = tuple(e for f in figures if (e := exclusion(ground, indicator, f)) is not None)
    total = city_sum(indicator, ground.chosen.counted)
    verdict = _verdict(ground, indicator, total, figures, excluded)
    target = ground.policy.targets.get(indicator.id)
    points = series(indicator, ground.chosen.slots)
    current = points if ground.chosen.current else ()
    baseline = indicator.baseline.value
    ahead = milestone_ahead(target, ground.as_of) if target else None
    return CityIndicator(
        subject=indicator.id,
        title=verdict.title,
        category=indicator.category,
        kind=str(indicator.kind.value),
        direction=indicator.direction.value,
        attribute=indicator.attribute,
        aggregate=indicator.aggregate.value,
        reported_by=indicator.reporting.value.reported_by,
        status=verdict.status,
        value=verdict.value,
        numerator=verdict.numerator,
        denominator=verdict.denominator,
        unit=verdict.unit,
        op=verdict.op,
        target=verdict.target,
        due=verdict.due,
        reference=verdict.reference,
        gap=verdict.gap,
        gap_unit=verdict.gap_unit,
        items_needed=verdict.items_needed,
        relative_gap=quotient(verdict.gap, abs(verdict.target)) if verdict.gap and verdict.target else None,
        baseline=Baseline(baseline.on, baseline.value),
        completion=_completion(verdict.value, baseline.value, ahead.value if ahead else None),
        maintain=ahead is not None and ahead.value == baseline.value,
        source=Clause(verdict.clause.section, verdict.clause.quote),
        notes=tuple(_notes(indicator, target)),
        errata=errata_notes(indicator.erratum),
        driven_by=indicator.driven_by.value,
        units_expected=len(expected),
        units_counted=sum(f.counted for f in figures),
        units_missing=_units(figures, Status.MISSING),
        units_excluded=excluded,
        units_not_applicable=_units(figures, Status.NOT_APPLICABLE),
        units_waived=_units(figures, Status.WAIVED),
        other_reports=other_reports(ground, indicator, expected),
        by_unit=ranked(figures),
        series=points,
        pace=pace(indicator, target, current, ground.as_of) if target and total.value is not None else None,
    )


def _verdict(
    ground: Ground,
    indicator: Indicator,
    total: CitySum,
    figures: Sequence[UnitFigure],
    excluded: Sequence[Exclusion],
) -> IndicatorVerdict:
    base = unreported(ground.policy, indicator.id, ground.as_of, ground.lang)
    if total.value is None:
        return replace(base, status=_without_figure(figures, excluded))
    known = replace(base, value=total.value, numerator=total.numerator, denominator=total.denominator)
    return measure(known, ground.policy, ground.as_of)


def _without_figure(figures: Sequence[UnitFigure], excluded: Sequence[Exclusion]) -> Status:
    """Return why there is no figure for the city: wrong data before data that can't be added up before no data."""
    statuses = {f.status for f in figures}
    if Status.INVALID in statuses:
        return Status.INVALID
    if excluded:
        return Status.UNDETERMINED
    if statuses <= {Status.NOT_APPLICABLE, Status.WAIVED} and statuses:
        return Status.NOT_APPLICABLE if Status.NOT_APPLICABLE in statuses else Status.WAIVED
    return Status.MISSING


def _units(figures: Sequence[UnitFigure], status: Status) -> tuple[str, ...]:
    return tuple(f.unit for f in figures if f.status is status and not f.counted)


def _completion(value: Decimal | None, baseline: Decimal, target: Decimal | None) -> Decimal | None:
    if value is None or target is None or target == baseline:
        return None
    return quotient(value - baseline, target - baseline)


def _notes(indicator: Indicator, target: Target | None) -> Iterator[Note]:
    """Yield what had to be assumed because the document does not say it."""
    for name in _FACTS:
        fact: Fact[object] | None = getattr(indicator, name)
        if fact is not None and fact.basis is Basis.INFERRED:
            yield Note(name, fact.note or "")
    for text in dict.fromkeys(m.note for m in (target.milestones if target else ()) if m.note):
        yield Note("op", text)
