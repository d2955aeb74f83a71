"""Which bytes a file has, told by the state that the system keeps of it: what nobody touched is not opened again.

The state is where the file is on the disk, its size, and when its content and anything about it changed last. No
program can set the last of these, so a file that was edited and dated back is read. Windows keeps no such time: files
there are always read.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence

from pxgov_check.batch.copies import content_digest, state_of
from pxgov_check.batch.ledger import Ledger
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.remote import is_url

_MARK_BYTES = 16
TIMES_ARE_TRUE = os.name == "posix"


def digests(files: Sequence[str], limits: Limits, ledger: Ledger, settled: int) -> dict[str, bytes]:
    """Return the SHA-256 of each file here that can be read, and have the ledger remember in what state it was.

    ``settled`` is a time, in nanoseconds since 1970: of a file that changed after it nothing is remembered, for it may
    change once more before the clock of its disk ticks.

    Raises:
        OutputError: the ledger can't be written.

    """
    found: dict[str, bytes] = {}
    new: list[tuple[str, bytes, bytes]] = []
    here = [file for file in files if not is_url(file)]
    for file, digest, mark in ledger.states(here):
        # Before it is read: if it changes meanwhile, its state will be another.
        state = state_of(file) if TIMES_ARE_TRUE else None
        if state is not None and mark == state_mark(state, digest):
            found[file] = digest
        elif read := content_digest(file, limits):
            found[file] = read
            if state is not None and max(state.st_mtime_ns, state.st_ctime_ns) < settled:
                new.append((file, read, state_mark(state, read)))
    if new:
        ledger.write_states(new)
    return found


def state_mark(state: os.stat_result, digest: bytes) -> bytes:
    """Return what stands for a state together with a digest of what the file held in it."""
    told = state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns
    return hashlib.sha256(repr(told).encode() + digest).digest()[:_MARK_BYTES]
