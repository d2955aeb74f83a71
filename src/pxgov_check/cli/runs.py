"""How a command carries a run out: with what engine, with which ledger, and with what to see meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pxgov_check.batch.engines import Engine, in_this_process
from pxgov_check.batch.ledger import Ledger
from pxgov_check.batch.plan import Done, Plan, Source
from pxgov_check.batch.run import Watcher, results
from pxgov_check.batch.terms_digest import judged_by, terms_digest
from pxgov_check.cli.engines import engine_named
from pxgov_check.cli.output import say
from pxgov_check.cli.progress import progress
from pxgov_check.cli.session import Session
from pxgov_check.errors import UsageError
from pxgov_check.formats.clean import clean
from pxgov_check.formats.context import Context
from pxgov_check.frozen import frozen
from pxgov_check.judging.baseline import Baseline
from pxgov_check.judging.terms import Terms
from pxgov_check.model import SubmissionResult
from pxgov_check.submission.limits import Limits

# Starting processes takes longer than this many small forms.
_FEW = 16


@frozen
class How:
    """What the options say about carrying a run out. ``jobs`` is None for as many as there are processors."""

    jobs: int | None = None
    engine: str = "local"
    scheduler: str | None = None
    ledger: Path | None = None
    quiet: bool = False


def plan_for(
    session: Session,
    terms: Terms,
    limits: Limits,
    how: How,
    *,
    context: Context | None = None,
    streams: Sequence[str] = (),
    known: Baseline | None = None,
) -> Plan:
    """Return the plan of a run."""
    return Plan(
        context=context or Context(session.policy, session.messages),
        terms=terms,
        limits=limits,
        streams=tuple(streams),
        known=known,
        ledger=str(how.ledger) if how.ledger is not None else None,
        terms_digest=terms_digest(session.policy, terms, limits, known) if how.ledger is not None else b"",
    )


def engine_for(how: How, files: int) -> tuple[Engine, int]:
    """Return what judges so many files, and how many processes it has.

    Raises:
        UsageError: an engine that does not exist, at once; one that is not installed, when it begins.

    """
    jobs = how.jobs or processors()
    named = engine_named(how.engine, how.scheduler, jobs)
    if how.scheduler is not None and how.engine == "local":
        raise UsageError("error.scheduler_alone")
    if how.engine == "local" and (jobs == 1 or files <= _FEW):
        return in_this_process, 1
    return named, jobs


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def opened_ledger(session: Session, how: How) -> Iterator[Ledger | None]:
    """Open the ledger, where there is to be one, and say at the end if it was damaged.

    Raises:
        UsageError: it is something else.
        OutputError: it can't be written.

    """
    if how.ledger is None:
        yield None
        return
    ledger = Ledger(how.ledger, judged_by(session.policy, session.lang))
    try:
        yield ledger
    finally:
        ledger.close()
        if ledger.damaged:
            say(clean(session.messages("ledger.rebuilt", path=str(how.ledger))), error=True)


def watchers(shown: Watcher, ledger: Ledger | None) -> list[Watcher]:
    """Return what is to see each batch."""
    return [shown] if ledger is None else [shown, _remembering(ledger)]


def judge_whole(
    session: Session, wanted: Sequence[Source], terms: Terms, limits: Limits, how: How
) -> list[SubmissionResult]:
    """Return what came of each file, whole."""
    if not wanted:
        return []
    engine, jobs = engine_for(how, len(wanted))
    with opened_ledger(session, how) as ledger, progress(session.messages, len(wanted), quiet=how.quiet) as shown:
        return list(results(plan_for(session, terms, limits, how), wanted, engine, jobs, watchers(shown, ledger)))


def _remembering(ledger: Ledger) -> Watcher:
    def write(done: Done) -> None:
        if done.damaged:
            ledger.rebuild()
        ledger.write(done.learnt, done.seen)

    return write
