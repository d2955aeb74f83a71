"""JUnit XML as Jenkins and GitLab read it: a suite a submission, a case a finding and a verdict, passes included.

A case fails exactly when it is what makes the exit code 1 (``--fail-on``). What could not be judged is an error where
wrong data fails the run. What calls for attention without failing the run is skipped, with the reason. Notices pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pxgov_check.formats.clean import clean, clean_lines
from pxgov_check.formats.context import Context
from pxgov_check.formats.entries import Entry, submission_entries
from pxgov_check.formats.wording import entry_sentence, entry_title
from pxgov_check.judging.outcome import SETTLED, finding_fails, verdict_fails
from pxgov_check.model import Finding, FindingState, Result, Severity, Status, SubmissionResult

Outcome = Literal["passed", "failure", "error", "skipped"]


@dataclass(frozen=True, slots=True)
class _Case:
    entry: Entry
    name: str
    outcome: Outcome


def render(result: Result, context: Context) -> str:
    """Return the document; every total in it counts the cases below it."""
    root = Element("testsuites", name="pxcheck")
    names: Counter[str] = Counter()
    by_suite: list[_Case] = []
    for submission, told in _suites(result):
        cases = _cases(told, context)
        name = _numbered(_suite_name(submission, context), names)
        suite = SubElement(root, "testsuite", name=name)
        _count(suite, cases)
        _properties(suite, submission, result)
        for case in cases:
            _case(suite, case, name, context)
        by_suite += cases
    _count(root, by_suite)
    del root.attrib["skipped"]  # the schema has it on suites only
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


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


def _suites(result: Result) -> Iterator[tuple[SubmissionResult | None, Iterable[Entry]]]:
    for submission in result.submissions:
        yield submission, submission_entries(submission)
    if result.findings:
        yield None, [Entry(finding, None) for finding in result.findings]


def _suite_name(submission: SubmissionResult | None, context: Context) -> str:
    if submission is None:
        return context.messages("report.across")
    parts = (context.repository.path(submission.file), submission.unit, submission.period)
    return clean(" ".join(part for part in parts if part))


def _cases(told: Iterable[Entry], context: Context) -> list[_Case]:
    names: Counter[str] = Counter()
    return [_Case(e, _numbered(entry_title(e), names), outcome(e, context)) for e in told]


def _numbered(name: str, seen: Counter[str]) -> str:
    """Return a name that nothing before it has: GitLab keeps one case of those with equal names."""
    seen[name] += 1
    return name if seen[name] == 1 else _numbered(f"{name} ({seen[name]})", seen)


def _count(owner: Element, cases: Sequence[_Case]) -> None:
    counted = Counter(case.outcome for case in cases)
    totals = {"tests": len(cases), "failures": counted["failure"], "errors": counted["error"]}
    for name, count in {**totals, "skipped": counted["skipped"]}.items():
        owner.set(name, str(count))


def _properties(suite: Element, submission: SubmissionResult | None, result: Result) -> None:
    told = {"policy": result.policy.document_no, "digest": result.policy.digest}
    if submission is not None:
        told |= {"unit": submission.unit or "", "period": submission.period or ""}
        told["as_of"] = submission.as_of.isoformat() if submission.as_of else ""
    parent = SubElement(suite, "properties")
    for name, value in told.items():
        SubElement(parent, "property", name=name, value=clean(value))


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
