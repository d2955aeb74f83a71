"""From the JSON of a ``validate`` result back to the result, so that a report can be made without the workbooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pxgov_check.errors import UsageError
from pxgov_check.formats.figure_bounds import unbounded
from pxgov_check.model import IndicatorVerdict, Result, SubmissionResult, TaskVerdict

_RESULT, _SUBMISSION = TypeAdapter(Result), TypeAdapter(SubmissionResult)
_INDICATOR, _TASK = TypeAdapter(IndicatorVerdict), TypeAdapter(TaskVerdict)


def parse_result(document: Mapping[str, Any], path: str) -> Result:
    """Return the result that a parsed JSON document holds; ``path`` is named where it holds none.

    Raises:
        UsageError: it is not what the schema ``pxcheck/result/1`` promises.

    """
    try:
        submissions = [_submission(one) for one in document["submissions"]]
        whole = {name: document[name] for name in ("policy", "as_of", "findings")}
        waivers = [{**use, "ref": use} for use in document["waivers"]]
        result = _RESULT.validate_python({**whole, "submissions": submissions, "waivers": waivers})
        place = next(unbounded(result), "")
        if not place:
            return result
    except ValidationError as error:
        place = "/".join(str(part) for part in error.errors()[0]["loc"])
    except (KeyError, TypeError, AttributeError) as error:
        place = str(error)
    raise UsageError("error.bad_json", path=path, place=place)


def parse_submission(told: Mapping[str, Any], path: str) -> SubmissionResult:
    """Return the submission that a parsed piece of a JSON result holds; ``path`` is named where it holds none.

    Raises:
        UsageError: it is not what the schema promises.

    """
    try:
        one = _SUBMISSION.validate_python(_submission(told))
        place = next(unbounded(one), "")
        if not place:
            return one
    except ValidationError as error:
        place = "/".join(str(part) for part in error.errors()[0]["loc"])
    except (KeyError, TypeError, AttributeError) as error:
        place = str(error)
    raise UsageError("error.bad_json", path=path, place=place)


def _submission(one: Mapping[str, Any]) -> dict[str, Any]:
    return {**one, "verdicts": [_verdict(v) for v in one["verdicts"]]}


def _verdict(told: Mapping[str, Any]) -> IndicatorVerdict | TaskVerdict:
    held = {**told, "clause": told["source"]}
    return _INDICATOR.validate_python(held) if "gap" in told else _TASK.validate_python(held)
