"""pxcheck gap: where the city stands against the targets, what is missing, how far, and who has to act."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from pxgov_check.cli.beside import Beside, with_what_stands_beside
from pxgov_check.cli.options import (
    AsOfOption,
    DebugOption,
    JobsOption,
    LangOption,
    LedgerOption,
    LimitOption,
    NoColorOption,
    NoWaiversOption,
    PolicyOption,
    QuietOption,
    RulePagesOption,
    WaiversOption,
)
from pxgov_check.cli.output import make_folder, say, write_file
from pxgov_check.cli.places import refuse_overwriting
from pxgov_check.cli.renderings import check_outputs, rendered, write_all
from pxgov_check.cli.report_inputs import Inputs, judge_again, read_inputs, read_results, with_bare_forms
from pxgov_check.cli.runs import How
from pxgov_check.cli.session import (
    Session,
    as_address,
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
from pxgov_check.formats import gap_text
from pxgov_check.formats.context import RULE_PAGES
from pxgov_check.judging.history import History
from pxgov_check.judging.terms import Terms
from pxgov_check.model import Period
from pxgov_check.policy.messages import Messages, load_messages
from pxgov_check.rollup import roll_up
from pxgov_check.rollup.outcome import gap_exit_code
from pxgov_check.rollup.report import GapReport
from pxgov_check.rollup.selection import Scope, latest_year, select

# The one list of renderings: a suffix, and the module whose ``render(report, messages)`` returns text or bytes. It is
# loaded when it is asked for.
RENDERINGS: Mapping[str, str] = MappingProxyType(
    {
        ".docx": "pxgov_check.documents.gap_docx",
        ".html": "pxgov_check.documents.gap_html",
        ".json": "pxgov_check.formats.gap_json",
        ".md": "pxgov_check.formats.gap_markdown",
        ".xlsx": "pxgov_check.documents.gap_xlsx",
    }
)
# The module of the notices, loaded when they are asked for.
NOTICES = "pxgov_check.documents.notices"
_YEAR = re.compile(r"20\d\d\Z")


def command(  # noqa: D103 (its help is in the catalogue)
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="help.gap_paths")],
    year: Annotated[str | None, typer.Option("--year", metavar="YEAR", help="help.year")] = None,
    period: Annotated[
        str | None, typer.Option("--period", envvar="PXCHECK_PERIOD", metavar="PERIOD", help="help.gap_period")
    ] = None,
    output: Annotated[list[str] | None, typer.Option("-o", "--output", metavar="FILE", help="help.gap_output")] = None,
    notices: Annotated[Path | None, typer.Option("--notices", metavar="DIR", help="help.notices")] = None,
    as_of: AsOfOption = None,
    fail_on: Annotated[str | None, typer.Option("--fail-on", metavar="LIST", help="help.gap_fail_on")] = None,
    waivers: WaiversOption = None,
    no_waivers: NoWaiversOption = False,
    rule_pages: RulePagesOption = RULE_PAGES,
    jobs: JobsOption = None,
    ledger: LedgerOption = None,
    limit: LimitOption = None,
    policy: PolicyOption = None,
    lang: LangOption = "zh",
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
    debug: DebugOption = False,  # noqa: ARG001 (main looks for it)
) -> int:
    failing = as_fail_on(fail_on) if fail_on else frozenset[str]()
    wanted = output or []
    asked, day, limits = _asked(year, period), as_day(as_of), as_limits(limit or ())
    pages = as_address(rule_pages)
    check_outputs(wanted, RENDERINGS)
    inputs = replace(read_inputs(paths), limits=limits, how=How(as_jobs(jobs), ledger=ledger, quiet=quiet))
    refuse_overwriting(wanted, (*inputs.workbooks, *inputs.documents))
    if inputs.report is not None:
        if asked or day:
            raise UsageError("error.gap_alone", path=paths[0])
        report = inputs.report
    else:
        session = open_session(lang, policy)
        beside = Beside(waivers=None if no_waivers else waivers)
        terms = with_what_stands_beside(session, Terms(session.lang), beside, limits, inputs.how)
        report = _rolled_up(session, inputs, terms, asked, day)
    messages = load_messages(report.lang)
    documents = rendered(report, wanted, messages, RENDERINGS, {".html": {"rule_pages": pages}})
    letters = _notices(report, notices, messages) if notices is not None else {}
    write_all(documents, quiet=quiet)
    if notices is not None:
        _write_notices(notices, letters, messages, quiet=quiet)
    elif not wanted and not quiet:
        say(gap_text.render(report, messages, width=screen_width(), colour=in_colour(no_color=no_color)))
    return gap_exit_code(report, failing)


def _rolled_up(session: Session, inputs: Inputs, terms: Terms, asked: Scope | None, day: date | None) -> GapReport:
    result = read_results(session, inputs, terms)
    if asked and not asked.within:
        result = with_bare_forms(session, inputs, result, terms, asked.period)
    scope = asked or _latest(latest_year(session.policy, result.submissions))
    chosen = select(session.policy, result.submissions, scope)
    if day is not None or chosen.last:
        # What is audited by the day (a completion date after it) or by what was reported before is audited now.
        again = {file.file for form in chosen.counted.values() for file in form.files}
        now = replace(terms, as_of=day, history=History.of(result.submissions))
        result = judge_again(session, inputs, result, again, now)
    return roll_up(session.policy, result, scope, session.messages, day, terms.waivers)


def _notices(report: GapReport, folder: Path, messages: Messages) -> dict[Path, bytes]:
    made: dict[str, bytes] = importlib.import_module(NOTICES).notices(report, messages)
    return {folder / name: data for name, data in made.items()}


def _write_notices(folder: Path, letters: Mapping[Path, bytes], messages: Messages, *, quiet: bool) -> None:
    """Write the notices to their folder; other files there are left alone."""
    if letters:
        make_folder(folder)
    for path, data in letters.items():
        write_file(path, data)
    if not quiet:
        say(messages("notice.written" if letters else "notice.none", n=str(len(letters))), error=True)


def _latest(year: int | None) -> Scope:
    if year is None:
        raise UsageError("error.no_period")
    return Scope(Period(str(year)), within=True)


def _asked(year: str | None, period: str | None) -> Scope | None:
    if year is not None and period is not None:
        raise UsageError("error.year_or_period")
    if year is not None:
        if not _YEAR.match(year):
            raise UsageError("error.bad_year", found=year)
        return Scope(Period(year), within=True)
    named = as_period(period)
    return Scope(named, within=False) if named else None
