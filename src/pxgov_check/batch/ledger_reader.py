"""Looking up what a ledger remembers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from pxgov_check.batch.ledger_file import PATIENCE_SECONDS, marks
from pxgov_check.batch.plan import Row
from pxgov_check.errors import UsageError
from pxgov_check.on_demand import on_demand

if TYPE_CHECKING:
    import sqlite3
    from urllib import parse
else:
    parse = on_demand("urllib.parse")
    sqlite3 = on_demand("sqlite3")

# So much of a ledger is looked at where the system holds it, which halves the time of a look-up.
_MAPPED_BYTES = 64 << 20


class LedgerReader:
    """A ledger for looking results up; any number of processes may hold one. It is opened when it is first asked."""

    def __init__(self, path: str) -> None:
        self.damaged = False
        self._path = path

    @cached_property
    def _connection(self) -> sqlite3.Connection:
        address = f"file:{parse.quote(self._path)}?mode=ro"
        connection = sqlite3.connect(address, uri=True, timeout=PATIENCE_SECONDS)
        connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
        return connection

    def find(self, keys: Collection[bytes], *, pieces: bool) -> dict[bytes, Row]:
        """Return what is remembered under each of some hundred keys, without those of which nothing is, or no whole.

        Only with ``pieces`` these are looked up too, for they are a hundred times as long as the rest.
        """
        wanted = "pieces" if pieces else "NULL"
        query = f"SELECT key, gists, mark, {wanted} FROM results WHERE key IN ({marks(keys)})"  # noqa: S608 (question marks)
        try:
            found = self._connection.execute(query, tuple(keys)).fetchall() if keys else []
        except sqlite3.DatabaseError:
            self.damaged = True
            return {}
        rows = {key: self._whole(gists, mark, told if pieces else b"") for key, gists, mark, told in found}
        return {key: row for key, row in rows.items() if row is not None}

    def last(self, judged_by: str) -> Iterator[tuple[str, str, Row]]:
        """Yield each file that was judged by a policy, in order, with its digest and what came of it last.

        Raises:
            UsageError: the ledger is damaged.

        """
        query = (
            "SELECT files.file, files.digest, gists, mark, pieces FROM files JOIN results USING (key) "
            "WHERE judged_by = ? ORDER BY file"
        )
        try:
            for file, digest, *parts in self._connection.execute(query, (judged_by,)):
                row = self._whole(*parts)
                if row is not None:
                    yield file.decode("utf-8", "surrogatepass"), digest, row
        except sqlite3.DatabaseError:
            self.damaged = True
        if self.damaged:
            raise UsageError("error.ledger_damaged")

    def close(self) -> None:
        """Close the file."""
        if "_connection" in vars(self):
            self._connection.close()

    def _whole(self, gists: object, mark: object, pieces: object) -> Row | None:
        if isinstance(gists, bytes) and isinstance(pieces, bytes) and (row := Row(gists, pieces)).has(mark):
            return row
        self.damaged = True
        return None
