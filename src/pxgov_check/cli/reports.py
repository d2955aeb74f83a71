"""Which reports are asked for, and writing them: every one is rendered before the first is written."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pxgov_check.cli.output import append_file, say, say_document, write_file
from pxgov_check.cli.session import Session, in_colour, screen_width
from pxgov_check.errors import UsageError
from pxgov_check.formats import markdown
from pxgov_check.formats.context import Context, Repository
from pxgov_check.formats.registry import FORMATS
from pxgov_check.formats.text import TextReport
from pxgov_check.model import Result

# What a pipeline says of where its working copy begins; elsewhere it is the folder that holds .git.
_ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
# Where the shell says that it stands, symbolic links and all.
_SHELLS_FOLDER = "PWD"
_STEP_SUMMARY = "GITHUB_STEP_SUMMARY"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One rendering asked for: its format, and the file to write or None for standard output."""

    format: str
    path: Path | None


@dataclass(frozen=True, slots=True)
class Screen:
    """What people see beside the documents."""

    quiet: bool
    no_color: bool


def parse_wanted(formats: Sequence[str], outputs: Sequence[Path]) -> list[Wanted]:
    """Return the renderings asked for; the text report on standard output where nothing is.

    Raises:
        UsageError: an unknown format, a suffix that tells none, two documents for one file or for standard output.

    """
    wanted = [_named(given) for given in formats] + [_by_suffix(path) for path in outputs]
    if sum(one.path is None and one.format != "text" for one in wanted) > 1:
        raise UsageError("error.two_documents")
    for path, count in Counter(os.path.realpath(one.path) for one in wanted if one.path is not None).items():
        if count > 1:
            raise UsageError("error.same_output", path=path)
    return wanted


def write_reports(session: Session, result: Result, context: Context, wanted: Sequence[Wanted], screen: Screen) -> None:
    """Write the documents to their files and to standard output, and the report for people beside them.

    Raises:
        OutputError: a file can't be written.

    """
    rendered = [(one, FORMATS[one.format].render(result, context)) for one in wanted]
    summary = _step_summary(result, context, wanted)
    for one, text in rendered:
        if one.path is not None:
            write_file(one.path, text.encode("utf-8", "replace"))
    if summary is not None:
        append_file(*summary)
    machine = [text for one, text in rendered if one.path is None and one.format != "text"]
    for text in machine:
        say_document(text)
    if not screen.quiet:
        colour = in_colour(no_color=screen.no_color, to_stderr=bool(machine))
        report = TextReport(session.messages, session.policy.info, screen_width(), colour)
        say(report.render(result), error=bool(machine))


def find_repository() -> Repository:
    """Return where the working copy begins: as the pipeline says, else the nearest folder with .git, else here."""
    folder = Path.cwd()
    named = {name: Path(os.environ[name]) for name in (*_ROOTS, _SHELLS_FOLDER) if os.environ.get(name)}
    told = (named[name].resolve() for name in _ROOTS if name in named)
    above = (f for f in (folder, *folder.parents) if (f / ".git").exists())
    root = next((f for f in (*told, *above) if folder.is_relative_to(f)), folder)
    return Repository(str(root), str(folder), _spellings(root, named.values()))


def _spellings(root: Path, named: Iterable[Path]) -> tuple[str, ...]:
    """Return what else the root is called, where symbolic links lead to it: paths may have been typed so."""
    names = (str(f) for path in named for f in (path, *path.parents) if f != root and f.resolve() == root)
    return tuple(dict.fromkeys(names))


def _named(given: str) -> Wanted:
    name, equals, file = given.partition("=")
    if name not in FORMATS or (equals and not file):
        raise UsageError("error.bad_format", found=given, known=", ".join(FORMATS))
    return Wanted(name, Path(file) if file else None)


def _by_suffix(path: Path) -> Wanted:
    suffixes = {one.suffix: name for name, one in FORMATS.items() if one.suffix}
    if path.suffix.lower() not in suffixes:
        raise UsageError("error.bad_suffix", found=path.name, known=" ".join(suffixes))
    return Wanted(suffixes[path.suffix.lower()], path)


def _step_summary(result: Result, context: Context, wanted: Sequence[Wanted]) -> tuple[Path, bytes] | None:
    """Return the file that GitHub shows under a job and what to add to it; None where nobody asked."""
    path = os.environ.get(_STEP_SUMMARY)
    if not path or all(one.format != "github" for one in wanted):
        return None
    return Path(path), markdown.render(result, context).encode("utf-8", "replace")
