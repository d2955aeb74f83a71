"""The memory and the time that one file may take, whatever is in it.

The counted limits (see limits.py) hold everywhere; these two stand behind them, for what nobody thought of. They hold
where the system offers them: memory on Linux, time on every POSIX system in the main thread. Older formats are read
by a process of its own, whose time is limited on Windows too.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from pxgov_check.submission.limits import Limits

if sys.platform != "win32":
    import resource

# How many pages of memory the process has, first of a few numbers on one line. It is read before every file, so by
# three calls of the system and no more.
_STATM, _STATM_LENGTH = "/proc/self/statm", 200

Handler = Callable[[int, FrameType | None], Any] | int


class _TimeIsUpError(BaseException):
    """Raised by the alarm wherever the program stands; no ``except Exception`` on the way may swallow it."""


@contextlib.contextmanager
def guarded(limits: Limits) -> Iterator[None]:
    """Bound what the code inside takes beyond what the process has already.

    Raises:
        SubmissionError: F014 for memory or time.

    """
    memory = _bound_memory(limits.memory_bytes)
    try:
        handler = _bound_time(limits.seconds)
        try:
            yield
        finally:
            _free_time(handler)
    except MemoryError:
        pass
    except _TimeIsUpError:
        raise limits.exceeded("seconds") from None
    else:
        return
    finally:
        _free_memory(memory)
    # Raised here and not where memory ran out, so that what was held there is free again.
    raise limits.exceeded("memory_bytes")


def _bound_memory(more: int) -> tuple[int, int] | None:
    """Bound the memory; return what bounded it before, None where the system offers no such thing."""
    if sys.platform == "win32":
        return None
    try:
        statm = os.open(_STATM, os.O_RDONLY)
    except OSError:
        return None
    try:
        pages = int(os.read(statm, _STATM_LENGTH).split()[0])
    finally:
        os.close(statm)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = pages * resource.getpagesize() + more
    resource.setrlimit(resource.RLIMIT_AS, (bound if hard == resource.RLIM_INFINITY else min(bound, hard), hard))
    return soft, hard


def _free_memory(before: tuple[int, int] | None) -> None:
    if sys.platform != "win32" and before is not None:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _bound_time(seconds: int) -> Handler | None:
    """Set the alarm; return what answered it before, None where the system offers no such thing."""
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        return None
    before = signal.signal(signal.SIGALRM, _time_is_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    return before


def _free_time(before: Handler | None) -> None:
    if sys.platform != "win32" and before is not None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _time_is_up(_signal: int, _frame: FrameType | None) -> None:
    raise _TimeIsUpError
