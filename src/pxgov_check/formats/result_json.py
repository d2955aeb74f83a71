"""From the JSON of a ``validate`` result back to the result, so that a report can be made without the workbooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from pxgov_check.errors import UsageError
from pxgov_check.formats.figure_bounds import unbounded
from pxgov_check.model import IndicatorVerdict, Result, SubmissionResult, TaskVerdict
from pxgov_check.on_demand import on_demand

if TYPE_CHECKING:
    import pydantic
else:
    pydantic = on_demand("pydantic")

Noun = TypeVar("Noun", Result, SubmissionResult)


def parse_result(document: Mapping[str, Any], path: str) -> Result:
    """Return the result that a parsed JSON document holds; ``path`` is named where it holds none.

    Raises:
        UsageError: it is not what the schema ``pxcheck/result/1`` promises.

    """

    def made() -> Result:
        submissions = [_submission(one) for one in document["submissions"]]
        whole = {name: document[name] for name in ("policy", "as_of", "findings")}
        waivers = [{**use, "ref": use} for use in document["waivers"]]
        found: Result = _adapter(Result).validate_python({**whole, "submissions": submissions, "waivers": waivers})
        return found

    return _checked(made, path)


def parse_submission(told: Mapping[str, Any], path: str) -> SubmissionResult:
    """Return the submission that a parsed piece of a JSON result holds; ``path`` is named where it holds none.

    Raises:
        UsageError: it is not what the schema promises.

    """

    def made() -> SubmissionResult:
        found: SubmissionResult = _adapter(SubmissionResult).validate_python(_submission(told))
        return found

    return _checked(made, path)


def _checked(make: Callable[[], Noun], path: str) -> Noun:
    try:
        made = make()
        place = next(unbounded(made), "")
        if not place:
            return made
    except pydantic.ValidationError as error:
        place = "/".join(str(part) for part in error.errors()[0]["loc"])
    except (KeyError, TypeError, AttributeError) as error:
        place = str(error)
    raise UsageError("error.bad_json", path=path, place=place)


def _submission(one: Mapping[str, Any]) -> dict[str, Any]:
    return {**one, "verdicts": [_verdict(v) for v in one["verdicts"]]}


def _verdict(told: Mapping[str, Any]) -> IndicatorVerdict | TaskVerdict:
    held = {**told, "clause": told["source"]}
    kind = IndicatorVerdict if "gap" in told else TaskVerdict
    found: IndicatorVerdict | TaskVerdict = _adapter(kind).validate_python(held)
    return found


@cache
def _adapter(kind: type) -> pydantic.TypeAdapter[Any]:
    return pydantic.TypeAdapter(kind)
