"""What the examples of audit rules may say. A misspelt word would change nothing in the form and prove nothing."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any, NamedTuple

from pxgov_check.errors import Problem
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.layout import BASICS, BASICS_SHEET, IDENTITY_SHEET, INDICATORS, TASKS, Table
from pxgov_check.submission.limits import Limits

# Words that change the form's shape, and those that only the outermost level of an example knows.
_SHAPE = frozenset(
    {"subject", "unit", "basics", "identity", "row_added", "row_removed", "row_repeated", "id_instead", "cleared"}
    | {"sheet_removed", "column_removed", "column_twice", "hidden"}
)
_OUTERMOST = frozenset({"forms", "earlier", "formats", "file", "limit"})
_SHEETS = (BASICS_SHEET, INDICATORS.title, TASKS.title, IDENTITY_SHEET)


class _Stranger(NamedTuple):
    """A word that an example may not use where it does, with those that it may."""

    word: str
    known: frozenset[str]
    path: tuple[str | int, ...]


def example_problems(policy: Policy) -> list[Problem]:
    """Return a problem for each word of an example of the pack that means nothing there."""
    found: list[Problem] = []
    for rule in policy.own_rules():
        for number, example in enumerate(rule.examples):
            for one in _strangers(policy, example.given):
                place = policy.place(rule.key, "examples", number, "given", *one.path)
                near = difflib.get_close_matches(one.word, sorted(one.known), n=1, cutoff=0.4)
                params = {"id": rule.id, "word": one.word, "nearest": near[0] if near else "—"}
                found.append(Problem(*place, "pack.unknown_example_word", params))
    return found


def _strangers(policy: Policy, given: Mapping[str, Any]) -> Iterator[_Stranger]:
    yield from _of_form(policy, given, given.get("subject"), _OUTERMOST)
    forms = given.get("forms", [])
    if isinstance(forms, list):
        for number, form in enumerate(forms):
            for one in _of_form(policy, form, form.get("subject")):
                yield one._replace(path=("forms", number, *one.path))
    elif forms != "all":
        yield _Stranger(str(forms), frozenset({"all"}), ("forms",))
    for one in _of_form(policy, given.get("earlier", {}), given.get("subject")):
        yield one._replace(path=("earlier", *one.path))
    yield from _among(given.get("limit", {}), {field.name for field in fields(Limits)}, "limit")


def _of_form(
    policy: Policy, given: Mapping[str, Any], subject: str | None, more: frozenset[str] = frozenset()
) -> Iterator[_Stranger]:
    """Yield what is not known in the change of one form; columns are those of the subject's table."""
    table = TASKS if subject in policy.tasks else INDICATORS
    titles = frozenset(column.title for column in table.columns)
    yield from _among(given, _SHAPE | more | titles)
    yield from _among(given.get("basics", {}), {label.title for label in BASICS}, "basics")
    yield from _values(policy, given, table)


def _values(policy: Policy, given: Mapping[str, Any], table: Table) -> Iterator[_Stranger]:
    """Yield each value that names something, where there is no such thing."""
    titles = frozenset(column.title for column in table.columns)
    named = {
        "subject": frozenset({*policy.indicators, *policy.tasks}),
        "unit": frozenset(policy.units),
        "sheet_removed": frozenset(_SHEETS),
        "column_removed": titles,
        "column_twice": titles,
        "hidden": frozenset({"row", *(f"column {title}" for title in titles)}),
        "formats": frozenset({"unknown"}),
    }
    for word, known in named.items():
        if word in given and given[word] not in known:
            yield _Stranger(str(given[word]), known, (word,))


def _among(given: Mapping[str, Any], known: Iterable[str], *path: str) -> Iterator[_Stranger]:
    allowed = frozenset(known)
    for word in given:
        if word not in allowed:
            yield _Stranger(word, allowed, (*path, word))
