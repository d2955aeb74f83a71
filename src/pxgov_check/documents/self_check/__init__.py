"""The form checks itself: the audit rules, as far as a worksheet formula can say them.

``FORMULAS`` (for the rows of each table) and ``BASICS_FORMULAS`` (for 基本信息) list the kinds of check and the
functions that say them. Severity, parameters and words come from the rule, so a pack that drops or changes a rule
changes the form; a kind that is not listed has no formula. A rule counts here as it does in judging/: it yields to
others, and 情况说明 settles what may be explained.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from pxgov_check.documents.self_check import figures, form, tasks
from pxgov_check.documents.self_check.expressions import (
    address,
    every,
    holds,
    is_number,
    is_per_cent,
    literal,
    no,
    sentence,
    some,
    text_of,
)
from pxgov_check.documents.self_check.marks import MARKS, finding_line, one_a_line
from pxgov_check.documents.self_check.rows import Basics, BasicsFormula, Formula, Line, Row
from pxgov_check.model import Lang, Severity
from pxgov_check.policy.rule_models import AuditRule
from pxgov_check.submission.layout import BASICS_SHEET, INDICATORS, TASKS

FORMULAS: Mapping[str, Mapping[str, Formula]] = MappingProxyType(
    {
        INDICATORS.key: {
            "nothing": form.nothing,
            "blank": figures.blank,
            "figure_flaw": figures.figure_flaw,
            "out_of_range": figures.out_of_range,
            "count": figures.count,
            "rate_differs": figures.rate_differs,
            "numerator_above": figures.numerator_above,
            "denominator_zero": figures.denominator_zero,
        },
        TASKS.key: {
            "nothing": form.nothing,
            "blank": figures.blank,
            "figure_flaw": figures.figure_flaw,
            "out_of_range": figures.out_of_range,
            "status_unknown": tasks.status_unknown,
            "status_progress": tasks.status_progress,
            "no_evidence": tasks.no_evidence,
            "completion_date": tasks.completion_date,
            "overdue_unexplained": tasks.overdue_unexplained,
        },
    }
)
BASICS_FORMULAS: Mapping[str, BasicsFormula] = MappingProxyType({"basics_blank": form.basics_blank})

_Said = Sequence[tuple[AuditRule, Line]]


def row_formula(row: Row, lang: Lang) -> str:
    """Return the formula of a row's 自查: a line a finding, the gravest first, and nothing where all is well."""
    said = [(rule, line) for rule in row.policy.rules.values() for line in _lines(row, rule)]
    order = list(MARKS)
    shown = sorted(
        ((rule, line, line.key) for rule, line in said if line.key is not None),
        key=lambda one: (order.index(one[0].severity), row.columns[one[2]]),
    )
    return one_a_line(
        [_text(row, rule, line, key, _condition(row, rule, line, said), lang) for rule, line, key in shown]
    )


def basics_formula(basics: Basics, lang: Lang) -> str:
    """Return the formula that lists what is wrong on 基本信息."""
    texts = []
    for rule, line, key in basics_lines(basics):
        cell = basics.cells[key]
        params = {"found": text_of(cell), "expected": literal(""), "name": literal(""), "id": literal("")}
        params |= {"sheet": literal(BASICS_SHEET), "cell": address(cell), **line.params}
        texts.append(finding_line(rule.severity, cell, line.when, sentence(rule.message[lang], params)))
    return one_a_line(texts)


def basics_lines(basics: Basics) -> Iterator[tuple[AuditRule, Line, str]]:
    """Yield what the rules say of the lines of 基本信息, with the key of the line."""
    for rule in basics.policy.rules.values():
        formula = BASICS_FORMULAS.get(rule.check.kind)
        if formula is not None:
            yield from ((rule, line, line.key) for line in formula(basics, rule) if line.key is not None)


def _lines(row: Row, rule: AuditRule) -> Iterator[Line]:
    formula = FORMULAS[row.table.key].get(rule.check.kind)
    if formula is not None:
        yield from (line for line in formula(row, rule) if line.key is None or line.key in row.asked)


def _condition(row: Row, rule: AuditRule, line: Line, said: _Said) -> str:
    """Return when a line is shown: where it holds, no rule that it yields to does, and nobody has explained it."""
    before = [other.when for wide, other in said if wide.id in rule.yields_to and other.key in {None, line.key}]
    conditions = [line.when]
    if before:
        conditions.append(no(some(*map(holds, before))))
    if rule.severity is Severity.VERIFY:
        conditions.append(f'{text_of(row.cell("explanation"))}=""')
    return every(*conditions)


def _text(row: Row, rule: AuditRule, line: Line, key: str, condition: str, lang: Lang) -> str:
    cell = row.cell(key)
    params = {
        "found": _found(row, key),
        "expected": literal(""),
        "name": literal(row.policy.subject_title(row.subject, lang)),
        "id": literal(row.subject),
        "sheet": literal(row.table.title),
        "cell": address(cell),
        **line.params,
    }
    return finding_line(rule.severity, cell, condition, sentence(rule.message[lang], params))


def _found(row: Row, key: str) -> str:
    """Return what a person sees in a cell: 0.83 in a per cent format reads 83%."""
    cell = row.cell(key)
    if key in figures.FIGURES and row.unit(key) == "%":
        return f'IF({every(is_number(cell), is_per_cent(cell))},ROUND({cell}*100,10)&"%",{text_of(cell)})'
    return text_of(cell)
