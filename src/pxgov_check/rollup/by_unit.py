"""What each unit reports of one indicator, whether it counts and why not, and who still needs how many items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pxgov_check.frozen import frozen
from pxgov_check.judging.indicators import measure
from pxgov_check.model import IndicatorVerdict, Lang, Status
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.models import Indicator
from pxgov_check.policy.pack import Policy
from pxgov_check.rollup.indicator_nouns import Exclusion, UnitFigure
from pxgov_check.rollup.selection import Form, Selection
from pxgov_check.rollup.sums import counts
from pxgov_check.submission.figures import quotient

RATE_ALONE = "A119"
TWO_FORMS = "X301"


@frozen
class Ground:
    """What a roll-up stands on: the policy as in force on the day, the forms that count, the day and the words."""

    policy: Policy
    chosen: Selection
    as_of: date
    messages: Messages

    @property
    def lang(self) -> Lang:
        """The language of the report."""
        return self.messages.lang

    def rule_title(self, rule: str) -> str:
        """Return the title of an audit rule; nothing for one that the policy lacks."""
        return self.policy.rules[rule].title[self.lang] if rule in self.policy.rules else ""


def expected_units(ground: Ground, indicator: Indicator) -> tuple[str, ...]:
    """Return the units that have to report an indicator, in the order of the roster."""
    policy = ground.policy
    return tuple(unit for unit in policy.units if indicator.id in policy.expected_indicators(unit))


def unit_figure(ground: Ground, indicator: Indicator, unit: str) -> UnitFigure:
    """Return what a unit reports, judged for the day of the report."""
    form = ground.chosen.counted.get(unit)
    if form is None:
        last = ground.chosen.last.get(unit)
        verdict = last.indicators.get(indicator.id) if last else None
        if last is None or verdict is None:
            return UnitFigure(unit, None, Status.MISSING, counted=False)
        return replace(_figure(last, verdict), status=Status.MISSING, counted=False)
    if form.conflicting:
        return UnitFigure(unit, str(form.period), Status.INVALID, counted=False)
    verdict = form.indicators.get(indicator.id)
    if verdict is None:
        return UnitFigure(unit, str(form.period), Status.MISSING, counted=False, file=form.files[0].file)
    counted = counts(indicator, verdict)
    if indicator.aggregate.value == "sum" and counted:
        # A part of a sum has no target of its own.
        bare = replace(verdict, status=Status.UNDETERMINED, gap=None, gap_unit=None, items_needed=None)
        return replace(_figure(form, bare), counted=True)
    return replace(_figure(form, _judged(ground, verdict) if counted else verdict), counted=counted)


def exclusion(ground: Ground, indicator: Indicator, figure: UnitFigure) -> Exclusion | None:
    """Return why a figure that was reported does not count; None where it does, or where there is none to count."""
    form = ground.chosen.counted.get(figure.unit)
    if form is None or figure.counted or figure.status in {Status.MISSING, Status.NOT_APPLICABLE, Status.WAIVED}:
        return None
    if form.conflicting:
        file, why = form.files[0].file, ground.messages("gap.two_forms")
        return Exclusion(figure.unit, TWO_FORMS, ground.rule_title(TWO_FORMS), why, file, None, None)
    found = next((f for f in form.about(indicator.id) if f.blocks or f.rule == RATE_ALONE), None)
    if found is None:
        return _without_finding(ground, figure)
    return Exclusion(
        unit=figure.unit,
        reason=found.rule,
        title=found.title,
        message=found.message,
        file=form.file_of(indicator.id),
        sheet=found.sheet,
        cell=found.cell,
    )


def _judged(ground: Ground, verdict: IndicatorVerdict) -> IndicatorVerdict:
    """Judge a figure for the day of the report; a waiver lifts what is demanded of the unit and stays."""
    judged = measure(verdict, ground.policy, ground.as_of)
    return replace(judged, status=Status.WAIVED) if verdict.status is Status.WAIVED and judged.gap else judged


def _without_finding(ground: Ground, figure: UnitFigure) -> Exclusion:
    """Return why a sound figure can't be added up; for one that is none, all that is known is its status."""
    place = (figure.file, figure.sheet, figure.cell)
    if figure.value is None:
        return Exclusion(figure.unit, str(figure.status), "", "", *place)
    why = ground.messages("gap.rate_alone")
    return Exclusion(figure.unit, RATE_ALONE, ground.rule_title(RATE_ALONE), why, *place)


def ranked(figures: Sequence[UnitFigure]) -> tuple[UnitFigure, ...]:
    """Give rank and share to the units that still need items; ties go by the gap, then by the order given."""
    short = [f for f in figures if f.counted and f.items_needed]
    total = sum(f.items_needed or 0 for f in short)
    order = sorted(short, key=lambda f: (-(f.items_needed or 0), -(f.gap or Decimal(0))))
    places: Mapping[str, int] = {f.unit: place for place, f in enumerate(order, 1)}
    return tuple(
        replace(f, rank=places[f.unit], share=quotient(Decimal(f.items_needed or 0), Decimal(total)))
        if f.unit in places
        else f
        for f in figures
    )


def other_reports(ground: Ground, indicator: Indicator, expected: Iterable[str]) -> tuple[UnitFigure, ...]:
    """Return what units report that were not asked; it never counts (where it differs, X302 says so)."""
    asked = set(expected)
    others = [unit for unit in ground.policy.units if unit in ground.chosen.counted and unit not in asked]
    figures = [unit_figure(ground, indicator, unit) for unit in others]
    return tuple(replace(f, counted=False) for f in figures if f.reported is not None)


def _figure(form: Form, verdict: IndicatorVerdict) -> UnitFigure:
    return UnitFigure(
        unit=form.unit,
        period=str(form.period),
        status=verdict.status,
        counted=False,
        value=verdict.value,
        reported=verdict.reported,
        numerator=verdict.numerator,
        denominator=verdict.denominator,
        gap=verdict.gap,
        gap_unit=verdict.gap_unit,
        items_needed=verdict.items_needed,
        explanation=verdict.explanation,
        file=form.file_of(verdict.subject),
        sheet=verdict.sheet,
        cell=verdict.cell,
    )
