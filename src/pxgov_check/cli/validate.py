"""pxcheck validate: check workbooks and say what is wrong, what is missed and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pxgov_check.cli.beside import Beside, planned
from pxgov_check.cli.options import (
    FAIL_ON_DEFAULT,
    AsOfOption,
    DebugOption,
    FailOnOption,
    FilesFromOption,
    FormatsOption,
    JobsOption,
    LangOption,
    LedgerOption,
    LimitOption,
    NoColorOption,
    NoWaiversOption,
    PeriodOption,
    PolicyOption,
    QuietOption,
    RulePagesOption,
    TargetsOption,
    WaiversOption,
)
from pxgov_check.cli.places import refuse_overwriting
from pxgov_check.cli.reported import Run, reported
from pxgov_check.cli.reports import Screen, asked_reports
from pxgov_check.cli.runs import How
from pxgov_check.cli.session import as_day, as_jobs, as_lang, as_limits, as_period, as_shard, open_session
from pxgov_check.cli.workbooks import find_workbooks, is_folder, read_names
from pxgov_check.errors import UsageError
from pxgov_check.formats.context import RULE_PAGES
from pxgov_check.judging.across import Across
from pxgov_check.judging.terms import Terms
from pxgov_check.model import Shard
from pxgov_check.on_demand import on_demand

if TYPE_CHECKING:
    from pxgov_check.cli import returned
else:
    returned = on_demand("pxgov_check.cli.returned")


def command(  # noqa: D103 (its help is in the catalogue)
    paths: Annotated[list[str] | None, typer.Argument(metavar="PATH...", help="help.paths")] = None,
    format_: FormatsOption = None,
    output: TargetsOption = None,
    annotate: Annotated[
        Path | None, typer.Option("--annotate", envvar="PXCHECK_ANNOTATE", metavar="DIR", help="help.annotate")
    ] = None,
    notice: Annotated[
        Path | None, typer.Option("--notice", envvar="PXCHECK_NOTICE", metavar="DIR", help="help.notice")
    ] = None,
    as_of: AsOfOption = None,
    period: PeriodOption = None,
    fail_on: FailOnOption = FAIL_ON_DEFAULT,
    previous: Annotated[
        list[str] | None, typer.Option("--previous", envvar="PXCHECK_PREVIOUS", metavar="PATH", help="help.previous")
    ] = None,
    waivers: WaiversOption = None,
    no_waivers: NoWaiversOption = False,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", envvar="PXCHECK_BASELINE", metavar="FILE", help="help.baseline")
    ] = None,
    files_from: FilesFromOption = None,
    jobs: JobsOption = None,
    ledger: LedgerOption = None,
    engine: Annotated[
        str, typer.Option("--engine", envvar="PXCHECK_ENGINE", metavar="NAME", help="help.engine")
    ] = "local",
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", envvar="PXCHECK_SCHEDULER", metavar="ADDRESS", help="help.scheduler")
    ] = None,
    shard: Annotated[
        str | None, typer.Option("--shard", envvar="PXCHECK_SHARD", metavar="I/N", help="help.shard")
    ] = None,
    limit: LimitOption = None,
    policy: PolicyOption = None,
    lang: LangOption = "zh",
    rule_pages: RulePagesOption = RULE_PAGES,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
    debug: DebugOption = False,  # noqa: ARG001 (main looks for it)
) -> int:
    reports = asked_reports(format_, output, fail_on, rule_pages, Screen(quiet, no_color))
    terms, limits = Terms(as_lang(lang), as_day(as_of), as_period(period)), as_limits(limit or ())
    how, part = How(as_jobs(jobs), engine, scheduler, ledger, quiet), as_shard(shard)
    returning = annotate is not None or notice is not None
    if part and returning:
        raise UsageError("error.shard_returns")
    session = open_session(lang, policy)
    beside = Beside(previous or (), None if no_waivers else waivers, baseline)
    plan, wants = planned(session, terms, beside, reports, limits, how, everything=returning)
    files = _files(paths or [], files_from)
    refuse_overwriting(reports.targets, files)
    going = returned.prepare(annotate, notice, [Path(file) for file in files], limits) if returning else None
    across = Across(terms.lang, any(map(is_folder, paths or ())), terms.period, plan.terms.waivers)
    if part:
        part, files = _of_whole(part, across, terms), files[part.number - 1 :: part.of]
    give_back = None if going is None else partial(returned.give_back, session, going, quiet=quiet)
    return reported(session, Run(plan, wants, across, files, how, part), reports, give_back)


def _of_whole(part: Shard, across: Across, terms: Terms) -> Shard:
    """Return a shard that says what was asked of the whole."""
    return replace(
        part, complete=across.complete, period=str(terms.period) if terms.period else None, as_of=terms.as_of
    )


def _files(paths: Sequence[str], files_from: str | None) -> list[str]:
    arguments = [*paths, *(read_names(files_from) if files_from else ())]
    if not arguments:
        raise UsageError("error.missing", found="PATH...")
    return find_workbooks(arguments)
