"""The JSON Schemas of the gap report and of the list status makes: read off their nouns, so they can't drift."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pxgov_check.formats import gap_json, status_json
from pxgov_check.rollup.report import GapReport
from pxgov_check.rollup.status import StatusReport

_PLAIN: Mapping[Any, Mapping[str, str]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    Decimal: {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
    date: {"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"},
}
_COUNTS = {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}}


def gap_schema() -> dict[str, Any]:
    """Return the schema (draft 2020-12) of what ``pxcheck gap -o FILE.json`` writes."""
    summary = dict.fromkeys(("indicators", "tasks", "findings"), _COUNTS)
    return _document(GapReport, "pxcheck gap report", gap_json.SCHEMA, _object(summary))


def status_schema() -> dict[str, Any]:
    """Return the schema (draft 2020-12) of what ``pxcheck status -o FILE.json`` writes."""
    return _document(StatusReport, "pxcheck status", status_json.SCHEMA, _COUNTS)


def _document(noun: Any, title: str, name: str, summary: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401 (a dataclass)
    nouns: dict[str, Any] = {}
    report = _noun(noun, nouns)
    properties = {"schema": {"const": name}, **report["properties"], "summary": summary}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{title} ({name})",
        "$defs": dict(sorted(nouns.items())),
        **_object(properties),
    }


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _noun(noun: Any, nouns: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 (a dataclass)
    hints = get_type_hints(noun)
    return _object({field.name: _type(hints[field.name], nouns) for field in fields(noun)})


def _type(hint: Any, nouns: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 (a type annotation)
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    if is_dataclass(hint):
        name = getattr(hint, "__name__", "")
        if name not in nouns:
            nouns[name] = {}
            nouns[name] = _noun(hint, nouns)
        return {"$ref": f"#/$defs/{name}"}
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"enum": [str(member) for member in hint]}
    kind, inner = get_origin(hint), [a for a in get_args(hint) if a is not Ellipsis]
    if kind in {Union, types.UnionType}:
        return {"anyOf": [{"type": "null"} if a is types.NoneType else _type(a, nouns) for a in inner]}
    return _CONTAINERS[kind](inner, nouns)


def _list(inner: list[Any], nouns: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": _type(inner[0], nouns)}


def _map(inner: list[Any], nouns: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": _type(inner[1], nouns)}


def _choice(inner: list[Any], _: dict[str, Any]) -> dict[str, Any]:
    return {"enum": inner}


_CONTAINERS = {tuple: _list, Mapping: _map, Literal: _choice}
