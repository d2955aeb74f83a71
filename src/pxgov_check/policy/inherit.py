"""What a pack need not repeat: the audit rules, the wording and the task rules that come with the program.

A pack's own entry always wins: an audit rule by its id, a status or severity by its name, rules/tasks.yaml as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pxgov_check.model import Severity, Status
from pxgov_check.policy.locate import builtin_root
from pxgov_check.policy.models import PolicyInfo, Text
from pxgov_check.policy.rule_models import AuditFile, AuditRule, TaskRules
from pxgov_check.policy.tree import Tree
from pxgov_check.policy.validation import validated
from pxgov_check.policy.yaml_gate import parse

# Begins the file names of inherited entries, so that nobody looks for them in the pack.
ORIGIN = "pxcheck:"
TASK_RULES = "rules/tasks.yaml"


@dataclass(frozen=True, slots=True)
class Inheritance:
    """What stands in where a pack is silent. ``lines`` as in Policy, for the rules."""

    rules: tuple[AuditRule, ...]
    lines: Mapping[str, tuple[str, int]]
    task_rules: TaskRules | None
    statuses: Mapping[Status, Text] = field(default_factory=dict)
    severities: Mapping[Severity, Text] = field(default_factory=dict)


NOTHING = Inheritance((), MappingProxyType({}), None)


def inheritance(root: Path) -> Inheritance:
    """Return what the pack in a folder inherits; nothing for the one that the others inherit from."""
    return NOTHING if root.resolve() == builtin_root().resolve() else _builtin()


@cache
def _builtin() -> Inheritance:
    root = builtin_root()
    rules: list[AuditRule] = []
    lines: dict[str, tuple[str, int]] = {}
    for path in sorted((root / "rules" / "audit").glob("*.yaml")):
        tree = _parsed(path, root)
        for index, rule in enumerate(validated(AuditFile, tree.value).rules):
            rules.append(rule)
            lines.setdefault(rule.id, (ORIGIN + tree.file, tree.line(("rules", index))))
    info = validated(PolicyInfo, _parsed(root / "data" / "policy.yaml", root).value)
    task_rules = validated(TaskRules, _parsed(root / TASK_RULES, root).value)
    return Inheritance(tuple(rules), lines, task_rules, info.statuses, info.severities)


def _parsed(path: Path, root: Path) -> Tree:
    return parse(path.read_bytes(), path.relative_to(root).as_posix())
