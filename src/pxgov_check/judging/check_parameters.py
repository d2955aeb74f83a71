"""The parameters of the checks, and what is wrong with those that a rule gives: a check itself may rely on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from pxgov_check.errors import Problem
from pxgov_check.frozen import frozen
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import AuditRule
from pxgov_check.submission.figures import Flaw
from pxgov_check.submission.layout import BASICS
from pxgov_check.submission.rows import LayoutFault


@frozen
class Parameter:
    """What a parameter takes: one of ``words``, a list of them where it is ``listed``, or a number without any."""

    words: tuple[str, ...] = ()
    listed: bool = False


# Kinds that are not here take none; those of an expression are a model of their own.
PARAMETERS: Mapping[str, Mapping[str, Parameter]] = MappingProxyType(
    {
        "layout_fault": {"fault": Parameter(tuple(LayoutFault))},
        "figure_flaw": {"flaw": Parameter(tuple(Flaw))},
        "basics_blank": {"fields": Parameter(tuple(label.key for label in BASICS), listed=True)},
        "rate_differs": {"tolerance": Parameter()},
        "changed": {"percent": Parameter()},
    }
)


def parameter_problems(policy: Policy, rule: AuditRule) -> Iterator[Problem]:
    """Yield a problem for each parameter of a rule's check that is missing, unknown, or not what the check takes."""
    kind, given, known = rule.check.kind, rule.check.params, PARAMETERS.get(rule.check.kind, {})
    told = {"id": rule.id, "kind": kind, "known": ", ".join(known) or "—"}
    for name in sorted(given.keys() - known.keys()):
        yield _problem(policy, rule, name, "pack.parameter_unknown", told)
    for name, parameter in known.items():
        if name not in given:
            yield _problem(policy, rule, name, "pack.parameter_missing", told)
        elif not _fits(given[name], parameter):
            key = "pack.parameter_word" if parameter.words else "pack.parameter_number"
            words = {"found": str(given[name]), "known": ", ".join(parameter.words)}
            yield _problem(policy, rule, name, key, {**told, **words})


def _fits(value: Any, parameter: Parameter) -> bool:  # noqa: ANN401 (what YAML holds)
    if parameter.listed:
        return isinstance(value, list | tuple) and bool(value) and all(one in parameter.words for one in value)
    if parameter.words:
        return isinstance(value, str) and value in parameter.words
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return False
    return number.is_finite() and number >= 0


def _problem(policy: Policy, rule: AuditRule, name: str, key: str, params: Mapping[str, str]) -> Problem:
    file, line = policy.place(rule.key, "check", name)
    return Problem(file, line, key, {**params, "name": name})
