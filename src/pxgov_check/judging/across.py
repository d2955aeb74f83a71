"""Checks over all the forms of a run: what one form says against what others say, and who is not there."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import PurePath
from types import MappingProxyType
from typing import TypeVar

from pxgov_check.judging.audit import finding
from pxgov_check.judging.hits import Hit
from pxgov_check.judging.waivers import waive_findings
from pxgov_check.model import (
    Finding,
    IndicatorVerdict,
    Lang,
    Period,
    Place,
    Status,
    SubmissionResult,
    TaskVerdict,
    Verdict,
)
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.waivers import Waiver
from pxgov_check.submission.figures import plain

Key = TypeVar("Key", bound=Hashable)

# Verdicts that report nothing to compare.
_SILENT = frozenset({Status.MISSING, Status.INVALID, Status.NOT_APPLICABLE})


@dataclass(frozen=True, slots=True)
class Collection:
    """The forms of a run that are some unit's for some period, in order of period, unit and file.

    ``complete`` says that they are meant to be all of them, so that a unit without one is missing.
    """

    policy: Policy
    forms: tuple[SubmissionResult, ...]
    complete: bool
    lang: Lang

    @property
    def by_period(self) -> dict[str, list[SubmissionResult]]:
        """The forms of each period, in order."""
        return _grouped(self.forms, lambda form: form.period or "")


AcrossCheck = Callable[[Collection], Iterator[tuple[Hit, tuple[Place, ...]]]]


def across(
    policy: Policy,
    results: Sequence[SubmissionResult],
    lang: Lang,
    *,
    complete: bool = False,
    asked: Period | None = None,
    waivers: Sequence[Waiver] = (),
) -> tuple[Finding, ...]:
    """Return the findings that no form shows alone, in the order of rules, periods and units.

    Where a period is asked for, only forms for that period are looked at.
    """
    placed = [r for r in results if r.unit in policy.units and r.period and (asked is None or r.period == str(asked))]
    forms = tuple(sorted(placed, key=lambda r: (Period(r.period or "").end, r.period, r.unit, r.file)))
    collection = Collection(policy, forms, complete, lang)
    found: list[Finding] = []
    for rule in policy.rules.values():
        if rule.check.kind not in ACROSS_CHECKS:
            continue
        for hit, places in ACROSS_CHECKS[rule.check.kind](collection):
            name = policy.subject_title(hit.subject, lang) if hit.subject else ""
            one = replace(finding(rule, hit, name, lang), places=places, period=hit.params["period"])
            found.append(_waived(one, one.period, forms, waivers))
    return tuple(found)


def two_forms(collection: Collection) -> Iterator[tuple[Hit, tuple[Place, ...]]]:
    """Yield each unit with two different forms for one period; files that hold different tables are parts of one."""
    for forms in _grouped(collection.forms, lambda form: (form.period, form.unit)).values():
        versions = [form for form in forms if any(overlap(form, other) for other in forms if other is not form)]
        if len(versions) > 1:
            files = "、".join(_name(form.file) for form in versions)
            params = _params(versions[0], files=files, n=str(len(versions)))
            yield Hit(found=files, params=params), tuple(_place(form, None) for form in versions)


def single_differs(collection: Collection) -> Iterator[tuple[Hit, tuple[Place, ...]]]:
    """Yield each figure of one owner that another unit reports too, and differently."""
    for forms in collection.by_period.values():
        for subject, indicator in collection.policy.indicators.items():
            owner = indicator.reporting.value.reported_by
            if owner is None:
                continue
            told = [(form, v) for form, v in _reported(forms, subject) if _figure(v) is not None]
            told.sort(key=lambda pair: pair[0].unit != owner)
            for form, verdict in told[1:]:
                first, own = told[0]
                # Versions of one form that differ are X301.
                if _figure(verdict) != _figure(own) and form.unit != first.unit:
                    yield _differing(subject, ((first, own), (form, verdict)))


def task_disagrees(collection: Collection) -> Iterator[tuple[Hit, tuple[Place, ...]]]:
    """Yield each task of which units report different states, that of the lead first."""
    for forms in collection.by_period.values():
        for subject, task in collection.policy.tasks.items():
            told = [(form, v) for form, v in _reported(forms, subject) if v.reported]
            told.sort(key=lambda pair: pair[0].unit != task.units[0])
            if any(v.reported != w.reported and f.unit != g.unit for f, v in told[:-1] for g, w in told[1:]):
                yield _differing(subject, tuple(told))


def unit_missing(collection: Collection) -> Iterator[tuple[Hit, tuple[Place, ...]]]:
    """Yield each unit of the roster without a form for a period for which others have sent theirs."""
    if not collection.complete:
        return
    for period, forms in collection.by_period.items():
        there = {form.unit for form in forms}
        for unit in collection.policy.units:
            if unit not in there:
                yield Hit(found=unit, params={"unit": unit, "period": period}), (Place(unit, None, None, None, None),)


def submitted_late(collection: Collection) -> Iterator[tuple[Hit, tuple[Place, ...]]]:
    """Yield each form that says itself that it was filled in after the day on which it was due."""
    for form in collection.forms:
        due = Period(form.period or "").end + timedelta(days=collection.policy.info.due.value)
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


def _differing(subject: str, told: Sequence[tuple[SubmissionResult, Verdict]]) -> tuple[Hit, tuple[Place, ...]]:
    """Return one finding about what several units say of one subject, each with its cell.

    It is explained where every row that says something else than the first one says why.
    """
    places = tuple(_place(form, verdict, _shown(verdict)) for form, verdict in told)
    parts = [f"{p.unit} {p.found}({_name(p.file or '')} {p.sheet}!{p.cell})" for p in places]
    others = [verdict for _, verdict in told if _said(verdict) != _said(told[0][1])]
    why = ";".join(verdict.explanation or "" for verdict in others) if all(v.explanation for v in others) else ""
    params = _params(told[0][0], all=";".join(parts))
    return Hit(subject=subject, found=";".join(parts), explanation=why, params=params), places


def _reported(forms: Sequence[SubmissionResult], subject: str) -> Iterator[tuple[SubmissionResult, Verdict]]:
    for form in forms:
        for verdict in form.verdicts:
            if verdict.subject == subject and (verdict.unwaived or verdict.status) not in _SILENT:
                yield form, verdict


def overlap(one: SubmissionResult, other: SubmissionResult) -> bool:
    """Whether two forms report on the same; a form that reports nothing claims to be the whole."""
    subjects = [{v.subject for v in form.verdicts if v.sheet is not None} for form in (one, other)]
    return not all(subjects) or bool(subjects[0] & subjects[1])


def _figure(verdict: Verdict) -> object:
    return verdict.value if isinstance(verdict, IndicatorVerdict) else None


def _said(verdict: Verdict) -> object:
    return verdict.value if isinstance(verdict, IndicatorVerdict) else verdict.reported


def _shown(verdict: Verdict) -> str:
    if isinstance(verdict, TaskVerdict):
        return verdict.reported or ""
    return plain(verdict.value) + verdict.unit if verdict.value is not None else verdict.reported or ""


def _place(form: SubmissionResult, verdict: Verdict | None, found: str | None = None) -> Place:
    return Place(form.unit, form.file, verdict.sheet if verdict else None, verdict.cell if verdict else None, found)


def _params(form: SubmissionResult, **more: str) -> dict[str, str]:
    return {"unit": form.unit or "", "period": form.period or "", "file": _name(form.file), **more}


def _name(file: str) -> str:
    return PurePath(file).name


def _waived(one: Finding, period: str | None, forms: Sequence[SubmissionResult], waivers: Sequence[Waiver]) -> Finding:
    """Apply the waivers of each unit that a finding names, for the day on which that period is judged."""
    day = next((form.as_of for form in forms if form.period == period), None)
    for unit in {place.unit for place in one.places}:
        (one,) = waive_findings((one,), waivers, unit, period, day)
    return one


def _grouped(
    forms: Sequence[SubmissionResult], key: Callable[[SubmissionResult], Key]
) -> dict[Key, list[SubmissionResult]]:
    groups: dict[Key, list[SubmissionResult]] = {}
    for form in forms:
        groups.setdefault(key(form), []).append(form)
    return groups
