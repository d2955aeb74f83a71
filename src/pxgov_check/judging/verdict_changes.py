"""Which verdicts differ between two results of the same submissions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pxgov_check.frozen import frozen
from pxgov_check.model import Status, SubmissionResult, Verdict


@frozen
class VerdictChange:
    """One verdict that came out differently; None where there was, or is, no such verdict."""

    file: str
    unit: str | None
    period: str | None
    subject: str
    title: str
    old: Status | None
    new: Status | None


def verdict_changes(old: Sequence[SubmissionResult], new: Sequence[SubmissionResult]) -> Iterator[VerdictChange]:
    """Yield every verdict whose status differs, in the order of the submissions."""
    before = {_key(one): one for one in old}
    for submission in new:
        was = _by_subject(before[_key(submission)]) if _key(submission) in before else {}
        now = _by_subject(submission)
        titles = {subject: verdict.title for subject, verdict in (now | was).items()}
        for subject, title in titles.items():
            statuses = _status(was, subject), _status(now, subject)
            if statuses[0] != statuses[1]:
                place = submission.file, submission.unit, submission.period
                yield VerdictChange(*place, subject, title, *statuses)


def _status(verdicts: dict[str, Verdict], subject: str) -> Status | None:
    return verdicts[subject].status if subject in verdicts else None


def _key(one: SubmissionResult) -> tuple[str, str | None]:
    return one.file, one.unit


def _by_subject(one: SubmissionResult) -> dict[str, Verdict]:
    return {verdict.subject: verdict for verdict in one.verdicts}
