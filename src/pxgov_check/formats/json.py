"""The result as JSON, schema ``pxcheck/result/1``: strict, decimals as strings, every key always there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from pxgov_check import __version__
from pxgov_check.formats.clean import clean_json
from pxgov_check.judging.outcome import all_findings, all_verdicts, count_findings, count_statuses
from pxgov_check.model import (
    Finding,
    IndicatorVerdict,
    Place,
    Result,
    SubmissionResult,
    TaskVerdict,
    Verdict,
    WaiverRef,
    WaiverUse,
)
from pxgov_check.submission.figures import plain

SCHEMA = "pxcheck/result/1"

# C1 controls, zero-width and bidirectional marks, line and paragraph separators, and the ## that opens a command of a
# build agent's (##[error], ##vso[) wherever it stands in a line.
_STEERING = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|(?<=#)#")


def render(result: Result, exit_code: int) -> str:
    """Return the result as JSON text that ends in a line feed."""
    return dumps(as_dict(result, exit_code))


def dumps(document: Any) -> str:  # noqa: ANN401 (a tree of plain values)
    """Return a document as strict JSON text that a log can show: what steers a terminal or a runner is escaped."""
    text = json.dumps(_strict(document), ensure_ascii=False, indent=2, allow_nan=False)
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def as_dict(result: Result, exit_code: int) -> dict[str, Any]:
    """Return the result as plain values, keys in the order of the contract."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "pxcheck", "version": __version__},
        "policy": policy_dict(result),
        "as_of": result.as_of,
        "submissions": [_submission(s) for s in result.submissions],
        "findings": [_across(f) for f in result.findings],
        "waivers": [_use(use) for use in result.waivers],
        "summary": summary_dict(result),
        "exit_code": exit_code,
    }


def policy_dict(result: Result) -> dict[str, Any]:
    """Return which policy the result was judged by."""
    policy = result.policy
    return {"id": policy.id, "document_no": policy.document_no, "title": policy.title, "digest": policy.digest}


def summary_dict(result: Result) -> dict[str, Any]:
    """Return the totals, counted from the findings and verdicts."""
    return {
        "submissions": len(result.submissions),
        "unreadable": sum(not s.readable for s in result.submissions),
        "findings": {str(k): v for k, v in count_findings(all_findings(result)).items()},
        "verdicts": {str(k): v for k, v in count_statuses(all_verdicts(result)).items()},
    }


def _submission(one: SubmissionResult) -> dict[str, Any]:
    return {
        "file": one.file,
        "digest": one.digest,
        "readable": one.readable,
        "unit": one.unit,
        "period": one.period,
        "as_of": one.as_of,
        "reported_on": one.reported_on,
        "copies": list(one.copies),
        "findings": [_finding(f) for f in one.findings],
        "verdicts": [_verdict(v) for v in one.verdicts],
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "title": one.title,
        "severity": str(one.severity),
        "state": str(one.state),
        "subject": one.subject,
        "sheet": one.sheet,
        "cell": one.cell,
        "found": one.found,
        "expected": one.expected,
        "explanation": one.explanation,
        "waiver": _waiver(one.waiver),
        "known": one.known,
        "message": one.message,
        "hint": one.hint,
    }


def _across(one: Finding) -> dict[str, Any]:
    return {**_finding(one), "period": one.period, "places": [_place(p) for p in one.places]}


def _place(one: Place) -> dict[str, Any]:
    return {"unit": one.unit, "file": one.file, "sheet": one.sheet, "cell": one.cell, "found": one.found}


def _use(one: WaiverUse) -> dict[str, Any]:
    told = _waiver(one.ref) or {}
    return {**told, "state": str(one.state), "used": one.used, "days_left": one.days_left, "forms": one.forms}


def _waiver(one: WaiverRef | None) -> dict[str, Any] | None:
    return None if one is None else {field.name: getattr(one, field.name) for field in fields(one)}


def _verdict(one: Verdict) -> dict[str, Any]:
    told = _indicator(one) if isinstance(one, IndicatorVerdict) else _task(one)
    source = {"section": one.clause.section, "quote": one.clause.quote}
    head = {"subject": one.subject, "title": one.title, "status": str(one.status)}
    tail = {"explanation": one.explanation, "sheet": one.sheet, "cell": one.cell, "source": source}
    waived = {
        "unwaived": str(one.unwaived) if one.unwaived else None,
        "waiver": _waiver(one.waiver),
        "known": one.known,
    }
    return {**head, **told, **tail, **waived}


def _indicator(one: IndicatorVerdict) -> dict[str, Any]:
    return {
        "value": one.value,
        "reported": one.reported,
        "unit": one.unit,
        "op": one.op,
        "target": one.target,
        "due": one.due,
        "reference": one.reference,
        "gap": one.gap,
        "gap_unit": one.gap_unit,
        "items_needed": one.items_needed,
        "numerator": one.numerator,
        "denominator": one.denominator,
    }


def _task(one: TaskVerdict) -> dict[str, Any]:
    return {
        "reported": one.reported,
        "due": one.due,
        "progress": one.progress,
        "completed_on": one.completed_on,
        "days_overdue": one.days_overdue,
        "evidence": one.evidence,
        "reason": one.reason,
        "next_step": one.next_step,
    }


def _strict(value: Any) -> Any:  # noqa: ANN401 (a tree of plain values)
    if isinstance(value, str):
        return clean_json(value)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _strict(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_strict(item) for item in value]
    return value
