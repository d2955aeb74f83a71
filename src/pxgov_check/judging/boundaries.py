"""Cases made from each target: just short of it, at it, just beyond it, before, on and after its due day.

What must come out is worked out here from the words of the rules, apart from judging.targets, so that the two check
each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from pxgov_check.frozen import frozen
from pxgov_check.judging.asked import asked_of
from pxgov_check.judging.audit import audit
from pxgov_check.judging.examples import ExampleFailure, case_of
from pxgov_check.judging.indicators import judge_indicator
from pxgov_check.judging.targets import stand
from pxgov_check.model import Period, Status
from pxgov_check.policy.models import Indicator, Kind
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import Milestone, Target

_DAY = timedelta(days=1)
_CENT = Decimal("0.01")
_UNDER_WAY = frozenset({Status.ON_TRACK, Status.BEHIND})


@frozen
class Boundary:
    """A value on a day, and the statuses that may come of it; ``number`` is the milestone that it was made from."""

    number: int
    value: Decimal
    as_of: date
    allowed: frozenset[Status]


def boundaries(indicator: Indicator, target: Target) -> Iterator[Boundary]:
    """Yield the cases of one target; values that the indicator cannot have are left out."""
    for number, milestone in enumerate(target.milestones):
        step = step_of(indicator, milestone)
        for value in (milestone.value - step, milestone.value, milestone.value + step):
            if value < 0 or (indicator.is_percent and value > 100):
                continue
            for day in filter(target.applies_on, (milestone.due - _DAY, milestone.due, milestone.due + _DAY)):
                yield Boundary(number, value, day, _allowed(target, value, day))


def step_of(indicator: Indicator, milestone: Milestone) -> Decimal:
    """Return the least that figures differ by: one item for counts, else 0.01 or the target's own last digit."""
    if indicator.kind.value is Kind.COUNT and not indicator.unit.value.startswith("万"):
        return Decimal(1)
    exponent = milestone.value.as_tuple().exponent
    return min(_CENT, Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0))


def run_boundaries(policy: Policy) -> Iterator[ExampleFailure]:
    """Yield every boundary that does not come out, and every target that a form which reaches it would not meet."""
    for target in policy.every_target():
        indicator = policy.indicators[target.indicator]
        for case in boundaries(indicator, target):
            came = stand(target, case.value, case.as_of).status
            if came not in case.allowed:
                yield _failure(target, case, str(came))
        for number, milestone in _due_in_force(target):
            reached = milestone.value
            if not milestone.op.endswith("="):
                reached += step_of(indicator, milestone) * (1 if milestone.op == ">" else -1)
            case = Boundary(number, reached, milestone.due, frozenset({Status.MET}))
            came_of_form = _on_a_form(policy, indicator, case)
            if came_of_form != Status.MET:
                yield _failure(target, case, came_of_form)


def count_boundaries(policy: Policy) -> int:
    """Return how many cases ``run_boundaries`` runs."""
    targets = policy.every_target()
    made = sum(1 for t in targets for _ in boundaries(policy.indicators[t.indicator], t))
    return made + sum(1 for t in targets for _ in _due_in_force(t))


def _due_in_force(target: Target) -> Iterator[tuple[int, Milestone]]:
    """Yield the milestones that fall due while the target is in force."""
    yield from ((n, m) for n, m in enumerate(target.milestones) if target.applies_on(m.due))


def _allowed(target: Target, value: Decimal, day: date) -> frozenset[Status]:
    """Return what the words of the rules leave open for a value on a day."""
    if _reaches(target.milestones[-1], value):
        return frozenset({Status.MET})
    past = [m for m in target.milestones if m.due <= day]
    if not past:
        return frozenset({Status.UNDETERMINED})
    if not _reaches(past[-1], value):
        return frozenset({Status.UNMET})
    return frozenset({Status.MET}) if past[-1].due == day else _UNDER_WAY


def _reaches(milestone: Milestone, value: Decimal) -> bool:
    ahead = value - milestone.value if milestone.op.startswith(">") else milestone.value - value
    return ahead > 0 or (ahead == 0 and milestone.op.endswith("="))


def _on_a_form(policy: Policy, indicator: Indicator, case: Boundary) -> str:
    """Return the status of a figure filled in on a clean form, with the rules that refuse it, if any."""
    figure = {"number": case.value / 100, "format": "0.00%"} if indicator.is_percent else case.value
    given = {"subject": indicator.id, "本期完成值": figure, "分子": None, "分母": None}
    form = case_of(policy, given, Period(f"{case.as_of:%Y-%m}"), case.as_of)
    findings = [f for f in audit(form, "zh") if f.subject == indicator.id]
    row = next((r for r in form.submission.indicators if r.id == indicator.id), None)
    refused = sorted({f.rule for f in findings if f.blocks})
    asked = asked_of(form.policy, form.as_of, "zh")[indicator.id]
    status = str(judge_indicator(asked, row, invalid=bool(refused)).status)
    return f"{status} ({', '.join(refused)})" if refused else status


def _failure(target: Target, case: Boundary, came: str) -> ExampleFailure:
    wanted = " / ".join(sorted(case.allowed))
    path = ("milestones", case.number)
    return ExampleFailure(target.key, f"{case.value} @ {case.as_of}", wanted, came, path)
