"""A policy as everything above sees it: checked, indexed and unchanging."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from pxgov_check.frozen import frozen
from pxgov_check.model import Lang, PolicyRef
from pxgov_check.on_demand import on_demand
from pxgov_check.policy.folding import name_key, unit_key
from pxgov_check.policy.models import Commitment, Indicator, PolicyInfo, Task, Unit, UnitGroup
from pxgov_check.policy.rule_models import AuditRule, Target, TaskRules
from pxgov_check.policy.tree import Path, Tree

if TYPE_CHECKING:
    import difflib
else:
    difflib = on_demand("difflib")

Made = TypeVar("Made")
DatedEntry = TypeVar("DatedEntry", Target, AuditRule)


@frozen
class Places:
    """Where everything in a pack is written: the parsed files, and the path of each entry in its file."""

    trees: Mapping[str, Tree] = field(default_factory=dict)
    entries: Mapping[str, tuple[str, Path]] = field(default_factory=dict)

    def of(self, entry: str, path: Path) -> tuple[str, int] | None:
        """Return file and line of a path inside an entry, or None for an entry that is not of this pack."""
        if entry not in self.entries:
            return None
        file, base = self.entries[entry]
        return file, self.trees[file].line((*base, *path))


@frozen
class Names:
    """By what names an indicator or a task goes: as written in the pack, the first one first, and folded."""

    written: tuple[str, ...]
    folded: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """A policy pack. Entries are keyed by id (targets by indicator, units and groups by name), in document order.

    ``lines`` says where an entry stands: "I03", "target:I03", "T29", "C01", "unit:…", "group:…", a rule's id or
    "policy" → (file relative to the pack, line). ``inherited`` are the ids of the audit rules that came with the
    program and not with the pack.

    Targets and rules may be in force for a time only. ``targets`` and ``rules`` hold one of each name: the latest, or
    those of a day in what ``on`` returns; the others are in ``other_targets`` and ``other_rules``. The line of a dated
    one is also under its own ``key``.
    """

    info: PolicyInfo
    indicators: Mapping[str, Indicator]
    targets: Mapping[str, Target]
    tasks: Mapping[str, Task]
    units: Mapping[str, Unit]
    groups: Mapping[str, UnitGroup]
    commitments: Mapping[str, Commitment]
    task_rules: TaskRules
    rules: Mapping[str, AuditRule]
    digest: str
    lines: Mapping[str, tuple[str, int]]
    names: Mapping[str, str] = field(default_factory=dict)
    inherited: frozenset[str] = frozenset()
    other_targets: tuple[Target, ...] = ()
    other_rules: tuple[AuditRule, ...] = ()
    places: Places = field(default_factory=Places, repr=False, compare=False)

    def resolve_unit(self, text: str) -> str | None:
        """Return the canonical name of a unit by its name or an alias, or None."""
        return self.names.get(unit_key(text))

    def nearest_units(self, text: str) -> list[str]:
        """Return up to three canonical names that may have been meant."""
        wanted, cutoff = unit_key(text), 0.5
        shared: Counter[str] = Counter()
        for letter, times in Counter(wanted).items():
            for key, there in self._letters.get(letter, ()):
                shared[key] += min(times, there)
        # What shares too few characters can't be near; to say so costs far less than looking at their order.
        worth = [key for key, common in shared.items() if 2 * common >= cutoff * (len(wanted) + len(key))]
        near = difflib.get_close_matches(wanted, worth, n=6, cutoff=cutoff)
        return list(dict.fromkeys(self.names[key] for key in near))[:3]

    def expected_indicators(self, unit: str) -> tuple[str, ...]:
        """Return the ids that a unit has to report: those for each unit, and those it owns."""
        return self._indicators_by_unit.get(unit, self._indicators_of_each)

    def expected_tasks(self, unit: str) -> tuple[str, ...]:
        """Return the ids of the tasks whose list names a unit."""
        return self._tasks_by_unit.get(unit, ())

    def once(self, make: Callable[[Policy], Made]) -> Made:
        """Return what a layer above makes of the policy for its own use; made when it is first asked for, then kept."""
        if make not in self._made:
            self._made[make] = make(self)
        made: Made = self._made[make]
        return made

    @cached_property
    def _made(self) -> dict[Callable[[Policy], Any], Any]:
        return {}

    @cached_property
    def subject_names(self) -> Mapping[str, Names]:
        """By what names each indicator and each task goes."""
        written = {i.id: (i.name, i.name_text, *i.aliases) for i in self.indicators.values()}
        written |= {t.id: (f"{t.area}：{t.title}", t.title, t.area) for t in self.tasks.values()}
        return {subject: Names(names, tuple(map(name_key, names))) for subject, names in written.items()}

    @cached_property
    def indicator_names(self) -> frozenset[str]:
        """The folded names of all indicators. Tasks share areas, so theirs tell nothing apart."""
        return frozenset(name for subject in self.indicators for name in self.subject_names[subject].folded)

    @cached_property
    def _indicators_of_each(self) -> tuple[str, ...]:
        return tuple(i.id for i in self.indicators.values() if i.reporting.value.reported_by is None)

    @cached_property
    def _indicators_by_unit(self) -> Mapping[str, tuple[str, ...]]:
        """What a unit reports that owns indicators."""
        owners = {i.id: i.reporting.value.reported_by for i in self.indicators.values()}
        return {
            unit: tuple(subject for subject, owner in owners.items() if owner is None or owner == unit)
            for unit in dict.fromkeys(owners.values())
            if unit is not None
        }

    @cached_property
    def _tasks_by_unit(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for task in self.tasks.values():
            for unit in dict.fromkeys(task.units):
                found.setdefault(unit, []).append(task.id)
        return {unit: tuple(ids) for unit, ids in found.items()}

    @cached_property
    def _letters(self) -> Mapping[str, list[tuple[str, int]]]:
        """The folded names of units that hold a character, and how often."""
        found: dict[str, list[tuple[str, int]]] = {}
        for key in self.names:
            for letter, times in Counter(key).items():
                found.setdefault(letter, []).append((key, times))
        return found

    @cached_property
    def _is_dated(self) -> bool:
        return any(entry.is_dated for entry in (*self.every_target(), *self.every_rule()))

    def subject_title(self, subject: str, lang: Lang) -> str:
        """Return the short title of an indicator or a task."""
        if subject in self.indicators:
            indicator = self.indicators[subject]
            return indicator.name if lang == "zh" else indicator.name_en
        task = self.tasks[subject]
        return task.title if lang == "zh" else task.title_en

    def place(self, entry: str, *path: str | int) -> tuple[str, int]:
        """Return file and line of something inside an entry, or of the nearest thing around it that is written."""
        return self.places.of(entry, path) or self.lines[entry]

    def on(self, day: date | None) -> Policy:
        """Return the policy as in force on a day; without a day, as it is.

        An indicator may then have no target: nothing is demanded of it that day.
        """
        if day is None or not self._is_dated:
            return self
        if day not in self._on:
            self._on[day] = self._in_force(day)
        return self._on[day]

    @cached_property
    def _on(self) -> dict[date, Policy]:
        return {}

    def _in_force(self, day: date) -> Policy:
        targets, rules = self.every_target(), self.every_rule()
        return replace(
            self,
            targets={t.indicator: t for t in targets if t.applies_on(day)},
            rules={r.id: r for r in rules if r.applies_on(day)},
            other_targets=tuple(t for t in targets if not t.applies_on(day)),
            other_rules=tuple(r for r in rules if not r.applies_on(day)),
        )

    def every_target(self) -> list[Target]:
        """Return the targets of all times, by indicator and day."""
        found = (*self.targets.values(), *self.other_targets)
        return sorted(found, key=lambda t: (t.indicator, t.window)) if self.other_targets else list(found)

    def every_rule(self) -> list[AuditRule]:
        """Return the audit rules of all times, by id and day."""
        found = (*self.rules.values(), *self.other_rules)
        return sorted(found, key=lambda r: (r.id, r.window)) if self.other_rules else list(found)

    def own_rules(self) -> list[AuditRule]:
        """Return the audit rules that stand in the pack itself; inherited ones are proved where they come from."""
        return [rule for rule in self.every_rule() if rule.id not in self.inherited]

    def ref(self) -> PolicyRef:
        """Return what a result says of the policy it was judged by."""
        return PolicyRef(self.info.id, self.info.document_no, self.info.title, self.digest)


def latest(entries: Iterable[DatedEntry]) -> tuple[dict[str, DatedEntry], tuple[DatedEntry, ...]]:
    """Return the last one of each name, by name in order, and the others."""
    ordered = sorted(entries, key=lambda e: (e.key.partition("@")[0], e.window))
    last = {entry.subject: entry for entry in ordered}
    return last, tuple(e for e in ordered if last[e.subject] is not e)
