"""pxcheck merge: join the results of several runs, such as shards, into what one run over all files would have told."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from pxgov_check.batch.judge import Judge
from pxgov_check.batch.merge import check_parts, joined
from pxgov_check.batch.run import Collector
from pxgov_check.cli.beside import Beside, planned
from pxgov_check.cli.options import (
    FAIL_ON_DEFAULT,
    DebugOption,
    FailOnOption,
    FormatsOption,
    LangOption,
    NoColorOption,
    PolicyOption,
    QuietOption,
    RulePagesOption,
    TargetsOption,
)
from pxgov_check.cli.places import refuse_overwriting
from pxgov_check.cli.reports import Screen, asked_reports
from pxgov_check.cli.runs import How
from pxgov_check.cli.session import as_period, open_session
from pxgov_check.formats.context import RULE_PAGES
from pxgov_check.formats.result_stream import open_result
from pxgov_check.judging.across import Across
from pxgov_check.judging.terms import Terms
from pxgov_check.submission.limits import Limits


def command(  # noqa: D103 (its help is in the catalogue)
    paths: Annotated[list[str], typer.Argument(metavar="RESULT...", help="help.merge_paths")],
    format_: FormatsOption = None,
    output: TargetsOption = None,
    fail_on: FailOnOption = FAIL_ON_DEFAULT,
    complete: Annotated[bool, typer.Option("--complete", help="help.complete")] = False,
    waivers: Annotated[
        Path | None, typer.Option("--waivers", envvar="PXCHECK_WAIVERS", metavar="FILE", help="help.merge_waivers")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", envvar="PXCHECK_BASELINE", metavar="FILE", help="help.merge_baseline")
    ] = None,
    policy: PolicyOption = None,
    lang: LangOption = "zh",
    rule_pages: RulePagesOption = RULE_PAGES,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
    debug: DebugOption = False,  # noqa: ARG001 (main looks for it)
) -> int:
    reports = asked_reports(format_, output, fail_on, rule_pages, Screen(quiet, no_color))
    refuse_overwriting(reports.targets, paths)
    session = open_session(lang, policy)
    parts = [open_result(path) for path in paths]
    shard = check_parts(parts, session.policy)
    terms = Terms(session.lang, shard.as_of if shard else None, as_period(shard.period if shard else None))
    beside, how = Beside(waivers=waivers, baseline=baseline), How(quiet=quiet)
    plan, wants = planned(session, terms, beside, reports, Limits(), how, everything=False)
    across = Across(terms.lang, complete or bool(shard and shard.complete), terms.period, plan.terms.waivers)
    judge = Judge(plan)
    with closing(Collector(plan, wants, across)) as collector:
        for one in joined(parts):
            collector.take(judge.judged(one, collector.still_wanted()))
        return reports.write(session, collector.outcome()).code
