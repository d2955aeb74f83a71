"""What a report on a city is made from: workbooks, results that validate wrote, ledgers, or an earlier gap report."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import field, replace
from pathlib import Path

from pxgov_check.batch.ledger_file import is_ledger
from pxgov_check.batch.plan import Source
from pxgov_check.cli.beside import read_document, read_ledger
from pxgov_check.cli.runs import How, judge_whole
from pxgov_check.cli.session import Session
from pxgov_check.cli.workbooks import find_workbooks
from pxgov_check.errors import UsageError
from pxgov_check.formats.gap_json import SCHEMA as GAP
from pxgov_check.formats.gap_json import parse_gap
from pxgov_check.formats.json import SCHEMA as RESULT
from pxgov_check.formats.result_json import parse_result
from pxgov_check.frozen import frozen
from pxgov_check.judging.terms import Terms
from pxgov_check.model import Period, Result, SubmissionResult
from pxgov_check.rollup.report import GapReport
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.remote import is_url

_JSON = ".json"


@frozen
class Inputs:
    """The ``workbooks`` to judge, the ``results`` (path and content) judged before, or one ``report`` as it is.

    ``ledgers`` hold results judged before, too; ``how`` says how the workbooks are judged.
    """

    workbooks: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    results: tuple[tuple[str, Result], ...] = ()
    report: GapReport | None = None
    ledgers: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    how: How = field(default_factory=How)


def read_inputs(arguments: Sequence[str]) -> Inputs:
    """Tell the documents among the arguments from the workbooks, and read the documents.

    Raises:
        UsageError: an argument matches nothing, a document is neither a result nor a gap report, or a gap report does
            not stand alone.

    """
    named = [a for a in arguments if a.lower().endswith(_JSON) and (is_url(a) or Path(a).is_file())]
    ledgers = [a for a in arguments if a not in named and is_ledger(Path(a))]
    others = [a for a in arguments if a not in named and a not in ledgers]
    workbooks = tuple(find_workbooks(others)) if others else ()
    results: list[tuple[str, Result]] = []
    for name in named:
        document = read_document(name)
        if document.get("schema") == GAP:
            if len(arguments) > 1:
                raise UsageError("error.gap_alone", path=name)
            return Inputs(documents=(name,), report=parse_gap(document, name))
        if document.get("schema") != RESULT:
            raise UsageError("error.bad_json", path=name, place="schema")
        results.append((name, parse_result(document, name)))
    return Inputs(workbooks, (*named, *ledgers), tuple(results), ledgers=tuple(ledgers))


def read_results(session: Session, inputs: Inputs, terms: Terms) -> Result:
    """Judge the workbooks and add what was judged before.

    Raises:
        UsageError: a result was judged by another pack.

    """
    own = session.policy.ref()
    for path, told in inputs.results:
        if told.policy.digest != own.digest:
            raise UsageError("error.other_pack", path=path, found=told.policy.digest, known=own.digest)
    submissions = [*_judged(session, inputs, inputs.workbooks, terms)]
    for _, told in inputs.results:
        submissions += told.submissions
    for name in inputs.ledgers:
        submissions += read_ledger(session, name)
    return Result(own, None, tuple(submissions))


def with_bare_forms(session: Session, inputs: Inputs, before: Result, terms: Terms, period: Period) -> Result:
    """Return a result in which each file without a place for its period is for the one asked for."""
    bare = {one.file for one in before.submissions if one.readable and one.period is None}
    return judge_again(session, inputs, before, bare, replace(terms, period=period)) if bare else before


def judge_again(session: Session, inputs: Inputs, before: Result, files: Collection[str], terms: Terms) -> Result:
    """Judge some of the workbooks on other terms; what comes of them takes their places in a result."""
    named = [name for name in inputs.workbooks if name in files]
    kept = tuple(s for s in before.submissions if s.file not in named)
    return replace(before, submissions=(*kept, *_judged(session, inputs, named, terms)))


def _judged(session: Session, inputs: Inputs, names: Sequence[str], terms: Terms) -> list[SubmissionResult]:
    return judge_whole(session, [Source(name) for name in names], terms, inputs.limits, inputs.how)
