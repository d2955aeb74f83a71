"""JSON Schemas of a pack's files and of a file of waivers, for editors that complete and check them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from pxgov_check.policy.entry import Entry
from pxgov_check.policy.models import CommitmentsFile, IndicatorsFile, PolicyInfo, TasksFile, Text, UnitsFile
from pxgov_check.policy.rule_models import AuditFile, Expression, TargetsFile, TaskRules
from pxgov_check.policy.validation import adapter
from pxgov_check.policy.waivers import WaiversFile

_MODELS: Mapping[str, type[Entry]] = {
    "policy": PolicyInfo,
    "indicators": IndicatorsFile,
    "tasks": TasksFile,
    "units": UnitsFile,
    "commitments": CommitmentsFile,
    "targets": TargetsFile,
    "task-rules": TaskRules,
    "audit": AuditFile,
    "waivers": WaiversFile,
}


def pack_schemas() -> dict[str, dict[str, Any]]:
    """Return file name → JSON Schema (draft 2020-12) of each kind of file in a pack, and of waivers."""
    schemas = {f"{name}.schema.json": _schema(adapter(model).json_schema()) for name, model in _MODELS.items()}
    schemas["audit.schema.json"]["$defs"]["Check"] |= _of_expressions()
    return schemas


def _of_expressions() -> dict[str, Any]:
    """Return what a check has to be where its kind is expression; other kinds are known to judging only."""
    parameters = adapter(Expression).json_schema()
    kind = {"kind": {"const": "expression"}}
    then = {**parameters, "properties": {**kind, **parameters["properties"]}}
    return {"if": {"properties": kind}, "then": then}


def messages_schema() -> dict[str, Any]:
    """Return the JSON Schema of rules/messages/*.yaml: the program's own sentences, in both languages by key."""
    return _schema({"title": "Messages", **TypeAdapter(dict[str, Text]).json_schema()})


def render(schema: Mapping[str, Any]) -> str:
    """Return a schema as the text of its file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _schema(schema: dict[str, Any]) -> dict[str, Any]:
    for name, definition in schema.get("$defs", {}).items():
        if name.startswith("Fact_"):
            # A bare value stands for a stated fact.
            schema["$defs"][name] = {"anyOf": [definition, definition["properties"]["value"]]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
