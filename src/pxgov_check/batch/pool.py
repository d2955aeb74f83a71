"""The engine of one machine: several processes, each of which is given batch after batch."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection

from pxgov_check.batch.child import CrashedError
from pxgov_check.batch.engines import Engine
from pxgov_check.batch.isolation import one_by_one
from pxgov_check.batch.judge import Judge
from pxgov_check.batch.packing import pack, unpack
from pxgov_check.batch.plan import Batch, Done, Plan

# Batches given out for each process beyond the one that it is at: enough that none waits, few enough to stop soon.
_AHEAD = 2
_ASK_TO_END = (signal.SIGINT, signal.SIGTERM)
# Forking gives a worker the policy for nothing. Where it is not safe, the plan travels packed.
_START = "fork" if sys.platform == "linux" else "spawn"


def engine(_address: str | None, jobs: int) -> Engine:
    """Return the engine that judges in so many processes here. One that dies takes no file along but its own."""

    def run(plan: Plan, batches: Iterable[Batch]) -> Generator[Done, None, None]:
        pool = _Pool(plan, jobs)
        waiting: deque[tuple[Batch, Future[Done]]] = deque()
        nothing = Future[Done]()
        nothing.set_result(Done((), 0))
        try:
            for batch in batches:
                waiting.append((batch, pool.submit(batch) if batch.sources else nothing))
                if len(waiting) > jobs * _AHEAD:
                    yield pool.result(*waiting.popleft())
            while waiting:
                yield pool.result(*waiting.popleft())
        finally:
            pool.stop()

    return run


class _Pool:
    """Processes that judge, replaced when one of them dies."""

    def __init__(self, plan: Plan, jobs: int) -> None:
        self._plan, self._jobs = plan, jobs
        self._executor = self._start(jobs)

    def submit(self, batch: Batch) -> Future[Done]:
        try:
            return self._submitted(batch)
        except BrokenProcessPool:
            self._renew()
            return self._submitted(batch)

    def result(self, batch: Batch, future: Future[Done]) -> Done:
        """Wait for a batch."""
        try:
            return future.result()
        except BrokenProcessPool:
            self._renew()
            return one_by_one(self._plan, batch, self._alone)

    def stop(self) -> None:
        """Let go of the processes, whatever they are at."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        for child in multiprocessing.active_children():
            child.terminate()
        for child in multiprocessing.active_children():
            child.join()

    def _alone(self, batch: Batch) -> Done:
        try:
            return self._submitted(batch).result()
        except BrokenProcessPool:
            self._renew()
            raise CrashedError from None

    def _submitted(self, batch: Batch) -> Future[Done]:
        # The first batch starts the processes.
        with _signals_waiting():
            return self._executor.submit(_judge, batch)

    def _renew(self) -> None:
        self.stop()
        self._executor = self._start(self._jobs)

    def _start(self, jobs: int) -> ProcessPoolExecutor:
        plan = self._plan if _START == "fork" else pack(self._plan)
        context = multiprocessing.get_context(_START)
        return ProcessPoolExecutor(jobs, context, _begin, (plan,))


@contextlib.contextmanager
def _signals_waiting() -> Iterator[None]:
    """Let what asks this process to end wait while others are forked.

    In the middle of a fork Python loses the exception that a handler raises; and until a new process has begun, it
    would answer a signal as this one does.
    """
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, _ASK_TO_END)
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# The plan of this process, where it is one of a pool's.
_own: list[Judge] = []


def _begin(plan: Plan | bytes) -> None:
    """Make a process ready. The one that started it answers for signals, and its end is the end of this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ASK_TO_END)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    _own[:] = [Judge(plan if isinstance(plan, Plan) else unpack(plan))]


def _end_with(sentinel: int) -> None:
    with contextlib.suppress(OSError):
        connection.wait([sentinel])
    os._exit(1)


def _judge(batch: Batch) -> Done:
    return _own[0](batch)
