"""Checks of audit rules: their words, and what they do to one another. Inherited rules are proved where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pxgov_check.policy.lint.fault import Spot, spot
from pxgov_check.policy.models import Text
from pxgov_check.policy.pack import Policy

# A Chinese sentence that tells somebody to do something has at least one of these.
_ASKING = re.compile("[请应须需要可改填写删补核查]")
_PLACEHOLDER = re.compile(r"\{\w+\}")


def no_remedy(policy: Policy) -> Iterator[Spot]:
    """Yield each hint that only repeats what is wrong, or asks for nothing."""
    for rule in policy.own_rules():
        repeated = rule.hint.zh in {rule.message.zh, rule.title.zh} or rule.hint.en in {rule.message.en, rule.title.en}
        if repeated or not _ASKING.search(rule.hint.zh):
            yield spot(rule.key, "hint", hint=rule.hint.zh)


def not_translated(policy: Policy) -> Iterator[Spot]:
    """Yield each sentence that is the same in both languages."""
    for rule in policy.own_rules():
        for key, text in (("title", rule.title), ("message", rule.message), ("hint", rule.hint)):
            if _same(text):
                yield spot(rule.key, key, text=text.zh)
    for indicator in policy.indicators.values():
        if indicator.name == indicator.name_en:
            yield spot(indicator.id, "name_en", text=indicator.name)
    for task in policy.tasks.values():
        if task.title == task.title_en:
            yield spot(task.id, "title_en", text=task.title)


def yield_in_a_circle(policy: Policy) -> Iterator[Spot]:
    """Yield each rule that yields, over others or at once, to itself: where all hit, none would be shown."""
    for rule in policy.own_rules():
        reached = _reached(policy, rule.id)
        # One line a circle, at its first rule.
        circle = {other for other in reached if rule.id in _reached(policy, other)}
        if rule.id in reached and rule.id == min(circle):
            yield spot(rule.key, "yields_to", circle=" → ".join([*sorted(circle), rule.id]))


def same_check(policy: Policy) -> Iterator[Spot]:
    """Yield each rule that checks what another does: every defect would be found twice."""
    for rule in policy.own_rules():
        for other in policy.every_rule():
            if (
                other.id != rule.id
                and other.check == rule.check
                and (other.id < rule.id or other.id in policy.inherited)
            ):
                yield spot(rule.key, "check", other=other.id)
                break


def _reached(policy: Policy, start: str) -> set[str]:
    """Return the ids that a rule yields to, directly or over others."""
    reached: set[str] = set()
    waiting = list(policy.rules[start].yields_to)
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting += policy.rules[one].yields_to
    return reached


def _same(text: Text) -> bool:
    return text.zh == text.en and bool(re.search(r"\w", _PLACEHOLDER.sub("", text.zh)))
