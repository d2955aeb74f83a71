"""Which workbooks the arguments mean: files, folders, patterns, URLs and lists of names."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple

from pxgov_check.cli.places import posix
from pxgov_check.cli.written import digests, is_as_written
from pxgov_check.errors import UsageError
from pxgov_check.on_demand import on_demand
from pxgov_check.submission.remote import is_url, workbooks_below
from pxgov_check.submission.sniff import SUFFIXES

if TYPE_CHECKING:
    from pxgov_check.formats import csv
else:
    csv = on_demand("pxgov_check.formats.csv")

_STDIN = "-"


def find_workbooks(arguments: Sequence[str]) -> list[str]:
    """Return the names of the files meant, each once, in order, with forward slashes.

    A folder means everything below it that has a workbook's suffix, without lock files (``~$…``), hidden files, CSV
    reports that an earlier run left there, and what one returned into a folder further down and nobody has touched;
    what only bears the name (a pipe, a folder) is refused by the reader, not passed over. A file named outright is
    taken whatever its suffix. Names only are held, never contents: a hundred thousand take some ten megabytes.

    Raises:
        UsageError: an argument matches nothing.

    """
    matched = [one for argument in arguments for one in _matches(argument)]
    found = [one.name for one in matched]
    if len(arguments) > 1 or any(one.is_link for one in matched):
        found = list({os.path.realpath(name): name for name in reversed(found)}.values())
    return sorted(map(posix, found))


def is_folder(argument: str) -> bool:
    """Whether an argument stands for all the forms that there are, and not for some that were picked."""
    return os.path.isdir(argument) or (is_url(argument) and PurePath(argument).suffix.lower() not in SUFFIXES)


def read_names(source: str) -> list[str]:
    """Return the names in a file, or of standard input for ``-``: one a line, or with NUL after each.

    Raises:
        UsageError: the file can't be read, or no name is in it.

    """
    try:
        data = sys.stdin.buffer.read() if source == _STDIN else Path(source).read_bytes()
    except OSError:
        raise UsageError("error.no_file", path=source) from None
    lines = data.split(b"\0") if b"\0" in data else data.splitlines()
    names = [os.fsdecode(line) for line in lines if line.strip()]
    if not names:
        raise UsageError("error.no_names", path=source)
    return names


class _Match(NamedTuple):
    """A file that an argument means, and whether it is another name of one that may be meant too."""

    name: str
    is_link: bool


def _matches(argument: str) -> list[_Match]:
    if is_url(argument):
        return [_Match(name, is_link=False) for name in _remote(argument)]
    if os.path.isdir(argument) and PurePath(argument).suffix.lower() not in SUFFIXES:
        below = list(_below(str(Path(argument)), frozenset()))
        if not below:
            raise UsageError("error.no_workbooks", path=argument)
        return below
    if os.path.lexists(argument):
        return [_Match(str(Path(argument)), os.path.islink(argument))]
    matched = glob.glob(argument, recursive=True)
    files = [str(Path(p)) for p in matched if os.path.isfile(p) and not os.path.basename(p).startswith((".", "~$"))]
    if not files:
        raise UsageError("error.no_file", path=argument)
    return [_Match(file, os.path.islink(file)) for file in files]


def _remote(url: str) -> list[str]:
    if not is_folder(url) and not glob.has_magic(url):
        return [url]
    names = [name for name in workbooks_below(url) if not PurePath(name).name.startswith((".", "~$"))]
    if not names:
        raise UsageError("error.no_workbooks", path=url)
    return names


def _below(folder: str, returned: frozenset[str]) -> Iterator[_Match]:
    """Yield the workbooks below a folder; ``returned`` are the digests of what was left there and above by pxcheck."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = entry.name if folder == "." else os.path.join(folder, entry.name)
        if _is_workbook(entry.name) and not _is_report(path) and not is_as_written(path, returned):
            yield _Match(path, entry.is_symlink())
        if entry.is_dir(follow_symlinks=False):
            yield from _below(path, returned | digests(Path(path)))


def _is_workbook(name: str) -> bool:
    return os.path.splitext(name)[1].lower() in SUFFIXES and not name.startswith("~$")


def _is_report(path: str) -> bool:
    if not path.lower().endswith(".csv") or not os.path.isfile(path):
        return False
    head = csv.REPORT_HEAD.encode("utf-8")
    try:
        with open(path, "rb") as stream:
            return stream.read(len(head)) == head
    except OSError:
        # The reader says what is the matter with it.
        return False
