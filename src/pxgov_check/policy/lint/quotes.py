"""Checks of quotes against figures, and of commitments against targets. pxcheck verify holds them against the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pxgov_check.policy.lint.fault import Spot, spot
from pxgov_check.policy.models import Basis, Commitment, CommitmentDemand
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import Milestone
from pxgov_check.policy.verify import fold

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def target_figure(policy: Policy) -> Iterator[Spot]:
    """Yield each milestone whose value its quote does not hold."""
    for target in policy.every_target():
        printed = _numbers(target.source.quote)
        for number, milestone in enumerate(target.milestones):
            if milestone.value not in printed:
                told = {"value": str(milestone.value), "quote": target.source.quote}
                yield spot(target.key, "milestones", number, "value", **told)


def task_deadline(policy: Policy) -> Iterator[Spot]:
    """Yield each task whose quote does not hold its deadline as printed."""
    for task in policy.tasks.values():
        if fold(task.deadline_text) not in fold(task.source.quote):
            yield spot(task.id, "deadline_text", printed=task.deadline_text, quote=task.source.quote)


def commitment_figure(policy: Policy) -> Iterator[Spot]:
    """Yield each commitment whose figure is called stated, or printed, and not in its quote."""
    for commitment in policy.commitments.values():
        demand, printed = commitment.demand, _numbers(commitment.source.quote)
        # A figure that the sentence does not print (应接尽接) can only be inferred.
        if demand is not None and demand.value not in printed and (printed or demand.basis is Basis.STATED):
            told = {"value": str(demand.value), "quote": commitment.source.quote}
            yield spot(commitment.id, "demand", "value", **told)


def commitment_differs(policy: Policy) -> Iterator[Spot]:
    """Yield each commitment that asks for another figure than the target of the same day, unless an erratum says so."""
    for commitment, demand, subject, milestone in _compared(policy):
        same_sense = demand.op[0] == milestone.op[0]
        if same_sense and demand.value != milestone.value and not commitment.erratum:
            told = {"subject": subject, "value": f"{demand.op}{demand.value}"}
            yield spot(commitment.id, "demand", "value", target=f"{milestone.op}{milestone.value}", **told)


def commitment_contradicts(policy: Policy) -> Iterator[Spot]:
    """Yield each commitment that no figure meeting the target of the same day can meet."""
    for commitment, demand, subject, milestone in _compared(policy):
        if _exclude(demand, milestone):
            told = {"subject": subject, "value": f"{demand.op}{demand.value}"}
            yield spot(commitment.id, "demand", "op", target=f"{milestone.op}{milestone.value}", **told)


def _compared(policy: Policy) -> Iterator[tuple[Commitment, CommitmentDemand, str, Milestone]]:
    for commitment in policy.commitments.values():
        for subject in commitment.subjects:
            target = policy.on(commitment.due).targets.get(subject)
            if commitment.demand is None or target is None:
                continue
            for milestone in target.milestones:
                if milestone.due == commitment.due:
                    yield commitment, commitment.demand, subject, milestone


def _exclude(one: CommitmentDemand, other: Milestone) -> bool:
    """Whether no figure satisfies both."""
    if one.op[0] == other.op[0]:
        return False
    least, most = (one, other) if one.op[0] == ">" else (other, one)
    touching = least.op == ">=" and most.op == "<="
    return least.value > most.value or (least.value == most.value and not touching)


def _numbers(text: str) -> set[Decimal]:
    return {Decimal(number) for number in _NUMBER.findall(text)}
