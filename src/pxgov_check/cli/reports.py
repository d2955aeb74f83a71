"""Which reports are asked for, and writing them: every one is made, or spooled so far, before the first is written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pxgov_check.batch.run import Outcome, Spooled, Wants
from pxgov_check.cli.output import append_file, say, say_chunks, write_completed, write_target
from pxgov_check.cli.places import refuse_twice
from pxgov_check.cli.session import Session, as_address, as_fail_on, in_colour, screen_width
from pxgov_check.cli.told import Told
from pxgov_check.errors import UsageError
from pxgov_check.formats.context import Context, Repository
from pxgov_check.formats.kinds import Brief, Stream, Whole
from pxgov_check.formats.registry import FORMATS, load_format, on_screen
from pxgov_check.frozen import frozen
from pxgov_check.judging.outcome import exit_code
from pxgov_check.submission.remote import is_url

# What a pipeline says of where its working copy begins; elsewhere it is the folder that holds .git.
_ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
# Where the shell says that it stands, symbolic links and all.
_SHELLS_FOLDER = "PWD"
_STEP_SUMMARY = "GITHUB_STEP_SUMMARY"
_CHUNK = 1 << 18


@frozen
class Wanted:
    """One rendering asked for: its format, and the file (or URL) to write or None for standard output."""

    format: str
    target: str | None


@frozen
class Screen:
    """What people see beside the documents."""

    quiet: bool
    no_color: bool


@frozen
class Reports:
    """The reports of a run: which, for which screen, what fails the run, and where rules are explained."""

    wanted: Sequence[Wanted]
    screen: Screen
    failing: frozenset[str]
    pages: str | None

    def context(self, session: Session, code: int = 0) -> Context:
        """Return what the formats are given beside a result; the code is not known before the run is over."""
        return Context(session.policy, session.messages, code, self.failing, find_repository(), self.pages)

    def write(self, session: Session, outcome: Outcome) -> Told:
        """Write every report and return what was told.

        Raises:
            OutputError: a file can't be written.

        """
        code = exit_code(outcome.ending.tally, self.failing)
        return write_reports(outcome, self.context(session, code), self.wanted, self.screen)

    @property
    def targets(self) -> list[str]:
        """The files, or URLs, to write."""
        return [one.target for one in self.wanted if one.target is not None]

    @property
    def can_stand(self) -> bool:
        """Whether all is on the screen for people, or in files here that are nobody else's."""
        return all(
            one.format == "text" if one.target is None else one.format != "github" and not is_url(one.target)
            for one in self.wanted
        )


def asked_reports(
    formats: Sequence[str] | None, outputs: Sequence[str] | None, fail_on: str, rule_pages: str | None, screen: Screen
) -> Reports:
    """Return the reports that the options ask for.

    Raises:
        UsageError: see ``parse_wanted``, ``as_fail_on`` and ``as_address``.

    """
    return Reports(parse_wanted(formats or (), outputs or ()), screen, as_fail_on(fail_on), as_address(rule_pages))


def parse_wanted(formats: Sequence[str], outputs: Sequence[str]) -> list[Wanted]:
    """Return the renderings asked for; the text report on standard output where nothing is.

    Raises:
        UsageError: an unknown format, a suffix that tells none, two documents for one file or for standard output.

    """
    wanted = [_named(given) for given in formats] + [_by_suffix(target) for target in outputs]
    if sum(one.target is None and one.format != "text" for one in wanted) > 1:
        raise UsageError("error.two_documents")
    refuse_twice(one.target for one in wanted if one.target is not None)
    return wanted


def wants_of(reports: Reports, *, everything: bool) -> tuple[tuple[str, ...], Wants]:
    """Return which formats are streamed while results come, and what the others need at the end."""
    wanted = reports.wanted
    forms = {one.format: load_format(one.format) for one in wanted}
    streams = tuple(name for name, form in forms.items() if isinstance(form, Stream))
    wants = Wants(
        brief=not reports.screen.quiet or any(isinstance(form, Brief) for form in forms.values()),
        everything=everything or any(isinstance(form, Whole) for form in forms.values()),
        folders={one.format: _room_beside(one.target) for one in reversed(wanted) if one.format in streams},
    )
    return streams, wants


def write_reports(outcome: Outcome, context: Context, wanted: Sequence[Wanted], screen: Screen) -> Told:
    """Write the documents to their files and to standard output, and the report for people beside them.

    Return what was told.

    Raises:
        OutputError: a file can't be written.

    """
    documents = {one.format: _document(one.format, outcome, context) for one in wanted}
    summary = _step_summary(outcome, context, wanted)
    written = {one.target: documents[one.format].write(one.target) for one in wanted if one.target is not None}
    if summary is not None:
        append_file(*summary)
    machine = [one.format for one in wanted if one.target is None and one.format != "text"]
    for name in machine:
        say_chunks(documents[name].chunks())
    report = ""
    if not screen.quiet:
        colour = in_colour(no_color=screen.no_color, to_stderr=bool(machine))
        report = on_screen(outcome.ending, outcome.shown, context, screen_width(), colour=colour)
        say(report, error=bool(machine))
    return Told(context.exit_code, report, written)


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


@frozen
class _Document:
    """A document ready to be written: text, with a spooled middle where it has one."""

    head: str
    middle: Spooled | None = None
    tail: Callable[[], Iterable[str]] = tuple

    def chunks(self) -> Iterator[bytes]:
        yield self.head.encode("utf-8", "replace")
        if self.middle is not None:
            yield from self.middle.body.chunks()
        yield from self._tail()

    def write(self, target: str) -> os.stat_result | None:
        """Write the document; a long middle may stand where it has to stand already.

        Return the state of the file, None of what is elsewhere.

        Raises:
            OutputError: it can't be written.

        """
        if self.middle is None or is_url(target) or not self.middle.body.on_disk:
            return write_target(target, self.chunks())
        head, body = self.head.encode("utf-8", "replace"), self.middle.body
        named = write_completed(Path(target), lambda: body.completed(head, self._tail()))
        return named or write_target(target, self.chunks())

    def _tail(self) -> Iterator[bytes]:
        """Yield the tail in pieces that are worth a call of the system."""
        pieces, length = list[bytes](), 0
        for text in self.tail():
            pieces.append(text.encode("utf-8", "replace"))
            length += len(pieces[-1])
            if length >= _CHUNK:
                yield b"".join(pieces)
                pieces, length = [], 0
        yield b"".join(pieces)


def _document(name: str, outcome: Outcome, context: Context) -> _Document:
    form = load_format(name)
    if isinstance(form, Stream):
        spooled = outcome.streams[name]
        ending = replace(outcome.ending, counts=spooled.counts)
        return _Document(form.around(ending, context)[0], spooled, lambda: form.around(ending, context)[1])
    if isinstance(form, Brief):
        return _Document(form.summary(outcome.ending, outcome.shown, context))
    return _Document(form.render(outcome.result, context))


def _named(given: str) -> Wanted:
    name, equals, file = given.partition("=")
    if name not in FORMATS or (equals and not file):
        raise UsageError("error.bad_format", found=given, known=", ".join(FORMATS))
    return Wanted(name, file or None)


def _by_suffix(target: str) -> Wanted:
    suffixes = {one.suffix: name for name, one in FORMATS.items() if one.suffix}
    suffix = Path(target).suffix.lower()
    if suffix not in suffixes:
        raise UsageError("error.bad_suffix", found=Path(target).name, known=" ".join(suffixes))
    return Wanted(suffixes[suffix], target)


def _room_beside(target: str | None) -> Path | None:
    """Return the folder of an output, where a long middle has room; None for wherever the system keeps such files."""
    if target is None or is_url(target):
        return None
    folder = Path(target).parent
    return folder if folder.is_dir() and os.access(folder, os.W_OK) else None


def _step_summary(outcome: Outcome, context: Context, wanted: Sequence[Wanted]) -> tuple[Path, bytes] | None:
    """Return the file that GitHub shows under a job and what to add to it; None where nobody asked."""
    path = os.environ.get(_STEP_SUMMARY)
    if not path or all(one.format != "github" for one in wanted):
        return None
    return Path(path), b"".join(_document("markdown", outcome, context).chunks())
