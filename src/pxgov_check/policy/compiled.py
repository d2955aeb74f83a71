"""A checked policy as bytes and back: for the cache of packs, and for processes and machines that share a run.

It is JSON in which what JSON has no type for is an object with its kind under ``=``; an entry has its class there, and
its fields unless they hold their defaults. Nothing in it is run, and only the classes listed here are made from it.
Where things are written (``Policy.places``) is kept for the rules that say it while they judge.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any

from pxgov_check.model import Severity, Status
from pxgov_check.policy import models, rule_models
from pxgov_check.policy.entry import Entry
from pxgov_check.policy.pack import Places, Policy
from pxgov_check.policy.rule_models import EXPRESSION, AuditRule, Check, Target, TaskRules
from pxgov_check.policy.tree import Path, Tree

KIND = "="

_ENTRIES: Mapping[str, type[Entry]] = MappingProxyType(
    {
        one.__name__: one
        for one in (
            models.Text,
            models.Fact,
            models.Source,
            models.Erratum,
            models.Reporting,
            models.Baseline,
            models.Indicator,
            models.Task,
            models.Unit,
            models.UnitGroup,
            models.CommitmentDemand,
            models.Commitment,
            models.MilestoneColumn,
            models.SourceFile,
            models.PolicyInfo,
            rule_models.Milestone,
            rule_models.TargetExample,
            rule_models.Target,
            rule_models.TaskRules,
            rule_models.RuleExample,
            rule_models.AuditRule,
        )
    }
)
_ENUMS: Mapping[str, type[Enum]] = MappingProxyType(
    {one.__name__: one for one in (Status, Severity, models.Basis, models.Kind)}
)


def dump_policy(policy: Policy) -> bytes:
    """Return a policy as bytes; the same policy gives the same bytes."""
    said = {one.name: _encoded(getattr(policy, one.name)) for one in fields(Policy) if one.name != "places"}
    said["places"] = _encoded(_places_of_expressions(policy))
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def load_compiled(data: bytes) -> Policy:
    """Return the policy that ``dump_policy`` made bytes of; it is equal to that one.

    Raises:
        ValueError: they are no policy.

    """
    try:
        said = json.loads(data, object_hook=_revived)
        policy = Policy(**{**said, "places": _places(said["places"])})
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError) as error:
        raise ValueError(str(error)) from None
    if not _is_whole(policy):
        raise ValueError("no policy")
    return policy


def _encoded(value: Any) -> Any:  # noqa: ANN401 (whatever a policy holds)
    if isinstance(value, Check):
        return {KIND: "Check", "kind": value.kind, "params": _encoded(value.params)}
    if isinstance(value, Entry):
        own = {one.name: getattr(value, one.name) for one in fields(value) if not _is_default(one, value)}
        # In a field, a list of JSON is a tuple.
        said = {n: [_encoded(i) for i in v] if isinstance(v, tuple) else _encoded(v) for n, v in own.items()}
        return {KIND: type(value).__name__, **said}
    if isinstance(value, Enum):
        return {KIND: type(value).__name__, "of": value.value}
    for kind, (type_, write, _) in _VALUES.items():
        if isinstance(value, type_):
            return {KIND: kind, "of": write(value)}
    return value


def _is_default(one: Field[Any], entry: Entry) -> bool:
    """Whether a field need not be said; one whose default is made anew each time always is."""
    return one.default is not MISSING and bool(getattr(entry, one.name) == one.default)


def _pairs(value: Mapping[Any, Any]) -> list[list[Any]]:
    return [[_encoded(key), _encoded(one)] for key, one in value.items()]


def _items(value: Iterable[Any]) -> list[Any]:
    return [_encoded(one) for one in value]


# What JSON has no type for: the type, what stands under "of", and what makes the value of that again.
_VALUES: Mapping[str, tuple[type, Callable[[Any], Any], Callable[[Any], Any]]] = MappingProxyType(
    {
        "day": (date, date.isoformat, date.fromisoformat),
        "decimal": (Decimal, str, Decimal),
        "map": (Mapping, _pairs, dict),
        "tuple": (tuple, _items, tuple),
        "list": (list, _items, list),
        "set": (frozenset, lambda value: sorted(_items(value)), frozenset),
    }
)


def _readers() -> Iterator[tuple[str, Callable[[dict[str, Any]], Any]]]:
    """Yield each kind of object and what makes a value of it."""
    for name, (_, _, read) in _VALUES.items():
        yield name, _reader_by(read)
    for name, enum in _ENUMS.items():
        yield name, _reader_by(enum)
    for name, entry in _ENTRIES.items():
        yield name, _reader_of(entry)
    yield "Check", lambda found: Check(kind=found["kind"], **found["params"])


def _reader_by(make: Callable[[Any], Any]) -> Callable[[dict[str, Any]], Any]:
    return lambda found: make(found["of"])


def _reader_of(kind: type[Entry]) -> Callable[[dict[str, Any]], Entry]:
    """Return what makes an entry of a class; written for speed, for a pack has thousands."""
    needed = {one.name for one in fields(kind) if one.default is MISSING}
    defaults = {one.name: one.default for one in fields(kind)}

    def read(found: dict[str, Any]) -> Entry:
        if not needed <= found.keys() <= defaults.keys():
            raise ValueError(kind.__name__)
        entry = object.__new__(kind)
        own = entry.__dict__
        own.update(defaults)
        for name, value in found.items():
            own[name] = tuple(value) if type(value) is list else value
        return entry

    return read


_READERS = dict(_readers())


def _revived(found: dict[str, Any]) -> Any:  # noqa: ANN401 (whatever a policy holds)
    kind = found.pop(KIND, None)
    return _READERS[kind](found) if kind is not None else found


def _places_of_expressions(policy: Policy) -> dict[str, Any]:
    """Return by the key of each rule that is an expression its file, its path in it, and the lines below that path."""
    found: dict[str, Any] = {}
    for rule in policy.every_rule():
        if rule.check.kind == EXPRESSION and rule.key in policy.places.entries:
            file, base = policy.places.entries[rule.key]
            lines = policy.places.trees[file].lines
            below = [(path, line) for path, line in lines.items() if path[: len(base)] == base]
            found[rule.key] = (file, base, below)
    return found


def _places(said: Mapping[str, tuple[str, Path, Iterable[tuple[Path, int]]]]) -> Places:
    trees: dict[str, Tree] = {}
    for file, _, below in said.values():
        trees.setdefault(file, Tree(file)).lines.update(below)
    return Places(trees, {key: (file, base) for key, (file, base, _) in said.items()})


def _is_whole(policy: Policy) -> bool:
    """Whether each part of a policy is of its kind."""
    kinds: tuple[tuple[Iterable[object], type], ...] = (
        ((policy.info,), models.PolicyInfo),
        ((policy.task_rules,), TaskRules),
        (policy.indicators.values(), models.Indicator),
        ((*policy.targets.values(), *policy.other_targets), Target),
        (policy.tasks.values(), models.Task),
        (policy.units.values(), models.Unit),
        (policy.groups.values(), models.UnitGroup),
        (policy.commitments.values(), models.Commitment),
        ((*policy.rules.values(), *policy.other_rules), AuditRule),
        ((policy.digest, *policy.names.values(), *policy.inherited), str),
    )
    return all(isinstance(one, kind) for group, kind in kinds for one in group)
