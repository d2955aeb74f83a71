"""What differs between two packs: as sentences for a leader, and as JSON, schema ``pxcheck/diff/1``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pxgov_check import __version__
from pxgov_check.formats.clean import clean
from pxgov_check.formats.json import dumps
from pxgov_check.formats.json_schema import closed
from pxgov_check.frozen import frozen
from pxgov_check.judging.verdict_changes import VerdictChange
from pxgov_check.model import PolicyRef, Status
from pxgov_check.policy.compare import TEXT, Change, ChangeKind, Effect
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy

SCHEMA = "pxcheck/diff/1"
_ENGLISH = ".en"


@frozen
class Difference:
    """Two packs, what differs between them, and which verdicts do (None where no submissions were judged)."""

    old: Policy
    new: Policy
    changes: Sequence[Change]
    verdicts: Sequence[VerdictChange] | None = None


def text(difference: Difference, m: Messages) -> str:
    """Return a line a change, a line a verdict, and the counts."""
    lines = [sentence(change, m) for change in difference.changes]
    lines.append(m("diff.count", n=str(len(difference.changes))) if lines else m("diff.none"))
    if difference.verdicts is not None:
        lines += [_verdict(difference, one, m) for one in difference.verdicts]
        units = {one.unit for one in difference.verdicts}
        lines.append(m("diff.verdicts", n=str(len(difference.verdicts)), units=str(len(units))))
    return "".join(clean(line) + "\n" for line in lines)


def sentence(change: Change, m: Messages) -> str:
    """Return one change in words."""
    title = change.title[m.lang]
    # A dated target is called by its indicator; the first day in force is told after it.
    entry, _, since = change.entry.partition("@")
    head = f"{entry} {title}".strip() + (m("diff.since", day=since) if since else "")
    params = {"what": m(f"diff.what.{change.what}"), "head": head}
    old, new = _value(change, change.old, m), _value(change, change.new, m)
    if change.fact is None:
        return m(f"diff.entry_{change.kind}", **params, value=new or old or "—")
    if change.fact == TEXT:
        return m("diff.text", **params)
    fact = _fact(change, m)
    if change.kind is ChangeKind.CHANGED:
        effect = m(f"diff.{change.effect}.{_sense(change)}") if change.effect else ""
        return m("diff.changed", **params, fact=fact, old=old, new=new, effect=effect)
    return m(f"diff.fact_{change.kind}", **params, fact=fact, value=new or old)


def document(difference: Difference, m: Messages) -> str:
    """Return the difference as JSON text."""
    verdicts = difference.verdicts
    return dumps(
        {
            "schema": SCHEMA,
            "tool": {"name": "pxcheck", "version": __version__},
            "old": _ref(difference.old.ref()),
            "new": _ref(difference.new.ref()),
            "changes": [_change(one, m) for one in difference.changes],
            "verdicts": None if verdicts is None else [asdict(one) for one in verdicts],
            "summary": {
                "changes": len(difference.changes),
                "verdicts": None if verdicts is None else len(verdicts),
            },
        }
    )


def schema() -> dict[str, Any]:
    """Return the JSON Schema of ``document``, published as schemas/diff.schema.json."""
    words, maybe, count = {"type": "string"}, {"type": ["string", "null"]}, {"type": "integer", "minimum": 0}
    status = {"enum": [*(str(s) for s in Status), None]}
    ref = closed(id=words, document_no=words, title=words, digest={"type": "string", "pattern": "^sha256:"})
    change = closed(
        kind={"enum": [str(k) for k in ChangeKind]},
        what=words,
        entry=words,
        title=words,
        fact=maybe,
        due=maybe,
        old=maybe,
        new=maybe,
        effect={"enum": [*(str(e) for e in Effect), None]},
        sentence=words,
    )
    verdict = closed(file=words, unit=maybe, period=maybe, subject=words, title=words, old=status, new=status)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"pxcheck diff ({SCHEMA})",
        **closed(
            schema={"const": SCHEMA},
            tool=closed(name={"const": "pxcheck"}, version=words),
            old=ref,
            new=ref,
            changes={"type": "array", "items": change},
            verdicts={"anyOf": [{"type": "null"}, {"type": "array", "items": verdict}]},
            summary=closed(changes=count, verdicts={"anyOf": [{"type": "null"}, count]}),
        ),
    }


def _change(one: Change, m: Messages) -> dict[str, Any]:
    return {**asdict(one), "title": one.title[m.lang], "sentence": sentence(one, m)}


def _ref(ref: PolicyRef) -> dict[str, str]:
    return {"id": ref.id, "document_no": ref.document_no, "title": ref.title, "digest": ref.digest}


def _fact(change: Change, m: Messages) -> str:
    name = change.fact or ""
    if change.due:
        return m("diff.fact.milestone", due=change.due)
    english = name.endswith(_ENGLISH)
    group, _, part = name.removesuffix(_ENGLISH).partition(".")
    label = m(f"diff.fact.{group}.part", name=part) if part else m(f"diff.fact.{group}")
    return m("diff.in_english", fact=label) if english else label


def _value(change: Change, value: str | None, m: Messages) -> str:
    """Return a fact's value; words of the YAML become words of the language."""
    key = f"diff.value.{change.fact or change.what}.{value}"
    return m(key) if key in m else value or ""


def _sense(change: Change) -> str:
    """Return which pair of words an effect is told in: days move, figures rise and fall."""
    return "day" if change.fact in {"deadline", "due"} else "figure"


def _verdict(difference: Difference, one: VerdictChange, m: Messages) -> str:
    words = {
        key: (policy.info.statuses[status][m.lang] if status else "—")
        for key, status, policy in (("old", one.old, difference.old), ("new", one.new, difference.new))
    }
    place = {"unit": one.unit or "—", "period": one.period or "—", "file": one.file}
    return m("diff.verdict", **place, subject=one.subject, title=one.title, **words)
