"""Checks of what is in force for a time only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from pxgov_check.policy.lint.fault import Spot, spot
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import AuditRule, Target


def gap_between(policy: Policy) -> Iterator[Spot]:
    """Yield each target or rule before which there are days when none of its name is in force."""
    entries: list[Target | AuditRule] = [*policy.every_target(), *policy.own_rules()]
    for earlier, later in pairwise(entries):
        if earlier.subject != later.subject:
            continue
        last, first = earlier.window[1], later.window[0]
        if last + timedelta(days=1) < first:
            yield spot(later.key, "effective_from", last=last.isoformat(), first=first.isoformat())


def example_outside(policy: Policy) -> Iterator[Spot]:
    """Yield each example of a target for a day on which the target is not in force."""
    for target in policy.every_target():
        for number, example in enumerate(target.examples):
            if not target.applies_on(example.as_of):
                yield spot(target.key, "examples", number, day=example.as_of.isoformat())
