"""The gap report as JSON, schema ``pxcheck/gap/1``, and back: what was written is read as the same report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from pxgov_check.errors import UsageError
from pxgov_check.formats.figure_bounds import unbounded
from pxgov_check.formats.json import dumps
from pxgov_check.on_demand import on_demand
from pxgov_check.policy.messages import Messages
from pxgov_check.rollup.report import GapReport

if TYPE_CHECKING:
    import pydantic
else:
    pydantic = on_demand("pydantic")

SCHEMA = "pxcheck/gap/1"


def render(report: GapReport, _: Messages | None = None) -> str:
    """Return the report as JSON text; the summary is derived from its lists."""
    return dumps({"schema": SCHEMA, **as_tree(report), "summary": report.summary})


def parse_gap(document: Mapping[str, Any], path: str) -> GapReport:
    """Return the report that a parsed JSON document holds; ``path`` is named where it holds none.

    Raises:
        UsageError: it is not what the schema promises.

    """
    try:
        report = pydantic.TypeAdapter(GapReport).validate_python(dict(document))
    except pydantic.ValidationError as error:
        place = "/".join(str(part) for part in error.errors()[0]["loc"])
        raise UsageError("error.bad_json", path=path, place=place or "/") from None
    for place in unbounded(report):
        raise UsageError("error.bad_json", path=path, place=place)
    return report


def as_tree(value: Any) -> Any:  # noqa: ANN401 (a noun, or what its fields hold)
    """Return frozen dataclasses as dicts in the order of their fields, tuples as lists, the rest as it is."""
    if is_dataclass(value):
        return {field.name: as_tree(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_tree(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [as_tree(item) for item in value]
    return str(value) if isinstance(value, str) else value
