from __future__ import annotations

from dataclasses import replace

import pytest

from pxgov_check.judging.rule_problems import rule_problems
from pxgov_check.policy.entry import plain
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import AuditRule
from pxgov_check.policy.validation import validated


def test_the_shipped_rules_name_what_exists(policy: Policy) -> None:
    """Every rule names a check that exists and asks only for words that it gives."""
    assert rule_problems(policy) == []


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"check": {"kind": "blnak"}}, "pack.unknown_check"),
        ({"check": {"kind": "blank", "tolerance": 1}}, "pack.parameter_unknown"),
        ({"check": {"kind": "rate_differs"}}, "pack.parameter_missing"),
        ({"check": {"kind": "rate_differs", "tolerance": "little"}}, "pack.parameter_number"),
        ({"check": {"kind": "rate_differs", "tolerance": -1}}, "pack.parameter_number"),
        ({"check": {"kind": "changed", "percent": None}}, "pack.parameter_number"),
        ({"check": {"kind": "changed", "percent": float("inf")}}, "pack.parameter_number"),
        ({"check": {"kind": "figure_flaw", "flaw": "blnak"}}, "pack.parameter_word"),
        ({"check": {"kind": "figure_flaw", "flaw": ["blank"]}}, "pack.parameter_word"),
        ({"check": {"kind": "basics_blank", "fields": "head"}}, "pack.parameter_word"),
        ({"check": {"kind": "basics_blank", "fields": ["haed"]}}, "pack.parameter_word"),
        ({"check": {"kind": "basics_blank", "fields": []}}, "pack.parameter_word"),
        ({"hint": {"zh": "请看{where}", "en": "See {where}"}}, "pack.unknown_word"),
    ],
)
def test_a_rule_that_names_nothing_is_refused_at_its_line(
    policy: Policy, messages: Messages, change: dict[str, object], key: str
) -> None:
    """A misspelt check or placeholder is a problem of the pack, with file, line and what was meant."""
    rule = policy.rules["A101"]
    broken = validated(AuditRule, {**plain(rule), **change})
    told = rule_problems(replace(policy, rules={**policy.rules, "A101": broken}))
    (problem,) = [one for one in told if one.key == key]
    assert (problem.file, problem.key) == ("rules/audit/values.yaml", key)
    assert messages.problem(problem).startswith(f"rules/audit/values.yaml:{problem.line}: A101")
