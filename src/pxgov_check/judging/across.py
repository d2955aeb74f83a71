"""Checks over all the forms of a run: what one form says against what others say, and who is not there."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from pathlib import PurePath
from types import MappingProxyType

from pxgov_check.frozen import frozen
from pxgov_check.judging.audit import finding
from pxgov_check.judging.gist import Gist, Told
from pxgov_check.judging.hits import Hit
from pxgov_check.judging.waivers import waive_findings, waivers_in_force
from pxgov_check.model import Finding, Lang, Period, Place
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.waivers import Waiver

# A sentence names this many files or units; the places of the finding are complete.
_MOST_NAMED = 20


@frozen
class PeriodForms:
    """The forms for one period, in order of unit and file; they may be gone through as often as a check likes.

    ``complete`` says that they are meant to be all of them, so that a unit without one is missing.
    """

    policy: Policy
    period: str
    forms: Iterable[Gist]
    complete: bool


AcrossCheck = Callable[[PeriodForms], Iterator[tuple[Hit, tuple[Place, ...]]]]


@frozen
class Across:
    """On what terms forms are held against one another.

    ``complete``: the forms are meant to be all there are. Where a period is asked for, only forms for it are looked at.
    """

    lang: Lang
    complete: bool = False
    asked: Period | None = None
    waivers: Sequence[Waiver] = ()


def across(policy: Policy, gists: Iterable[Gist], terms: Across) -> tuple[Finding, ...]:
    """Return the findings that no form shows alone, in the order of rules, periods and units."""
    periods: dict[str, list[Gist]] = {}
    for one in gists:
        if concerns(one, policy, terms):
            periods.setdefault(one.period or "", []).append(one)
    ordered = ((period, sorted(periods[period], key=form_order)) for period in sorted(periods, key=period_order))
    found: dict[str, list[Finding]] = {rule: [] for rule in across_rules(policy)}
    for told in across_periods(policy, ordered, terms):
        found[told.rule].append(told)
    return tuple(one for of_rule in found.values() for one in of_rule)


def across_rules(policy: Policy) -> list[str]:
    """Return the rules that look over all forms, in their order."""
    return [rule.id for rule in policy.rules.values() if rule.check.kind in ACROSS_CHECKS]


def across_periods(policy: Policy, periods: Iterable[tuple[str, Iterable[Gist]]], terms: Across) -> Iterator[Finding]:
    """Yield the findings over forms that are sorted out already: by ``period_order``, then by ``form_order``.

    They come period by period; a report tells them in the order of ``across_rules``.
    """
    rules = [rule for rule in policy.rules.values() if rule.check.kind in ACROSS_CHECKS]
    for period, forms in periods:
        held = PeriodForms(policy, period, forms, terms.complete)
        day = next(iter(forms)).as_of
        for rule in rules:
            for hit, places in ACROSS_CHECKS[rule.check.kind](held):
                name = policy.subject_title(hit.subject, terms.lang) if hit.subject else ""
                one = replace(finding(rule, hit, name, terms.lang), places=places, period=period)
                yield _waived(one, period, day, terms.waivers)


def concerns(one: Gist, policy: Policy, terms: Across) -> bool:
    """Whether a form is some unit's of the roster for some period, of those looked at."""
    return one.unit in policy.units and bool(one.period) and (terms.asked is None or one.period == str(terms.asked))


def period_order(period: str) -> tuple[date, str]:
    """Return what periods are sorted by: the day on which they end, then their name."""
    return Period(period).end, period


def form_order(one: Gist) -> tuple[str, str]:
    """Return what the forms for one period are sorted by."""
    return one.unit or "", one.file


def two_forms(held: PeriodForms) -> Iterator[tuple[Hit, tuple[Place, ...]]]:
    """Yield each unit with two different forms for one period; files that hold different tables are parts of one."""
    for _, group in groupby(held.forms, key=lambda form: form.unit):
        versions = _versions(list(group))
        if versions:
            files = _named(_name(form.file) for form in versions)
            params = _params(versions[0], files=files, n=str(len(versions)))
            yield Hit(found=files, params=params), tuple(_place(form, None) for form in versions)


def single_differs(held: PeriodForms) -> Iterator[tuple[Hit, tuple[Place, ...]]]:
    """Yield each figure of one owner that another unit reports too, and differently."""
    disputed = _disputed(held.forms, figures=True)
    for subject, indicator in held.policy.indicators.items():
        owner = indicator.reporting.value.reported_by
        pairs = sorted(disputed.get(subject, ()), key=lambda pair: pair[0].unit != owner)
        for pair in pairs[1:]:
            # Versions of one form that differ are X301.
            if pair[1].value != pairs[0][1].value and pair[0].unit != pairs[0][0].unit:
                yield _differing(subject, (pairs[0], pair))


def task_disagrees(held: PeriodForms) -> Iterator[tuple[Hit, tuple[Place, ...]]]:
    """Yield each task of which units report different states, that of the lead first."""
    disputed = _disputed(held.forms, figures=False)
    for subject, task in held.policy.tasks.items():
        pairs = disputed.get(subject, ())
        # Versions of one form that differ are X301.
        if len({form.unit for form, _ in pairs}) > 1:
            yield _differing(subject, sorted(pairs, key=lambda pair: pair[0].unit != task.units[0]))


def unit_missing(held: PeriodForms) -> Iterator[tuple[Hit, tuple[Place, ...]]]:
    """Yield each unit of the roster without a form for a period for which others have sent theirs."""
    if not held.complete:
        return
    there = {form.unit for form in held.forms}
    for unit in held.policy.units:
        if unit not in there:
            params = {"unit": unit, "period": held.period}
            yield Hit(found=unit, params=params), (Place(unit, None, None, None, None),)


def submitted_late(held: PeriodForms) -> Iterator[tuple[Hit, tuple[Place, ...]]]:
    """Yield each form that says itself that it was filled in after the day on which it was due."""
    due = Period(held.period).end + timedelta(days=held.policy.info.due.value)
    for form in held.forms:
        if form.reported_on is not None and form.reported_on > due:
            days = (form.reported_on - due).days
            params = _params(form, due=due.isoformat(), days=str(days))
            found = form.reported_on.isoformat()
            yield Hit(found=found, expected=due.isoformat(), params=params), (_place(form, None, found),)


ACROSS_CHECKS: Mapping[str, AcrossCheck] = MappingProxyType(
    {
        "two_forms": two_forms,
        "single_differs": single_differs,
        "unit_missing": unit_missing,
        "submitted_late": submitted_late,
        "task_disagrees": task_disagrees,
    }
)


def _disputed(forms: Iterable[Gist], *, figures: bool) -> Mapping[str, Sequence[tuple[Gist, Told]]]:
    """Return what is said of each subject, figures or tasks, of which not all forms say the same."""
    said: dict[str, set[str]] = {}
    # Most forms say what others said already.
    for claims in {form.claims for form in forms}:
        for subject, shown, value in json.loads(claims):
            if (value is not None) is figures:
                said.setdefault(subject, set()).add(value if figures else shown)
    disputed: dict[str, list[tuple[Gist, Told]]] = {subject: [] for subject, told in said.items() if len(told) > 1}
    for form in forms if disputed else ():
        for told in form.told():
            if told.subject in disputed:
                disputed[told.subject].append((form, told))
    return disputed


def _versions(forms: Sequence[Gist]) -> list[Gist]:
    """Return those of a unit's forms that report on what another of them reports on too."""
    if len(forms) < 2:
        return []
    if not all(form.subjects for form in forms):
        # One that reports nothing claims to be the whole, and so is a version of each.
        return list(forms)
    times = Counter(subject for form in forms for subject in set(form.subjects))
    return [form for form in forms if any(times[subject] > 1 for subject in form.subjects)]


def _differing(subject: str, said: Sequence[tuple[Gist, Told]]) -> tuple[Hit, tuple[Place, ...]]:
    """Return one finding about what several units say of one subject, each with its cell.

    It is explained where every row that says something else than the first one says why.
    """
    places = tuple(_place(form, told, told.shown) for form, told in said)
    parts = _named((f"{p.unit} {p.found}({_name(p.file or '')} {p.sheet}!{p.cell})" for p in places), ";")
    others = [told.explanation for _, told in said if (told.value, told.shown) != (said[0][1].value, said[0][1].shown)]
    why = _named((other or "" for other in others), ";") if all(others) else ""
    return Hit(subject=subject, found=parts, explanation=why, params=_params(said[0][0], all=parts)), places


def _named(names: Iterable[str], between: str = "、") -> str:
    every = list(names)
    return between.join([*every[:_MOST_NAMED], *(["……"] if len(every) > _MOST_NAMED else [])])


def _place(form: Gist, told: Told | None, found: str | None = None) -> Place:
    return Place(form.unit, form.file, told.sheet if told else None, told.cell if told else None, found)


def _params(form: Gist, **more: str) -> dict[str, str]:
    return {"unit": form.unit or "", "period": form.period or "", "file": _name(form.file), **more}


def _name(file: str) -> str:
    return PurePath(file).name


def _waived(one: Finding, period: str, day: date | None, waivers: Sequence[Waiver]) -> Finding:
    """Apply the waivers of each unit that a finding names, for the day on which that period is judged."""
    for unit in {place.unit for place in one.places}:
        (one,) = waive_findings((one,), waivers_in_force(waivers, unit, period, day))
    return one
