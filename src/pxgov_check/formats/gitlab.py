"""GitLab's Code Quality report: one entry a finding and a verdict that leaves something to do."""

from __future__ import annotations

from pxgov_check.formats.context import Context
from pxgov_check.formats.entries import Entry, Level, entries, fingerprinted
from pxgov_check.formats.json import dumps
from pxgov_check.formats.kinds import Whole
from pxgov_check.formats.wording import entry_sentence, entry_title
from pxgov_check.model import Result

_SEVERITIES = {Level.ERROR: "critical", Level.WARNING: "major", Level.NOTE: "info"}


def render(result: Result, context: Context) -> str:
    """Return a JSON list; two entries never share a fingerprint, for GitLab would show one of them only."""
    told = fingerprinted(entries(result), context)
    return dumps([_issue(entry, level, mark, context) for entry, mark in told if (level := entry.level)])


def _issue(entry: Entry, level: Level, fingerprint: str, context: Context) -> dict[str, object]:
    place = f"{entry.place} " if entry.place else ""
    return {
        "type": "issue",
        "check_name": entry.id,
        "description": f"{entry_title(entry)}: {place}{entry_sentence(entry, context)}",
        "categories": ["Bug Risk"],
        "severity": _SEVERITIES[level],
        "fingerprint": fingerprint,
        "location": {
            "path": context.repository.path(entry.file),
            "lines": {"begin": entry.cells.first_row if entry.cells else 1},
        },
    }


FORMAT = Whole(render)
