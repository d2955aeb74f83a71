"""pxcheck validate: check workbooks and say what is wrong, what is missed and by how much."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pxgov_check.cli.beside import Beside, read_baseline, with_what_stands_beside
from pxgov_check.cli.options import (
    AsOfOption,
    DebugOption,
    FilesFromOption,
    JobsOption,
    LangOption,
    LedgerOption,
    LimitOption,
    NoColorOption,
    PeriodOption,
    PolicyOption,
    QuietOption,
    RulePagesOption,
    TargetsOption,
)
from pxgov_check.cli.output import say
from pxgov_check.cli.reports import (
    Screen,
    find_repository,
    parse_wanted,
    refuse_overwriting,
    wants_of,
    write_reports,
)
from pxgov_check.cli.runs import How, carried_out, plan_for
from pxgov_check.cli.session import as_address, as_day, as_jobs, as_lang, as_limits, as_period, as_shard, open_session
from pxgov_check.cli.workbooks import find_workbooks, is_folder, read_names
from pxgov_check.errors import UsageError
from pxgov_check.formats.context import RULE_PAGES, Context
from pxgov_check.judging.across import Across
from pxgov_check.judging.outcome import DEFAULT_FAIL_ON, FAIL_ON, exit_code
from pxgov_check.judging.terms import Terms
from pxgov_check.on_demand import on_demand

if TYPE_CHECKING:
    from pxgov_check.cli import returned
else:
    returned = on_demand("pxgov_check.cli.returned")


def command(  # noqa: D103 (its help is in the catalogue)
    paths: Annotated[list[str] | None, typer.Argument(metavar="PATH...", help="help.paths")] = None,
    format_: Annotated[
        list[str] | None,
        typer.Option("-f", "--format", envvar="PXCHECK_FORMAT", metavar="FORMAT[=FILE]", help="help.format"),
    ] = None,
    output: TargetsOption = None,
    annotate: Annotated[
        Path | None, typer.Option("--annotate", envvar="PXCHECK_ANNOTATE", metavar="DIR", help="help.annotate")
    ] = None,
    notice: Annotated[
        Path | None, typer.Option("--notice", envvar="PXCHECK_NOTICE", metavar="DIR", help="help.notice")
    ] = None,
    as_of: AsOfOption = None,
    period: PeriodOption = None,
    fail_on: Annotated[
        str, typer.Option("--fail-on", envvar="PXCHECK_FAIL_ON", metavar="LIST", help="help.fail_on")
    ] = ",".join(sorted(DEFAULT_FAIL_ON)),
    previous: Annotated[
        list[str] | None, typer.Option("--previous", envvar="PXCHECK_PREVIOUS", metavar="PATH", help="help.previous")
    ] = None,
    waivers: Annotated[
        Path | None, typer.Option("--waivers", envvar="PXCHECK_WAIVERS", metavar="FILE", help="help.waivers")
    ] = None,
    no_waivers: Annotated[
        bool, typer.Option("--no-waivers", envvar="PXCHECK_NO_WAIVERS", help="help.no_waivers")
    ] = False,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", envvar="PXCHECK_BASELINE", metavar="FILE", help="help.baseline")
    ] = None,
    files_from: FilesFromOption = None,
    jobs: JobsOption = None,
    ledger: LedgerOption = None,
    engine: Annotated[
        str, typer.Option("--engine", envvar="PXCHECK_ENGINE", metavar="local|dask", help="help.engine")
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
    failing, pages = parse_fail_on(fail_on), as_address(rule_pages)
    wanted = parse_wanted(format_ or [], output or [])
    terms, limits = Terms(as_lang(lang), as_day(as_of), as_period(period)), as_limits(limit or ())
    how, part = How(as_jobs(jobs), engine, scheduler, ledger, quiet), as_shard(shard)
    if part and (annotate or notice):
        raise UsageError("error.shard_returns")
    session = open_session(lang, policy)
    terms = with_what_stands_beside(
        session, terms, Beside(previous or (), None if no_waivers else waivers), limits, how
    )
    known = read_baseline(baseline) if baseline else None
    arguments = [*(paths or ()), *(read_names(files_from) if files_from else ())]
    if not arguments:
        raise UsageError("error.missing", found="PATH...")
    files = find_workbooks(arguments)
    refuse_overwriting(wanted, files)
    back = annotate is not None or notice is not None
    going = returned.prepare(annotate, notice, [Path(file) for file in files], limits) if back else None
    screen = Screen(quiet, no_color)
    streams, wants = wants_of(wanted, screen, everything=back)
    context = Context(session.policy, session.messages, 0, failing, find_repository(), pages)
    plan = plan_for(session, terms, limits, how, context=context, streams=streams, known=known)
    across = Across(terms.lang, any(map(is_folder, paths or ())), terms.period, terms.waivers)
    if part:
        asked = str(terms.period) if terms.period else None
        part = replace(part, complete=across.complete, period=asked, as_of=terms.as_of)
        files = files[part.number - 1 :: part.of]
    outcome = carried_out(session, plan, wants, across, files, how, part)
    try:
        code = exit_code(outcome.ending.tally, failing)
        write_reports(outcome, replace(context, exit_code=code), wanted, screen)
        said = returned.give_back(session, outcome.result, going) if going else []
    finally:
        outcome.close()
    if said and not quiet:
        say("\n".join(said), error=True)
    return code


def parse_fail_on(text: str) -> frozenset[str]:
    """Return the names in a --fail-on list; none for ``never``.

    Raises:
        UsageError: a name that does not exist.

    """
    names = frozenset(part.strip() for part in text.split(",")) - {""}
    if names == {"never"}:
        return frozenset()
    for name in sorted(names - set(FAIL_ON)) or ([] if names else [text]):
        raise UsageError("error.bad_fail_on", found=name, known=", ".join(FAIL_ON))
    return names
