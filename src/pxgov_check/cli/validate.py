"""pxcheck validate: check workbooks and say what is wrong, what is missed and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from pxgov_check.cli.forms import Beside, judge_files, read_baseline, with_what_stands_beside
from pxgov_check.cli.options import (
    AsOfOption,
    DebugOption,
    LangOption,
    LimitOption,
    NoColorOption,
    PeriodOption,
    PolicyOption,
    QuietOption,
    RulePagesOption,
)
from pxgov_check.cli.output import say
from pxgov_check.cli.reports import Screen, Wanted, find_repository, parse_wanted, write_reports
from pxgov_check.cli.returned import give_back, prepare
from pxgov_check.cli.session import as_address, as_day, as_lang, as_limits, as_period, open_session
from pxgov_check.cli.workbooks import find_workbooks
from pxgov_check.errors import UsageError
from pxgov_check.formats.context import RULE_PAGES, Context
from pxgov_check.judging.baseline import mark_known
from pxgov_check.judging.outcome import DEFAULT_FAIL_ON, FAIL_ON, exit_code
from pxgov_check.judging.terms import Terms


def command(  # noqa: D103 (its help is in the catalogue)
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="help.paths")],
    format_: Annotated[
        list[str] | None,
        typer.Option("-f", "--format", envvar="PXCHECK_FORMAT", metavar="FORMAT[=FILE]", help="help.format"),
    ] = None,
    output: Annotated[
        list[Path] | None, typer.Option("-o", "--output", envvar="PXCHECK_OUTPUT", metavar="FILE", help="help.output")
    ] = None,
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
    session = open_session(lang, policy)
    beside = Beside(previous or (), None if no_waivers else waivers)
    terms = with_what_stands_beside(session, terms, beside, limits)
    known = read_baseline(baseline) if baseline else None
    files = find_workbooks(paths)
    _refuse_overwriting(files, wanted)
    going = prepare(annotate, notice, files, limits)
    complete = any(Path(path).is_dir() for path in paths)
    result = judge_files(session, files, terms, limits, complete=complete)
    if known is not None:
        result = mark_known(result, known)
    code = exit_code(result, failing)
    context = Context(session.policy, session.messages, code, failing, find_repository(), pages)
    write_reports(session, result, context, wanted, Screen(quiet, no_color))
    said = give_back(session, result, going)
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


def _refuse_overwriting(files: Sequence[Path], wanted: Sequence[Wanted]) -> None:
    inputs = {path.resolve() for path in files}
    for one in wanted:
        if one.path is not None and one.path.resolve() in inputs:
            raise UsageError("error.over_input", path=str(one.path))
