"""Checks of single figures: is one there, is it one number, can it occur."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from pxgov_check.judging.hits import Case, Hit, row_hit
from pxgov_check.policy.models import Kind
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.figures import BLANKS, Flaw, plain, quotient
from pxgov_check.submission.layout import INDICATORS, NOT_APPLICABLE, TASKS, Table
from pxgov_check.submission.rows import IndicatorRow, Row

# A decimal is held against a decimal in half the time that it takes against a whole number.
_ZERO, _ONE, _HUNDRED = Decimal(0), Decimal(1), Decimal(100)
_PARTS = frozenset({"numerator", "denominator"})
# Percentage points by which a rate may differ from its quotient at least; a coarser one by half of its last digit.
ROUNDING = Decimal("0.05")


def blank(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each required answer that is blank: the figure or status, one of a pair, or the reason for 不适用."""
    for row in case.submission.indicators:
        yield from _blank_of_indicator(row)
    in_progress = case.policy.task_rules.vocabulary["in_progress"]
    for status, tasks in case.tasks_by_status.items():
        if status in BLANKS:
            key = "status"
        elif status == NOT_APPLICABLE:
            key = "explanation"
        elif status == in_progress:
            key = "progress"
        else:
            continue
        for task in tasks:
            # Where a value was read, nothing is blank.
            if key != "progress" or task.progress.value is None:
                yield from _missing(task, key, TASKS)


def _blank_of_indicator(row: IndicatorRow) -> Iterator[Hit]:
    if row.value.not_applicable:
        yield from _missing(row, "explanation", INDICATORS)
        return
    if row.value.value is None:
        yield from _missing(row, "value", INDICATORS)
    if "numerator" in row.cells or "denominator" in row.cells:
        if row.numerator.value is None:
            yield from _missing(row, "numerator", INDICATORS)
        if row.denominator.value is None:
            yield from _missing(row, "denominator", INDICATORS)


def figure_flaw(case: Case, params: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each figure that has the flaw ``flaw`` (submission.figures.Flaw)."""
    for row, key, figure, unit in case.flawed.get(Flaw(params["flaw"]), ()):
        expected = None if figure.value is None else plain(figure.value)
        yield row_hit(row, key, found=figure.text, expected=expected, unit=unit or "—")


def out_of_range(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each rate below 0 or above 100; not one that a numerator above its denominator makes so.

    That is a finding of its own, where the pack has a rule for it.
    """
    for row, key, figure, unit in case.figures:
        if unit != "%" or figure.value is None or _ZERO <= figure.value <= _HUNDRED:
            continue
        told = any(rule.check.kind == "numerator_above" for rule in case.policy.rules.values())
        if not (told and isinstance(row, IndicatorRow) and key == "value" and _follows(row, figure.value)):
            yield row_hit(row, key, found=figure.text, expected="0–100")


def count(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each count that is negative or not whole; a count in 万 may have decimals."""
    counts = case.policy.once(_counts)
    for row, key, figure, unit in case.figures:
        part = key in _PARTS
        if figure.value is None or not (part or row.id in counts):
            continue
        # A figure without decimals needs no rounding to see that it is whole.
        whole = figure.quantum == _ONE or figure.value == figure.value.to_integral_value()
        if figure.value < _ZERO or not (whole or (not part and unit.startswith("万"))):
            yield row_hit(row, key, found=figure.text)


def impossible(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each rate of an indicator counted in ``parts`` that is no k ÷ parts at the digits given."""
    for row in case.submission.indicators:
        parts = case.policy.indicators[row.id].parts
        value = row.value.value
        if parts is None or value is None or not 0 <= value <= _HUNDRED:
            continue
        k = (value * parts / _HUNDRED).to_integral_value()
        nearest = k * _HUNDRED / parts
        # 95.45 stands for 21 ÷ 22; a whole 95 does too, at the one digit that it gives.
        if abs(nearest - value) > row.value.quantum / 2:
            rounded = nearest.quantize(Decimal("0.01"))
            yield row_hit(row, "value", found=row.value.text, expected=plain(rounded), parts=str(parts), k=str(k))


def _follows(row: IndicatorRow, value: Decimal) -> bool:
    """Whether a rate is above 100 as its numerator and denominator make it, its own rounding aside."""
    over, under = row.numerator.value, row.denominator.value
    if over is None or not under or not over > under > 0:
        return False
    return abs(value - quotient(over, under)) <= max(row.value.quantum / 2, ROUNDING)


def _missing(row: Row, key: str, table: Table) -> Iterator[Hit]:
    # A column that the sheet lacks is F003, once, and not a blank in every row.
    if key in row.columns and row.text(key) in BLANKS:
        yield row_hit(row, key, what=table.column(key).title)


def _counts(policy: Policy) -> Collection[str]:
    """Return the indicators that are counts."""
    return frozenset(i.id for i in policy.indicators.values() if i.kind.value is Kind.COUNT)
