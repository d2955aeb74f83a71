"""Policy × submission → findings and verdicts. Pure: no clock, no locale, no disk."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from pxgov_check.errors import SubmissionError
from pxgov_check.judging.asked import asked_of
from pxgov_check.judging.audit import audit, finding
from pxgov_check.judging.hits import Case, Hit
from pxgov_check.judging.indicators import judge_indicator
from pxgov_check.judging.tasks import due_on, judge_task
from pxgov_check.judging.terms import Terms
from pxgov_check.judging.waivers import waive_findings, waive_verdict, waivers_in_force
from pxgov_check.model import Contact, Lang, SubmissionResult, Verdict
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.cells import Workbook
from pxgov_check.submission.dates import parse_day
from pxgov_check.submission.layout import INDICATORS, TASKS
from pxgov_check.submission.read import read_submissions
from pxgov_check.submission.rows import Submission


def judge_workbook(
    policy: Policy, workbook: Workbook, terms: Terms, *, file: str, digest: str
) -> Iterator[SubmissionResult]:
    """Judge every submission in a workbook, one a unit; each is read and judged as it is asked for."""
    for submission in read_submissions(workbook, policy):
        if submission.lone and submission.period is None:
            # A file without a place for it is for the period that it was asked for.
            submission = replace(submission, period=terms.period)  # noqa: PLW2901 (the same form, complete)
        own = submission.period or terms.period
        day = terms.as_of or (own.end if own else None)
        earlier = terms.history.before(submission.unit, submission.period)
        case = Case(policy.on(day), submission, day, terms.period, earlier)
        yield _judge(case, file, digest, terms)


def unreadable(
    policy: Policy, error: SubmissionError, messages: Messages, *, file: str, lang: Lang
) -> SubmissionResult:
    """Return the result of a file that could not be read or was refused: one finding that says what it is."""
    reason = messages(error.key, **error.params)
    hit = Hit(found=file, params={"reason": reason, **error.params})
    return SubmissionResult(
        file=file,
        digest=None,
        readable=False,
        findings=(finding(policy.rules[error.rule], hit, "", lang),),
    )


def _judge(case: Case, file: str, digest: str, terms: Terms) -> SubmissionResult:
    form = case.submission
    unit = form.unit or form.unit_text or None
    period = str(form.period) if form.period else None
    waivers = waivers_in_force(terms.waivers, unit, period, case.as_of)
    findings = waive_findings(audit(case, terms.lang), waivers)
    invalid = frozenset(f.subject for f in findings if f.blocks and f.subject)
    verdicts = (*_indicator_verdicts(case, invalid, terms.lang), *_task_verdicts(case, invalid, terms.lang))
    return SubmissionResult(
        file=file,
        digest=digest,
        readable=True,
        unit=unit,
        period=period,
        as_of=case.as_of,
        findings=findings,
        verdicts=tuple(waive_verdict(v, waivers) for v in verdicts) if waivers else verdicts,
        reported_on=parse_day(_basic(form, "reported_on")),
        contact=Contact(_basic(form, "reporter"), _basic(form, "phone")),
    )


def _basic(form: Submission, key: str) -> str:
    written = form.basics.get(key)
    return written.text if written else ""


def _indicator_verdicts(case: Case, invalid: frozenset[str], lang: Lang) -> list[Verdict]:
    form = case.submission
    rows = {row.id: row for row in reversed(form.indicators)}
    expected = case.policy.expected_indicators(form.unit) if form.unit and form.holds(INDICATORS.key) else ()
    asked = asked_of(case.policy, case.as_of, lang)
    subjects = _in_order(case.policy.indicators, {*rows, *expected})
    return [judge_indicator(asked[s], rows.get(s), invalid=s in invalid) for s in subjects]


def _task_verdicts(case: Case, invalid: frozenset[str], lang: Lang) -> list[Verdict]:
    form = case.submission
    rows = {row.id: row for row in reversed(form.tasks)}
    expected = case.policy.expected_tasks(form.unit) if form.unit and form.holds(TASKS.key) else ()
    due, rules = due_on(case.policy, case.as_of, lang), case.policy.task_rules
    subjects = _in_order(case.policy.tasks, {*rows, *expected})
    return [judge_task(due[s], rows.get(s), rules, invalid=s in invalid) for s in subjects]


def _in_order(known: Collection[str], wanted: set[str]) -> list[str]:
    return [subject for subject in known if subject in wanted]
