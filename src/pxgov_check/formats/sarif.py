"""SARIF 2.1.0 (OASIS), as GitHub's code scanning takes it: every result has a physical location and a fingerprint.

A workbook has no lines: the line is the row and the column is the column, and the logical location is ``指标填报!H7``.
Verdicts that leave nothing to do are no results, for GitHub would open an alert for each; the totals under
``properties.summary`` count them all.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from pxgov_check import __version__
from pxgov_check.formats.clean import clean
from pxgov_check.formats.context import Context
from pxgov_check.formats.entries import Entry, Level, entries, fingerprinted
from pxgov_check.formats.json import dumps, policy_dict, summary_dict
from pxgov_check.formats.kinds import Whole
from pxgov_check.formats.sarif_rules import rules
from pxgov_check.formats.wording import entry_sentence
from pxgov_check.judging.outcome import Tally
from pxgov_check.model import Finding, FindingState, Result

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# GitHub matches results over runs by this key only.
FINGERPRINT = "primaryLocationLineHash"
_LINK = re.compile(r"\[(?=[^\]]*\]\()")
_SURROGATE_NOT_A_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
_DRIVE = re.compile(r"[A-Za-z]:/")


def render(result: Result, context: Context) -> str:
    """Return a log of one run."""
    described = rules(context)
    index = {str(rule["id"]): number for number, rule in enumerate(described)}
    told = fingerprinted(entries(result), context)
    results = [_result(e, level, mark, index, context) for e, mark in told if (level := e.level)]
    run = {
        "tool": {
            "driver": {"name": "pxcheck", "version": __version__, "language": _language(context), "rules": described}
        },
        "automationDetails": {"id": f"pxcheck/{result.policy.id}/"},
        "invocations": [{"executionSuccessful": True, "exitCode": context.exit_code}],
        "columnKind": "utf16CodeUnits",
        "results": results,
        "properties": {
            "policy": policy_dict(result.policy),
            "as_of": result.as_of,
            "summary": summary_dict(Tally.of(result)),
        },
    }
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def to_uri(path: str) -> str:
    """Return a path as a URI reference, percent-encoded; an absolute path as ``file:///…``."""
    if path.startswith("/"):
        return "file://" + _encoded(path)
    if _DRIVE.match(path):
        return "file:///" + path[:2] + _encoded(path[2:])
    return _encoded(path)


def _encoded(path: str) -> str:
    # A file name that is no UTF-8 comes from the system with its bytes as surrogates; other surrogates are no bytes.
    return quote(_SURROGATE_NOT_A_BYTE.sub("\ufffd", path).encode("utf-8", "surrogateescape"), safe="/")


def _language(context: Context) -> str:
    return "zh-CN" if context.messages.lang == "zh" else "en-US"


def _result(entry: Entry, level: Level, fingerprint: str, index: dict[str, int], context: Context) -> dict[str, Any]:
    told: dict[str, Any] = {
        "ruleId": entry.id,
        "level": str(level),
        "message": {"text": _LINK.sub(r"\\[", entry_sentence(entry, context))},
        "locations": [_location(entry, context)],
        "partialFingerprints": {FINGERPRINT: f"{fingerprint[:32]}:1"},
        "properties": _properties(entry),
    }
    if entry.id in index:
        told["ruleIndex"] = index[entry.id]
    if isinstance(entry.one, Finding) and entry.one.state is not FindingState.OPEN:
        suppression = {"kind": "external", "status": "accepted"}
        justification = {"justification": clean(entry.one.explanation)} if entry.one.explanation else {}
        told["suppressions"] = [suppression | justification]
    return told


def _location(entry: Entry, context: Context) -> dict[str, Any]:
    uri = to_uri(context.repository.path(entry.file))
    region: dict[str, Any] = {**_region(entry)}
    if isinstance(entry.one, Finding) and entry.one.found:
        region["snippet"] = {"text": clean(entry.one.found)}
    physical = {"artifactLocation": {"uri": uri}, "region": region}
    if not entry.place:
        return {"physicalLocation": physical}
    name = clean(entry.one.cell or entry.one.sheet or "")
    logical = {"name": name, "fullyQualifiedName": clean(entry.place), "kind": "member"}
    return {"physicalLocation": physical, "logicalLocations": [logical]}


def _region(entry: Entry) -> dict[str, int]:
    cells = entry.cells
    if cells is None:
        return {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2}
    return {
        "startLine": cells.first_row,
        "startColumn": cells.first_column,
        "endLine": cells.last_row,
        "endColumn": cells.last_column + 1,
    }


def _properties(entry: Entry) -> dict[str, Any]:
    one, form = entry.one, entry.submission
    told: dict[str, Any] = {"unit": form.unit, "period": form.period} if form else {}
    if isinstance(one, Finding):
        told |= {"kind": "finding", "severity": str(one.severity), "state": str(one.state), "subject": one.subject}
        return told | {"found": one.found, "expected": one.expected}
    return told | {"kind": "verdict", "status": str(one.status), "value": getattr(one, "value", None)}


FORMAT = Whole(render)
