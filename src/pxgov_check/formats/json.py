"""The result as JSON, schema ``pxcheck/result/1``: strict, decimals as strings, every key always there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from pxgov_check import __version__
from pxgov_check.formats.json_text import Shape, Verbatim, json_text
from pxgov_check.judging.outcome import all_findings, all_verdicts, count_findings, count_statuses
from pxgov_check.model import IndicatorVerdict, Result, SubmissionResult, WaiverUse

SCHEMA = "pxcheck/result/1"


def _named(names: str) -> dict[str, str]:
    """Return keys that take their value from the attribute of the same name."""
    return {name: name for name in names.split()}


_FINDING = _named("rule title severity state subject sheet cell found expected explanation waiver known message hint")
_INDICATOR = _named("value reported unit op target due reference gap gap_unit items_needed numerator denominator")
_TASK = _named("reported due progress completed_on days_overdue evidence reason next_step")
_HEAD = _named("subject title status")
_TAIL: dict[str, str | Mapping[str, str]] = {
    **_named("explanation sheet cell"),
    "source": {"section": "clause.section", "quote": "clause.quote"},
    **_named("unwaived waiver known"),
}

# How deep in the document each kind of object begins.
_SUBMISSION_DEPTH, _ENTRY_DEPTH = 2, 4

_finding = Shape(_FINDING, _ENTRY_DEPTH)
_indicator = Shape({**_HEAD, **_INDICATOR, **_TAIL}, _ENTRY_DEPTH)
_task = Shape({**_HEAD, **_TASK, **_TAIL}, _ENTRY_DEPTH)
_across = Shape({**_FINDING, "places": "places"}, _SUBMISSION_DEPTH)


def render(result: Result, exit_code: int) -> str:
    """Return the result as JSON text that ends in a line feed."""
    return dumps(
        {
            "schema": SCHEMA,
            "tool": {"name": "pxcheck", "version": __version__},
            "policy": policy_dict(result),
            "as_of": result.as_of,
            "submissions": [submission_json(s) for s in result.submissions],
            "findings": [_across(f) for f in result.findings],
            "waivers": [_use(use) for use in result.waivers],
            "summary": summary_dict(result),
            "exit_code": exit_code,
        }
    )


def dumps(document: Any) -> str:  # noqa: ANN401 (a tree of plain values)
    """Return a document as strict JSON text that a log can show: what steers a terminal or a runner is escaped."""
    return json_text(document) + "\n"


def submission_json(one: SubmissionResult) -> Verbatim:
    """Return one submission as it stands in the list of the result, without the margin before it."""
    return json_text(
        {
            "file": one.file,
            "digest": one.digest,
            "readable": one.readable,
            "unit": one.unit,
            "period": one.period,
            "as_of": one.as_of,
            "reported_on": one.reported_on,
            "copies": one.copies,
            "findings": [_finding(f) for f in one.findings],
            "verdicts": [_indicator(v) if isinstance(v, IndicatorVerdict) else _task(v) for v in one.verdicts],
        },
        _SUBMISSION_DEPTH,
    )


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


def _use(one: WaiverUse) -> dict[str, Any]:
    return {**asdict(one.ref), "state": one.state, "used": one.used, "days_left": one.days_left}
