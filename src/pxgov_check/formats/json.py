"""The result as JSON, schema ``pxcheck/result/1``: strict, decimals as strings, every key always there.

A finding or a verdict stands on one line, so that a result of thousands of forms is not half blanks, and lines can be
searched and compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pxgov_check import __version__
from pxgov_check.formats.context import Context
from pxgov_check.formats.json_text import Record, Shape, json_text, records
from pxgov_check.formats.kinds import Ending, Piece, Stream, ending_of
from pxgov_check.judging.outcome import Tally
from pxgov_check.model import IndicatorVerdict, PolicyRef, Result, SubmissionResult, TaskVerdict, WaiverUse

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
_SUBMISSION_DEPTH, _LIST_DEPTH, _ENTRY_DEPTH = 2, 3, 4

# What each form says for itself of an indicator and of a task; the rest the policy says, as often as it is judged.
_OWN_OF_INDICATOR = _named("value reported reference gap items_needed numerator denominator explanation cell")
_OWN_OF_TASK = _named("reported progress completed_on days_overdue evidence reason next_step explanation cell")
_NAME = _named("subject status due")

_finding = Shape(_FINDING)
_across = Shape({**_FINDING, **_named("period places")})
_VERDICTS: Mapping[type, Record] = {
    IndicatorVerdict: Record({**_HEAD, **_INDICATOR, **_TAIL}, _ENTRY_DEPTH, own=_OWN_OF_INDICATOR, name=_NAME),
    TaskVerdict: Record({**_HEAD, **_TASK, **_TAIL}, _ENTRY_DEPTH, own=_OWN_OF_TASK, name=_NAME),
}


def render(result: Result, exit_code: int) -> str:
    """Return the result as JSON text that ends in a line feed."""
    head, tail = _around(ending_of(result), exit_code)
    return head + ",".join(piece(one) for one in result.submissions) + "".join(tail)


def piece(one: SubmissionResult) -> str:
    """Return what the document says of one submission, as it stands in the list: on lines of its own."""
    submission = json_text(
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
            "verdicts": [],
        },
        _SUBMISSION_DEPTH,
    )
    head, _, tail = submission.rpartition("[]")
    verdicts = records(one.verdicts, _VERDICTS, _LIST_DEPTH)
    # Put together once: to copy a text of that length takes as long as to write ten verdicts.
    return "".join(("\n    ", head, *verdicts, tail))


def placed(text: str, file: str, copies: Sequence[str]) -> str:
    """Return a piece that was made without the names of its files, with them."""
    # Both keys stand before everything that was submitted, so these are the first of their kind.
    text = text.replace('"file": ""', f'"file": {json_text(file)}', 1)
    return text.replace('"copies": []', f'"copies": {json_text(copies, _LIST_DEPTH)}', 1) if copies else text


def dumps(document: Any) -> str:  # noqa: ANN401 (a tree of plain values)
    """Return a document as strict JSON text that a log can show: what steers a terminal or a runner is escaped."""
    return json_text(document) + "\n"


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


def _around(ending: Ending, exit_code: int) -> tuple[str, Iterator[str]]:
    """Return what stands before the submissions and what after them, keys in the order of the contract."""
    document = {
        "schema": SCHEMA,
        "tool": {"name": "pxcheck", "version": __version__},
        "policy": policy_dict(ending.policy),
        "as_of": ending.as_of,
        "submissions": [],
        "findings": [],
        "waivers": [_use(use) for use in ending.waivers],
        "summary": summary_dict(ending.tally),
        "exit_code": exit_code,
        **({"shard": asdict(ending.shard)} if ending.shard else {}),
    }
    head, empty, tail = dumps(document).partition('\n  "submissions": [')
    return head + empty, _tail(ending, ("\n  " if ending.tally.submissions else "") + tail)


def _tail(ending: Ending, told: str) -> Iterator[str]:
    """Yield what stands after the submissions, with the findings across them in their empty list."""
    before, empty, after = told.partition('\n  "findings": [')
    yield before + empty
    between = ""
    for one in ending.findings:
        yield f"{between}\n    {_across(one)}"
        between = ","
    yield ("\n  " if between else "") + after


def _use(one: WaiverUse) -> dict[str, Any]:
    return {**asdict(one.ref), "state": one.state, "used": one.used, "days_left": one.days_left, "forms": one.forms}


def _piece(one: SubmissionResult, context: Context) -> Piece:  # noqa: ARG001 (JSON is in no language)
    return Piece(piece(one))


FORMAT = Stream(_piece, lambda ending, context: _around(ending, context.exit_code), ",")
