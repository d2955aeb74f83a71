"""What differs between two packs, entry by entry, as facts that a leader cares about.

Each entry is told as named facts; facts are compared by name. What is no such fact (quotes, notes, examples, errata)
is told as one change of the entry, ``text``, so that no difference goes unsaid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from pxgov_check.frozen import frozen
from pxgov_check.policy.facts import Told, told
from pxgov_check.policy.pack import Policy

# The fact that stands for everything without a name of its own.
TEXT = "text"


class ChangeKind(StrEnum):
    """What happened to an entry or a fact."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Effect(StrEnum):
    """What a changed demand means to those who have to meet it."""

    STRICTER = "stricter"
    LOOSER = "looser"


@frozen
class Change:
    """One difference. ``what`` is the kind of entry, ``entry`` its id or name, ``title`` its words by language.

    ``fact`` is None where a whole entry came or went. ``due`` is the milestone's day where the fact is one.
    """

    kind: ChangeKind
    what: str
    entry: str
    title: Mapping[str, str]
    fact: str | None = None
    due: str | None = None
    old: str | None = None
    new: str | None = None
    effect: Effect | None = None


def compare(old: Policy, new: Policy) -> list[Change]:
    """Return every difference between two packs, in the order of kinds of entries and of ids."""
    before, after = told(old), told(new)
    changes: list[Change] = []
    for key in sorted(before.keys() | after.keys(), key=lambda k: _order(before, after, k)):
        if key not in after:
            changes.append(_whole(ChangeKind.REMOVED, before[key]))
        elif key not in before:
            changes.append(_whole(ChangeKind.ADDED, after[key]))
        else:
            changes += _facts(before[key], after[key])
    return changes


def _order(before: Mapping[str, Told], after: Mapping[str, Told], key: str) -> tuple[int, str]:
    one = after.get(key) or before[key]
    return one.rank, one.entry


def _whole(kind: ChangeKind, one: Told) -> Change:
    gist = one.gist or None
    old, new = (gist, None) if kind is ChangeKind.REMOVED else (None, gist)
    return Change(kind, one.what, one.entry, one.title, old=old, new=new)


def _facts(old: Told, new: Told) -> Iterator[Change]:
    for name in [*old.facts, *(n for n in new.facts if n not in old.facts)]:
        was, now = old.facts.get(name), new.facts.get(name)
        if was == now:
            continue
        kind = ChangeKind.ADDED if was is None else ChangeKind.REMOVED if now is None else ChangeKind.CHANGED
        fact, _, due = name.partition(" ")
        effect = _effect(old, new, name)
        yield Change(kind, new.what, new.entry, new.title, fact, due or None, was, now, effect)
    if old.facts == new.facts and old.rest != new.rest:
        yield Change(ChangeKind.CHANGED, new.what, new.entry, new.title, TEXT)


def _effect(old: Told, new: Told, name: str) -> Effect | None:
    """Return whether a demand of the same sense, or a deadline, became harder or easier to meet."""
    was, now = old.demands.get(name), new.demands.get(name)
    if was is None or now is None or was.rising != now.rising or was.level == now.level:
        return None
    return Effect.STRICTER if (now.level > was.level) == now.rising else Effect.LOOSER
