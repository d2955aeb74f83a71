"""JUnit XML as Jenkins and GitLab read it: a suite a submission, a case a finding and a verdict, passes included.

A case fails exactly when it is what makes the exit code 1 (``--fail-on``). What could not be judged is an error where
wrong data fails the run. What calls for attention without failing the run is skipped, with the reason. Notices pass.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pxgov_check.formats.clean import clean, clean_lines
from pxgov_check.formats.context import Context
from pxgov_check.formats.entries import Entry, submission_entries
from pxgov_check.formats.kinds import Ending, Piece, Stream
from pxgov_check.formats.wording import entry_sentence, entry_title
from pxgov_check.frozen import frozen
from pxgov_check.judging.outcome import SETTLED, finding_fails, verdict_fails
from pxgov_check.model import Finding, FindingState, Severity, Status, SubmissionResult

Outcome = Literal["passed", "failure", "error", "skipped"]

# What a suite adds up, in the schema's order, and which outcome counts for which.
_TOTALS = ("tests", "failures", "errors", "skipped")
_TOTAL_OF = {"failure": "failures", "error": "errors", "skipped": "skipped"}


@frozen
class _Case:
    entry: Entry
    name: str
    outcome: Outcome


def _piece(one: SubmissionResult, context: Context) -> Piece:
    return _suite(_suite_name(one, context), submission_entries(one), _told_of(one), context)


def _around(ending: Ending, context: Context) -> tuple[str, tuple[str]]:
    """Return the root's beginning with its totals, and its end, before which the findings across forms are told."""
    last, counts = "", Counter(ending.counts)
    if ending.findings:
        told = [Entry(finding, None) for finding in ending.findings]
        suite = _suite(context.messages("report.across"), told, {}, context)
        last, counts = suite.text, counts + Counter(suite.counts)
    root = Element("testsuites", name="pxcheck")
    # The schema has the number of those skipped on suites only.
    _count(root, {name: n for name, n in counts.items() if name != "skipped"}, _TOTALS[:-1])
    root.text = "\n"
    head, _, tail = tostring(root, encoding="unicode").partition("\n")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n', (f"{last}{tail}\n",)


def outcome(entry: Entry, context: Context) -> Outcome:
    """Return how a case ends. A file that can't be read always fails the run, so its finding is an error."""
    one = entry.one
    if isinstance(one, Finding):
        if entry.submission is not None and not entry.submission.readable:
            return "error"
        if finding_fails(one, context.fail_on):
            return "failure"
        silent = one.severity is Severity.NOTICE and one.state is FindingState.OPEN
        return "passed" if silent else "skipped"
    if verdict_fails(one, context.fail_on):
        return "failure"
    if one.status is Status.INVALID and "data" in context.fail_on:
        return "error"
    open_end = {Status.NOT_APPLICABLE, Status.WAIVED}
    return "passed" if one.status in SETTLED - open_end else "skipped"


def _suite(name: str, told: Iterable[Entry], properties: Mapping[str, str], context: Context) -> Piece:
    """Return a suite on lines of its own, and what its cases add up to."""
    cases = _cases(told, context)
    suite = Element("testsuite", name=name)
    counts = {**Counter(_TOTAL_OF[case.outcome] for case in cases if case.outcome in _TOTAL_OF), "tests": len(cases)}
    _count(suite, counts, _TOTALS)
    parent = SubElement(suite, "properties")
    policy = context.policy.ref()
    for key, value in {"policy": policy.document_no, "digest": policy.digest, **properties}.items():
        SubElement(parent, "property", name=key, value=clean(value))
    for case in cases:
        _case(suite, case, name, context)
    indent(suite, level=1)
    return Piece(f"  {tostring(suite, encoding='unicode')}\n", counts)


def _suite_name(submission: SubmissionResult, context: Context) -> str:
    """Return a name that no other suite has: GitLab keeps one case of those with equal names."""
    parts = (context.repository.path(submission.file), submission.unit, submission.period)
    name = " ".join(part for part in parts if part)
    shown = clean(name)
    # Two names may be the same once what hides in them is gone.
    return shown if shown == name else f"{shown} {hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:8]}"


def _told_of(one: SubmissionResult) -> dict[str, str]:
    as_of = one.as_of.isoformat() if one.as_of else ""
    return {"unit": one.unit or "", "period": one.period or "", "as_of": as_of}


def _cases(told: Iterable[Entry], context: Context) -> list[_Case]:
    names: Counter[str] = Counter()
    return [_Case(e, _numbered(entry_title(e), names), outcome(e, context)) for e in told]


def _numbered(name: str, seen: Counter[str]) -> str:
    """Return a name that nothing before it in the suite has."""
    seen[name] += 1
    return name if seen[name] == 1 else _numbered(f"{name} ({seen[name]})", seen)


def _count(owner: Element, counts: Mapping[str, int], names: Iterable[str]) -> None:
    for name in names:
        owner.set(name, str(counts.get(name, 0)))


def _case(suite: Element, case: _Case, suite_name: str, context: Context) -> None:
    element = SubElement(suite, "testcase", name=case.name, classname=suite_name)
    message = entry_sentence(case.entry, context)
    told = _body(case.entry, message, context)
    if case.outcome == "passed":
        SubElement(element, "system-out").text = told
        return
    kind = case.entry.one.severity if isinstance(case.entry.one, Finding) else case.entry.one.status
    SubElement(element, case.outcome, type=str(kind), message=message).text = told


def _body(entry: Entry, message: str, context: Context) -> str:
    """Return file, place and sentence, a line each, and where the rule is explained."""
    file = context.repository.path(entry.file)
    lines = [f"{file} {entry.place}".rstrip(), message, context.read_on(entry.id)]
    return clean_lines("\n".join(clean(line) for line in lines))


FORMAT = Stream(_piece, _around)
