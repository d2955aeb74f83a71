"""The ledger: what came of each file's content, so that nothing is judged twice. SQLite, one file, many processes.

Results are kept by a key over the file's bytes, the policy, the version of the program and the terms of the run. A
second table says which result each file name had last, so that reports can be made from the ledger alone. Names and
telephone numbers of people are not kept.
"""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pxgov_check.batch.plan import Learnt, Row
from pxgov_check.errors import OutputError, UsageError
from pxgov_check.on_demand import on_demand

if TYPE_CHECKING:
    import sqlite3
    import tempfile
    from urllib import parse
else:
    parse = on_demand("urllib.parse")
    sqlite3 = on_demand("sqlite3")
    tempfile = on_demand("tempfile")

# "pxck": tells a ledger from other SQLite files.
_APPLICATION = 0x7078636B
_LAYOUT = 1
_MAGIC = b"SQLite format 3\0"
_PATIENCE_SECONDS = 60
_ASIDE = ".damaged"
# Of a ledger, so much is looked at where the system holds it, which halves the time of a look-up.
_MAPPED_BYTES = 64 << 20

_TABLES = """
CREATE TABLE results
  (key BLOB PRIMARY KEY, gists TEXT NOT NULL, pieces BLOB NOT NULL, mark BLOB NOT NULL);
CREATE TABLE files
  (file TEXT PRIMARY KEY, key BLOB NOT NULL, judged_by TEXT NOT NULL, digest TEXT NOT NULL);
"""

# What a file has already is not written again.
_SEEN = """
INSERT INTO files VALUES (?, ?, ?, ?) ON CONFLICT (file) DO UPDATE
SET key = excluded.key, judged_by = excluded.judged_by, digest = excluded.digest
WHERE (key, judged_by, digest) <> (excluded.key, excluded.judged_by, excluded.digest)
"""


class Ledger:
    """The ledger of a run, open for writing. One process of a run writes; other runs may write at the same time."""

    def __init__(self, path: Path, judged_by: str) -> None:
        """Open a ledger, or make one.

        ``judged_by`` names policy, version and language, so that a report takes only what it can stand for.

        Raises:
            UsageError: the file is something else.
            OutputError: it can't be written.

        """
        self.path = path
        self.damaged = False
        self._judged_by = judged_by
        refuse_other_files(path)
        try:
            self._open()
        except OSError as error:
            raise OutputError("error.cannot_write", path=str(path), reason=error.strerror or "") from None
        except sqlite3.OperationalError as error:
            raise OutputError("error.cannot_write", path=str(path), reason=str(error)) from None
        except sqlite3.DatabaseError:
            self.rebuild()

    def rebuild(self) -> None:
        """Put a damaged ledger aside, under its name and ``.damaged``, and begin a new one; once a run."""
        if self.damaged:
            return
        self.damaged = True
        self.close()
        for suffix in ("-wal", "-shm"):
            with contextlib.suppress(OSError):
                Path(f"{self.path}{suffix}").unlink()
        try:
            os.replace(self.path, f"{self.path}{_ASIDE}")  # noqa: PTH105 (a name with a suffix added)
            self._open()
        except (OSError, sqlite3.DatabaseError) as error:
            raise OutputError("error.cannot_write", path=str(self.path), reason=str(error)) from None

    def write(self, learnt: Iterable[Learnt], seen: Iterable[tuple[str, bytes, str]]) -> None:
        """Remember results, and which one (key and digest) each file has.

        Raises:
            OutputError: the disk is full, or others kept the ledger busy for a minute.

        """
        try:
            self._write(learnt, seen)
        except sqlite3.OperationalError as error:
            raise OutputError("error.cannot_write", path=str(self.path), reason=str(error)) from None
        except sqlite3.DatabaseError:
            self.rebuild()
            self._write(learnt, seen)

    def close(self) -> None:
        """Close the file."""
        with contextlib.suppress(AttributeError, sqlite3.Error):
            self._connection.close()

    def _write(self, learnt: Iterable[Learnt], seen: Iterable[tuple[str, bytes, str]]) -> None:
        rows = [(one.key, one.row.gists, one.row.pieces, one.row.mark) for one in learnt]
        with self._transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)", rows)
            connection.executemany(_SEEN, [(file, key, self._judged_by, digest) for file, key, digest in seen])

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _open(self) -> None:
        if not self.path.exists() or self.path.stat().st_size == 0:
            _make(self.path)
        self._connection = sqlite3.connect(self.path, timeout=_PATIENCE_SECONDS, isolation_level=None)
        self._connection.execute("PRAGMA synchronous = NORMAL")
        # Says at once whether this is a database at all.
        self._connection.execute("SELECT count(*) FROM files WHERE file = ''")


def _make(path: Path) -> None:
    """Make an empty ledger. It appears whole, so that of several runs that begin at once each finds one."""
    handle, name = tempfile.mkstemp(prefix=".pxcheck-ledger-", dir=path.parent)
    os.close(handle)
    new = Path(name)
    try:
        with contextlib.closing(sqlite3.connect(new)) as connection:
            connection.executescript(_TABLES)
            connection.execute(f"PRAGMA application_id = {_APPLICATION}")
            connection.execute(f"PRAGMA user_version = {_LAYOUT}")
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


class LedgerReader:
    """A ledger for looking results up; any number of processes may hold one. It is opened when it is first asked."""

    def __init__(self, path: str) -> None:
        self.damaged = False
        self._path = path

    @functools.cached_property
    def _connection(self) -> sqlite3.Connection:
        address = f"file:{parse.quote(self._path)}?mode=ro"
        connection = sqlite3.connect(address, uri=True, timeout=_PATIENCE_SECONDS)
        connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
        return connection

    def find(self, keys: Collection[bytes]) -> dict[bytes, Row]:
        """Return what is remembered under each of some hundred keys, without those of which nothing is, or no whole."""
        marks = ",".join("?" * len(keys))
        query = f"SELECT key, gists, pieces, mark FROM results WHERE key IN ({marks})"  # noqa: S608 (question marks)
        try:
            found = self._connection.execute(query, tuple(keys)).fetchall() if keys else []
        except sqlite3.DatabaseError:
            self.damaged = True
            return {}
        rows = {key: self._whole(parts) for key, *parts in found}
        return {key: row for key, row in rows.items() if row is not None}

    def last(self, judged_by: str) -> Iterator[tuple[str, str, Row]]:
        """Yield each file that was judged by a policy, in order, with its digest and what came of it last.

        Raises:
            UsageError: the ledger is damaged.

        """
        query = (
            "SELECT files.file, files.digest, gists, pieces, mark FROM files JOIN results USING (key) "
            "WHERE judged_by = ? ORDER BY file"
        )
        try:
            for file, digest, *parts in self._connection.execute(query, (judged_by,)):
                row = self._whole(parts)
                if row is not None:
                    yield file, digest, row
        except sqlite3.DatabaseError:
            self.damaged = True
        if self.damaged:
            raise UsageError("error.ledger_damaged")

    def close(self) -> None:
        """Close the file."""
        if "_connection" in vars(self):
            self._connection.close()

    def _whole(self, found: list[object]) -> Row | None:
        gists, pieces, mark = found
        if isinstance(gists, str) and isinstance(pieces, bytes) and (row := Row(gists, pieces)).mark == mark:
            return row
        self.damaged = True
        return None


def is_ledger(path: Path) -> bool:
    """Whether a file is a ledger, by what it says of itself."""
    try:
        with path.open("rb") as stream:
            head = stream.read(100)
    except OSError:
        return False
    return head.startswith(_MAGIC) and head[68:72] == _APPLICATION.to_bytes(4, "big")


def refuse_other_files(path: Path) -> None:
    """Refuse to write a ledger over something else.

    Raises:
        UsageError: the file is there and is neither empty nor a ledger.

    """
    if path.exists() and not (path.is_file() and (path.stat().st_size == 0 or is_ledger(path))):
        raise UsageError("error.no_ledger", path=str(path))
