"""From an indicator's row and findings to its verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from pxgov_check.judging.hits import Case
from pxgov_check.judging.targets import demand_on, reference_value, shortfall, stand
from pxgov_check.model import Clause, IndicatorVerdict, Lang, Status
from pxgov_check.policy.models import Indicator
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import Milestone, Target
from pxgov_check.submission.figures import Flaw
from pxgov_check.submission.rows import IndicatorRow

GAP_UNIT_OF_RATES = "个百分点"


class _Measured(NamedTuple):
    """What a demand, and a figure judged by it, adds to a verdict. Without a demand it is never a pass."""

    status: Status
    op: str | None = None
    target: Decimal | None = None
    due: date | None = None
    reference: Decimal | None = None
    gap: Decimal | None = None
    gap_unit: str | None = None
    items_needed: int | None = None


_UNDETERMINED = _Measured(Status.UNDETERMINED)


def judge_indicator(
    case: Case, subject: str, row: IndicatorRow | None, lang: Lang, *, invalid: bool
) -> IndicatorVerdict:
    """Return the verdict of one indicator.

    ``row`` is None where the form has no row for it; ``invalid`` says that a finding keeps its figure from counting.
    """
    if row is None:
        return unreported(case.policy, subject, case.as_of, lang)
    indicator, target = case.policy.indicators[subject], case.policy.targets.get(subject)
    figure, explanation = row.value, row.text("explanation") or None
    value = over = under = None
    if figure.not_applicable:
        status = Status.NOT_APPLICABLE if explanation else Status.MISSING
        measured = _demanded(target, case.as_of, status)._replace(reference=None)
    elif figure.flaw is Flaw.BLANK:
        measured = _demanded(target, case.as_of, Status.MISSING)
    elif invalid or row.exact is None:
        measured = _demanded(target, case.as_of, Status.INVALID)
    else:
        value, over, under = row.exact, row.numerator.value, row.denominator.value
        if over is None or not under:
            over = under = None
        measured = _measured(indicator, target, case.as_of, value, (over, under))
    source = target.source if target else indicator.source
    return IndicatorVerdict(
        subject=subject,
        title=case.policy.subject_title(subject, lang),
        status=measured.status,
        unit=indicator.unit.value,
        clause=Clause(source.section, source.quote),
        value=value,
        reported=figure.text or None,
        op=measured.op,
        target=measured.target,
        due=measured.due,
        reference=measured.reference,
        gap=measured.gap,
        gap_unit=measured.gap_unit,
        items_needed=measured.items_needed,
        numerator=over,
        denominator=under,
        explanation=explanation,
        sheet=row.sheet,
        cell=row.ref("value"),
    )


def unreported(policy: Policy, subject: str, as_of: date | None, lang: Lang) -> IndicatorVerdict:
    """Return the verdict of an indicator for which there is no figure: ``missing``, with what is demanded."""
    indicator, target = policy.indicators[subject], policy.targets.get(subject)
    source = target.source if target else indicator.source
    return IndicatorVerdict(
        subject=subject,
        title=policy.subject_title(subject, lang),
        unit=indicator.unit.value,
        clause=Clause(source.section, source.quote),
        **_demanded(target, as_of, Status.MISSING)._asdict(),
    )


def measure(verdict: IndicatorVerdict, policy: Policy, as_of: date | None) -> IndicatorVerdict:
    """Judge the ``value`` of a verdict for a day, whatever it was judged for before."""
    indicator, target = policy.indicators[verdict.subject], policy.targets.get(verdict.subject)
    if as_of is None or verdict.value is None or target is None:
        # What was demanded before stays beside it.
        kept = _UNDETERMINED._replace(op=verdict.op, target=verdict.target, due=verdict.due)
        return replace(verdict, **kept._asdict())
    parts = verdict.numerator, verdict.denominator
    return replace(verdict, **_measured(indicator, target, as_of, verdict.value, parts)._asdict())


def _demanded(target: Target | None, as_of: date | None, status: Status) -> _Measured:
    """Return what is demanded where there is no figure to judge by it."""
    if as_of is None or target is None:
        return _Measured(status)
    demand = demand_on(target, as_of)
    return _Measured(status, demand.op, demand.value, demand.due, reference_value(target, as_of))


def _measured(
    indicator: Indicator,
    target: Target | None,
    as_of: date | None,
    value: Decimal,
    parts: tuple[Decimal | None, Decimal | None],
) -> _Measured:
    """Return how a figure stands; ``parts`` are its numerator and denominator, where it has them."""
    if as_of is None or target is None:
        return _UNDETERMINED
    standing = stand(target, value, as_of)
    demand = standing.demand
    gap = shortfall(demand, value)
    if standing.status is Status.MET or gap <= 0:
        return _Measured(standing.status, demand.op, demand.value, demand.due, standing.reference)
    return _Measured(
        status=standing.status,
        op=demand.op,
        target=demand.value,
        due=demand.due,
        reference=standing.reference,
        gap=gap,
        gap_unit=GAP_UNIT_OF_RATES if indicator.is_percent else indicator.unit.value,
        items_needed=_items_needed(parts, demand),
    )


def _items_needed(parts: tuple[Decimal | None, Decimal | None], demand: Milestone) -> int | None:
    """Return how many more items the numerator needs at the present denominator, or None where that says nothing."""
    over, under = parts
    if over is None or under is None or not demand.op.startswith(">"):
        return None
    wanted = demand.value * under / 100
    needed = (wanted - over).to_integral_value(rounding=ROUND_CEILING)
    if demand.op == ">" and wanted == over + needed:
        needed += 1
    return max(int(needed), 0)
