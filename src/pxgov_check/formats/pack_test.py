"""What the examples and boundaries of a pack came to: as lines for a person, and as JSON, schema ``pxcheck/test/1``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Any

from pxgov_check import __version__
from pxgov_check.formats.clean import clean
from pxgov_check.formats.json import dumps
from pxgov_check.formats.json_schema import closed
from pxgov_check.frozen import frozen
from pxgov_check.judging.coverage import Lack, Uncovered
from pxgov_check.judging.examples import ExampleFailure
from pxgov_check.model import PolicyRef
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy

SCHEMA = "pxcheck/test/1"


class Proof(StrEnum):
    """What did not hold, or is not there."""

    EXAMPLE = "example"
    BOUNDARY = "boundary"
    LACKING = "lacking"


@frozen
class Objection:
    """One of them with its place, in words. ``wanted`` and ``came`` are of what was run, ``lacks`` of what is not."""

    kind: Proof
    entry: str
    file: str
    line: int
    message: str
    given: str | None = None
    wanted: str | None = None
    came: str | None = None
    lacks: Lack | None = None


@frozen
class PackTest:
    """A pack, how many cases were run, and what is objected to."""

    policy: PolicyRef
    examples: int
    boundaries: int
    objections: Sequence[Objection]

    def count(self, *kinds: Proof) -> int:
        """Return how many objections are of some kinds."""
        return sum(one.kind in kinds for one in self.objections)


def failed(policy: Policy, kind: Proof, failures: Iterable[ExampleFailure], m: Messages) -> list[Objection]:
    """Return what did not hold in words."""
    made: list[Objection] = []
    for one in failures:
        told = {"wanted": _outcome(policy, one.wanted, m), "came": _outcome(policy, one.came, m)}
        message = m(f"test.{kind}", id=one.key.rpartition(":")[2], given=one.example, **told)
        place = policy.place(one.key, *one.path)
        made.append(Objection(kind, one.key, *place, message, given=one.example, wanted=one.wanted, came=one.came))
    return made


def lacking(policy: Policy, uncovered: Iterable[Uncovered], m: Messages) -> list[Objection]:
    """Return what no example shows in words."""
    return [
        Objection(
            Proof.LACKING,
            one.key,
            *policy.place(one.key, *one.path),
            m(f"test.lacks.{one.lack}", what=one.what),
            lacks=one.lack,
        )
        for one in uncovered
    ]


def text(test: PackTest, m: Messages) -> str:
    """Return a line an objection, ``file:line: message``, and what it comes to."""
    lines = [f"{one.file}:{one.line}: {one.message}" for one in test.objections]
    if test.objections:
        not_held = str(test.count(Proof.EXAMPLE, Proof.BOUNDARY))
        lines.append(m("test.failed", failed=not_held, lacking=str(test.count(Proof.LACKING))))
    else:
        lines.append(m("test.ok", examples=str(test.examples), boundaries=str(test.boundaries)))
    return "\n".join(clean(line) for line in lines)


def document(test: PackTest, exit_code: int) -> str:
    """Return the test as JSON text."""
    return dumps(
        {
            "schema": SCHEMA,
            "tool": {"name": "pxcheck", "version": __version__},
            "policy": asdict(test.policy),
            "findings": [asdict(one) for one in test.objections],
            "summary": {
                "examples": test.examples,
                "boundaries": test.boundaries,
                "failed": test.count(Proof.EXAMPLE, Proof.BOUNDARY),
                "lacking": test.count(Proof.LACKING),
            },
            "exit_code": exit_code,
        }
    )


def schema() -> dict[str, Any]:
    """Return the JSON Schema of ``document``, published as schemas/test.schema.json."""
    words: dict[str, Any] = {"type": "string", "minLength": 1}
    maybe, count = {"type": ["string", "null"]}, {"type": "integer", "minimum": 0}
    finding = closed(
        kind={"enum": [str(kind) for kind in Proof]},
        entry=words,
        file=words,
        line={"type": "integer", "minimum": 1},
        message=words,
        given=maybe,
        wanted=maybe,
        came=maybe,
        lacks={"enum": [*(str(lack) for lack in Lack), None]},
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"pxcheck test ({SCHEMA})",
        **closed(
            schema={"const": SCHEMA},
            tool=closed(name={"const": "pxcheck"}, version=words),
            policy=closed(id=words, document_no=words, title=words, digest={"type": "string", "pattern": "^sha256:"}),
            findings={"type": "array", "items": finding},
            summary=closed(examples=count, boundaries=count, failed=count, lacking=count),
            exit_code={"enum": [0, 2]},
        ),
    }


def _outcome(policy: Policy, told: str, m: Messages) -> str:
    """Return statuses and yes or no in words; what else stands there (the rules that refuse a form) stays."""
    words = {str(status): wording[m.lang] for status, wording in policy.info.statuses.items()}
    words |= {"True": m("test.finds"), "False": m("test.passes")}
    return " ".join(words.get(part, part) for part in told.split(" "))
