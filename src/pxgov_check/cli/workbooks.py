"""Which workbooks the arguments mean: files, folders and patterns."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path

from pxgov_check.cli.written import RECORD, digests, is_as_written
from pxgov_check.errors import UsageError
from pxgov_check.formats.csv import REPORT_HEAD
from pxgov_check.submission.open import SUFFIXES


def find_workbooks(arguments: Sequence[str]) -> list[Path]:
    """Return the files meant, each once, in order of their paths.

    A folder means everything below it that has a workbook's suffix, without lock files (``~$…``), hidden files, CSV
    reports that an earlier run left there, and what one returned into a folder further down and nobody has touched;
    what only bears the name (a pipe, a folder) is refused by the reader, not passed over. A file named outright is
    taken whatever its suffix.

    Raises:
        UsageError: an argument matches nothing.

    """
    found: dict[Path, Path] = {}
    for argument in arguments:
        for path in _matches(argument):
            found.setdefault(path.resolve(), path)
    return sorted(found.values(), key=lambda path: path.as_posix())


def _matches(argument: str) -> list[Path]:
    path = Path(argument)
    if path.is_dir() and path.suffix.lower() not in SUFFIXES:
        everything = list(path.rglob("*"))
        returned = {p.parent: digests(p.parent) for p in everything if p.name == RECORD and p.parent != path}
        workbooks = (p for p in everything if _is_workbook(p.relative_to(path)) and not _is_report(p))
        below = [p for p in workbooks if not any(is_as_written(p, returned.get(f, ())) for f in p.parents)]
        if not below:
            raise UsageError("error.no_workbooks", path=argument)
        return below
    if path.exists():
        return [path]
    matched = [Path(p) for p in glob.glob(argument, recursive=True)]  # noqa: PTH207 (absolute patterns too)
    files = [p for p in matched if p.is_file() and not p.name.startswith((".", "~$"))]
    if not files:
        raise UsageError("error.no_file", path=argument)
    return files


def _is_workbook(path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.parts)
    return path.suffix.lower() in SUFFIXES and not hidden and not path.name.startswith("~$")


def _is_report(path: Path) -> bool:
    if path.suffix.lower() != ".csv" or not path.is_file():
        return False
    head = REPORT_HEAD.encode("utf-8")
    try:
        with path.open("rb") as stream:
            return stream.read(len(head)) == head
    except OSError:
        # The reader says what is the matter with it.
        return False
