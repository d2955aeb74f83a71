"""The engine on a Dask cluster (extra ``cluster``): the same function over the same batches, wherever a worker is.

Batches come back in their order, whoever judged them and however often: a worker that is lost costs a retry.
"""

from __future__ import annotations

import logging
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import dask
from distributed import Client, KilledWorker, Scheduler, SpecCluster, Worker
from distributed.client import FutureCancelledError
from distributed.comm.core import CommClosedError

from pxgov_check import __version__
from pxgov_check.batch.child import CrashedError, packed, unpacked
from pxgov_check.batch.engines import Engine
from pxgov_check.batch.isolation import one_by_one
from pxgov_check.batch.packing import pack
from pxgov_check.batch.plan import Batch, Done, Plan
from pxgov_check.batch.worker import judge_here, same
from pxgov_check.errors import UsageError

# Batches given out for each thread of the cluster beyond the one that it is at.
_AHEAD = 3
_PATIENCE_SECONDS = 15
_DISTRIBUTION = "pxgov-check"


def engine(address: str | None, jobs: int) -> Engine:
    """Return the engine on the cluster of a scheduler; without an address, on one started here with so many workers."""

    def run(plan: Plan, batches: Iterable[Batch]) -> Generator[Done, None, None]:
        with _while_there(address), _connected(address, jobs) as client:
            # As the result of a task, and not scattered: when the workers that have it are lost, it is made again.
            sent = client.submit(same, pack(replace(plan, folder=str(Path.cwd()))))
            most = max(jobs, sum(client.nthreads().values())) * _AHEAD
            waiting: deque[tuple[Batch, Any]] = deque()
            for batch in batches:
                waiting.append((batch, _given(client, sent, batch) if batch.sources else None))
                if len(waiting) > most:
                    yield _result(client, sent, plan, *waiting.popleft())
            while waiting:
                yield _result(client, sent, plan, *waiting.popleft())

    return run


def _given(client: Client, sent: Any, batch: Batch) -> Any:  # noqa: ANN401 (a future of Dask's)
    return client.submit(judge_here, sent, packed(batch), pure=False)


def _result(client: Client, sent: Any, plan: Plan, batch: Batch, future: Any) -> Done:  # noqa: ANN401 (same)
    if future is None:
        return Done((), 0)
    try:
        done: Done = unpacked(future.result())
    except KilledWorker:
        # Each worker that tried it died; whichever file it was is told from the others.
        return one_by_one(plan, batch, lambda single: _alone(client, sent, single))
    return done


def _alone(client: Client, sent: Any, batch: Batch) -> Done:  # noqa: ANN401 (same)
    try:
        done: Done = unpacked(_given(client, sent, batch).result())
    except KilledWorker:
        raise CrashedError from None
    return done


@contextmanager
def _connected(address: str | None, jobs: int) -> Iterator[Client]:
    _quiet()
    if address is None:
        with _started_here(jobs) as cluster, Client(cluster, set_as_default=False) as client:
            yield client
        return
    with ExitStack() as stack:
        try:
            client = stack.enter_context(Client(address, timeout=_PATIENCE_SECONDS, set_as_default=False))
            _expect_pxcheck(client, address)
        except (OSError, ValueError) as error:
            raise UsageError("error.no_scheduler", address=address, reason=str(error)) from None
        yield client


@contextmanager
def _while_there(address: str | None) -> Iterator[None]:
    """Say of a scheduler that goes away in mid-run that it did."""
    try:
        yield
    except (FutureCancelledError, CommClosedError):
        raise UsageError("error.scheduler_lost", address=address or "") from None


def _expect_pxcheck(client: Client, scheduler: str) -> None:
    """See that pxcheck is wherever a task comes by: a worker without it leaves, and a run would wait for ever.

    Raises:
        UsageError: it is not installed where the scheduler or a worker is.

    """
    found = client.run(version, _DISTRIBUTION, on_error="return")
    lacking = [worker for worker, answer in found.items() if isinstance(answer, PackageNotFoundError)]
    try:
        client.run_on_scheduler(version, _DISTRIBUTION)
    except PackageNotFoundError:
        lacking.append(scheduler)
    if lacking:
        raise UsageError("error.not_on_cluster", places=", ".join(sorted(lacking)), version=__version__)


def _started_here(jobs: int) -> SpecCluster:
    """Start a cluster in this process, which nobody else can reach.

    Workers hand files to children of their own, so that these are all the processes that are needed. Dask cannot be
    asked not to open its web pages: they are empty, and at the address that only this machine has.
    """
    node = {"protocol": "inproc://", "dashboard": False, "dashboard_address": "127.0.0.1:0"}
    worker = {"cls": Worker, "options": {**node, "nthreads": 1, "memory_limit": 0}}
    with dask.config.set({"distributed.scheduler.http.routes": [], "distributed.worker.http.routes": []}):
        return SpecCluster(scheduler={"cls": Scheduler, "options": node}, workers=dict.fromkeys(range(jobs), worker))


def _quiet() -> None:
    """Keep off the screen what Dask logs of its connections; to the end of the process, for some close late.

    What fails is said in our words. A log that the user's own configuration of Dask sends elsewhere stays.
    """
    for name in ("distributed", "tornado", "asyncio"):
        for handler in logging.getLogger(name).handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr:
                handler.setLevel(logging.CRITICAL)
