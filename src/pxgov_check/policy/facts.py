"""The entries of a pack as named facts in plain text, for comparing two packs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from decimal import Decimal
from typing import Any

from pxgov_check.frozen import frozen
from pxgov_check.policy.entry import Entry, plain
from pxgov_check.policy.models import Commitment, Indicator, Task, Text, Unit, UnitGroup
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import AuditRule, Dated, Target

_SIGNS = {">=": "≥", "<=": "≤"}


@frozen
class Demand:
    """A figure or a day to keep: ``rising`` where more is harder."""

    level: Decimal
    rising: bool


@frozen
class Told:
    """An entry as facts. ``gist`` says in short what a whole entry demands; ``rest`` is everything it says."""

    what: str
    rank: int
    entry: str
    title: Mapping[str, str]
    facts: Mapping[str, str]
    rest: Mapping[str, Any]
    gist: str = ""
    demands: Mapping[str, Demand] = field(default_factory=dict)


def told(policy: Policy) -> dict[str, Told]:
    """Return every entry of a pack by a key that is the same in another version of the pack."""
    found = [
        _policy(policy),
        *(_target(policy, t) for t in policy.every_target()),
        *(_task(t) for t in policy.tasks.values()),
        *(_indicator(i) for i in policy.indicators.values()),
        *(_unit(u) for u in policy.units.values()),
        *(_group(g) for g in policy.groups.values()),
        *(_commitment(c) for c in policy.commitments.values()),
        _task_rules(policy),
        *(_rule(r) for r in policy.every_rule()),
        *_wording(policy),
    ]
    # A pack has one policy, whatever its number.
    return {one.what if one.what == "policy" else f"{one.what} {one.entry}": one for one in found}


def _policy(policy: Policy) -> Told:
    info = policy.info
    facts = {
        "title": info.title,
        "document_no": info.document_no,
        "issuer": info.issuer,
        "issued_on": info.issued_on.value.isoformat(),
        "version": info.version,
        "columns": _joined(f"{c.text} ({c.due})" for c in info.milestone_columns),
    }
    rest = {name: said for name, said in _dump(info).items() if name not in {"statuses", "severities"}}
    return Told("policy", 0, info.document_no, {"zh": info.title, "en": info.title_en}, facts, rest)


def _target(policy: Policy, one: Target) -> Told:
    indicator = policy.indicators[one.indicator]
    unit = indicator.unit.value
    facts = {f"milestone {m.due}": f"{_SIGNS.get(m.op, m.op)}{m.value}{unit}" for m in one.milestones}
    demands = {f"milestone {m.due}": Demand(m.value, m.op.startswith(">")) for m in one.milestones}
    gist = _joined(f"{name.partition(' ')[2]} {value}" for name, value in facts.items())
    title = {"zh": indicator.name, "en": indicator.name_en}
    entry = one.key.removeprefix("target:")
    return Told("target", 1, entry, title, {**facts, **_window(one)}, _dump(one), gist, demands)


def _task(one: Task) -> Told:
    facts = {
        "deadline": str(one.deadline),
        "units": _joined(one.units),
        "open_ended": _yes(one.open_ended),
        "title": one.title,
        "area": one.area,
    }
    demands = {"deadline": Demand(Decimal(one.due.toordinal()), rising=False)} if one.due else {}
    gist = f"{one.deadline_text} {facts['units']}"
    return Told("task", 2, one.id, {"zh": one.title, "en": one.title_en}, facts, _dump(one), gist, demands)


def _indicator(one: Indicator) -> Told:
    owner = one.reporting.value.reported_by
    facts = {
        "name": one.name,
        "unit": one.unit.value,
        "kind": str(one.kind.value),
        "category": one.category,
        "direction": one.direction.value,
        "attribute": one.attribute,
        "baseline": f"{one.baseline.value.on} {one.baseline.value.value}",
        "reporting": owner or one.reporting.value.mode,
        "aggregate": one.aggregate.value,
        "numerator": one.numerator.value if one.numerator else "",
        "denominator": one.denominator.value if one.denominator else "",
        "cumulative": _yes(one.cumulative.value),
        "parts": str(one.parts or ""),
        "driven_by": _joined(one.driven_by.value),
        "aliases": _joined(one.aliases),
    }
    return Told("indicator", 3, one.id, {"zh": one.name, "en": one.name_en}, _said(facts), _dump(one), one.category)


def _unit(one: Unit) -> Told:
    facts = {"kind": one.kind, "aliases": _joined(one.aliases.value)}
    return Told("unit", 4, one.name, {"zh": "", "en": one.name_en}, _said(facts), _dump(one), one.kind)


def _group(one: UnitGroup) -> Told:
    return Told("group", 5, one.name, {"zh": "", "en": one.name_en}, {}, _dump(one), one.note)


def _commitment(one: Commitment) -> Told:
    demand = one.demand
    facts = {
        "demand": f"{_SIGNS.get(demand.op, demand.op)}{demand.value}{demand.unit}" if demand else "",
        "due": one.due.isoformat() if one.due else "",
        "subjects": _joined(one.subjects),
        "manual": one.manual or "",
        "title": one.title,
    }
    demands = {"due": Demand(Decimal(one.due.toordinal()), rising=False)} if one.due else {}
    if demand:
        demands["demand"] = Demand(demand.value, demand.op.startswith(">"))
    title = {"zh": one.title, "en": one.title_en}
    gist = facts["demand"] or facts["subjects"] or facts["manual"]
    return Told("commitment", 6, one.id, title, _said(facts), _dump(one), gist, demands)


def _task_rules(policy: Policy) -> Told:
    rules = policy.task_rules
    words = {f"vocabulary.{key}": word for key, word in rules.vocabulary.items()}
    facts = {"due_soon_days": str(rules.due_soon_days), **words}
    return Told("task_rules", 7, "rules/tasks.yaml", {"zh": "", "en": ""}, facts, _dump(rules))


def _rule(one: AuditRule) -> Told:
    parameters = {f"check.{key}": str(value) for key, value in sorted(one.check.params.items())}
    facts = {
        "severity": str(one.severity),
        "check": one.check.kind,
        **parameters,
        **_words("title", one.title),
        **_words("message", one.message),
        **_words("hint", one.hint),
        "yields_to": _joined(one.yields_to),
        **_window(one),
    }
    title = {"zh": one.title.zh, "en": one.title.en}
    return Told("rule", 8, one.key, title, _said(facts), _dump(one), str(one.severity))


def _wording(policy: Policy) -> Iterator[Told]:
    for key, text in (*policy.info.statuses.items(), *policy.info.severities.items()):
        facts = _words("wording", text)
        yield Told("wording", 9, str(key), {"zh": "", "en": ""}, facts, _dump(text), text.zh)


def _words(name: str, text: Text) -> dict[str, str]:
    return {name: text.zh, f"{name}.en": text.en}


def _window(one: Dated) -> dict[str, str]:
    days = {"effective_from": one.effective_from, "effective_to": one.effective_to}
    return {name: day.isoformat() for name, day in days.items() if day is not None}


def _said(facts: Mapping[str, str]) -> dict[str, str]:
    """Return the facts that an entry has."""
    return {name: value for name, value in facts.items() if value}


def _yes(given: bool) -> str:
    return "true" if given else "false"


def _joined(parts: Iterable[str]) -> str:
    return "、".join(parts)


def _dump(one: Entry) -> dict[str, Any]:
    return dict(plain(one))
