"""What lint found: as lines for a person, and as JSON, schema ``pxcheck/lint/1``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pxgov_check import __version__
from pxgov_check.errors import Problem
from pxgov_check.formats.clean import clean
from pxgov_check.formats.json import dumps
from pxgov_check.formats.json_schema import closed
from pxgov_check.frozen import frozen
from pxgov_check.policy.lint import LOADING
from pxgov_check.policy.lint.fault import Fault
from pxgov_check.policy.messages import Messages

SCHEMA = "pxcheck/lint/1"


@frozen
class Remark:
    """A fault in words. ``entry`` is its key in the pack, or None for what the loader found."""

    code: str
    file: str
    line: int
    entry: str | None
    message: str
    fix: str


def of_fault(fault: Fault, m: Messages) -> Remark:
    """Return a fault in words."""
    key = f"lint.{fault.code}"
    return Remark(
        fault.code, fault.file, fault.line, fault.entry, m(key, **fault.params), m(f"{key}.fix", **fault.params)
    )


def of_problem(problem: Problem, m: Messages) -> Remark:
    """Return in words what the loader found."""
    sentence = m(problem.key, **problem.params)
    return Remark(LOADING, problem.file, problem.line, None, sentence, m(f"lint.{LOADING}.fix"))


def text(remarks: Sequence[Remark]) -> str:
    """Return a line a remark, ``file:line: CODE message fix``."""
    # A Chinese full stop is as wide as the blank that English wants.
    told = (f"{r.message}{'' if r.message.endswith('。') else ' '}{r.fix}" for r in remarks)
    return "".join(clean(f"{r.file}:{r.line}: {r.code} {words}") + "\n" for r, words in zip(remarks, told, strict=True))


def document(remarks: Sequence[Remark], exit_code: int) -> str:
    """Return the remarks as JSON text."""
    return dumps(
        {
            "schema": SCHEMA,
            "tool": {"name": "pxcheck", "version": __version__},
            "findings": [asdict(r) for r in remarks],
            "summary": {"findings": len(remarks)},
            "exit_code": exit_code,
        }
    )


def schema() -> dict[str, Any]:
    """Return the JSON Schema of ``document``, published as schemas/lint.schema.json."""
    words: dict[str, Any] = {"type": "string", "minLength": 1}
    finding = {
        "code": {"type": "string", "pattern": r"^L\d{3}$"},
        "file": words,
        "line": {"type": "integer", "minimum": 1},
        "entry": {"type": ["string", "null"]},
        "message": words,
        "fix": words,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"pxcheck lint ({SCHEMA})",
        **closed(
            schema={"const": SCHEMA},
            tool=closed(name={"const": "pxcheck"}, version=words),
            findings={"type": "array", "items": closed(**finding)},
            summary=closed(findings={"type": "integer", "minimum": 0}),
            exit_code={"enum": [0, 2]},
        ),
    }
