"""What the examples of a pack do not show: a milestone or a rule without one that passes, or one that fails."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from pxgov_check.frozen import frozen
from pxgov_check.model import Status
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import Target


class Lack(StrEnum):
    """The kind of example that is not there."""

    MET = "met"
    UNMET = "unmet"
    EXACT = "exact"
    FINDS = "finds"
    PASSES = "passes"


@frozen
class Uncovered:
    """An entry, or the milestone at ``path`` in it, and the example that it lacks."""

    key: str
    lack: Lack
    what: str
    path: tuple[str | int, ...] = ()


def uncovered(policy: Policy) -> Iterator[Uncovered]:
    """Yield what no example shows, targets first."""
    for target in policy.every_target():
        yield from _of_target(target)
    for rule in policy.own_rules():
        for lack, finds in ((Lack.FINDS, True), (Lack.PASSES, False)):
            if all(example.finds is not finds for example in rule.examples):
                yield Uncovered(rule.key, lack, rule.key)


def _of_target(target: Target) -> Iterator[Uncovered]:
    """Yield what is not shown on a milestone's own due day: a value at it, one that reaches it, one that does not."""
    for number, milestone in enumerate(target.milestones):
        if not target.applies_on(milestone.due):
            continue
        there = [e for e in target.examples if e.as_of == milestone.due]
        shown = {
            Lack.MET: any(e.status is Status.MET for e in there),
            Lack.UNMET: any(e.status is Status.UNMET for e in there),
            Lack.EXACT: any(e.value == milestone.value for e in there),
        }
        what = f"{target.indicator} {milestone.due} {milestone.op}{milestone.value}"
        for lack, is_shown in shown.items():
            if not is_shown:
                yield Uncovered(target.key, lack, what, ("milestones", number))
