"""From an indicator's row and findings to its verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from pxgov_check.judging.hits import Case
from pxgov_check.judging.targets import Yardstick, shortfall, yardstick
from pxgov_check.model import Clause, IndicatorVerdict, Lang, Status
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import Milestone
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


class _Asked(NamedTuple):
    """What a policy says of an indicator, and demands of it on a day; no ``yardstick`` where it demands nothing."""

    title: str
    unit: str
    gap_unit: str
    clause: Clause
    yardstick: Yardstick | None

    def demanded(self, status: Status) -> _Measured:
        """Return what is demanded where there is no figure to judge by it."""
        if self.yardstick is None:
            return _Measured(status)
        demand = self.yardstick.demand
        return _Measured(status, demand.op, demand.value, demand.due, self.yardstick.reference)

    def measured(self, value: Decimal, over: Decimal | None, under: Decimal | None) -> _Measured:
        """Return how a figure stands; ``over`` and ``under`` are its numerator and denominator, where it has them."""
        if self.yardstick is None:
            return _UNDETERMINED
        status, demand, reference = self.yardstick.stand(value)
        gap = shortfall(demand, value)
        if status is Status.MET or gap <= 0:
            return _Measured(status, demand.op, demand.value, demand.due, reference)
        needed = _items_needed(over, under, demand)
        return _Measured(status, demand.op, demand.value, demand.due, reference, gap, self.gap_unit, needed)


class _Demands:
    """What a policy asks, put together once for each day and language that a form of a run wants it for."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._known: dict[tuple[str, date | None, Lang], _Asked] = {}

    def of(self, subject: str, as_of: date | None, lang: Lang) -> _Asked:
        """Return what is asked of an indicator."""
        key = subject, as_of, lang
        asked = self._known.get(key)
        if asked is None:
            asked = self._known[key] = self._asked(subject, as_of, lang)
        return asked

    def _asked(self, subject: str, as_of: date | None, lang: Lang) -> _Asked:
        indicator, target = self._policy.indicators[subject], self._policy.targets.get(subject)
        source = target.source if target else indicator.source
        return _Asked(
            title=self._policy.subject_title(subject, lang),
            unit=indicator.unit.value,
            gap_unit=GAP_UNIT_OF_RATES if indicator.is_percent else indicator.unit.value,
            clause=Clause(source.section, source.quote),
            yardstick=yardstick(target, as_of) if target and as_of else None,
        )


def judge_indicator(
    case: Case, subject: str, row: IndicatorRow | None, lang: Lang, *, invalid: bool
) -> IndicatorVerdict:
    """Return the verdict of one indicator.

    ``row`` is None where the form has no row for it; ``invalid`` says that a finding keeps its figure from counting.
    """
    asked = case.policy.once(_Demands).of(subject, case.as_of, lang)
    if row is None:
        return _unreported(subject, asked)
    figure, explanation = row.value, row.text("explanation") or None
    value = over = under = None
    if figure.not_applicable:
        status = Status.NOT_APPLICABLE if explanation else Status.MISSING
        measured = asked.demanded(status)._replace(reference=None)
    elif figure.flaw is Flaw.BLANK:
        measured = asked.demanded(Status.MISSING)
    elif invalid or row.exact is None:
        measured = asked.demanded(Status.INVALID)
    else:
        value, over, under = row.exact, row.numerator.value, row.denominator.value
        if over is None or not under:
            over = under = None
        measured = asked.measured(value, over, under)
    return IndicatorVerdict(
        subject=subject,
        title=asked.title,
        status=measured.status,
        unit=asked.unit,
        clause=asked.clause,
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
    return _unreported(subject, policy.once(_Demands).of(subject, as_of, lang))


def _unreported(subject: str, asked: _Asked) -> IndicatorVerdict:
    demanded = asked.demanded(Status.MISSING)._asdict()
    return IndicatorVerdict(subject=subject, title=asked.title, unit=asked.unit, clause=asked.clause, **demanded)


def measure(verdict: IndicatorVerdict, policy: Policy, as_of: date | None) -> IndicatorVerdict:
    """Judge the ``value`` of a verdict for a day, whatever it was judged for before."""
    # The language is that of the verdict already.
    asked = policy.once(_Demands).of(verdict.subject, as_of, "zh")
    if verdict.value is None or asked.yardstick is None:
        # What was demanded before stays beside it.
        kept = _UNDETERMINED._replace(op=verdict.op, target=verdict.target, due=verdict.due)
        return replace(verdict, **kept._asdict())
    return replace(verdict, **asked.measured(verdict.value, verdict.numerator, verdict.denominator)._asdict())


def _items_needed(over: Decimal | None, under: Decimal | None, demand: Milestone) -> int | None:
    """Return how many more items the numerator needs at the present denominator, or None where that says nothing."""
    if over is None or under is None or not demand.op.startswith(">"):
        return None
    wanted = demand.value * under / 100
    needed = (wanted - over).to_integral_value(rounding=ROUND_CEILING)
    if demand.op == ">" and wanted == over + needed:
        needed += 1
    return max(int(needed), 0)
