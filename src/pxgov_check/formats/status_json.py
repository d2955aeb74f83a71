"""The list that status makes as JSON, schema ``pxcheck/status/1``."""

from __future__ import annotations

from pxgov_check.formats.gap_json import as_tree
from pxgov_check.formats.json import dumps
from pxgov_check.policy.messages import Messages
from pxgov_check.rollup.status import StatusReport

SCHEMA = "pxcheck/status/1"


def render(report: StatusReport, _: Messages | None = None) -> str:
    """Return the list as JSON text; the summary is derived from it."""
    return dumps({"schema": SCHEMA, **as_tree(report), "summary": report.counts})
