"""From an indicator's row and findings to its verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING

from pxgov_check.judging.hits import Case
from pxgov_check.judging.targets import Standing, demand_on, reference_value, shortfall, stand
from pxgov_check.model import Clause, Finding, IndicatorVerdict, Lang, Status
from pxgov_check.policy.models import Indicator
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import Milestone
from pxgov_check.submission.figures import Flaw
from pxgov_check.submission.rows import IndicatorRow

GAP_UNIT_OF_RATES = "个百分点"


def judge_indicator(
    case: Case, subject: str, row: IndicatorRow | None, findings: Iterable[Finding], lang: Lang
) -> IndicatorVerdict:
    """Return the verdict of one indicator; ``row`` is None where the form has no row for it."""
    base = unreported(case.policy, subject, case.as_of, lang)
    if row is None:
        return base
    base = replace(
        base,
        reported=row.value.text or None,
        explanation=row.text("explanation") or None,
        sheet=row.sheet,
        cell=row.ref("value"),
    )
    if row.value.not_applicable:
        return replace(base, status=Status.NOT_APPLICABLE if base.explanation else Status.MISSING, reference=None)
    if row.value.flaw is Flaw.BLANK:
        return base
    if any(f.blocks for f in findings) or row.value.value is None:
        return replace(base, status=Status.INVALID)
    base = _with_figures(base, row)
    return measure(base, case.policy, case.as_of)


def unreported(policy: Policy, subject: str, as_of: date | None, lang: Lang) -> IndicatorVerdict:
    """Return the verdict of an indicator for which there is no figure: ``missing``, with what is demanded."""
    indicator, target = policy.indicators[subject], policy.targets.get(subject)
    source = target.source if target else indicator.source
    base = IndicatorVerdict(
        subject=subject,
        title=policy.subject_title(subject, lang),
        status=Status.MISSING,
        unit=indicator.unit.value,
        clause=Clause(source.section, source.quote),
    )
    if as_of is None or target is None:
        return base
    return replace(_measured_by(base, demand_on(target, as_of)), reference=reference_value(target, as_of))


def measure(verdict: IndicatorVerdict, policy: Policy, as_of: date | None) -> IndicatorVerdict:
    """Judge the ``value`` of a verdict for a day, whatever it was judged for before."""
    bare = replace(verdict, reference=None, gap=None, gap_unit=None, items_needed=None)
    target = policy.targets.get(verdict.subject)
    # No target in force, or no day to judge for: never a pass.
    if as_of is None or bare.value is None or target is None:
        return replace(bare, status=Status.UNDETERMINED)
    return _measured(bare, policy.indicators[verdict.subject], stand(target, bare.value, as_of))


def _with_figures(base: IndicatorVerdict, row: IndicatorRow) -> IndicatorVerdict:
    over, under = row.numerator.value, row.denominator.value
    if over is None or not under:
        return replace(base, value=row.exact)
    return replace(base, value=row.exact, numerator=over, denominator=under)


def _measured(base: IndicatorVerdict, indicator: Indicator, standing: Standing) -> IndicatorVerdict:
    verdict = replace(
        _measured_by(base, standing.demand),
        status=standing.status,
        reference=standing.reference,
    )
    if verdict.value is None or standing.status is Status.MET:
        return verdict
    gap = shortfall(standing.demand, verdict.value)
    if gap <= 0:
        return verdict
    return replace(
        verdict,
        gap=gap,
        gap_unit=GAP_UNIT_OF_RATES if indicator.is_percent else indicator.unit.value,
        items_needed=_items_needed(verdict, standing.demand),
    )


def _items_needed(verdict: IndicatorVerdict, demand: Milestone) -> int | None:
    """Return how many more items the numerator needs at the present denominator, or None where that says nothing."""
    if verdict.numerator is None or verdict.denominator is None or not demand.op.startswith(">"):
        return None
    wanted = demand.value * verdict.denominator / 100
    needed = (wanted - verdict.numerator).to_integral_value(rounding=ROUND_CEILING)
    if demand.op == ">" and wanted == verdict.numerator + needed:
        needed += 1
    return max(int(needed), 0)


def _measured_by(base: IndicatorVerdict, demand: Milestone) -> IndicatorVerdict:
    return replace(base, op=demand.op, target=demand.value, due=demand.due)
