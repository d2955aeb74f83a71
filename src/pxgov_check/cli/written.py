"""What pxcheck has returned into a folder, by digest: such files are no submissions, and may be written over."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection
from pathlib import Path

from pxgov_check.cli.output import append_file, make_folder, write_file

# Hidden, so that no list of forms shows it and no search takes it for one.
RECORD = ".pxcheck-returned"
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_MOST_BYTES = 16 << 20


def digests(folder: Path) -> frozenset[str]:
    """Return the digests in a folder's record; none where there is none that can be read."""
    path = folder / RECORD
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return frozenset()
        return frozenset(line for line in path.read_text("ascii").split() if _DIGEST.match(line))
    except (OSError, ValueError):
        return frozenset()


def is_as_written(path: str | Path, known: Collection[str]) -> bool:
    """Whether a file has one of some digests: it was returned, and nobody has changed it since."""
    try:
        # A pipe would never end.
        if not known or not os.path.isfile(path):  # noqa: PTH113 (names stay text, see workbooks)
            return False
        with open(path, "rb") as stream:  # noqa: PTH123 (the same)
            return hashlib.file_digest(stream, "sha256").hexdigest() in known
    except OSError:
        return False


def write_back(folder: Path, path: Path, data: bytes) -> None:
    """Write a file below a folder, and into the folder's record that it is as pxcheck wrote it.

    Raises:
        OutputError: it can't be written.

    """
    digest = hashlib.sha256(data).hexdigest()
    make_folder(path.parent)
    # The record comes first: a run that is killed between leaves a digest too many, never a file that nobody knows.
    if digest not in digests(folder):
        append_file(folder / RECORD, f"\n{digest}\n".encode("ascii"))
    write_file(path, data)
