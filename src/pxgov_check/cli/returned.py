"""Writing what goes back to the units: marked workbooks for --annotate, messages for --notice."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pxgov_check.cli.output import make_folder, say, write_file
from pxgov_check.cli.return_paths import Names, Way, plan
from pxgov_check.cli.session import Session
from pxgov_check.cli.written import write_back
from pxgov_check.documents.returned.workbook import problem_list, returned_workbook
from pxgov_check.errors import OutputError, SubmissionError
from pxgov_check.formats import notice
from pxgov_check.formats.clean import clean
from pxgov_check.frozen import frozen
from pxgov_check.judging.addressed import addressed
from pxgov_check.model import Finding, FindingState, Result, SubmissionResult
from pxgov_check.submission.guard import guarded
from pxgov_check.submission.layout import NOTICE_SUFFIX, REMINDER_SUFFIX
from pxgov_check.submission.limits import Limits

_UNSAFE = re.compile(r'[\\/:*?"<>|\s.\x00-\x1f]')


@frozen
class GivingBack:
    """What goes back where: the folders of --annotate and --notice, the path of each file, and what one may take."""

    annotate: Path | None
    notice: Path | None
    ways: Mapping[str, Way]
    limits: Limits


def prepare(annotate: Path | None, messages_to: Path | None, files: Sequence[Path], limits: Limits) -> GivingBack:
    """Return what is to go back where, before anything is judged.

    Raises:
        UsageError: a file would be lost by it.

    """
    return GivingBack(annotate, messages_to, {} if annotate is None else plan(files, annotate), limits)


def give_back(session: Session, going: GivingBack, result: Result, *, quiet: bool) -> None:
    """Write what --annotate and --notice ask for, and say what was written.

    Raises:
        OutputError: something can't be written, or a file has changed since it was judged.

    """
    m = session.messages
    said: list[str] = []
    written: dict[str, str] = {}
    told = addressed(result, session.policy, m)
    if going.annotate is not None:
        written = write_returned(session, told, going, going.annotate)
        refused = {one.file for one in told if not one.accepted} & set(written)
        params = {"n": str(len(written)), "refused": str(len(refused)), "folder": str(going.annotate)}
        said.append(m("returned.written", **params))
    if going.notice is not None:
        told_of, reminded = write_notices(session, told, result.findings, written, going.notice)
        params = {"n": str(told_of), "reminded": str(reminded), "folder": str(going.notice)}
        said.append(m("returned.noticed", **params))
    if said and not quiet:
        say("\n".join(map(clean, said)), error=True)


def write_returned(
    session: Session, told: Iterable[SubmissionResult], going: GivingBack, folder: Path
) -> dict[str, str]:
    """Write back each file with an open finding; returns the names written by file.

    Raises:
        OutputError: one can't be written, or has changed since it was judged.

    """
    make_folder(folder)
    files: dict[str, list[SubmissionResult]] = {}
    for one in told:
        files.setdefault(one.file, []).append(one)
    written: dict[str, str] = {}
    for file, results in files.items():
        if any(f.state is FindingState.OPEN for one in results for f in one.findings):
            path, data = _returned(session, Path(file), results, going)
            write_back(folder, path, data)
            written[file] = path.name
    return written


def write_notices(
    session: Session,
    told: Iterable[SubmissionResult],
    across: Iterable[Finding],
    returned: Mapping[str, str],
    folder: Path,
) -> tuple[int, int]:
    """Write a message to each unit that has something to do, and to each that has sent nothing; returns how many.

    Raises:
        OutputError: one can't be written.

    """
    make_folder(folder)
    units: dict[str, list[SubmissionResult]] = {}
    for one in told:
        if notice.asked(one):
            units.setdefault(one.unit or Path(one.file).stem, []).append(one)
    m, missing, names = session.messages, _missing(across), Names(folder)
    for unit, results in units.items():
        _write_text(names, unit, NOTICE_SUFFIX, notice.render(results, returned, m))
    for unit, found in missing.items():
        _write_text(names, unit, REMINDER_SUFFIX, notice.render_missing(unit, found, m))
    return len(units), len(missing)


def _write_text(names: Names, unit: str, suffix: str, text: str) -> None:
    path = names.take(Path(), _UNSAFE.sub("_", clean(unit)), f"{suffix}.txt")
    write_file(path, text.encode("utf-8", "replace"))


def _missing(across: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Return what has not been sent, by the unit that has to: findings that name a unit and no file."""
    units: dict[str, list[Finding]] = {}
    for one in across:
        for place in one.places:
            if one.state is FindingState.OPEN and place.unit is not None and place.file is None:
                units.setdefault(place.unit, []).append(one)
    return units


def _returned(
    session: Session, path: Path, results: Sequence[SubmissionResult], going: GivingBack
) -> tuple[Path, bytes]:
    info, m, way = session.policy.info, session.messages, going.ways[path.as_posix()]
    if results[0].readable:
        data = _same(path, results[0].digest)
        try:
            with guarded(going.limits):
                return way.marked, returned_workbook(data, results, info, m, going.limits)
        except SubmissionError:
            # An older format, or a package with broken parts that nobody reads: the list says it all.
            return way.listed, problem_list(results, info, m)
    return way.listed, problem_list(results, info, m)


def _same(path: Path, digest: str | None) -> bytes:
    """Return a file's bytes, which have to be those that were judged."""
    try:
        data = path.read_bytes()
    except OSError:
        data = b""
    if "sha256:" + hashlib.sha256(data).hexdigest() != digest:
        raise OutputError("error.changed", path=str(path))
    return data
