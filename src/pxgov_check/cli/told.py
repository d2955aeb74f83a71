"""What a run told, as the ledger remembers it, so that the same run tells it again without being made again.

Documents are not kept: they have to stand where they were written, in the state in which they were left.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping

from pxgov_check.batch.copies import state_of
from pxgov_check.batch.file_states import TIMES_ARE_TRUE, state_mark
from pxgov_check.batch.ledger import Ledger
from pxgov_check.batch.plan import Done
from pxgov_check.frozen import frozen

# Some disks tell the time of a change in whole seconds, too coarse to see that a file was changed at once.
_SECOND = 1_000_000_000


@frozen
class Told:
    """What a run told: its exit code, the report on the screen, and each document that it wrote, by its target.

    Of a document there is the state in which it was left, and None where it is not a file here.
    """

    code: int
    report: str
    written: Mapping[str, os.stat_result | None]


class SameRun:
    """A run as the ledger knows it: by a key of all that what it tells depends on."""

    def __init__(self, ledger: Ledger, key: bytes, known: Mapping[str, bytes]) -> None:
        """``known`` are the digests, of which the key is made, of all its files."""
        self._ledger, self._key, self._known = ledger, key, known
        self._as_known = 0

    def told(self) -> Told | None:
        """Return what is to be told again; None where nothing is remembered, or a document is not as it was left."""
        data = self._ledger.told(self._key)
        if data is None:
            return None
        code, report, marks = json.loads(zlib.decompress(data))
        same = all(self._mark(state_of(target)) == mark for target, mark in marks.items())
        return Told(code, report, {}) if same else None

    def watch(self, done: Done) -> None:
        """Count the files of a batch that were judged by the bytes that they were known to have."""
        self._as_known += sum(self._known.get(file, b"").hex() == digest for file, _, digest in done.seen)

    def remember(self, told: Told) -> None:
        """Remember what was told, where it can be told again and no file was unreadable or changed meanwhile.

        Raises:
            OutputError: the ledger can't be written.

        """
        marks = {target: self._mark(state) for target, state in told.written.items()}
        if self._as_known == len(self._known) and None not in marks.values():
            data = json.dumps([told.code, told.report, marks]).encode("ascii")
            self._ledger.write_told(self._key, zlib.compress(data))

    def _mark(self, state: os.stat_result | None) -> str | None:
        if state is None or not TIMES_ARE_TRUE or state.st_mtime_ns % _SECOND == 0:
            return None
        return state_mark(state, self._key).hex()
