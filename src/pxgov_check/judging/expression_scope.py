"""The names that an expression rule sees, with the values of a row; and made-up values to try an expression on.

Figures are CEL doubles in the indicator's own unit (85.0 for 85 %), days are text such as 2025-12-31, and a figure that
is not there has no value at all. Nothing else of the form is in scope.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pxgov_check.judging.hits import Case
from pxgov_check.judging.targets import demand_on
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import Expression
from pxgov_check.submission.figures import Figure
from pxgov_check.submission.rows import IndicatorRow, TaskRow

Scope = dict[str, Any]

# Without these a rule that uses them says nothing about a row.
FIGURES = frozenset({"value", "numerator", "denominator", "target", "progress"})

_INDICATOR_TEXTS = ("origin", "explanation")
_TASK_TEXTS = ("status", "evidence", "problem", "next_step", "explanation")
_TRIED_FIGURES = (0.0, 50.0, 100.0)
_TRIED_TEXTS = ("", "文字")


def row_scope(case: Case, row: IndicatorRow | TaskRow) -> Scope:
    """Return the names of a row of either table, without ``form``; figures that are not there are None."""
    facts = _facts(case.policy, row.id)
    if isinstance(row, IndicatorRow):
        target = case.policy.targets.get(row.id)
        demand = demand_on(target, case.as_of) if target and case.as_of else None
        own = {
            "value": _double(row.value),
            "reported": _text(row.value.text),
            "numerator": _double(row.numerator),
            "denominator": _double(row.denominator),
            "target": float(demand.value) if demand else None,
            "due": demand.due.isoformat() if demand else "",
        }
        texts: tuple[str, ...] = _INDICATOR_TEXTS
    else:
        day = row.completed_on
        own = {"progress": _double(row.progress), "completed_on": day.isoformat() if day else ""}
        texts = _TASK_TEXTS
    answers = {key: _text(row.text(key)) for key in texts}
    blank = [key for key, value in {**own, **answers}.items() if value in {None, ""}]
    return {**facts, **own, **answers, "blank": blank}


def form_scope(case: Case) -> Scope:
    """Return the names of the form: who reports, for when, and the day judged for."""
    form = case.submission
    return {
        "unit": form.unit or "",
        "period": str(form.period or ""),
        "as_of": case.as_of.isoformat() if case.as_of else "",
    }


def tried_scopes(policy: Policy, rule: Expression, *, beyond_zero: bool = False) -> Iterator[Scope]:
    """Yield made-up scopes of the right types: every row in question with low, middling and high figures."""
    subjects = rule.subjects or tuple(policy.indicators if rule.table == "indicators" else policy.tasks)
    form = {"unit": "单位", "period": "2025Q4", "as_of": "2025-12-31"}
    for figure in filter(None, _TRIED_FIGURES) if beyond_zero else _TRIED_FIGURES:
        for text in _TRIED_TEXTS:
            rows = {subject: _tried(policy, subject, figure, text) for subject in subjects}
            if rule.scope == "submission":
                yield {"rows": rows, "form": form}
            else:
                yield from ({**row, "form": form} for row in rows.values())


def names_in_scope(policy: Policy, rule: Expression) -> list[str]:
    """Return the names that an expression may use, in alphabetical order."""
    return sorted({name for scope in tried_scopes(policy, rule) for name in scope})


def _tried(policy: Policy, subject: str, figure: float, text: str) -> Scope:
    facts = _facts(policy, subject)
    if subject in policy.indicators:
        figures = dict.fromkeys(("value", "numerator", "denominator", "target"), figure)
        texts = dict.fromkeys((*_INDICATOR_TEXTS, "reported"), text)
        return {**facts, **figures, **texts, "due": "2025-12-31" if text else "", "blank": ["origin"]}
    words = [*policy.task_rules.vocabulary.values()]
    status = words[int(figure) % len(words)] if text else ""
    texts = dict.fromkeys(_TASK_TEXTS, text)
    own = {"status": status, "progress": figure, "completed_on": "2025-12-31" if text else ""}
    return {**facts, **texts, **own, "blank": ["evidence"]}


def _facts(policy: Policy, subject: str) -> Scope:
    """Return what the pack says of a row."""
    if subject in policy.indicators:
        one = policy.indicators[subject]
        return {"id": one.id, "name": one.name, "category": one.category, "unit": one.unit.value}
    task = policy.tasks[subject]
    due = task.due.isoformat() if task.due else ""
    return {"id": task.id, "name": task.title, "area": task.area, "units": list(task.units), "due": due}


def shown(scope: Mapping[str, Any]) -> dict[str, str]:
    """Return the values of a row as the words of a message; lists and what is not there are left blank."""
    return {name: _told(value) for name, value in scope.items() if name not in {"id", "name", "form"}}


def _told(value: Any) -> str:  # noqa: ANN401 (what a scope holds)
    if isinstance(value, float):
        return f"{value:.15g}"
    return value if isinstance(value, str) else ""


def _double(figure: Figure) -> float | None:
    return None if figure.value is None else float(figure.value)


def _text(text: str) -> str:
    # The engine takes valid Unicode only; a lone surrogate in a cell is no letter of any word.
    return text.encode("utf-8", "replace").decode("utf-8")
