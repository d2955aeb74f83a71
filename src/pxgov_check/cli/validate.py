"""pxcheck validate: check workbooks and say what is wrong, what is missed and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from pxgov_check.cli.options import (
    AsOfOption,
    DebugOption,
    LangOption,
    LimitOption,
    NoColorOption,
    PeriodOption,
    PolicyOption,
    QuietOption,
)
from pxgov_check.cli.output import say, say_document, write_file
from pxgov_check.cli.session import (
    FILE_WIDTH,
    Session,
    as_day,
    as_limits,
    as_period,
    in_colour,
    open_session,
    screen_width,
)
from pxgov_check.cli.workbooks import find_workbooks
from pxgov_check.errors import SubmissionError, UsageError
from pxgov_check.formats import json
from pxgov_check.formats.text import TextReport
from pxgov_check.judging import judge_workbook, unreadable
from pxgov_check.judging.outcome import DEFAULT_FAIL_ON, FAIL_ON, exit_code
from pxgov_check.model import Period, Result, SubmissionResult
from pxgov_check.submission.guard import guarded
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.open import open_workbook

FORMATS = {"text": ".txt", "json": ".json"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One rendering asked for: its format, and the file to write or None for standard output."""

    format: str
    path: Path | None


def command(  # noqa: D103 (its help is in the catalogue)
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="help.paths")],
    format_: Annotated[
        list[str] | None,
        typer.Option("-f", "--format", envvar="PXCHECK_FORMAT", metavar="FORMAT[=FILE]", help="help.format"),
    ] = None,
    output: Annotated[list[Path] | None, typer.Option("-o", "--output", metavar="FILE", help="help.output")] = None,
    as_of: AsOfOption = None,
    period: PeriodOption = None,
    fail_on: Annotated[
        str, typer.Option("--fail-on", envvar="PXCHECK_FAIL_ON", metavar="LIST", help="help.fail_on")
    ] = ",".join(sorted(DEFAULT_FAIL_ON)),
    limit: LimitOption = None,
    policy: PolicyOption = None,
    lang: LangOption = "zh",
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
    debug: DebugOption = False,  # noqa: ARG001 (main looks for it)
) -> int:
    failing = parse_fail_on(fail_on)
    wanted = parse_wanted(format_ or [], output or [])
    day, asked, limits = as_day(as_of), as_period(period), as_limits(limit or ())
    session = open_session(lang, policy)
    files = find_workbooks(paths)
    _refuse_overwriting(files, wanted)
    result = judge_files(session, files, day, asked, limits)
    code = exit_code(result, failing)
    _write(session, result, code, wanted, quiet=quiet, no_color=no_color)
    return code


def judge_files(
    session: Session, files: Sequence[Path], as_of: date | None, period: Period | None, limits: Limits
) -> Result:
    """Judge every file; one that can't be read is a result too."""
    submissions: list[SubmissionResult] = []
    for path in files:
        name = path.as_posix()
        try:
            with guarded(limits):
                workbook, digest = open_workbook(path, limits)
                submissions += judge_workbook(
                    session.policy, workbook, file=name, digest=digest, lang=session.lang, as_of=as_of, period=period
                )
        except SubmissionError as error:
            submissions.append(unreadable(session.policy, error, session.messages, file=name, lang=session.lang))
    days = {s.as_of for s in submissions}
    common = as_of or (days.pop() if len(days) == 1 else None)
    return Result(session.policy.ref(), common, tuple(submissions))


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


def parse_wanted(formats: Sequence[str], outputs: Sequence[Path]) -> list[Wanted]:
    """Return the renderings asked for; the text report on standard output where nothing is.

    Raises:
        UsageError: an unknown format, or a suffix that tells none.

    """
    wanted: list[Wanted] = []
    for given in formats:
        name, equals, file = given.partition("=")
        if name not in FORMATS or (equals and not file):
            raise UsageError("error.bad_format", found=given, known=", ".join(FORMATS))
        wanted.append(Wanted(name, Path(file) if file else None))
    by_suffix = {suffix: name for name, suffix in FORMATS.items()}
    for path in outputs:
        if path.suffix.lower() not in by_suffix:
            raise UsageError("error.bad_suffix", found=path.name, known=" ".join(by_suffix))
        wanted.append(Wanted(by_suffix[path.suffix.lower()], path))
    if sum(one.path is None and one.format != "text" for one in wanted) > 1:
        raise UsageError("error.two_documents")
    return wanted


def _refuse_overwriting(files: Sequence[Path], wanted: Sequence[Wanted]) -> None:
    inputs = {path.resolve() for path in files}
    for one in wanted:
        if one.path is not None and one.path.resolve() in inputs:
            raise UsageError("error.over_input", path=str(one.path))


def _write(
    session: Session, result: Result, code: int, wanted: Sequence[Wanted], *, quiet: bool, no_color: bool
) -> None:
    machine = any(one.path is None and one.format != "text" for one in wanted)
    for one in wanted:
        if one.path is not None:
            write_file(one.path, _render(one.format, session, result, code).encode("utf-8", "replace"))
        elif one.format != "text":
            say_document(_render(one.format, session, result, code))
    if not quiet:
        colour = in_colour(no_color=no_color, to_stderr=machine)
        report = TextReport(session.messages, session.policy.info, screen_width(), colour)
        say(report.render(result), error=machine)


def _render(name: str, session: Session, result: Result, code: int) -> str:
    """Return the result in a format, as it goes to a file or a pipe."""
    if name == "json":
        return json.render(result, code)
    return TextReport(session.messages, session.policy.info, FILE_WIDTH, colour=False).render(result)
