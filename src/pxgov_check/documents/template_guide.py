"""The page 填报说明, made from the same YAML as the findings, so that the two cannot disagree."""

from __future__ import annotations

from datetime import date

from openpyxl.worksheet.worksheet import Worksheet

from pxgov_check.documents import styles
from pxgov_check.documents.hints import hint
from pxgov_check.judging.checks import READER_KINDS
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.layout import GUIDE_SHEET

# The sentences template.step.1 … of the catalogue.
STEPS = 8

_WIDTHS = {"A": 9, "B": 26, "C": 11, "D": 62}


def write_guide(sheet: Worksheet, policy: Policy, as_of: date, m: Messages) -> None:
    """Fill the page: what to do, then every audit rule with its weight and its remedy."""
    sheet.title = GUIDE_SHEET
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    sheet.merge_cells("A1:D1")
    sheet["A1"] = policy.info.title + m("template.guide")
    styles.title(sheet["A1"])
    sheet.row_dimensions[1].height = 36
    row = 3
    for step in range(1, STEPS + 1):
        text = m(f"template.step.{step}")
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=4)
        sheet.cell(row, 1, text)
        styles.words(sheet.cell(row, 1))
        sheet.row_dimensions[row].height = styles.line_height(text, sum(_WIDTHS.values()))
        row += 1
    _rules(sheet, row + 1, policy, as_of, m)
    styles.page(sheet, landscape=False)


def _rules(sheet: Worksheet, row: int, policy: Policy, as_of: date, m: Messages) -> None:
    for column, key in enumerate(("rule", "finds", "severity", "hint"), 1):
        styles.head(sheet.cell(row, column, m(f"template.column.{key}")))
    for rule in policy.rules.values():
        if rule.check.kind in READER_KINDS:
            continue
        row += 1
        severity = policy.info.severities[rule.severity][m.lang]
        remedy = hint(policy, rule, as_of, m.lang)
        for column, text in enumerate((rule.id, rule.title[m.lang], severity, remedy), 1):
            cell = sheet.cell(row, column, text)
            cell.data_type = "s"
            styles.given(cell, centred=column in {1, 3})
        sheet.row_dimensions[row].height = max(
            styles.line_height(remedy, _WIDTHS["D"]), styles.line_height(rule.title[m.lang], _WIDTHS["B"])
        )
