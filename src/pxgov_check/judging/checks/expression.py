"""The check that a rule writes for itself, as an expression over a row or over the rows that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pxgov_check.errors import PolicyError, Problem
from pxgov_check.judging.expression_scope import FIGURES, Scope, form_scope, row_scope, shown
from pxgov_check.judging.expressions import FAILURES, column_of, evaluate, figures_used, first_line, of
from pxgov_check.judging.hits import Case, Hit, row_hit
from pxgov_check.policy.rule_models import AuditRule, Check, Expression
from pxgov_check.submission.rows import IndicatorRow, Row, TaskRow


def expression(case: Case, params: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each row, or the rows named, for which ``when`` holds and ``require`` does not.

    A row that lacks a figure which the expressions name is left to the other rules.

    Raises:
        PolicyError: an expression that held for every made-up form fails on this one; the rule is wrong, not the form.

    """
    rule = of(Check(kind="expression", **params))
    key = column_of(rule) or "id"
    for rows, scope in _scopes(case, rule):
        try:
            broken = evaluate(rule.when, scope) and not evaluate(rule.require, scope)
        except FAILURES as error:
            raise PolicyError([_failure(case, params, rows[0].id, first_line(error))]) from None
        if broken:
            yield _hit(rows, key, scope)


def _scopes(case: Case, rule: Expression) -> Iterator[tuple[Sequence[Row], Scope]]:
    """Yield what the expressions are asked about: each row of a table, or the rows named all together."""
    form, used = form_scope(case), figures_used(rule)
    if rule.scope == "row":
        indicators = rule.table == "indicators"
        table: Sequence[IndicatorRow | TaskRow] = case.submission.indicators if indicators else case.submission.tasks
        for row in table:
            scope = row_scope(case, row)
            if (not rule.subjects or row.id in rule.subjects) and _has(scope, used):
                yield [row], {**scope, "form": form}
        return
    every: Sequence[IndicatorRow | TaskRow] = (*case.submission.indicators, *case.submission.tasks)
    by_id = {row.id: row for row in every}
    rows = [by_id[subject] for subject in rule.subjects if subject in by_id]
    scopes = {row.id: row_scope(case, row) for row in rows}
    if len(rows) == len(rule.subjects) and all(_has(scope, used & scope.keys()) for scope in scopes.values()):
        yield rows, {"rows": scopes, "form": form}


def _has(scope: Scope, used: frozenset[str]) -> bool:
    return all(scope[name] is not None for name in used & FIGURES)


def _hit(rows: Sequence[Row], key: str, scope: Scope) -> Hit:
    if len(rows) == 1 and "rows" not in scope:
        return replace(row_hit(rows[0], key), params=shown(scope))
    told = "、".join(f"{row.id} {row.text('value') or row.text('status')}" for row in rows)
    return row_hit(rows[0], key, found=told)


def _failure(case: Case, params: Mapping[str, Any], subject: str, detail: str) -> Problem:
    rule = next(r for r in case.policy.rules.values() if _is_it(r, params))
    file, line = case.policy.place(rule.key, "check")
    return Problem(file, line, "pack.expression_failed", {"id": rule.id, "subject": subject, "detail": detail})


def _is_it(rule: AuditRule, params: Mapping[str, Any]) -> bool:
    return rule.check.kind == "expression" and rule.check.params == params
