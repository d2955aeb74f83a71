"""From files to a result: every form is read and judged behind its guard; one that can't be read is a result too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pxgov_check.cli.session import Session
from pxgov_check.cli.workbooks import find_workbooks
from pxgov_check.errors import SubmissionError, UsageError
from pxgov_check.formats import json_result
from pxgov_check.judging import judge_workbook, unreadable
from pxgov_check.judging.baseline import Baseline, baseline_of
from pxgov_check.judging.history import History
from pxgov_check.judging.terms import Terms
from pxgov_check.judging.waivers import waiver_uses
from pxgov_check.model import Result, SubmissionResult
from pxgov_check.policy.waivers import load_waivers
from pxgov_check.submission.guard import guarded
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.open import open_workbook


@dataclass(frozen=True, slots=True)
class Beside:
    """What a run is given beside the forms themselves: earlier forms and waivers."""

    previous: Sequence[str] = ()
    waivers: Path | None = None


def judge_files(session: Session, files: Sequence[Path], terms: Terms, limits: Limits) -> Result:
    """Judge every file."""
    submissions = [one for path in files for one in judge_file(session, path, terms, limits)]
    days = {s.as_of for s in submissions}
    common = terms.as_of or (days.pop() if len(days) == 1 else None)
    uses = tuple(waiver_uses(terms.waivers, submissions))
    return Result(session.policy.ref(), common, tuple(submissions), waivers=uses)


def judge_file(session: Session, path: Path, terms: Terms, limits: Limits) -> Sequence[SubmissionResult]:
    """Judge the submissions of one file."""
    name = path.as_posix()
    try:
        with guarded(limits):
            workbook, digest = open_workbook(path, limits)
            return judge_workbook(session.policy, workbook, terms, file=name, digest=digest)
    except SubmissionError as error:
        return [unreadable(session.policy, error, session.messages, file=name, lang=session.lang)]


def with_what_stands_beside(session: Session, terms: Terms, beside: Beside, limits: Limits) -> Terms:
    """Return the terms with the waivers and the history that the options name.

    Raises:
        UsageError: --previous matches nothing, or nothing in it can be read.
        PolicyError: the file of waivers is wrong.

    """
    if beside.waivers is not None:
        terms = replace(terms, waivers=load_waivers(beside.waivers, session.policy))
    if beside.previous:
        plain = Terms(session.lang)
        earlier = [r for p in find_workbooks(beside.previous) for r in judge_file(session, p, plain, limits)]
        broken = [one.file for one in earlier if not one.readable]
        if broken:
            raise UsageError("error.previous_unreadable", files=", ".join(broken))
        terms = replace(terms, history=History.of(earlier))
    return terms


def read_baseline(path: Path) -> Baseline:
    """Return what an earlier result holds.

    Raises:
        UsageError: the file is no result of pxcheck.

    """
    try:
        return baseline_of(json_result.parse(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise UsageError("error.bad_baseline", path=str(path), detail=str(error)) from None
