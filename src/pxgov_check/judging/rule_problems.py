"""What only the judging side can see of a pack: rules that name a check, parameters or words that do not exist."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from types import MappingProxyType

from pxgov_check.errors import Problem
from pxgov_check.judging.check_parameters import parameter_problems
from pxgov_check.judging.checks import ACROSS_KINDS, CHECKS, READER_KINDS
from pxgov_check.judging.expression_scope import names_in_scope
from pxgov_check.judging.expressions import KIND, expression_problems, of
from pxgov_check.policy.messages import placeholders
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import AuditRule

_ALWAYS = frozenset({"found", "expected", "name", "id", "sheet", "cell"})
_EARLIER = frozenset({"earlier", "earlier_period", "earlier_file", "earlier_cell"})
_ACROSS = frozenset({"unit", "period", "file"})

# What a check gives to the sentences of its rules beside the words above.
_GIVEN: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "unreadable": frozenset({"reason"}),
        "limit": frozenset({"reason", "option"}),
        "layout_fault": frozenset({"what", "nearest"}),
        "unit": frozenset({"nearest"}),
        "basics_blank": frozenset({"what"}),
        "id_repeated": frozenset({"first"}),
        "blank": frozenset({"what"}),
        "figure_flaw": frozenset({"unit"}),
        "impossible": frozenset({"parts", "k"}),
        "rate_differs": frozenset({"numerator", "denominator"}),
        "numerator_above": frozenset({"denominator"}),
        "rounded_over_target": frozenset({"target"}),
        "status_progress": frozenset({"status"}),
        "cumulative_fell": _EARLIER,
        "changed": _EARLIER | {"change", "limit"},
        "unchanged": _EARLIER,
        "went_backwards": _EARLIER,
        "two_forms": _ACROSS | {"files", "n"},
        "single_differs": _ACROSS | {"all"},
        "unit_missing": _ACROSS,
        "submitted_late": _ACROSS | {"due", "days"},
        "task_disagrees": _ACROSS | {"all"},
        "overdue_unexplained": frozenset({"due"}),
    }
)


def rule_problems(policy: Policy) -> list[Problem]:
    """Return a problem for each audit rule whose check, parameters or placeholders do not exist."""
    found: list[Problem] = []
    known = [*CHECKS, *READER_KINDS, *ACROSS_KINDS]
    for rule in policy.every_rule():
        file, line = policy.lines[rule.key]
        kind = rule.check.kind
        if kind not in known:
            near = difflib.get_close_matches(kind, known, n=1, cutoff=0.4)
            params = {"id": rule.id, "kind": kind, "nearest": near[0] if near else "—"}
            found.append(Problem(file, line, "pack.unknown_check", params))
            continue
        wrong = list(expression_problems(policy, rule) if kind == KIND else parameter_problems(policy, rule))
        found += wrong
        if wrong and kind == KIND:
            continue
        allowed = _ALWAYS | _GIVEN.get(kind, frozenset()) | _named(policy, rule)
        wanted = [placeholders(t) for text in (rule.message, rule.hint) for t in (text.zh, text.en)]
        found += [
            Problem(file, line, "pack.unknown_word", {"id": rule.id, "word": word, "known": ", ".join(sorted(allowed))})
            for word in sorted(frozenset().union(*wanted) - allowed)
        ]
    return found


def _named(policy: Policy, rule: AuditRule) -> frozenset[str]:
    """Return the names of a row, which an expression about one row gives to its sentences."""
    if rule.check.kind != KIND or of(rule.check).scope != "row":
        return frozenset()
    return frozenset(names_in_scope(policy, of(rule.check))) - {"form"}
