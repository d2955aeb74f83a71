"""The engine on a Dask cluster (extra ``cluster``): the same function over the same batches, wherever a worker is.

Batches come back in their order, whoever judged them and however often: a worker that is lost costs a retry.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from distributed import Client, KilledWorker, LocalCluster

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


def engine(address: str | None, jobs: int) -> Engine:
    """Return the engine on the cluster of a scheduler; without an address, on one started here with so many workers."""

    def run(plan: Plan, batches: Iterable[Batch]) -> Generator[Done, None, None]:
        with _connected(address, jobs) as client:
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
    if address is None:
        # Workers hand files to children of their own, so that these are all the processes that are needed.
        cluster = LocalCluster(
            n_workers=jobs,
            threads_per_worker=1,
            processes=False,
            dashboard_address=None,
            silence_logs=logging.ERROR,
            memory_limit=0,
        )
        with cluster, Client(cluster, set_as_default=False) as client:
            yield client
        return
    try:
        client = Client(address, timeout=_PATIENCE_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError("error.no_scheduler", address=address, reason=str(error)) from None
    with client:
        yield client
