"""The ledger: what came of each file's content, so that nothing is judged twice. SQLite, one file, many processes.

Results are kept by a key over the file's bytes, the policy, the version of the program and the terms of the run. A
second table says which result each file name had last, so that reports can be made from the ledger alone, a third which
bytes a file had in which state, so that what nobody touched is not even opened (see ``file_states``). A fourth has what
whole runs told, for as long as the second says what it said when they ended. Names and telephone numbers of people are
not kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pxgov_check.batch.ledger_file import LAYOUT, PATIENCE_SECONDS, make, marks, name_bytes, refuse_other_files
from pxgov_check.batch.plan import Learnt
from pxgov_check.errors import OutputError
from pxgov_check.on_demand import on_demand

if TYPE_CHECKING:
    import sqlite3
else:
    sqlite3 = on_demand("sqlite3")

_ASIDE = ".damaged"
_AT_ONCE = 500
# So many runs are remembered: one over some files for each kind of report.
_RUNS = 20
_FORGET_OLDER = "DELETE FROM runs WHERE rowid NOT IN (SELECT rowid FROM runs ORDER BY rowid DESC LIMIT ?)"
_MARK_BYTES = 16

Asked = TypeVar("Asked")


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
        self._written(partial(self._write, list(learnt), list(seen)))

    def states(self, files: Sequence[str]) -> Iterator[tuple[str, bytes, bytes]]:
        """Yield each file with its digest and mark, as ``write_states`` was given them; both empty for one unknown."""
        for some in _some(files):
            query = f"SELECT file, digest, mark FROM states WHERE file IN ({marks(some)})"  # noqa: S608 (question marks)
            names = [name_bytes(file) for file in some]
            held: dict[bytes, tuple[bytes, bytes]] = {}
            # Of one that is damaged, whoever looks results up will say so.
            with contextlib.suppress(sqlite3.DatabaseError):
                held = {name: told for name, *told in self._connection.execute(query, names)}
            for file, name in zip(some, names, strict=True):
                digest, mark = held.get(name, (b"", b""))
                yield file, digest, mark

    def write_states(self, states: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Remember digest and mark of files.

        Raises:
            OutputError: as ``write`` does.

        """
        rows = [(name_bytes(file), digest, mark) for file, digest, mark in states]

        def write() -> None:
            with self._transaction() as connection:
                connection.executemany("INSERT OR REPLACE INTO states VALUES (?, ?, ?)", rows)

        self._written(write)

    def told(self, key: bytes) -> bytes | None:
        """Return what a run told, by a key of all that this depends on; None where nothing is remembered of it."""
        query = "SELECT told, mark FROM runs WHERE key = ?"
        # Of one that is damaged, whoever looks results up will say so.
        with contextlib.suppress(sqlite3.DatabaseError):
            for told, mark in self._connection.execute(query, (key,)):
                return told if isinstance(told, bytes) and mark == _told_mark(key, told) else None
        return None

    def write_told(self, key: bytes, told: bytes) -> None:
        """Remember what a run told, unless another has written since this one began.

        Raises:
            OutputError: as ``write`` does.

        """

        def write() -> None:
            with self._transaction() as connection:
                if self._version() == self._own_version:
                    row = key, told, _told_mark(key, told)
                    connection.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", row)
                    connection.execute(_FORGET_OLDER, (_RUNS,))

        self._written(write)

    def close(self) -> None:
        """Close the file."""
        with contextlib.suppress(AttributeError, sqlite3.Error):
            self._connection.close()

    def _written(self, write: Callable[[], None]) -> None:
        """Write, into a new ledger where this one turns out to be damaged."""
        try:
            write()
        except sqlite3.OperationalError as error:
            raise OutputError("error.cannot_write", path=str(self.path), reason=str(error)) from None
        except sqlite3.DatabaseError:
            self.rebuild()
            write()

    def _write(self, learnt: Iterable[Learnt], seen: Iterable[tuple[str, bytes, str]]) -> None:
        rows = [(one.key, one.row.gists, one.row.mark, one.row.pieces) for one in learnt]
        names = self._changed([(name_bytes(file), key, self._judged_by, digest) for file, key, digest in seen])
        if not rows and not names:
            return
        with self._transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)", rows)
            connection.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", names)
            if names:
                # Whoever makes one of these runs again is to find its results as the last ones.
                connection.execute("DELETE FROM runs")

    def _changed(self, seen: list[tuple[bytes, bytes, str, str]]) -> list[tuple[bytes, bytes, str, str]]:
        """Return what the ledger does not say already of files: most often nothing, and then nobody has to wait."""
        changed = []
        for some in _some(seen):
            query = f"SELECT file, key, judged_by, digest FROM files WHERE file IN ({marks(some)})"  # noqa: S608 (question marks)
            held = set(self._connection.execute(query, [file for file, *_ in some]))
            changed += [one for one in some if one not in held]
        return changed

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
            make(self.path)
        self._connection = sqlite3.connect(self.path, timeout=PATIENCE_SECONDS, isolation_level=None)
        self._connection.execute("PRAGMA synchronous = NORMAL")
        # Says at once whether this is a database at all.
        if self._connection.execute("PRAGMA user_version").fetchone() != (LAYOUT,):
            raise sqlite3.DatabaseError
        self._own_version = self._version()

    def _version(self) -> object:
        """Return what becomes another when anybody else writes."""
        return self._connection.execute("PRAGMA data_version").fetchone()


def _told_mark(key: bytes, told: bytes) -> bytes:
    return hashlib.sha256(key + told).digest()[:_MARK_BYTES]


def _some(many: Sequence[Asked]) -> Iterator[Sequence[Asked]]:
    """Yield all, so many at a time as SQLite may be asked about at once."""
    for start in range(0, len(many), _AT_ONCE):
        yield many[start : start + _AT_ONCE]
