"""Findings across forms as each of the forms is told of them: at its own cell, with what its unit can do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pxgov_check.model import Finding, Place, Result, SubmissionResult
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy

# Checks whose hint speaks to who collects the forms; the catalogue has what the unit itself can do.
_FOR_THE_COLLECTOR = frozenset({"two_forms", "submitted_late"})


def addressed(result: Result, policy: Policy, m: Messages) -> tuple[SubmissionResult, ...]:
    """Return the submissions of a run, each with the findings across forms that name it, last."""
    return tuple(replace(one, findings=(*one.findings, *_about(one, result, policy, m))) for one in result.submissions)


def titles_of(results: Iterable[SubmissionResult]) -> dict[str, str]:
    """Return the name of each indicator and task that some forms report, by id."""
    return {verdict.subject: verdict.title for one in results for verdict in one.verdicts}


def untold_subject(one: Finding, titles: Mapping[str, str]) -> str:
    """Return the id and the name that a finding is about, as far as its message does not say them."""
    subject, title = one.subject or "", titles.get(one.subject or "", "")
    return " ".join(part for part in (subject, title) if part and part not in one.message)


def _about(one: SubmissionResult, result: Result, policy: Policy, m: Messages) -> Iterator[Finding]:
    for found in result.findings:
        for place in found.places:
            if place.file is not None and (place.file, place.unit) == (one.file, one.unit):
                yield _at(found, place, policy, m)


def _at(found: Finding, place: Place, policy: Policy, m: Messages) -> Finding:
    rule = policy.rules.get(found.rule)
    kind = rule.check.kind if rule else ""
    hint = m(f"addressed.{kind}") if kind in _FOR_THE_COLLECTOR else found.hint
    return replace(found, sheet=place.sheet, cell=place.cell, found=place.found, hint=hint)
