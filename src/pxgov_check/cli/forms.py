"""From files to a result: every form is read and judged behind its guard; one that can't be read is a result too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pxgov_check.cli.session import Session
from pxgov_check.cli.workbooks import find_workbooks
from pxgov_check.errors import SubmissionError, UsageError
from pxgov_check.formats.json import SCHEMA
from pxgov_check.formats.result_json import parse_result
from pxgov_check.judging import judge_workbook, unreadable
from pxgov_check.judging.across import across
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


def judge_files(
    session: Session, files: Iterable[Path], terms: Terms, limits: Limits, *, complete: bool = False
) -> Result:
    """Judge every file, then what only shows over all of them. A file with the bytes of another is a copy of it.

    ``complete``: the files are meant to be all there are, so that a unit without one is missing.
    """
    submissions = _without_copies(one for path in files for one in judge_file(session, path, terms, limits))
    days = {s.as_of for s in submissions}
    common = terms.as_of or (days.pop() if len(days) == 1 else None)
    found = across(
        session.policy, submissions, session.lang, complete=complete, asked=terms.period, waivers=terms.waivers
    )
    uses = tuple(waiver_uses(terms.waivers, submissions, found))
    return Result(session.policy.ref(), common, tuple(submissions), found, uses)


def judge_file(session: Session, path: Path, terms: Terms, limits: Limits) -> Sequence[SubmissionResult]:
    """Judge the submissions of one file."""
    name = path.as_posix()
    try:
        with guarded(limits):
            workbook, digest = open_workbook(path, limits)
            return judge_workbook(session.policy, workbook, terms, file=name, digest=digest)
    except SubmissionError as error:
        return [unreadable(session.policy, error, session.messages, file=name, lang=session.lang)]


def _without_copies(results: Iterable[SubmissionResult]) -> list[SubmissionResult]:
    kept: dict[tuple[str | None, str | None, str | None], SubmissionResult] = {}
    for number, one in enumerate(results):
        key = (one.digest, one.unit, one.period) if one.digest else (None, None, str(number))
        first = kept.get(key)
        if first is None or first.file == one.file:
            kept[key if first is None else (None, None, str(number))] = one
        else:
            kept[key] = replace(first, copies=(*first.copies, one.file))
    return list(kept.values())


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
    document = read_document(path)
    if document.get("schema") != SCHEMA:
        raise UsageError("error.bad_json", path=str(path), place="schema")
    return baseline_of(parse_result(document, str(path)))


def read_document(path: Path) -> dict[str, Any]:
    """Return a JSON document that pxcheck wrote before.

    Raises:
        UsageError: it is not there, or holds no JSON object.

    """
    try:
        document = json.loads(path.read_bytes())
    except OSError:
        raise UsageError("error.no_file", path=str(path)) from None
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise UsageError("error.bad_json", path=str(path), place="/")
    return document
