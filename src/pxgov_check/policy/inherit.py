"""What a pack need not repeat: the audit rules, the wording and the task rules that come with the program.

A pack's own entry always wins: an audit rule by its id, a status or severity by its name, rules/tasks.yaml as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pxgov_check.frozen import frozen
from pxgov_check.model import Severity, Status
from pxgov_check.policy.files import ORIGIN, inherited_files, inherits
from pxgov_check.policy.locate import builtin_root
from pxgov_check.policy.models import PolicyInfo, Text
from pxgov_check.policy.rule_models import AuditFile, AuditRule, TaskRules
from pxgov_check.policy.tree import Tree
from pxgov_check.policy.validation import validated
from pxgov_check.policy.yaml_gate import parse


@frozen
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
    return _builtin() if inherits(root) else NOTHING


@cache
def _builtin() -> Inheritance:
    root = builtin_root()
    rules: list[AuditRule] = []
    lines: dict[str, tuple[str, int]] = {}
    first, second, *audit = (_parsed(path, root) for path in inherited_files())
    for tree in audit:
        for index, rule in enumerate(validated(AuditFile, tree.value).rules):
            rules.append(rule)
            lines.setdefault(rule.id, (ORIGIN + tree.file, tree.line(("rules", index))))
    info, task_rules = validated(PolicyInfo, first.value), validated(TaskRules, second.value)
    return Inheritance(tuple(rules), lines, task_rules, info.statuses, info.severities)


def _parsed(path: Path, root: Path) -> Tree:
    return parse(path.read_bytes(), path.relative_to(root).as_posix())
