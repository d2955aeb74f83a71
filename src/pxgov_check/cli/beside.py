"""What a run is given beside the forms themselves: earlier forms, waivers, a baseline, results of earlier runs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pxgov_check.batch.ledger_file import is_ledger
from pxgov_check.batch.ledger_reader import LedgerReader
from pxgov_check.batch.plan import Plan, Source
from pxgov_check.batch.records import recalled_results
from pxgov_check.batch.run import Wants
from pxgov_check.batch.terms_digest import judged_by
from pxgov_check.cli.reports import Reports, wants_of
from pxgov_check.cli.runs import How, judge_whole, plan_for
from pxgov_check.cli.session import Session
from pxgov_check.cli.workbooks import find_workbooks
from pxgov_check.errors import UsageError
from pxgov_check.formats.json import SCHEMA
from pxgov_check.formats.result_json import parse_result
from pxgov_check.frozen import frozen
from pxgov_check.judging.baseline import Baseline, baseline_of
from pxgov_check.judging.history import History
from pxgov_check.judging.terms import Terms
from pxgov_check.model import SubmissionResult
from pxgov_check.policy.waivers import load_waivers
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.remote import open_named


@frozen
class Beside:
    """What a run is given beside the forms themselves: earlier forms, waivers, and the result of an earlier run."""

    previous: Sequence[str] = ()
    waivers: Path | None = None
    baseline: Path | None = None


def planned(
    session: Session, terms: Terms, beside: Beside, reports: Reports, limits: Limits, how: How, *, everything: bool
) -> tuple[Plan, Wants]:
    """Return the plan of a run that writes reports, its terms with what stands beside, and what the reports want.

    Raises:
        UsageError: see ``with_what_stands_beside`` and ``read_baseline``.
        PolicyError: the file of waivers is wrong.

    """
    terms = with_what_stands_beside(session, terms, beside, limits, how)
    streams, wants = wants_of(reports, everything=everything)
    known = read_baseline(beside.baseline) if beside.baseline else None
    context = reports.context(session)
    return plan_for(session, terms, limits, how, context=context, streams=streams, known=known), wants


def with_what_stands_beside(session: Session, terms: Terms, beside: Beside, limits: Limits, how: How) -> Terms:
    """Return the terms with the waivers and the history that the options name.

    Raises:
        UsageError: --previous matches nothing, or nothing in it can be read.
        PolicyError: the file of waivers is wrong.

    """
    if beside.waivers is not None:
        terms = replace(terms, waivers=load_waivers(beside.waivers, session.policy))
    if beside.previous:
        earlier = _earlier(session, beside.previous, limits, how)
        broken = [one.file for one in earlier if not one.readable]
        if broken:
            raise UsageError("error.previous_unreadable", files=", ".join(broken))
        terms = replace(terms, history=History.of(earlier))
    return terms


def _earlier(session: Session, previous: Sequence[str], limits: Limits, how: How) -> list[SubmissionResult]:
    ledgers = [name for name in previous if is_ledger(Path(name))]
    others = [name for name in previous if name not in ledgers]
    told = [one for name in ledgers for one in read_ledger(session, name)]
    sources = [Source(file) for file in find_workbooks(others)] if others else []
    here = replace(how, engine="local", scheduler=None)
    return [*told, *judge_whole(session, sources, Terms(session.lang), limits, here)]


def read_ledger(session: Session, name: str) -> list[SubmissionResult]:
    """Return what a ledger holds of each file that was judged by the policy in force, in order.

    Raises:
        UsageError: it is damaged, or holds nothing by this policy.

    """
    reader = LedgerReader(name)
    rows = list(reader.last(judged_by(session.policy, session.lang)))
    if not rows:
        raise UsageError("error.ledger_other", path=name)
    return [one for file, _, row in rows for one in recalled_results(row, Source(file))]


def read_baseline(path: Path) -> Baseline:
    """Return what an earlier result holds.

    Raises:
        UsageError: the file is no result of pxcheck.

    """
    document = read_document(str(path))
    if document.get("schema") != SCHEMA:
        raise UsageError("error.bad_json", path=str(path), place="schema")
    return baseline_of(parse_result(document, str(path)))


def read_document(name: str) -> dict[str, Any]:
    """Return a JSON document that pxcheck wrote before, by its path or URL.

    Raises:
        UsageError: it is not there, or holds no JSON object.

    """
    try:
        with open_named(name) as stream:
            document = json.load(stream)
    except OSError:
        raise UsageError("error.no_file", path=name) from None
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise UsageError("error.bad_json", path=name, place="/")
    return document
