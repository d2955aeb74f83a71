"""pxcheck status: who has to report, who has, who is late, who is missing, and whom to phone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Annotated

import typer

from pxgov_check.cli.options import (
    DebugOption,
    JobsOption,
    LangOption,
    LimitOption,
    NoColorOption,
    PolicyOption,
    QuietOption,
)
from pxgov_check.cli.output import say, say_document
from pxgov_check.cli.places import refuse_overwriting
from pxgov_check.cli.renderings import check_outputs, rendered, write_all
from pxgov_check.cli.report_inputs import Inputs, read_inputs, read_results, with_bare_forms
from pxgov_check.cli.runs import How
from pxgov_check.cli.session import (
    Session,
    as_day,
    as_fail_on,
    as_jobs,
    as_limits,
    as_period,
    in_colour,
    open_session,
    screen_width,
)
from pxgov_check.errors import UsageError
from pxgov_check.formats import status_csv, status_json, status_text
from pxgov_check.judging.terms import Terms
from pxgov_check.model import Period
from pxgov_check.policy.messages import Messages
from pxgov_check.rollup.status import StatusReport, latest_period, status, status_exit_code

# The one list of what a file's suffix means, as for gap.
RENDERINGS: Mapping[str, str] = MappingProxyType(
    {
        ".csv": "pxgov_check.formats.status_csv",
        ".json": "pxgov_check.formats.status_json",
        ".xlsx": "pxgov_check.documents.status_xlsx",
    }
)
_ON_SCREEN: Mapping[str, Callable[[StatusReport, Messages], str]] = MappingProxyType(
    {"json": status_json.render, "csv": status_csv.render}
)


def command(  # noqa: D103 (its help is in the catalogue)
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="help.status_paths")],
    period: Annotated[
        str | None, typer.Option("--period", envvar="PXCHECK_PERIOD", metavar="PERIOD", help="help.status_period")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", envvar="PXCHECK_AS_OF", metavar="DAY", help="help.status_as_of")
    ] = None,
    form: Annotated[str, typer.Option("-f", "--format", metavar="text|json|csv", help="help.status_format")] = "text",
    output: Annotated[
        list[str] | None, typer.Option("-o", "--output", metavar="FILE", help="help.status_output")
    ] = None,
    fail_on: Annotated[str | None, typer.Option("--fail-on", metavar="LIST", help="help.status_fail_on")] = None,
    jobs: JobsOption = None,
    limit: LimitOption = None,
    policy: PolicyOption = None,
    lang: LangOption = "zh",
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
    debug: DebugOption = False,  # noqa: ARG001 (main looks for it)
) -> int:
    wanted = output or []
    if form not in {"text", *_ON_SCREEN}:
        raise UsageError("error.bad_format", found=form, known=", ".join(("text", *_ON_SCREEN)))
    failing = as_fail_on(fail_on) if fail_on else frozenset[str]()
    asked, day, limits = as_period(period), as_day(as_of), as_limits(limit or ())
    check_outputs(wanted, RENDERINGS)
    inputs = replace(read_inputs(paths), limits=limits, how=How(as_jobs(jobs), quiet=quiet))
    if inputs.report is not None:
        raise UsageError("error.status_of_gap", path=paths[0])
    refuse_overwriting(wanted, (*inputs.workbooks, *inputs.documents))
    session = open_session(lang, policy)
    report = _reported(session, inputs, asked, day)
    write_all(rendered(report, wanted, session.messages, RENDERINGS), quiet=quiet)
    if form in _ON_SCREEN:
        say_document(_ON_SCREEN[form](report, session.messages))
    elif not wanted and not quiet:
        say(status_text.render(report, session.messages, width=screen_width(), colour=in_colour(no_color=no_color)))
    return status_exit_code(report, failing)


def _reported(session: Session, inputs: Inputs, asked: Period | None, day: date | None) -> StatusReport:
    terms = Terms(session.lang)
    result = read_results(session, inputs, terms)
    if asked is not None:
        result = with_bare_forms(session, inputs, result, terms, asked)
    period = asked or latest_period(session.policy, result.submissions)
    if period is None:
        raise UsageError("error.status_no_period")
    return status(session.policy, result, period, session.lang, day)
