"""Proving a pack against the policy's text: every quote is there, and every figure, deadline and unit agrees with it.

White space is folded to single blanks on both sides, because the text was pasted from a page whose table cells and
broken lines each became lines of their own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date

from pxgov_check.errors import Problem
from pxgov_check.policy.models import Basis, Commitment, Indicator, Source, Task
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import Target

# No passage of the annex is longer; a quote found further on belongs to another row.
PASSAGE = 700


def verify(policy: Policy, text: str) -> list[Problem]:
    """Return what no longer holds against the text of the policy, each with the entry and its place in the pack."""
    folded = fold(text)
    found = [
        *_policy(policy, text, folded),
        *(p for i in policy.indicators.values() for p in _indicator(policy, i, folded)),
        *(p for t in policy.every_target() for p in _target(policy, t, folded)),
        *(p for t in policy.tasks.values() for p in _task(policy, t, folded)),
        *_units(policy, folded),
        *(p for c in policy.commitments.values() for p in _commitment(policy, c, folded)),
    ]
    return sorted(found, key=lambda p: (p.file, p.line, p.key))


def fold(text: str) -> str:
    """Fold every run of white space to one blank."""
    return re.sub(r"\s+", " ", text)


def deadline_of(printed: str) -> date | str | None:
    """Return the day or "ongoing" that a printed deadline means; the letter O stands for 0 in twelve rows (E01)."""
    if printed == "常态化工作":
        return "ongoing"
    match = re.fullmatch(r"(20\d\d)年底", printed.replace("O", "0"))
    return date(int(match[1]), 12, 31) if match else None


def units_of(policy: Policy, printed: str) -> tuple[tuple[str, ...], bool]:
    """Return the units that a printed list names, in order and by canonical name, and whether it is open (等)."""
    names = printed.replace(" ", "")
    groups = [g for g in policy.groups if g in names]
    for group in groups:
        names = names[: names.index(group)]
    bare = names.removesuffix("等")
    listed = tuple(policy.resolve_unit(n) or n for n in bare.split("、") if n)
    return (*listed, *groups), names.endswith("等")


def _policy(policy: Policy, text: str, folded: str) -> Iterator[Problem]:
    info = policy.info
    if hashlib.sha256(text.encode()).hexdigest() != info.source_file.sha256:
        yield _at(policy, "policy", "verify.source_changed")
    yield from _quoted(policy, "policy", info.source, folded)
    yield from _quoted(policy, "policy", info.milestones_source, folded)
    head = info.milestones_source.quote.split(" ")
    if [c.text for c in info.milestone_columns] != [word for word in head if re.fullmatch(r"20\d\d", word)]:
        yield _at(policy, "policy", "verify.columns", quote=info.milestones_source.quote)
    for column in info.milestone_columns:
        if column.text != str(column.due.year):
            yield _at(policy, "policy", "verify.columns", quote=column.text)


def _indicator(policy: Policy, entry: Indicator, folded: str) -> Iterator[Problem]:
    yield from _quoted(policy, entry.id, entry.source, folded, once=True)
    opening = f"{entry.no} "
    named = entry.source.quote.removeprefix(opening).removeprefix(f"{entry.category} ")
    if not entry.source.quote.startswith(opening) or not named.startswith(entry.name_text + " "):
        yield _disagrees(policy, entry.id, f"{entry.no} {entry.name_text}", entry.source)
    if not entry.source.quote.endswith(" " + entry.attribute):
        yield _disagrees(policy, entry.id, entry.attribute, entry.source)
    first = next(t for t in policy.every_target() if t.indicator == entry.id).milestones[0]
    if (entry.baseline.value.on, entry.baseline.value.value) != (first.due, first.value):
        yield _disagrees(policy, entry.id, str(entry.baseline.value.value), entry.source)


def _target(policy: Policy, entry: Target, folded: str) -> Iterator[Problem]:
    key = entry.key
    yield from _quoted(policy, key, entry.source, folded, once=True)
    columns = tuple(c.due for c in policy.info.milestone_columns)
    dues = tuple(m.due for m in entry.milestones)
    # One in force for a time only may hold some of the years.
    if not (set(dues) <= set(columns) if entry.is_dated else dues == columns):
        yield _disagrees(policy, key, "、".join(m.due.isoformat() for m in entry.milestones), entry.source)
    printed = " ".join(f"{m.op_text}{m.value}" for m in entry.milestones)
    figures = entry.source.quote.removesuffix(" " + policy.indicators[entry.indicator].attribute)
    if not figures.endswith(" " + printed):
        yield _disagrees(policy, key, printed, entry.source)
    for milestone in entry.milestones:
        stated = {"≥": ">=", "≤": "<=", ">": ">", "<": "<"}.get(milestone.op_text)
        if stated is not None and stated != milestone.op:
            yield _disagrees(policy, key, milestone.op, entry.source)


def _task(policy: Policy, entry: Task, folded: str) -> Iterator[Problem]:
    yield from _quoted(policy, entry.id, entry.source, folded, once=True)
    if not (entry.source.begins or "").startswith(f"{entry.no} "):
        yield _disagrees(policy, entry.id, str(entry.no), entry.source)
    if not entry.source.quote.endswith(f" {entry.units_text} {entry.deadline_text}"):
        yield _disagrees(policy, entry.id, f"{entry.units_text} {entry.deadline_text}", entry.source)
    if deadline_of(entry.deadline_text) != entry.deadline:
        yield _disagrees(policy, entry.id, str(entry.deadline), entry.source)
    units, open_ended = units_of(policy, entry.units_text)
    if (units, open_ended) != (entry.units, entry.open_ended):
        yield _disagrees(policy, entry.id, "、".join(entry.units), entry.source)


def _units(policy: Policy, folded: str) -> Iterator[Problem]:
    for unit in policy.units.values():
        key = f"unit:{unit.name}"
        yield from _quoted(policy, key, unit.source, folded)
        if not any(name in unit.source.quote for name in (unit.name, *unit.aliases.value)):
            yield _disagrees(policy, key, unit.name, unit.source)
    for group in policy.groups.values():
        yield from _quoted(policy, f"group:{group.name}", group.source, folded)
        if group.name not in group.source.quote:
            yield _disagrees(policy, f"group:{group.name}", group.name, group.source)


def _commitment(policy: Policy, entry: Commitment, folded: str) -> Iterator[Problem]:
    yield from _quoted(policy, entry.id, entry.source, folded)
    demand = entry.demand
    if demand is not None:
        figure = rf"(?<!\d){re.escape(str(demand.value))}(?!\d)"
        # A figure that the sentence does not print (应接尽接) can only be inferred.
        unprinted = not re.search(r"\d", entry.source.quote) and demand.basis is Basis.INFERRED
        if not unprinted and not re.search(figure, entry.source.quote):
            yield _disagrees(policy, entry.id, str(demand.value), entry.source)
    if entry.due is not None and str(entry.due.year) not in (entry.due_text or ""):
        yield _disagrees(policy, entry.id, entry.due.isoformat(), entry.source)


def _quoted(policy: Policy, key: str, source: Source, folded: str, *, once: bool = False) -> Iterator[Problem]:
    """Yield when a quote is not in the text, or its passage is no longer the one that was read."""
    if source.begins is None:
        found = folded.count(source.quote)
        if found == 0 or (once and found > 1):
            yield _at(policy, key, "verify.quote_missing", quote=source.quote)
        return
    start = folded.find(source.begins)
    end = folded.find(source.quote, start, start + PASSAGE) if start >= 0 else -1
    if end < 0:
        yield _at(policy, key, "verify.quote_missing", quote=f"{source.begins} … {source.quote}")
        return
    passage = folded[start : end + len(source.quote)]
    if hashlib.sha256(passage.encode()).hexdigest()[:16] != source.digest:
        yield _at(policy, key, "verify.passage_changed", quote=source.begins)


def _disagrees(policy: Policy, key: str, found: str, source: Source) -> Problem:
    return _at(policy, key, "verify.disagrees", found=found, quote=source.quote)


def _at(policy: Policy, entry: str, key: str, **params: str) -> Problem:
    file, line = policy.lines[entry]
    return Problem(file, line, key, {"id": entry.rpartition(":")[2], **params})
