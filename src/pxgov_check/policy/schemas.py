"""JSON Schemas of a pack's files, for editors that complete and check them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pxgov_check.policy.models import CommitmentsFile, Entry, IndicatorsFile, PolicyInfo, TasksFile, UnitsFile
from pxgov_check.policy.rule_models import AuditFile, TargetsFile, TaskRules

_MODELS: Mapping[str, type[Entry]] = {
    "policy": PolicyInfo,
    "indicators": IndicatorsFile,
    "tasks": TasksFile,
    "units": UnitsFile,
    "commitments": CommitmentsFile,
    "targets": TargetsFile,
    "task-rules": TaskRules,
    "audit": AuditFile,
}


def pack_schemas() -> dict[str, dict[str, Any]]:
    """Return file name → JSON Schema (draft 2020-12) of each kind of file in a pack."""
    return {f"{name}.schema.json": _schema(model) for name, model in _MODELS.items()}


def render(schema: Mapping[str, Any]) -> str:
    """Return a schema as the text of its file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _schema(model: type[Entry]) -> dict[str, Any]:
    schema = model.model_json_schema()
    for name, definition in schema.get("$defs", {}).items():
        if name.startswith("Fact_"):
            # A bare value stands for a stated fact.
            schema["$defs"][name] = {"anyOf": [definition, definition["properties"]["value"]]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
