"""How many places are still to be put right: counted on the hidden sheet, said above each table and on 基本信息."""

from __future__ import annotations

from pxgov_check.documents.self_check.expressions import NEW_LINE, literal, sentence
from pxgov_check.documents.self_check.marks import MARKS
from pxgov_check.model import Severity
from pxgov_check.policy.messages import Messages
from pxgov_check.submission.layout import BASICS_SHEET, IDENTITY_SHEET, INDICATORS, TASKS

# Where the counts stand on the hidden sheet: a column a severity, a row a sheet.
_COLUMNS = {Severity.MANDATORY: "M", Severity.VERIFY: "N"}
_ROWS = {BASICS_SHEET: 1, INDICATORS.title: 2, TASKS.title: 3}
COUNTED = tuple(_ROWS)


def place(sheet: str, severity: Severity) -> str:
    """Return the cell of the hidden sheet that holds a count."""
    return f"{_COLUMNS[severity]}{_ROWS[sheet]}"


def counts(area: str) -> dict[Severity, str]:
    """Return formulas that count the lines of each severity in an area of 自查 texts."""
    text = f"{NEW_LINE}&{area}"
    return {
        severity: f'=SUMPRODUCT(LEN({text})-LEN(SUBSTITUTE({text},{NEW_LINE}&"{MARKS[severity]}","")))/2'
        for severity in _COLUMNS
    }


def remaining(sheets: tuple[str, ...], m: Messages, *, clean: str = "", more: str = "") -> str:
    """Return the expression that says what is left to put right on some sheets, with ``more``, or ``clean``."""
    totals = {
        severity: "(" + "+".join(f"{IDENTITY_SHEET}!{place(sheet, severity)}" for sheet in sheets) + ")"
        for severity in _COLUMNS
    }
    parts = [
        f'IF({total}>0,{sentence(m.texts[f"template.self_check.{severity}"][m.lang], {"n": total})},"")'
        for severity, total in totals.items()
    ]
    end = f"&{literal(more)}" if more else ""
    return f"IF({'+'.join(totals.values())}=0,{literal(clean)},{'&'.join(parts)}{end})"
