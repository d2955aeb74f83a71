"""What the files of a pack must agree on among themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pxgov_check.errors import Problem
from pxgov_check.policy.folding import unit_key
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import TargetsFile


def cross_reference_problems(policy: Policy, targets: Mapping[str, TargetsFile]) -> list[Problem]:
    """Return a problem for each name that another file does not know, and each alias that two units share."""
    found = [
        *_indicator_problems(policy),
        *_task_problems(policy),
        *_unit_problems(policy),
        *_rule_problems(policy),
    ]
    for file, model in targets.items():
        for target in model.targets:
            indicator = policy.indicators.get(target.indicator)
            line = policy.lines[target.key][1]
            if indicator is None:
                found.append(
                    Problem(file, line, "pack.unknown_reference", {"id": target.indicator, "what": "indicator"})
                )
            elif indicator.category != model.category:
                params = {"id": target.indicator, "found": model.category, "wanted": indicator.category}
                found.append(Problem(file, line, "pack.category", params))
    return found


def _indicator_problems(policy: Policy) -> Iterator[Problem]:
    for indicator in policy.indicators.values():
        if indicator.id not in policy.targets:
            yield _at(policy, indicator.id, "pack.no_target", id=indicator.id)
        owner = indicator.reporting.value.reported_by
        if owner is not None and owner not in policy.units:
            yield _at(policy, indicator.id, "pack.unknown_reference", id=owner, what="reported_by")
        for task in indicator.driven_by.value:
            if task not in policy.tasks:
                yield _at(policy, indicator.id, "pack.unknown_reference", id=task, what="driven_by")


def _task_problems(policy: Policy) -> Iterator[Problem]:
    for task in policy.tasks.values():
        for unit in task.units:
            if unit not in policy.units and unit not in policy.groups:
                yield _at(policy, task.id, "pack.unknown_reference", id=unit, what="units")
    for commitment in policy.commitments.values():
        for subject in commitment.subjects:
            if subject not in policy.indicators and subject not in policy.tasks:
                yield _at(policy, commitment.id, "pack.unknown_reference", id=subject, what="subjects")


def _unit_problems(policy: Policy) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for unit in policy.units.values():
        for name in (unit.name, *unit.aliases.value):
            other = owner.setdefault(unit_key(name), unit.name)
            if other != unit.name:
                yield _at(policy, f"unit:{unit.name}", "pack.alias_shared", alias=name, other=other)


def _rule_problems(policy: Policy) -> Iterator[Problem]:
    for rule in policy.every_rule():
        for other in rule.yields_to:
            if other not in policy.rules:
                yield _at(policy, rule.key, "pack.unknown_reference", id=other, what="yields_to")


def _at(policy: Policy, entry: str, key: str, **params: str) -> Problem:
    file, line = policy.lines[entry]
    return Problem(file, line, key, params)
