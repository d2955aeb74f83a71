"""The JSON Schema of the result, published as schemas/result.schema.json."""

from __future__ import annotations

from typing import Any

from pxgov_check.formats.json import SCHEMA
from pxgov_check.model import FindingState, Severity, Status, WaiverState

_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_DECIMAL_OR_NULL = {"type": ["string", "null"], "pattern": r"^-?\d+(\.\d+)?$"}
_DAY_OR_NULL = {"type": ["string", "null"], "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"}
_COUNT = {"type": "integer", "minimum": 0}
_POSITIVE = {"type": "integer", "minimum": 1}
_COUNT_OR_NULL = {"type": ["integer", "null"], "minimum": 0}
_DIGEST = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}

_MEASURED = {
    "value": _DECIMAL_OR_NULL,
    "reported": _TEXT_OR_NULL,
    "unit": _TEXT,
    "op": {"enum": [">=", ">", "<=", "<", None]},
    "target": _DECIMAL_OR_NULL,
    "due": _DAY_OR_NULL,
    "reference": _DECIMAL_OR_NULL,
    "gap": _DECIMAL_OR_NULL,
    "gap_unit": _TEXT_OR_NULL,
    "items_needed": _COUNT_OR_NULL,
    "numerator": _DECIMAL_OR_NULL,
    "denominator": _DECIMAL_OR_NULL,
}
_DONE = {
    "reported": _TEXT_OR_NULL,
    "due": _DAY_OR_NULL,
    "progress": _DECIMAL_OR_NULL,
    "completed_on": _DAY_OR_NULL,
    "days_overdue": _COUNT_OR_NULL,
    "evidence": _TEXT_OR_NULL,
    "reason": _TEXT_OR_NULL,
    "next_step": _TEXT_OR_NULL,
}


def closed(**properties: object) -> dict[str, Any]:
    """Return the schema of an object that has these properties, all of them and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_SOURCE = closed(section=_TEXT, quote=_TEXT)
_DAY = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"}
_WAIVER = {
    "rule": _TEXT_OR_NULL,
    "subject": _TEXT_OR_NULL,
    "unit": _TEXT,
    "period": _TEXT_OR_NULL,
    "approver": _TEXT,
    "document_no": _TEXT,
    "starts": _DAY,
    "expires": _DAY,
    "justification": _TEXT,
}
_WAIVED = {"waiver": {"anyOf": [closed(**_WAIVER), {"type": "null"}]}, "known": {"type": "boolean"}}
_PLACE = {"explanation": _TEXT_OR_NULL, "sheet": _TEXT_OR_NULL, "cell": _TEXT_OR_NULL, "source": _SOURCE}


def _verdict(letter: str, **measured: object) -> dict[str, Any]:
    subject = {"type": "string", "pattern": rf"^{letter}\d\d$"}
    status = {"enum": [str(s) for s in Status]}
    unwaived = {"enum": [*(str(s) for s in Status), None]}
    return closed(subject=subject, title=_TEXT, status=status, **measured, **_PLACE, unwaived=unwaived, **_WAIVED)


def result_schema() -> dict[str, Any]:
    """Return the schema (draft 2020-12) of what ``--format json`` writes."""
    counts = {"type": "object", "additionalProperties": _COUNT}
    verdict = {"oneOf": [_verdict("I", **_MEASURED), _verdict("T", **_DONE)]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"pxcheck result ({SCHEMA})",
        "$defs": {"finding": _finding(), "verdict": verdict, "submission": _submission()},
        **_with_shard(
            schema={"const": SCHEMA},
            tool=closed(name={"const": "pxcheck"}, version=_TEXT),
            policy=closed(id=_TEXT, document_no=_TEXT, title=_TEXT, digest=_DIGEST),
            as_of=_DAY_OR_NULL,
            submissions={"type": "array", "items": {"$ref": "#/$defs/submission"}},
            findings={"type": "array", "items": _finding(period=_TEXT_OR_NULL, places=_places())},
            waivers={"type": "array", "items": _use()},
            summary=closed(submissions=_COUNT, unreadable=_COUNT, findings=counts, verdicts=counts),
            exit_code={"enum": [0, 1, 3]},
        ),
    }


def _with_shard(**always: object) -> dict[str, Any]:
    """Return the document's schema; only a part of a run says which part it is."""
    document = closed(**always)
    shard = closed(
        number=_POSITIVE, of=_POSITIVE, complete={"type": "boolean"}, period=_TEXT_OR_NULL, as_of=_DAY_OR_NULL
    )
    return {**document, "properties": {**document["properties"], "shard": shard}}


def _places() -> dict[str, Any]:
    place = dict.fromkeys(("unit", "file", "sheet", "cell", "found"), _TEXT_OR_NULL)
    return {"type": "array", "items": closed(**place)}


def _use() -> dict[str, Any]:
    state = {"enum": [str(s) for s in WaiverState]}
    return closed(**_WAIVER, state=state, used=_COUNT, days_left=_COUNT_OR_NULL, forms=_COUNT)


def _finding(**more: object) -> dict[str, Any]:
    return closed(
        rule={"type": "string", "pattern": r"^[FAX]\d{3}$"},
        title=_TEXT,
        severity={"enum": [str(s) for s in Severity]},
        state={"enum": [str(s) for s in FindingState]},
        subject=_TEXT_OR_NULL,
        sheet=_TEXT_OR_NULL,
        cell=_TEXT_OR_NULL,
        found=_TEXT_OR_NULL,
        expected=_TEXT_OR_NULL,
        explanation=_TEXT_OR_NULL,
        **_WAIVED,
        message=_TEXT,
        hint=_TEXT,
        **more,
    )


def _submission() -> dict[str, Any]:
    return closed(
        file=_TEXT,
        digest={"anyOf": [_DIGEST, {"type": "null"}]},
        readable={"type": "boolean"},
        unit=_TEXT_OR_NULL,
        period=_TEXT_OR_NULL,
        as_of=_DAY_OR_NULL,
        reported_on=_DAY_OR_NULL,
        copies={"type": "array", "items": _TEXT},
        findings={"type": "array", "items": {"$ref": "#/$defs/finding"}},
        verdicts={"type": "array", "items": {"$ref": "#/$defs/verdict"}},
    )
