"""Checks of targets: what their milestones ask for, and whether anybody could reach it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from pxgov_check.policy.lint.fault import Spot, spot
from pxgov_check.policy.models import Basis, Indicator, Kind
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import Milestone, Target

_HUNDRED = Decimal(100)
_PRINTED = {"≥": ">=", "≤": "<=", ">": ">", "<": "<"}


def weaker_later(policy: Policy) -> Iterator[Spot]:
    """Yield each milestone that asks for less than the one before it."""
    for entry, target, indicator in _targets(policy):
        for number, (earlier, later) in enumerate(pairwise(target.milestones), 1):
            if _beyond(indicator, earlier.value, later.value):
                told = {"earlier": _told(earlier), "later": _told(later)}
                yield spot(entry, "milestones", number, "value", **told)


def against_direction(policy: Policy) -> Iterator[Spot]:
    """Yield each milestone whose operator asks for the opposite of the indicator's direction."""
    for entry, target, indicator in _targets(policy):
        wanted = ">" if indicator.direction.value == "higher_better" else "<"
        for number, milestone in enumerate(target.milestones):
            if not milestone.op.startswith(wanted):
                told = {"op": milestone.op, "direction": indicator.direction.value}
                yield spot(entry, "milestones", number, "op", **told)


def out_of_range(policy: Policy) -> Iterator[Spot]:
    """Yield each value that no figure of the indicator's kind can have."""
    for entry, target, indicator in _targets(policy):
        for number, milestone in enumerate(target.milestones):
            value = milestone.value
            if indicator.is_percent:
                wrong, allowed = not 0 <= value <= _HUNDRED, "0–100"
            else:
                in_parts = indicator.kind.value is Kind.COUNT and not indicator.unit.value.startswith("万")
                wrong, allowed = value < 0 or (in_parts and value != int(value)), "0, 1, 2 …" if in_parts else "≥0"
            if wrong:
                yield spot(entry, "milestones", number, "value", value=str(value), allowed=allowed)


def unreachable(policy: Policy) -> Iterator[Spot]:
    """Yield each strict operator at the end of the range, beyond which there is nothing."""
    for entry, target, indicator in _targets(policy):
        for number, milestone in enumerate(target.milestones):
            top = milestone.op == ">" and indicator.is_percent and milestone.value == _HUNDRED
            if top or (milestone.op == "<" and milestone.value == 0):
                yield spot(entry, "milestones", number, "op", demand=_told(milestone))


def operator_misread(policy: Policy) -> Iterator[Spot]:
    """Yield each operator that is not the printed one, or called stated where none is printed."""
    for entry, target, _ in _targets(policy):
        for number, milestone in enumerate(target.milestones):
            printed = _PRINTED.get(milestone.op_text)
            invented = not milestone.op_text and milestone.basis is Basis.STATED
            if invented or printed not in {None, milestone.op}:
                yield spot(entry, "milestones", number, "op", op=milestone.op, printed=milestone.op_text or "—")


def below_baseline(policy: Policy) -> Iterator[Spot]:
    """Yield each target whose last milestone asks for less than there was at the start."""
    for entry, target, indicator in _targets(policy):
        last, baseline = target.milestones[-1], indicator.baseline.value
        # With one milestone only, the baseline is all there is to compare with.
        if _beyond(indicator, baseline.value, last.value) and last.due > baseline.on:
            number = len(target.milestones) - 1
            told = {"baseline": str(baseline.value), "demand": _told(last)}
            yield spot(entry, "milestones", number, "value", **told)


def before_issue(policy: Policy) -> Iterator[Spot]:
    """Yield each due day before the day that the policy was issued."""
    issued = policy.info.issued_on.value
    for entry, target, _ in _targets(policy):
        for number, milestone in enumerate(target.milestones):
            if milestone.due < issued:
                told = {"due": milestone.due.isoformat(), "issued": issued.isoformat()}
                yield spot(entry, "milestones", number, "due", **told)
    for task in policy.tasks.values():
        if task.due is not None and task.due < issued:
            yield spot(task.id, "deadline", due=task.due.isoformat(), issued=issued.isoformat())


def _targets(policy: Policy) -> Iterator[tuple[str, Target, Indicator]]:
    for target in policy.every_target():
        yield target.key, target, policy.indicators[target.indicator]


def _beyond(indicator: Indicator, value: Decimal, other: Decimal) -> bool:
    """Whether a value is better than another in the indicator's direction."""
    return value > other if indicator.direction.value == "higher_better" else value < other


def _told(milestone: Milestone) -> str:
    return f"{milestone.due.isoformat()} {milestone.op}{milestone.value}"
