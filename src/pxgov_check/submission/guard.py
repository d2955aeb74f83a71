"""The memory and the time that one file may take, whatever is in it.

The counted limits (see limits.py) hold everywhere; these two stand behind them, for what nobody thought of. They hold
where the system offers them: memory on Linux, time on every POSIX system in the main thread. Older formats are read
by a process of its own, whose time is limited on Windows too.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from pxgov_check.submission.limits import Limits

_STATM = Path("/proc/self/statm")


class _TimeIsUpError(BaseException):
    """Raised by the alarm wherever the program stands; no ``except Exception`` on the way may swallow it."""


@contextlib.contextmanager
def guarded(limits: Limits) -> Iterator[None]:
    """Bound what the code inside takes beyond what the process has already.

    Raises:
        SubmissionError: F014 for memory or time.

    """
    try:
        with _memory_bound(limits.memory_bytes), _time_bound(limits.seconds):
            yield
    except MemoryError:
        pass
    except _TimeIsUpError:
        raise limits.exceeded("seconds") from None
    else:
        return
    # Raised here and not where memory ran out, so that what was held there is free again.
    raise limits.exceeded("memory_bytes")


@contextlib.contextmanager
def _memory_bound(more: int) -> Iterator[None]:
    if sys.platform == "win32" or not _STATM.exists():
        yield
        return
    import resource  # noqa: PLC0415 (absent on Windows)

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = int(_STATM.read_text("ascii").split()[0]) * resource.getpagesize() + more
    if hard != resource.RLIM_INFINITY:
        bound = min(bound, hard)
    resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextlib.contextmanager
def _time_bound(seconds: int) -> Iterator[None]:
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _time_is_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _time_is_up(_signal: int, _frame: FrameType | None) -> None:
    raise _TimeIsUpError
