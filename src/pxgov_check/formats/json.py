"""The result as JSON, schema ``pxcheck/result/1``: strict, decimals as strings, every key always there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from pxgov_check import __version__
from pxgov_check.formats.clean import clean_json
from pxgov_check.formats.context import Context
from pxgov_check.formats.kinds import Ending, Piece, Stream, ending_of
from pxgov_check.judging.outcome import Tally
from pxgov_check.model import (
    Finding,
    IndicatorVerdict,
    Place,
    PolicyRef,
    Result,
    Shard,
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
    head, tail = _around(ending_of(result), exit_code)
    return head + ",".join(piece(one) for one in result.submissions) + tail


def piece(one: SubmissionResult) -> str:
    """Return what the document says of one submission, as it stands in the list: on lines of its own."""
    # No line break of a text is left as one, so every line found here is one of the layout.
    return "\n    " + dumps(_submission(one)).rstrip("\n").replace("\n", "\n    ")


def placed(text: str, file: str, copies: Sequence[str]) -> str:
    """Return a piece that was made without the names of its files, with them."""
    # Both keys stand before everything that was submitted, so these are the first of their kind.
    text = text.replace('"file": ""', f'"file": {_inline(file)}', 1)
    if not copies:
        return text
    listed = ",".join(f"\n        {_inline(copy)}" for copy in copies)
    return text.replace('"copies": []', f'"copies": [{listed}\n      ]', 1)


def dumps(document: Any) -> str:  # noqa: ANN401 (a tree of plain values)
    """Return a document as strict JSON text that a log can show: what steers a terminal or a runner is escaped."""
    text = json.dumps(_strict(document), ensure_ascii=False, indent=2, allow_nan=False)
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def _inline(text: str) -> str:
    return dumps(text).rstrip("\n")


def _around(ending: Ending, exit_code: int) -> tuple[str, str]:
    """Return what stands before the submissions and what after them, keys in the order of the contract."""
    document = {
        "schema": SCHEMA,
        "tool": {"name": "pxcheck", "version": __version__},
        "policy": policy_dict(ending.policy),
        "as_of": ending.as_of,
        "submissions": [],
        "findings": [{**_finding(f), "places": [_place(p) for p in f.places]} for f in ending.findings],
        "waivers": [_use(use) for use in ending.waivers],
        "summary": summary_dict(ending.tally),
        "exit_code": exit_code,
        **({"shard": _shard(ending.shard)} if ending.shard else {}),
    }
    head, empty, tail = dumps(document).partition('\n  "submissions": [')
    return head + empty, ("\n  " if ending.tally.submissions else "") + tail


def policy_dict(policy: PolicyRef) -> dict[str, Any]:
    """Return which policy a result was judged by."""
    return {"id": policy.id, "document_no": policy.document_no, "title": policy.title, "digest": policy.digest}


def summary_dict(tally: Tally) -> dict[str, Any]:
    """Return the totals."""
    return {
        "submissions": tally.submissions,
        "unreadable": tally.unreadable,
        "findings": {str(severity): n for severity, n in tally.by_severity.items()},
        "verdicts": {str(status): n for status, n in tally.by_status.items()},
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


def _place(one: Place) -> dict[str, Any]:
    return {"unit": one.unit, "file": one.file, "sheet": one.sheet, "cell": one.cell, "found": one.found}


def _shard(one: Shard) -> dict[str, Any]:
    return {
        "number": one.number,
        "of": one.of,
        "complete": one.complete,
        "period": one.period,
        "as_of": one.as_of,
    }


def _use(one: WaiverUse) -> dict[str, Any]:
    told = _waiver(one.ref) or {}
    return {**told, "state": str(one.state), "used": one.used, "days_left": one.days_left}


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


def _piece(one: SubmissionResult, context: Context) -> Piece:  # noqa: ARG001 (JSON is in no language)
    return Piece(piece(one))


FORMAT = Stream(_piece, lambda ending, context: _around(ending, context.exit_code), ",")
