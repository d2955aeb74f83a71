"""A run from its files to its reports: carried out, unless the ledger remembers all that it would tell."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict

from pxgov_check.batch.copies import sources
from pxgov_check.batch.file_states import digests
from pxgov_check.batch.ledger import Ledger
from pxgov_check.batch.ledger_file import name_bytes
from pxgov_check.batch.plan import Plan
from pxgov_check.batch.recall import remembering
from pxgov_check.batch.run import Collector, Wants, run
from pxgov_check.cli.output import say
from pxgov_check.cli.progress import progress
from pxgov_check.cli.reports import Reports
from pxgov_check.cli.runs import How, engine_for, opened_ledger, watchers
from pxgov_check.cli.session import Session, in_colour, screen_width
from pxgov_check.cli.told import SameRun
from pxgov_check.frozen import frozen
from pxgov_check.judging.across import Across
from pxgov_check.model import Result, Shard

# Clocks of disks tick at least so often (FAT: every other second), in nanoseconds.
_SETTLED = 2_000_000_000


@frozen
class Run:
    """A run to be carried out: by what files are judged, what the reports want, over which files, and how."""

    plan: Plan
    wants: Wants
    across: Across
    files: Sequence[str]
    how: How
    shard: Shard | None = None


def reported(session: Session, asked: Run, reports: Reports, also: Callable[[Result], None] | None = None) -> int:
    """Judge files, write the reports, give ``also`` the whole result, and return the exit code.

    Where the ledger remembers that the same was told before, it is told again, and nothing is judged or written.

    Raises:
        UsageError: see ``engine_for`` and ``opened_ledger``.
        OutputError: a file can't be written, the disk is full, or the ledger can't be written.

    """
    plan, how = asked.plan, asked.how
    with (
        opened_ledger(session, how) as ledger,
        closing(Collector(plan, asked.wants, asked.across, asked.shard)) as collector,
    ):
        with progress(session.messages, len(asked.files), quiet=how.quiet) as shown:
            known = digests(asked.files, plan.limits, ledger, time.time_ns() - _SETTLED) if ledger is not None else {}
            same = None if ledger is None or also is not None else _same_run(asked, reports, known, ledger)
            before = same.told() if same is not None else None
            if before is None:
                wanted = sources(asked.files, plan.limits, known)
                engine, jobs = engine_for(how, len(wanted))
                seeing = [*watchers(shown, ledger), *([same.watch] if same is not None else ())]
                run(collector, plan, wanted, remembering(engine), jobs, seeing)
        if before is not None:
            if before.report:
                say(before.report)
            return before.code
        outcome = collector.outcome()
        told = reports.write(session, outcome)
        if same is not None:
            same.remember(told)
        if also is not None:
            also(outcome.result)
        return told.code


def _same_run(asked: Run, reports: Reports, known: Mapping[str, bytes], ledger: Ledger) -> SameRun | None:
    """Return a run by all that what it tells depends on; None where not all of that is known, or can be told again."""
    if not reports.can_stand or any(file not in known for file in asked.files):
        return None
    context, screen = asked.plan.context, reports.screen
    told = [
        asked.plan.terms_digest.hex(),
        asked.across.complete,
        asked.shard and asdict(asked.shard),
        [sorted(context.fail_on), asdict(context.repository), context.rule_pages],
        [(one.format, one.target) for one in reports.wanted],
        None if screen.quiet else [screen_width(), in_colour(no_color=screen.no_color)],
    ]
    digest = hashlib.sha256(json.dumps(told, default=str).encode("ascii"))
    for file in asked.files:
        digest.update(hashlib.sha256(name_bytes(file)).digest() + known[file])
    return SameRun(ledger, digest.digest(), known)
