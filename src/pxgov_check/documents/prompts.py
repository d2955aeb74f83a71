"""The messages that Excel shows beside a cell while it is filled in: the hints of the audit rules, word for word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pxgov_check.documents.hints import hint
from pxgov_check.documents.identity import status_range
from pxgov_check.documents.self_check.rows import Row
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.layout import INDICATORS, TASKS

# Whose hint each column shows: the checks, in order of weight; a figure_flaw with its flaw.
_HINTS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        INDICATORS.key: {
            "numerator": ("numerator_above",),
            "denominator": ("denominator_zero",),
            "value": ("figure_flaw not_one_figure", "blank"),
        },
        TASKS.key: {
            "status": ("status_unknown",),
            "progress": ("status_progress",),
            "completed_on": ("completion_date",),
            "evidence": ("no_evidence",),
            "problem": ("overdue_unexplained",),
            "next_step": ("overdue_unexplained",),
        },
    }
)

# Excel takes 32 characters of title and 255 of text.
_TITLE, _TEXT = 32, 255


def write_prompts(sheet: Worksheet, rows: Sequence[Row], m: Messages) -> None:
    """Give the answer cells of a table their messages, and 完成状态 its list; any other entry is taken."""
    for row in rows[:1]:
        texts = {key: _hints(row, checks, m) for key, checks in _HINTS[row.table.key].items()}
        # No rule is about this column alone: it answers for the others.
        texts["explanation"] = m("template.explanation")[:_TEXT]
        for key, text in texts.items():
            validation = _choice(row.policy, m) if key == "status" else DataValidation(showErrorMessage=False)
            validation.promptTitle = row.table.column(key).title[:_TITLE]
            validation.prompt = text
            validation.showInputMessage, validation.allow_blank = bool(validation.prompt), True
            validation.add(f"{row.cell(key)}:{rows[-1].cell(key)}")
            sheet.add_data_validation(validation)


def _choice(policy: Policy, m: Messages) -> DataValidation:
    validation = DataValidation(type="list", formula1=status_range(policy), showErrorMessage=True)
    validation.errorTitle = TASKS.column("status").title
    validation.error = next((r.title[m.lang] for r in policy.rules.values() if r.check.kind == "status_unknown"), None)
    return validation


def _hints(row: Row, checks: tuple[str, ...], m: Messages) -> str:
    """Return the hints of the rules that use some checks, as many as fit."""
    text, space = "", "" if m.lang == "zh" else " "
    for check in checks:
        kind, _, flaw = check.partition(" ")
        for rule in row.policy.rules.values():
            if rule.check.kind == kind and rule.check.params.get("flaw", "") == flaw:
                joined = (text + space + hint(row.policy, rule, row.as_of, m.lang)).strip()
                text = joined if len(joined) <= _TEXT else text
    return text
