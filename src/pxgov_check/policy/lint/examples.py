"""Checks of examples as they are written; whether they hold is what pxcheck test finds out."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from pxgov_check.policy.lint.fault import Spot, spot
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import RuleExample, TargetExample


def no_examples(policy: Policy) -> Iterator[Spot]:
    """Yield each target and each rule without an example."""
    for entry, examples in _examples(policy):
        if not examples:
            yield spot(entry)


def contradicting(policy: Policy) -> Iterator[Spot]:
    """Yield each example that gives what another gives and wants something else."""
    for entry, examples in _examples(policy):
        first: dict[Hashable, Hashable] = {}
        for number, example in enumerate(examples):
            given, wanted = _parts(example)
            if first.setdefault(given, wanted) != wanted:
                yield spot(entry, "examples", number, given=str(given))


def _examples(policy: Policy) -> Iterator[tuple[str, tuple[TargetExample | RuleExample, ...]]]:
    for target in policy.every_target():
        yield target.key, target.examples
    for rule in policy.own_rules():
        yield rule.key, rule.examples


def _parts(example: TargetExample | RuleExample) -> tuple[Hashable, Hashable]:
    """Return what an example gives and what it wants."""
    if isinstance(example, TargetExample):
        return f"{example.value.normalize():f} @ {example.as_of}", example.status
    return ", ".join(f"{k}: {v}" for k, v in sorted(example.given.items())), example.finds
