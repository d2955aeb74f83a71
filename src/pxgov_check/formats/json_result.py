"""The way back: a result from the JSON that an earlier run wrote."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pxgov_check.formats.json import SCHEMA
from pxgov_check.model import IndicatorVerdict, Result, SubmissionResult, TaskVerdict, Verdict, WaiverUse

_RESULT, _SUBMISSION, _WAIVER = TypeAdapter(Result), TypeAdapter(SubmissionResult), TypeAdapter(WaiverUse)
_INDICATOR, _TASK = TypeAdapter(IndicatorVerdict), TypeAdapter(TaskVerdict)


def parse(text: str) -> Result:
    """Return the result that ``--format json`` wrote.

    Raises:
        ValueError: the text is no such result; says why.

    """
    try:
        told = json.loads(text)
        if not isinstance(told, dict) or told.get("schema") != SCHEMA:
            raise ValueError(SCHEMA)
        return _RESULT.validate_python(
            told
            | {
                "submissions": [_submission(one) for one in told["submissions"]],
                "waivers": [_WAIVER.validate_python(use | {"ref": use}) for use in told["waivers"]],
            }
        )
    except (ValidationError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(str(error).partition("\n")[0]) from None


def _submission(told: dict[str, Any]) -> SubmissionResult:
    return _SUBMISSION.validate_python(told | {"verdicts": tuple(_verdict(one) for one in told["verdicts"])})


def _verdict(told: dict[str, Any]) -> Verdict:
    adapter: TypeAdapter[IndicatorVerdict] | TypeAdapter[TaskVerdict]
    adapter = _INDICATOR if told["subject"].startswith("I") else _TASK
    return adapter.validate_python(told | {"clause": told["source"]})
