"""Reading a policy pack from its folder: every problem of every file at once, each with its line and a remedy."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar

from pxgov_check.errors import PolicyError, Problem
from pxgov_check.policy.cross_references import cross_reference_problems
from pxgov_check.policy.entry import Entry, plain
from pxgov_check.policy.files import FILES, FOLDERS, INFO, OPTIONAL, TASK_RULES, pack_files
from pxgov_check.policy.folding import unit_key
from pxgov_check.policy.inherit import NOTHING, Inheritance, inheritance
from pxgov_check.policy.models import CommitmentsFile, IndicatorsFile, PolicyInfo, TasksFile, UnitsFile
from pxgov_check.policy.pack import Places, Policy, latest
from pxgov_check.policy.rule_models import AuditFile, AuditRule, Dated, Target, TargetsFile, TaskRules
from pxgov_check.policy.tree import Tree
from pxgov_check.policy.validation import ValidationError, validated
from pxgov_check.policy.yaml_gate import parse

Model = TypeVar("Model", bound=Entry)

# Pydantic's error types that have a sentence of their own; the others are told in pydantic's words.
_SENTENCES = {
    "missing": "pack.missing",
    "unexpected_keyword_argument": "pack.unknown_key",
    "string_pattern_mismatch": "pack.pattern",
    "string_type": "pack.not_text",
    "date_from_datetime_parsing": "pack.not_date",
    "date_parsing": "pack.not_date",
    "enum": "pack.choice",
    "literal_error": "pack.choice",
    "decimal_parsing": "pack.not_number",
    "decimal_type": "pack.not_number",
}


def load_policy(root: Path, *, inherits: bool = True) -> Policy:
    """Read and check the pack in a folder.

    A pack that inherits nothing has to be whole; the one that came with the program always is, wherever an older
    state of it lies.

    Raises:
        PolicyError: anything is missing or wrong; carries every problem.

    """
    given = inheritance(root) if inherits else NOTHING
    trees, problems = _parse_all(root, frozenset() if given is NOTHING else OPTIONAL)
    models: dict[str, Entry] = {}
    for file, tree in trees.items():
        model = FILES.get(file) or FOLDERS[file.rpartition("/")[0]]
        checked = validate_tree(model, tree, problems)
        if checked is not None:
            models[file] = checked
    if problems:
        raise PolicyError(problems)
    policy = _assemble(models, trees, given)
    problems += cross_reference_problems(policy, {f: m for f, m in models.items() if isinstance(m, TargetsFile)})
    problems += _repeated(models, trees)
    if problems:
        raise PolicyError(problems)
    return policy


def _parse_all(root: Path, optional: frozenset[str]) -> tuple[dict[str, Tree], list[Problem]]:
    trees: dict[str, Tree] = {}
    problems: list[Problem] = []
    for path in pack_files(root, optional):
        name = path.relative_to(root).as_posix()
        try:
            data = path.read_bytes()
        except OSError as error:
            problems.append(Problem(name, 1, "pack.no_file", {"detail": error.strerror or ""}))
            continue
        tree = parse(data, name)
        problems += tree.problems
        if not tree.problems:
            trees[name] = tree
    return trees, problems


def validate_tree(model: type[Model], tree: Tree, problems: list[Problem]) -> Model | None:
    """Return what a parsed file says, or None where it is not as it should be; its problems go onto the list."""
    try:
        return validated(model, tree.value)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            # The parts in brackets are pydantic's names for the branches of a union; the YAML has no such keys.
            path = tuple(part for part in one["loc"] if "[" not in str(part))
            key = _SENTENCES.get(one["type"], "pack.invalid")
            params = {
                "path": ".".join(str(p) for p in path) or "—",
                "found": str(one.get("input"))[:80],
                "detail": one["msg"],
                "wanted": str(one.get("ctx", {}).get("expected") or one.get("ctx", {}).get("pattern") or ""),
                "nearest": _nearest(model, path) if key == "pack.unknown_key" else "",
            }
            problems.append(Problem(tree.file, tree.line(path), key, params))
        return None


def _nearest(model: type[Entry], path: Sequence[str | int]) -> str:
    known = {one.name for cls in _models_under(model) for one in fields(cls)}
    near = difflib.get_close_matches(str(path[-1]), sorted(known), n=1, cutoff=0.6)
    return near[0] if near else "—"


def _models_under(model: type[Entry]) -> list[type[Entry]]:
    return [model, *(cls for cls in _descendants(Entry) if cls is not model)]


def _descendants(model: type[Entry]) -> list[type[Entry]]:
    return [cls for child in model.__subclasses__() for cls in (child, *_descendants(child))]


def _assemble(models: Mapping[str, Entry], trees: Mapping[str, Tree], given: Inheritance) -> Policy:
    lines: dict[str, tuple[str, int]] = {"policy": (INFO, 1)}
    entries: dict[str, tuple[str, tuple[str | int, ...]]] = {"policy": (INFO, ())}

    def gather(kind: type[Entry], attribute: str, key: str, prefix: str = "") -> dict[str, Any]:
        found: dict[str, Any] = {}
        for file, model in models.items():
            if isinstance(model, kind):
                for index, entry in enumerate(getattr(model, attribute)):
                    name = entry.key if isinstance(entry, Target | AuditRule) else prefix + getattr(entry, key)
                    found.setdefault(name.removeprefix(prefix), entry)
                    for known in (name, name.partition("@")[0]):
                        lines.setdefault(known, (file, trees[file].line((attribute, index))))
                        entries.setdefault(known, (file, (attribute, index)))
        return found

    units = gather(UnitsFile, "units", "name", "unit:")
    rules, other_rules = latest(gather(AuditFile, "rules", "id").values())
    targets, other_targets = latest(gather(TargetsFile, "targets", "indicator", "target:").values())
    inherited = {rule.id: rule for rule in given.rules if rule.id not in rules}
    info, task_rules = models[INFO], models.get(TASK_RULES, given.task_rules)
    if not isinstance(info, PolicyInfo) or not isinstance(task_rules, TaskRules):
        raise TypeError(info)
    return Policy(
        info=_worded(info, given),
        indicators=gather(IndicatorsFile, "indicators", "id"),
        targets=targets,
        tasks=gather(TasksFile, "tasks", "id"),
        units=units,
        groups=gather(UnitsFile, "groups", "name", "group:"),
        commitments=gather(CommitmentsFile, "commitments", "id"),
        task_rules=task_rules,
        rules=dict(sorted({**inherited, **rules}.items())),
        digest=_digest({**models, TASK_RULES: task_rules, INFO: _worded(info, given)}, inherited),
        lines={**{key: given.lines[key] for key in inherited}, **lines},
        names={unit_key(n): unit.name for unit in units.values() for n in (*unit.aliases.value, unit.name)},
        inherited=frozenset(inherited),
        other_targets=other_targets,
        other_rules=other_rules,
        places=Places(trees, entries),
    )


def _worded(info: PolicyInfo, given: Inheritance) -> PolicyInfo:
    """Return the policy with words for every status and severity."""
    statuses, severities = {**given.statuses, **info.statuses}, {**given.severities, **info.severities}
    return replace(info, statuses=statuses, severities=severities)


def _digest(models: Mapping[str, Entry], inherited: Mapping[str, Entry]) -> str:
    """Return the sha256 of what the pack says, whatever its comments, key order and layout."""
    # Defaults are left out, so that a key that packs may have in future does not change what they say today.
    said = {**models, **inherited}
    content = {name: plain(model, defaults=False) for name, model in said.items()}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def _repeated(models: Mapping[str, Entry], trees: Mapping[str, Tree]) -> list[Problem]:
    """Return a problem for each id or name that two entries of the pack share."""
    lists = {
        IndicatorsFile: ("indicators", "id"),
        TasksFile: ("tasks", "id"),
        UnitsFile: ("units", "name"),
        CommitmentsFile: ("commitments", "id"),
        TargetsFile: ("targets", "indicator"),
        AuditFile: ("rules", "id"),
    }
    problems: list[Problem] = []
    before: dict[tuple[type, str], list[tuple[Entry, str]]] = {}
    for file, model in models.items():
        if type(model) not in lists:
            continue
        attribute, key = lists[type(model)]
        for index, entry in enumerate(getattr(model, attribute)):
            line = trees[file].line((attribute, index))
            others = before.setdefault((type(model), getattr(entry, key)), [])
            for other, place in others:
                sentence = _clash(entry, other)
                if sentence is not None:
                    problems.append(Problem(file, line, sentence, {"id": getattr(entry, key), "first": place}))
                    break
            others.append((entry, f"{file}:{line}"))
    return problems


def _clash(one: Entry, other: Entry) -> str | None:
    """Return what is wrong with two entries of one name; two that are in force at different times may share it."""
    if not isinstance(one, Dated) or not isinstance(other, Dated) or not (one.is_dated or other.is_dated):
        return "pack.repeated"
    (start, end), (first, last) = one.window, other.window
    return "pack.overlap" if max(start, first) <= min(end, last) else None
