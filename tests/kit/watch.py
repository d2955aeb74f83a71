"""How long a piece of work takes, and how much memory it needs at its peak."""

from __future__ import annotations

import re
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class Spent:
    """What the work took: ``seconds``, and ``bytes`` over what the process held when the work began."""

    seconds = 0.0
    bytes = 0


@contextmanager
def watch() -> Iterator[Spent]:
    """Measure what is done inside.

    The peak is that of this piece of work alone where the system can forget older peaks (Linux); elsewhere it is how
    far the work raised the peak of the whole process.
    """
    spent, before, began = Spent(), _begin(), time.perf_counter()
    try:
        yield spent
    finally:
        spent.seconds = time.perf_counter() - began
        spent.bytes = max(0, _peak() - before)


def _begin() -> int:
    if not _RESET.exists():
        return _peak()
    _RESET.write_text("5")
    return _peak()


def _peak() -> int:
    if _STATUS.exists():
        found = re.search(r"VmHWM:\s*(\d+) kB", _STATUS.read_text("ascii"))
        return int(found[1]) << 10 if found else 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak << 10
