"""The list that status makes as CSV, a row a unit (UTF-8 with BOM, and no cell that a spreadsheet runs)."""

from __future__ import annotations

import csv
import io

from pxgov_check.formats.csv import BOM, safe
from pxgov_check.policy.messages import Messages
from pxgov_check.rollup.status import StatusReport
from pxgov_check.rollup.status_words import COLUMNS, row


def render(report: StatusReport, messages: Messages) -> str:
    """Return the rows under one head, units to be phoned first; files that nobody can place come last, without unit."""
    target = io.StringIO()
    writer = csv.DictWriter(target, COLUMNS, restval="", lineterminator="\r\n")
    writer.writerow({name: messages(f"status.column.{name}") for name in COLUMNS})
    for one in report.units:
        writer.writerow({name: safe(text) for name, text in row(one, messages).items()})
    for left in report.unplaced:
        told = {"state": messages("status.unplaced"), "reasons": left.message, "files": left.file}
        writer.writerow({name: safe(text) for name, text in told.items()})
    return BOM + target.getvalue()
