"""The engine of one machine: several processes, each of which is given batch after batch.

Each process has a line of its own to this one, so that where one dies, be it in the middle of an answer, its line ends
and nobody waits for the rest. (Of the processes of ``concurrent.futures`` all answer on one line, which does not end:
a run that was interrupted, or lost a process, while an answer was under way stood still for ever.)
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import signal
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing import connection
from multiprocessing.process import BaseProcess

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
_CONTEXT = multiprocessing.get_context("fork") if sys.platform == "linux" else multiprocessing.get_context("spawn")

Line = connection.Connection


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
    """Processes that judge, replaced when one of them dies, and for each a thread that waits for its answers."""

    def __init__(self, plan: Plan, jobs: int) -> None:
        self._plan = plan
        told = plan if sys.platform == "linux" else pack(plan)
        # Forked while there is no other thread.
        self._workers = [_Worker(told) for _ in range(jobs)]
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(jobs)

    def submit(self, batch: Batch) -> Future[Done]:
        return self._threads.submit(self._judge, batch)

    def result(self, batch: Batch, future: Future[Done]) -> Done:
        """Wait for a batch."""
        try:
            return future.result()
        except CrashedError:
            return one_by_one(self._plan, batch, lambda single: self.submit(single).result())

    def stop(self) -> None:
        """Let go of the processes, whatever they are at."""
        for worker in self._workers:
            worker.stop()
        self._threads.shutdown(cancel_futures=True)

    def _judge(self, batch: Batch) -> Done:
        worker = self._idle.get()
        try:
            return worker.judge(batch)
        finally:
            self._idle.put(worker)


# Of several that begin at once, one could hold another's line open.
_beginning = threading.Lock()


class _Worker:
    """The near end of a process that judges, and of the line to it."""

    def __init__(self, plan: Plan | bytes) -> None:
        self._plan = plan
        self._stopped = False
        self._line, self._process = self._started()

    def judge(self, batch: Batch) -> Done:
        """Judge a batch.

        Raises:
            CrashedError: the process died of it, or was stopped.

        """
        try:
            self._line.send(batch)
            answer: Done | Exception = self._line.recv()
        except (EOFError, OSError):
            self._renew()
            raise CrashedError from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def stop(self) -> None:
        """End the process; no other takes its place."""
        with _beginning:
            self._stopped = True
        self._process.terminate()
        self._process.join()

    def _renew(self) -> None:
        """Start another process in the place of one that died."""
        with _beginning:
            if not self._stopped:
                self._line, self._process = self._started()

    def _started(self) -> tuple[Line, BaseProcess]:
        ours, theirs = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=_serve, args=(self._plan, theirs), daemon=True)
        with _signals_waiting():
            process.start()
        theirs.close()
        return ours, process


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


def _serve(plan: Plan | bytes, line: Line) -> None:
    """Judge what comes until nothing more does; a bug goes back as the exception that it is."""
    _begin()
    judge = Judge(plan if isinstance(plan, Plan) else unpack(plan))
    with contextlib.suppress(EOFError, OSError):
        while True:
            batch: Batch = line.recv()
            answer: Done | Exception
            try:
                answer = judge(batch)
            except Exception as error:  # noqa: BLE001 (it is raised again at the other end)
                answer = error
            line.send(answer)


def _begin() -> None:
    """Make a process ready. The one that started it answers for signals, and its end is the end of this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ASK_TO_END)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    with contextlib.suppress(OSError):
        connection.wait([sentinel])
    os._exit(1)
