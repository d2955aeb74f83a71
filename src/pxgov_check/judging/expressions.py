"""Rules written as expressions in CEL (https://cel.dev): compiling them, and what is wrong with one before any form.

The engine is an extra and slow to import, so it is imported when the first expression is compiled and not before.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pxgov_check.errors import Problem
from pxgov_check.judging.expression_scope import FIGURES, Scope, names_in_scope, tried_scopes
from pxgov_check.on_demand import on_demand
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import AuditRule, Check, Expression
from pxgov_check.submission.layout import INDICATORS, TASKS, Table

if TYPE_CHECKING:
    from pxgov_check.policy import validation
else:
    validation = on_demand("pxgov_check.policy.validation")

KIND = "expression"

# An expression is one thought. CEL has no loops but its macros, and one inside another is what could take for ever.
MAX_CHARACTERS = 500
MAX_MACROS = 1

_MACRO = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(\s*(\w*)")
_MEMBER = re.compile(r"""(?:\.|\[\s*['"])\s*(\w+)\b(?!\s*\()""")
# What the engine raises for an expression that can't be compiled or evaluated (measured, release 0.10).
FAILURES = (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)


class MissingEngineError(Exception):
    """The extra that evaluates expressions is not installed."""


def of(check: Check) -> Expression:
    """Return the parameters of an expression rule.

    Raises:
        ValidationError: they are not what such a rule has.

    """
    return validation.validated(Expression, check.params)


@lru_cache(maxsize=256)
def compiled(text: str) -> Any:  # noqa: ANN401 (the engine's own type, which may not be there to name)
    """Return an expression ready to run.

    Raises:
        MissingEngineError: the extra is not installed.
        ValueError: it is no CEL.

    """
    try:
        engine = importlib.import_module("cel")
    except ImportError:
        raise MissingEngineError from None
    return engine.compile(text)


def evaluate(text: str, scope: Scope) -> bool:
    """Return what an expression says of a scope.

    Raises:
        TypeError: not true or false; and whatever else of FAILURES the engine raises.

    """
    outcome = compiled(text).execute(scope)
    if not isinstance(outcome, bool):
        raise TypeError(type(outcome).__name__)
    return outcome


def figures_used(rule: Expression) -> frozenset[str]:
    """Return the figures without which a rule says nothing: those that its expressions name."""
    texts = (rule.when, rule.require)
    if rule.scope == "submission":
        return FIGURES & {name for text in texts for name in _MEMBER.findall(text)}
    return FIGURES & {name for text in texts for name in compiled(text).variables()}


def table_of(rule: Expression) -> Table:
    """Return the table that the rule's finding stands in."""
    first = rule.subjects[0] if rule.scope == "submission" else ""
    return TASKS if first.startswith("T") or (not first and rule.table == "tasks") else INDICATORS


def column_of(rule: Expression) -> str | None:
    """Return the key of the column that the rule's finding stands at, or None where there is no such title."""
    table = table_of(rule)
    if rule.cell is None:
        return "status" if table is TASKS else "value"
    return next((c.key for c in table.columns if c.title == rule.cell), None)


def expression_problems(policy: Policy, rule: AuditRule) -> Iterator[Problem]:
    """Yield what is wrong with an expression rule: its parameters, its names, its types, its length."""
    try:
        expression = of(rule.check)
    except validation.ValidationError as error:
        for one in error.errors(include_url=False):
            field = str(one["loc"][0]) if one["loc"] else "check"
            yield _problem(policy, rule, field, "pack.invalid", path=f"{rule.id} check.{field}", detail=one["msg"])
        return
    for subject in expression.subjects:
        if subject not in policy.indicators and subject not in policy.tasks:
            yield _problem(policy, rule, "subjects", "pack.unknown_reference", id=subject, what=f"{rule.id} subjects")
            return
    if column_of(expression) is None:
        titles = ", ".join(c.title for c in table_of(expression).columns)
        yield _problem(policy, rule, "cell", "pack.expression_cell", found=expression.cell or "", known=titles)
    for field, text in (("when", expression.when), ("require", expression.require)):
        found = _text_problem(policy, expression, text)
        if found is not None:
            key, params = found
            yield _problem(policy, rule, field, key, field=field, **params)


def _text_problem(policy: Policy, rule: Expression, text: str) -> tuple[str, dict[str, str]] | None:
    if len(text) > MAX_CHARACTERS:
        return "pack.expression_long", {"size": str(len(text)), "limit": str(MAX_CHARACTERS)}
    macros = _MACRO.findall(text)
    if len(macros) > MAX_MACROS:
        return "pack.expression_loops", {"count": str(len(macros))}
    known = names_in_scope(policy, rule)
    names = {"known": ", ".join(known)}
    try:
        unknown = sorted(set(compiled(text).variables()) - {*known, *macros})
        if unknown:
            return "pack.expression_name", {**names, "name": unknown[0]}
        for scope in tried_scopes(policy, rule):
            outcome = compiled(text).execute(scope)
            if not isinstance(outcome, bool):
                return "pack.expression_no_bool", {"found": type(outcome).__name__}
    except MissingEngineError:
        return "pack.expression_extra", {}
    except FAILURES as error:
        if "/" in text and _holds_beyond_zero(policy, rule, text):
            return "pack.expression_zero", {}
        return "pack.expression_wrong", {**names, "detail": first_line(error)}
    return None


def _holds_beyond_zero(policy: Policy, rule: Expression, text: str) -> bool:
    """Whether an expression gives true or false once no figure is zero: 0 ÷ 0 is what fails, and no type."""
    try:
        return all(isinstance(compiled(text).execute(s), bool) for s in tried_scopes(policy, rule, beyond_zero=True))
    except FAILURES:
        return False


def first_line(error: Exception) -> str:
    """Return what the engine says, on one line of bearable length."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def _problem(policy: Policy, rule: AuditRule, at: str, key: str, **params: str) -> Problem:
    file, line = policy.place(rule.key, "check", at)
    return Problem(file, line, key, {"id": rule.id, **params})
