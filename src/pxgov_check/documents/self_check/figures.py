"""Single figures and rates, as formulas; judging/checks/figures.py and arithmetic.py say the same of a submission."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pxgov_check.documents.self_check.expressions import (
    every,
    is_number,
    is_per_cent,
    literal,
    no,
    says,
    some,
    text_of,
)
from pxgov_check.documents.self_check.rows import Line, Row
from pxgov_check.judging.checks.figures import ROUNDING
from pxgov_check.policy.models import Kind
from pxgov_check.policy.rule_models import AuditRule
from pxgov_check.submission.figures import BLANKS, plain
from pxgov_check.submission.layout import INDICATORS, NOT_APPLICABLE, TASKS

FIGURES = ("numerator", "denominator", "value", "progress")
_SPACES = sorted(BLANKS)


def blank(row: Row, _: AuditRule) -> Iterator[Line]:
    """Say what is blank: the figure or status, one of a pair, or the reason for 不适用."""
    main = "value" if row.table is INDICATORS else "status"
    beside = says(row.cell(main), [NOT_APPLICABLE])
    yield _missing(row, main)
    yield _missing(row, "explanation", beside)
    if "numerator" in row.asked:
        either = f"LEN({row.cell('numerator')})+LEN({row.cell('denominator')})>0"
        yield _missing(row, "numerator", no(beside), either)
        yield _missing(row, "denominator", no(beside), either)
    if row.table is TASKS:
        yield _missing(row, "progress", row.status_is("in_progress"))


def figure_flaw(row: Row, rule: AuditRule) -> Iterator[Line]:
    """Say which figures are none; of the flaws, those that a formula can tell apart."""
    flaw = rule.check.params["flaw"]
    for key in FIGURES:
        if key not in row.asked:
            continue
        cell, read, rate = row.cell(key), row.reading(key), row.unit(key) == "%"
        params = {"unit": literal(row.unit(key) or "—")}
        if flaw == "error_value":
            yield Line(key, f"ISERROR({cell})", {**params, "found": _error(cell)})
        elif flaw == "ambiguous_scale" and rate:
            yield Line(key, _ambiguous(cell, read), params)
        elif flaw == "wrong_unit" and not rate:
            yield Line(key, _per_cent(cell), {**params, "found": f'ROUND({cell}*100,10)&"%"'})
        elif flaw == "not_a_number":
            apart = _ambiguous(cell, read) if rate else _per_cent(cell)
            there = no(says(cell, [*_SPACES, NOT_APPLICABLE]))
            yield Line(key, every(f'{read}=""', there, f"IFERROR({no(apart)},TRUE)"), params)


def out_of_range(row: Row, _: AuditRule) -> Iterator[Line]:
    """Say which rates are below 0 or above 100; not one that a numerator above its denominator makes so."""
    told = any(rule.check.kind == "numerator_above" for rule in row.policy.rules.values())
    for key in FIGURES:
        if key in row.asked and row.unit(key) == "%":
            read = row.reading(key)
            outside = [is_number(read), some(f"{read}<0", f"{read}>100")]
            if told and key == "value" and "numerator" in row.asked:
                outside.append(no(_follows(row, read)))
            yield Line(key, every(*outside), {"expected": literal("0–100")})


def count(row: Row, _: AuditRule) -> Iterator[Line]:
    """Say which counts are negative or not whole; a count in 万 may have decimals."""
    for key in ("numerator", "denominator", "value"):
        if key not in row.asked:
            continue
        if key == "value" and row.policy.indicators[row.subject].kind.value is not Kind.COUNT:
            continue
        read = row.reading(key)
        whole = [] if row.unit(key).startswith("万") else [f"{read}<>INT({read})"]
        yield Line(key, every(is_number(read), some(f"{read}<0", *whole)))


def rate_differs(row: Row, rule: AuditRule) -> Iterator[Line]:
    """Say that a rate is not numerator ÷ denominator, its own rounding and the rule's tolerance aside."""
    if "numerator" not in row.asked:
        return
    over, under, given = (row.reading(key) for key in ("numerator", "denominator", "value"))
    numbers = f"ISNUMBER({over}+{under}+{given})"
    apart = f"ROUND(ABS({given}-{over}/{under}*100),9)>{_rounding(given, Decimal(str(rule.check.params['tolerance'])))}"
    parts = {key: text_of(row.cell(key)) for key in ("numerator", "denominator")}
    expected = f'ROUND({over}/{under}*100,2)&"%"'
    yield Line("value", every(numbers, f"{over}/{under}<=1", apart), {"expected": expected, **parts})


def numerator_above(row: Row, _: AuditRule) -> Iterator[Line]:
    """Say that a numerator is above its denominator."""
    if "numerator" in row.asked:
        over, under = row.reading("numerator"), row.reading("denominator")
        params = {"denominator": text_of(row.cell("denominator")), "expected": f'"≤"&{under}'}
        yield Line("numerator", every(is_number(over), is_number(under), f"{over}>{under}"), params)


def denominator_zero(row: Row, _: AuditRule) -> Iterator[Line]:
    """Say that a denominator is zero."""
    if "denominator" in row.asked:
        under = row.reading("denominator")
        yield Line("denominator", every(is_number(under), f"{under}=0"))


def _follows(row: Row, given: str) -> str:
    over, under = row.reading("numerator"), row.reading("denominator")
    apart = f"ROUND(ABS({given}-{over}/{under}*100),9)<={_rounding(given, ROUNDING)}"
    return f"IFERROR({every(f'ISNUMBER({over}+{under})', f'{over}>{under}', f'{under}>0', apart)},FALSE)"


def _missing(row: Row, key: str, *conditions: str) -> Line:
    title = literal(row.table.column(key).title)
    return Line(key, every(*conditions, says(row.cell(key), _SPACES)), {"what": title})


def _ambiguous(cell: str, read: str) -> str:
    value = f"VALUE(ASC({cell}))"
    return every(f'{read}=""', f"{value}>0", f"{value}<=1")


def _per_cent(cell: str) -> str:
    return every(is_number(cell), is_per_cent(cell))


def _rounding(given: str, least: Decimal) -> str:
    """Return half a unit of the last digit given, never less than ``least``."""
    half, digits, tolerance = Decimal("0.5"), 0, plain(least)
    steps = []
    while half > least:
        steps.append((digits, half))
        half, digits = half / 10, digits + 1
    for places, width in reversed(steps):
        tolerance = f"IF(ROUND({given},{places})={given},{plain(width)},{tolerance})"
    return tolerance


def _error(cell: str) -> str:
    names = ",".join(literal(name) for name in ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))
    return f'IFERROR(CHOOSE(ERROR.TYPE({cell}),{names}),"#")'
