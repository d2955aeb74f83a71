"""The checks that audit rules name under ``check: {kind: …}``; the one list of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from pxgov_check.judging.checks import arithmetic, earlier, expression, figures, form, rows, tasks
from pxgov_check.judging.hits import Case, Check

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "layout_fault": form.layout_fault,
        "template": form.template,
        "unit": form.unit,
        "period": form.period,
        "basics_blank": form.basics_blank,
        "nothing": form.nothing,
        "formats_unknown": form.formats_unknown,
        "id_repeated": rows.id_repeated,
        "row_absent": rows.row_absent,
        "name_mismatch": rows.name_mismatch,
        "hidden": rows.hidden,
        "blank": figures.blank,
        "figure_flaw": figures.figure_flaw,
        "out_of_range": figures.out_of_range,
        "count": figures.count,
        "impossible": figures.impossible,
        "rate_differs": arithmetic.rate_differs,
        "numerator_above": arithmetic.numerator_above,
        "rounded_over_target": arithmetic.rounded_over_target,
        "over_formula": arithmetic.over_formula,
        "denominator_zero": arithmetic.denominator_zero,
        "rate_alone": arithmetic.rate_alone,
        "status_unknown": tasks.status_unknown,
        "status_progress": tasks.status_progress,
        "no_evidence": tasks.no_evidence,
        "completion_date": tasks.completion_date,
        "overdue_unexplained": tasks.overdue_unexplained,
        "not_responsible": tasks.not_responsible,
        "cumulative_fell": earlier.cumulative_fell,
        "changed": earlier.changed,
        "unchanged": earlier.unchanged,
        "went_backwards": earlier.went_backwards,
        "expression": expression.expression,
    }
)


def _tasks(case: Case, _: Mapping[str, Any]) -> object:
    return case.submission.tasks


def _earlier(case: Case, _: Mapping[str, Any]) -> object:
    return case.earlier


def _rates(case: Case, _: Mapping[str, Any]) -> object:
    return case.rates


def _quotients(case: Case, _: Mapping[str, Any]) -> object:
    return case.quotients


# What a form has to have for a check to find anything; of most forms a glance tells that it has none of it.
NEEDED: Mapping[str, Callable[[Case, Mapping[str, Any]], object]] = MappingProxyType(
    {
        "layout_fault": lambda case, _: case.submission.faults,
        "figure_flaw": lambda case, params: params["flaw"] in case.flawed,
        "rate_differs": _quotients,
        "numerator_above": _rates,
        "over_formula": _quotients,
        "denominator_zero": _rates,
        "status_unknown": _tasks,
        "status_progress": _tasks,
        "no_evidence": _tasks,
        "completion_date": _tasks,
        "overdue_unexplained": _tasks,
        "not_responsible": _tasks,
        "cumulative_fell": _earlier,
        "changed": _earlier,
        "unchanged": _earlier,
        "went_backwards": _earlier,
    }
)

# Against what the unit reported before; what fails its own audit is not compared.
EARLIER_KINDS = frozenset({"cumulative_fell", "changed", "unchanged", "went_backwards"})

# Found by the reader before there is a form to check; see judging.unreadable.
READER_KINDS = frozenset({"unreadable", "limit"})

# Found over all the forms of a run; see judging.across.
ACROSS_KINDS = frozenset({"two_forms", "single_differs", "unit_missing", "submitted_late", "task_disagrees"})

# No form on its own shows what these find.
ELSEWHERE = READER_KINDS | ACROSS_KINDS
