"""Every finding and verdict as one row of CSV (RFC 4180, UTF-8 with BOM so that Excel reads the Chinese).

Excel and WPS run a cell that begins with = + - @ (or their full-width forms) as a formula, also from CSV. Such a cell
gets an apostrophe before it, unless it is a plain number: −3.2 stays a number.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from pxgov_check.formats.clean import clean
from pxgov_check.formats.context import Context
from pxgov_check.formats.entries import Entry, submission_entries
from pxgov_check.formats.kinds import Ending, Piece, Stream
from pxgov_check.formats.wording import verdict_sentence
from pxgov_check.model import Finding, SubmissionResult
from pxgov_check.submission.figures import plain

BOM = "\ufeff"
_END = "\r\n"
# The keys of the JSON result, so that both are read with the same words. ``unit`` is the department, ``value_unit`` the
# ``unit`` of a verdict.
COLUMNS = (
    *("kind", "file", "unit", "period", "as_of", "subject", "rule", "title", "severity", "state", "status"),
    *("sheet", "cell", "found", "expected", "value", "value_unit", "reported", "op", "target", "due"),
    *("reference", "gap", "gap_unit", "items_needed", "numerator", "denominator", "progress", "completed_on"),
    *("days_overdue", "evidence", "reason", "next_step", "explanation", "message", "hint"),
)
# What every such report begins with, so that one is told from a form.
REPORT_HEAD = f"{BOM}{','.join(COLUMNS[:8])},"
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
# A number as Excel reads it, and the bare dash that people write for a blank.
_NUMBER = re.compile(r"([+-]?\d[\d,]*(\.\d+)?(e[+-]?\d+)?%?|-)\Z", re.ASCII | re.IGNORECASE)


def _piece(one: SubmissionResult, context: Context) -> Piece:
    return Piece(_rows(submission_entries(one), context))


def _around(ending: Ending, context: Context) -> tuple[str, Iterator[str]]:
    head = BOM + ",".join(COLUMNS) + _END
    return head, (_rows((Entry(finding, None),), context) for finding in ending.findings)


def safe(text: str) -> str:
    """Return a text on one line that no spreadsheet runs."""
    shown = clean(text)
    return f"'{shown}" if _FORMULA.match(shown) and not _NUMBER.match(shown) else shown


def _rows(told: Iterable[Entry], context: Context) -> str:
    """Return a row for each finding and verdict, in their order."""
    target = io.StringIO()
    writer = csv.DictWriter(target, COLUMNS, restval="", extrasaction="ignore", lineterminator=_END)
    writer.writerows(_row(entry, context) for entry in told)
    return target.getvalue()


def _row(entry: Entry, context: Context) -> Mapping[str, str]:
    form = entry.submission
    row: dict[str, object] = {"kind": "finding" if isinstance(entry.one, Finding) else "verdict"}
    if form is not None:
        row |= {"file": form.file, "as_of": form.as_of}
    row |= {name: getattr(entry.one, name) for name in COLUMNS if hasattr(entry.one, name)}
    row["period"] = form.period if form else row.get("period")
    if isinstance(entry.one, Finding):
        named = [place.unit for place in entry.one.places if place.unit]
        row["unit"] = form.unit if form else context.messages("report.list_separator").join(dict.fromkeys(named))
    else:
        row |= {"unit": form.unit if form else None, "value_unit": getattr(entry.one, "unit", None)}
        row["message"] = verdict_sentence(entry.one, context)
    return {name: _text(value) for name, value in row.items()}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else safe(str(value))


FORMAT = Stream(_piece, _around)
