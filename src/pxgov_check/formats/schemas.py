"""The JSON Schemas of what pxcheck writes and of what it says."""

from __future__ import annotations

from typing import Any

from pxgov_check.formats import diff, lint, pack_test
from pxgov_check.formats.json_schema import result_schema
from pxgov_check.formats.noun_schemas import gap_schema, status_schema
from pxgov_check.policy.schemas import messages_schema


def output_schemas() -> dict[str, dict[str, Any]]:
    """Return file name → JSON Schema (draft 2020-12) of each document."""
    return {
        "messages.schema.json": messages_schema(),
        "result.schema.json": result_schema(),
        "gap.schema.json": gap_schema(),
        "status.schema.json": status_schema(),
        "lint.schema.json": lint.schema(),
        "diff.schema.json": diff.schema(),
        "test.schema.json": pack_test.schema(),
    }
