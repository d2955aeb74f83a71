"""Checks of indicators, tasks, units and groups: ids, kinds, and whether anybody reports and is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pxgov_check.policy.folding import unit_key
from pxgov_check.policy.lint.fault import Spot, spot
from pxgov_check.policy.models import Indicator, Kind, Task
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.verify import deadline_of, units_of

_ID = re.compile(r"(?:target:)?([A-Z])(\d+)")


def out_of_order(policy: Policy) -> Iterator[Spot]:
    """Yield each entry that stands after one with a higher id of the same letter in its file."""
    highest: dict[tuple[str, str, str], tuple[int, str]] = {}
    for entry, (file, _) in policy.places.entries.items():
        match = _ID.match(entry)
        if match is None:
            continue
        kind = file, entry.partition(":")[0] if ":" in entry else "", match[1]
        number, before = highest.get(kind, (0, ""))
        if int(match[2]) < number:
            yield spot(entry, before=before.rpartition(":")[2])
        else:
            highest[kind] = int(match[2]), entry


def number_twice(policy: Policy) -> Iterator[Spot]:
    """Yield each indicator or task whose row number another one has."""
    for entries in (policy.indicators.values(), policy.tasks.values()):
        first: dict[int, str] = {}
        for entry in entries:
            if first.setdefault(entry.no, entry.id) != entry.id:
                yield spot(entry.id, "no", no=str(entry.no), other=first[entry.no])


def name_shared(policy: Policy) -> Iterator[Spot]:
    """Yield each name that two indicators, or two tasks, share: nobody could tell their rows apart."""
    for named in (_indicator_names(policy), _task_names(policy)):
        first: dict[str, str] = {}
        for entry, name in named:
            if first.setdefault(unit_key(name), entry) != entry:
                yield spot(entry, "name" if entry.startswith("I") else "title", name=name, other=first[unit_key(name)])


def kind_against_unit(policy: Policy) -> Iterator[Spot]:
    """Yield each percentage that is not in %, and each count that is."""
    for indicator in policy.indicators.values():
        kind = indicator.kind.value
        wrong = {Kind.PERCENTAGE: not indicator.is_percent, Kind.COUNT: indicator.is_percent}.get(kind, False)
        if wrong:
            yield spot(indicator.id, "kind", kind=str(kind), unit=indicator.unit.value or "—")


def aggregate_impossible(policy: Policy) -> Iterator[Spot]:
    """Yield each way of making the city's figure that what is reported does not allow."""
    for indicator in policy.indicators.values():
        how, mode = indicator.aggregate.value, indicator.reporting.value.mode
        parts = indicator.numerator is not None and indicator.denominator is not None
        wrong = {
            "ratio": not parts,
            "sum": indicator.is_percent,
            "single": mode == "each_unit",
        }[how]
        if wrong or (mode == "single" and how == "sum"):
            yield spot(indicator.id, "aggregate", aggregate=how, mode=mode)


def parts_of_no_rate(policy: Policy) -> Iterator[Spot]:
    """Yield each indicator with parts that is no percentage."""
    for indicator in policy.indicators.values():
        if indicator.parts is not None and not indicator.is_percent:
            yield spot(indicator.id, "parts", parts=str(indicator.parts), unit=indicator.unit.value or "—")


def nobody_reports(policy: Policy) -> Iterator[Spot]:
    """Yield each task that names groups only, and each indicator for a roster without units.

    A document may well name nobody; then an erratum beside the entry says so.
    """
    for task in policy.tasks.values():
        if not any(unit in policy.units for unit in task.units) and not task.erratum:
            yield spot(task.id, "units", units="、".join(task.units))
    for indicator in policy.indicators.values():
        if indicator.reporting.value.mode == "each_unit" and not policy.units:
            yield spot(indicator.id, "reporting", units="—")


def unit_unasked(policy: Policy) -> Iterator[Spot]:
    """Yield each unit that has nothing to report."""
    for name in policy.units:
        if not policy.expected_indicators(name) and not policy.expected_tasks(name):
            yield spot(f"unit:{name}")


def group_unnamed(policy: Policy) -> Iterator[Spot]:
    """Yield each group that no task names."""
    named = {unit for task in policy.tasks.values() for unit in task.units}
    for group in policy.groups:
        if group not in named:
            yield spot(f"group:{group}")


def list_open(policy: Policy) -> Iterator[Spot]:
    """Yield each task whose printed list is open (等) and its entry is not, or the other way round."""
    for task in policy.tasks.values():
        if units_of(policy, task.units_text)[1] != task.open_ended:
            yield spot(task.id, "open_ended", printed=task.units_text)


def deadline_misread(policy: Policy) -> Iterator[Spot]:
    """Yield each deadline that is not what its printed words mean."""
    for task in policy.tasks.values():
        meant = deadline_of(task.deadline_text)
        if meant is not None and meant != task.deadline:
            told = {"found": str(task.deadline), "printed": task.deadline_text, "meant": str(meant)}
            yield spot(task.id, "deadline", **told)


def _indicator_names(policy: Policy) -> Iterator[tuple[str, str]]:
    return _named(policy.indicators.values())


def _named(indicators: Iterable[Indicator]) -> Iterator[tuple[str, str]]:
    for indicator in indicators:
        for name in (indicator.name, indicator.name_text, *indicator.aliases):
            yield indicator.id, name


def _task_names(policy: Policy) -> Iterator[tuple[str, str]]:
    for task in policy.tasks.values():
        yield task.id, _full_title(task)


def _full_title(task: Task) -> str:
    return f"{task.area}：{task.title}"
