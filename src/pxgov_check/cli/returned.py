"""Writing what goes back to the units: marked workbooks for --annotate, messages for --notice."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pxgov_check.cli.output import write_file
from pxgov_check.cli.session import Session
from pxgov_check.documents.returned.workbook import problem_list, returned_workbook
from pxgov_check.errors import OutputError, SubmissionError, UsageError
from pxgov_check.formats import notice
from pxgov_check.formats.clean import clean
from pxgov_check.model import FindingState, Result, SubmissionResult
from pxgov_check.submission.layout import LIST_SUFFIX, NOTICE_SUFFIX, RETURNED_SUFFIX

_MARKABLE = frozenset({".xlsx", ".xlsm"})
# Leaves room for our suffix and for the name of the temporary file within the 255 bytes of a file system.
_LONGEST_STEM = 160
_UNSAFE = re.compile(r'[\\/:*?"<>|\s.\x00-\x1f]')


@dataclass(slots=True)
class Names:
    """Paths below one folder that no two files share, on file systems without case or composed characters too."""

    folder: Path
    _taken: set[str] = field(default_factory=set)

    def take(self, below: Path, stem: str, suffix: str) -> Path:
        """Return a path for a name; ``(2)`` and so on follows a name that is taken."""
        stem, number = _cut(stem), 1
        while True:
            path = self.folder / below / (stem + (f"({number})" if number > 1 else "") + suffix)
            key = unicodedata.normalize("NFKC", str(path)).casefold()
            if key not in self._taken:
                self._taken.add(key)
                return path
            number += 1


@dataclass(frozen=True, slots=True)
class Way:
    """Where one file goes back to: as itself with marks, or where that can't be as a list."""

    marked: Path
    listed: Path


def without_returned(files: Sequence[Path], arguments: Iterable[str], folder: Path) -> list[Path]:
    """Leave out what an earlier run has written to ``folder``, unless an argument points there.

    Raises:
        UsageError: nothing else is left.

    """
    inside = _absolute(folder)
    if any(_absolute(Path(argument)).is_relative_to(inside) for argument in arguments):
        return list(files)
    left = [path for path in files if not _absolute(path).is_relative_to(inside)]
    if not left:
        raise UsageError("error.no_workbooks", path=str(folder.parent))
    return left


def plan(files: Sequence[Path], folder: Path) -> dict[str, Way]:
    """Return where each file goes back to, below ``folder`` as it lies below the files' common folder.

    Raises:
        UsageError: that would be over one of the files.

    """
    base = _common([_absolute(path).parent for path in files])
    names = Names(folder)
    ways: dict[str, Way] = {}
    for path in files:
        parent = _absolute(path).parent
        below = parent.relative_to(base) if base is not None else Path()
        stem = path.stem if path.suffix.lower() in _MARKABLE else path.name
        suffix = path.suffix if path.suffix.lower() in _MARKABLE else ".xlsx"
        # One that has come back marked goes back under the same name.
        stem = stem.removesuffix(RETURNED_SUFFIX)
        marked = names.take(below, stem, RETURNED_SUFFIX + suffix)
        ways[path.as_posix()] = Way(marked, names.take(below, path.name, f"{LIST_SUFFIX}.xlsx"))
    inputs = {path.resolve() for path in files}
    for way in ways.values():
        for target in (way.marked, way.listed):
            if target.resolve() in inputs:
                raise UsageError("error.over_input", path=str(target))
    return ways


def give_back(
    session: Session, result: Result, ways: Mapping[str, Way], annotate: Path | None, messages_to: Path | None
) -> list[str]:
    """Write what --annotate and --notice ask for; returns what to say of it.

    Raises:
        OutputError: something can't be written, or a file has changed since it was judged.

    """
    m = session.messages
    said: list[str] = []
    written: dict[str, str] = {}
    if annotate is not None:
        written = write_returned(session, result, ways, annotate)
        said.append(m("returned.written", n=str(len(written)), folder=str(annotate)))
    if messages_to is not None:
        count = write_notices(session, result, written, messages_to)
        said.append(m("returned.noticed", n=str(count), folder=str(messages_to)))
    return [clean(line) for line in said]


def write_returned(session: Session, result: Result, ways: Mapping[str, Way], folder: Path) -> dict[str, str]:
    """Write back each file with an open finding; returns the names written by file.

    Raises:
        OutputError: one can't be written, or has changed since it was judged.

    """
    _make(folder)
    written: dict[str, str] = {}
    for file, results in _by_file(result).items():
        if not any(f.state is FindingState.OPEN for one in results for f in one.findings):
            continue
        path, data = _returned(session, Path(file), results, ways[file])
        _make(path.parent)
        write_file(path, data)
        written[file] = path.name
    return written


def write_notices(session: Session, result: Result, returned: Mapping[str, str], folder: Path) -> int:
    """Write a message to each unit that has something to do; returns how many.

    Raises:
        OutputError: one can't be written.

    """
    _make(folder)
    units: dict[str, list[SubmissionResult]] = {}
    for one in result.submissions:
        if notice.asked(one):
            units.setdefault(one.unit or Path(one.file).stem, []).append(one)
    names = Names(folder)
    for unit, results in units.items():
        path = names.take(Path(), _UNSAFE.sub("_", clean(unit)), f"{NOTICE_SUFFIX}.txt")
        write_file(path, notice.render(results, returned, session.messages).encode("utf-8", "replace"))
    return len(units)


def _returned(session: Session, path: Path, results: Sequence[SubmissionResult], way: Way) -> tuple[Path, bytes]:
    info, messages = session.policy.info, session.messages
    if results[0].readable:
        try:
            return way.marked, returned_workbook(_same(path, results[0].digest), results, info, messages)
        except SubmissionError:
            # An older format, or a package with broken parts that nobody reads: the list says it all.
            return way.listed, problem_list(results, info, messages)
    return way.listed, problem_list(results, info, messages)


def _same(path: Path, digest: str | None) -> bytes:
    """Return a file's bytes, which have to be those that were judged."""
    try:
        data = path.read_bytes()
    except OSError:
        data = b""
    if "sha256:" + hashlib.sha256(data).hexdigest() != digest:
        raise OutputError("error.changed", path=str(path))
    return data


def _by_file(result: Result) -> dict[str, list[SubmissionResult]]:
    files: dict[str, list[SubmissionResult]] = {}
    for one in result.submissions:
        files.setdefault(one.file, []).append(one)
    return files


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError("error.cannot_write", path=str(folder), reason=error.strerror or "") from None


def _common(folders: Sequence[Path]) -> Path | None:
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:
        # Files on different drives have nothing in common; their names then stand side by side.
        return None


def _absolute(path: Path) -> Path:
    # Not resolved: a link goes back under its own name.
    return Path(os.path.abspath(path))  # noqa: PTH100 (Path.absolute keeps "..")


def _cut(stem: str) -> str:
    return (
        os.fsencode(stem)[:_LONGEST_STEM].decode("utf-8", "ignore") if len(os.fsencode(stem)) > _LONGEST_STEM else stem
    )
