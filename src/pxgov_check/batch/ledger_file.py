"""What a ledger is on the disk: how it is told from other files, its tables, and how an empty one is made."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from pxgov_check.errors import UsageError
from pxgov_check.on_demand import on_demand

if TYPE_CHECKING:
    import sqlite3
    import tempfile
else:
    sqlite3 = on_demand("sqlite3")
    tempfile = on_demand("tempfile")

# "pxck": tells a ledger from other SQLite files.
_APPLICATION = 0x7078636B
LAYOUT = 3
_MAGIC = b"SQLite format 3\0"
PATIENCE_SECONDS = 60
# Pieces come last: they reach over many pages, and who wants gists alone reads none of these. File names are bytes, for
# not every name is text.
_TABLES = """
CREATE TABLE results
  (key BLOB PRIMARY KEY, gists BLOB NOT NULL, mark BLOB NOT NULL, pieces BLOB NOT NULL);
CREATE TABLE files
  (file BLOB PRIMARY KEY, key BLOB NOT NULL, judged_by TEXT NOT NULL, digest TEXT NOT NULL);
CREATE TABLE states
  (file BLOB PRIMARY KEY, digest BLOB NOT NULL, mark BLOB NOT NULL);
CREATE TABLE runs
  (key BLOB PRIMARY KEY, told BLOB NOT NULL, mark BLOB NOT NULL);
"""


def make(path: Path) -> None:
    """Make an empty ledger. It appears whole, so that of several runs that begin at once each finds one."""
    handle, name = tempfile.mkstemp(prefix=".pxcheck-ledger-", dir=path.parent)
    os.close(handle)
    new = Path(name)
    try:
        with contextlib.closing(sqlite3.connect(new)) as connection:
            connection.executescript(_TABLES)
            connection.execute(f"PRAGMA application_id = {_APPLICATION}")
            connection.execute(f"PRAGMA user_version = {LAYOUT}")
            connection.commit()
            connection.execute("PRAGMA journal_mode = WAL")
        if path.exists() and path.stat().st_size == 0:
            new.replace(path)
        else:
            path.hardlink_to(new)
    except FileExistsError:
        # Another run was faster.
        pass
    finally:
        new.unlink(missing_ok=True)


def is_ledger(path: Path) -> bool:
    """Whether a file is a ledger, by what it says of itself."""
    try:
        with path.open("rb") as stream:
            head = stream.read(100)
    except OSError:
        return False
    return head.startswith(_MAGIC) and head[68:72] == _APPLICATION.to_bytes(4, "big")


def marks(asked: Collection[object]) -> str:
    """Return a question mark for each of what a query asks about."""
    return ",".join("?" * len(asked))


def name_bytes(file: str) -> bytes:
    """Return a file's name as it is kept."""
    return file.encode("utf-8", "surrogatepass")


def refuse_other_files(path: Path) -> None:
    """Refuse to write a ledger over something else.

    Raises:
        UsageError: the file is there and is neither empty nor a ledger.

    """
    if path.exists() and not (path.is_file() and (path.stat().st_size == 0 or is_ledger(path))):
        raise UsageError("error.no_ledger", path=str(path))
