"""Policy × submission → findings and verdicts. Pure: no clock, no locale, no disk."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from pxgov_check.errors import SubmissionError
from pxgov_check.judging.audit import audit, finding
from pxgov_check.judging.hits import Case, Hit
from pxgov_check.judging.indicators import judge_indicator
from pxgov_check.judging.tasks import judge_task
from pxgov_check.model import Finding, Lang, Period, SubmissionResult, Verdict
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.cells import Workbook
from pxgov_check.submission.layout import INDICATORS, TASKS
from pxgov_check.submission.read import read_submissions


def judge_workbook(
    policy: Policy,
    workbook: Workbook,
    *,
    file: str,
    digest: str,
    lang: Lang,
    as_of: date | None = None,
    period: Period | None = None,
) -> tuple[SubmissionResult, ...]:
    """Judge every submission in a workbook, one a unit.

    ``as_of`` is the day judged for, by default the end of the form's own period (or of ``period``, where the form's
    can't be read); ``period`` is the one asked for, so that a form for another is finding F007.
    """
    results = []
    for submission in read_submissions(workbook, policy):
        if submission.lone and submission.period is None:
            # A file without a place for it is for the period that it was asked for.
            submission = replace(submission, period=period)  # noqa: PLW2901 (the same form, complete)
        own = submission.period or period
        day = as_of or (own.end if own else None)
        case = Case(policy.on(day), submission, day, period)
        results.append(_judge(case, file, digest, lang))
    return tuple(results)


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


def _judge(case: Case, file: str, digest: str, lang: Lang) -> SubmissionResult:
    findings = audit(case, lang)
    form = case.submission
    return SubmissionResult(
        file=file,
        digest=digest,
        readable=True,
        unit=form.unit or form.unit_text or None,
        period=str(form.period) if form.period else None,
        as_of=case.as_of,
        findings=findings,
        verdicts=(*_indicator_verdicts(case, findings, lang), *_task_verdicts(case, findings, lang)),
    )


def _indicator_verdicts(case: Case, findings: tuple[Finding, ...], lang: Lang) -> list[Verdict]:
    form = case.submission
    rows = {row.id: row for row in reversed(form.indicators)}
    expected = case.policy.expected_indicators(form.unit) if form.unit and form.holds(INDICATORS.key) else ()
    subjects = _in_order(case.policy.indicators, {*rows, *expected})
    return [judge_indicator(case, s, rows.get(s), _about(findings, s), lang) for s in subjects]


def _task_verdicts(case: Case, findings: tuple[Finding, ...], lang: Lang) -> list[Verdict]:
    form = case.submission
    rows = {row.id: row for row in reversed(form.tasks)}
    expected = case.policy.expected_tasks(form.unit) if form.unit and form.holds(TASKS.key) else ()
    subjects = _in_order(case.policy.tasks, {*rows, *expected})
    return [judge_task(case, s, rows.get(s), _about(findings, s), lang) for s in subjects]


def _in_order(known: Collection[str], wanted: set[str]) -> list[str]:
    return [subject for subject in known if subject in wanted]


def _about(findings: tuple[Finding, ...], subject: str) -> list[Finding]:
    return [f for f in findings if f.subject == subject]
