"""The files that a pack has, what each of them is, and which of the program's own count for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from pxgov_check.policy.entry import Entry
from pxgov_check.policy.locate import builtin_root
from pxgov_check.policy.models import CommitmentsFile, IndicatorsFile, PolicyInfo, TasksFile, UnitsFile
from pxgov_check.policy.rule_models import AuditFile, TargetsFile, TaskRules

INFO = "data/policy.yaml"
TASK_RULES = "rules/tasks.yaml"
AUDIT_RULES = "rules/audit"

FILES: Mapping[str, type[Entry]] = MappingProxyType(
    {
        INFO: PolicyInfo,
        "data/indicators.yaml": IndicatorsFile,
        "data/tasks.yaml": TasksFile,
        "data/units.yaml": UnitsFile,
        "data/commitments.yaml": CommitmentsFile,
        TASK_RULES: TaskRules,
    }
)
FOLDERS: Mapping[str, type[Entry]] = MappingProxyType({"rules/targets": TargetsFile, AUDIT_RULES: AuditFile})

# What a pack may leave to the program; see policy/inherit.py.
OPTIONAL = frozenset({TASK_RULES, AUDIT_RULES})
# Begins the file names of inherited entries, so that nobody looks for them in the pack.
ORIGIN = "pxcheck:"


def pack_files(root: Path, optional: frozenset[str]) -> Iterator[Path]:
    """Yield the files that a pack has and those that it must have."""
    for file in FILES:
        if file not in optional or (root / file).exists():
            yield root / file
    for folder in FOLDERS:
        found = sorted((root / folder).glob("*.yaml"))
        yield from found or ([] if folder in optional else [root / folder / "*.yaml"])


def inherited_files() -> Iterator[Path]:
    """Yield the program's own files that stand in where a pack is silent."""
    root = builtin_root()
    yield from (root / INFO, root / TASK_RULES, *sorted((root / AUDIT_RULES).glob("*.yaml")))


def sources(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of all that the policy in a folder is made of.

    Raises:
        OSError: a file is not there or can't be read.

    """
    for path in pack_files(root, OPTIONAL if inherits(root) else frozenset()):
        yield path.relative_to(root).as_posix(), path.read_bytes()
    if inherits(root):
        for path in inherited_files():
            yield ORIGIN + path.relative_to(builtin_root()).as_posix(), path.read_bytes()


def inherits(root: Path) -> bool:
    """Whether a pack inherits; the one that the others inherit from does not."""
    return root.resolve() != builtin_root().resolve()
