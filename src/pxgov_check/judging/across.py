"""Checks over all the forms of a run: what one form says against what others say, and who is not there."""

from __future__ import annotations

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
    return across_periods(policy, ordered, terms)


def across_periods(policy: Policy, periods: Iterable[tuple[str, Iterable[Gist]]], terms: Across) -> tuple[Finding, ...]:
    """Return the findings over forms that are sorted out already: by ``period_order``, then by ``form_order``."""
    rules = [rule for rule in policy.rules.values() if rule.check.kind in ACROSS_CHECKS]
    found: dict[str, list[Finding]] = {rule.id: [] for rule in rules}
    for period, forms in periods:
        held = PeriodForms(policy, period, forms, terms.complete)
        day = next(iter(forms)).as_of
        for rule in rules:
            for hit, places in ACROSS_CHECKS[rule.check.kind](held):
                name = policy.subject_title(hit.subject, terms.lang) if hit.subject else ""
                one = replace(finding(rule, hit, name, terms.lang), places=places, period=period)
                found[rule.id].append(_waived(one, period, day, terms.waivers))
    return tuple(one for rule in rules for one in found[rule.id])


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
    said: dict[str, list[tuple[Gist, Told]]] = {}
    for form in held.forms:
        for told in form.told:
            if told.value is not None:
                said.setdefault(told.subject, []).append((form, told))
    for subject, indicator in held.policy.indicators.items():
        owner = indicator.reporting.value.reported_by
        pairs = sorted(said.get(subject, ()), key=lambda pair: pair[0].unit != owner)
        for pair in pairs[1:]:
            # Versions of one form that differ are X301.
            if pair[1].value != pairs[0][1].value and pair[0].unit != pairs[0][0].unit:
                yield _differing(subject, (pairs[0], pair))


def task_disagrees(held: PeriodForms) -> Iterator[tuple[Hit, tuple[Place, ...]]]:
    """Yield each task of which units report different states, that of the lead first."""
    states: dict[str, tuple[set[str], set[str | None]]] = {}
    for form in held.forms:
        for told in form.told:
            if told.value is None:
                said, units = states.setdefault(told.subject, (set(), set()))
                said.add(told.shown)
                units.add(form.unit)
    # Versions of one form that differ are X301.
    disputed: dict[str, list[tuple[Gist, Told]]] = {
        subject: [] for subject, (said, units) in states.items() if len(said) > 1 and len(units) > 1
    }
    if not disputed:
        return
    for form in held.forms:
        for told in form.told:
            if told.subject in disputed:
                disputed[told.subject].append((form, told))
    for subject, task in held.policy.tasks.items():
        if subject in disputed:
            yield _differing(subject, sorted(disputed[subject], key=lambda pair: pair[0].unit != task.units[0]))


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
