"""Dask with two workers on this machine, against the pool of two processes; and with a worker killed halfway."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from speed.bench import Bench, BenchError
from speed.outcome import Part, Promise, Table, lacking, median, number, ratio
from speed.processes import Ran, in_turns

POOL, DASK = "--jobs 2", "--engine dask --jobs 2"
KILLED = "--engine dask --scheduler ADDRESS, one of two workers killed"
_SCHEDULER = """
import os, sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, memory_limit=0) as cluster:
        with open(sys.argv[1] + ".new", "w") as told:
            print(cluster.scheduler_address, *(nanny.pid for nanny in cluster.workers.values()), file=told)
        os.replace(told.name, sys.argv[1])
        sys.stdin.read()
"""
# Of the time of the pool's fastest run, for a cluster that runs already has nothing to start either.
_HALFWAY = 0.5
_PATIENCE_SECONDS = 60
_LOOK_SECONDS = 0.1


class _Cluster(NamedTuple):
    """A scheduler that runs elsewhere, and the processes of its workers."""

    address: str
    workers: list[int]


def measure(bench: Bench) -> Part:
    """Time both in turns and compare what they wrote byte by byte; then run once more and kill a worker.

    Where all was over before the worker was killed, that is not measured.
    """
    forms = bench.forms
    out = {name: bench.cache / f"cluster{place}.json" for place, name in enumerate((POOL, DASK, KILLED))}

    def ours(name: str, *words: str, watched: bool = False) -> Callable[[int], Ran | None]:
        return lambda _: bench.validate(
            forms.folder, forms.pack, "--format", f"json={out[name]}", *words, watched=watched
        )

    turns = in_turns({name: ours(name, *name.split()) for name in (POOL, DASK)}, bench.sizes.cluster)
    seconds = {name: [ran.seconds for ran in own if ran is not None] for name, own in turns.items()}
    # Of a run beside these, for watching takes time; the memory of a cluster that runs elsewhere is not seen.
    peaks = {name: ran.peak for name in turns if (ran := ours(name, *name.split(), watched=True)(0)) is not None}
    same = dict[str, bool]()
    if all(seconds.values()):
        with _cluster(bench) as cluster, _kill(cluster.workers[0], _HALFWAY * min(seconds[POOL])) as midway:
            ran = ours(KILLED, "--engine", "dask", "--scheduler", cluster.address)(0)
            in_time = midway.is_set()
        seconds[KILLED] = [ran.seconds] if ran else []
        pool = out[POOL].read_bytes()
        same[DASK] = out[DASK].read_bytes() == pool
        if in_time:
            same[KILLED] = out[KILLED].read_bytes() == pool
    missing = tuple(lacking(name.split()[0]) for name, own in seconds.items() if not own)
    rows = tuple(
        (f"`{name}`", median([len(forms.paths) / one for one in own], ",.0f"), number(peaks.get(name), ".0f"))
        for name, own in seconds.items()
    )
    notes = (
        f"{bench.sizes.cluster} turns.",
        *(
            ("The cluster that loses a worker runs already, as clusters do, and replaces it.",)
            if KILLED in same
            else ()
        ),
    )
    table = Table(("", "files a second", "peak MB"), rows, notes)
    return Part("cluster", "Beyond one process", _promises(seconds, same), (table,), missing)


def _promises(seconds: dict[str, list[float]], same: dict[str, bool]) -> tuple[Promise, ...]:
    def kept(name: str) -> float | None:
        return float(same[name]) if name in same else None

    throughput = ratio(seconds[POOL], seconds[DASK])
    return (
        Promise("Dask with two workers: files a second / pool of two", throughput, 0.8, at_least=True),
        Promise("Dask: results with the same bytes as the pool's", kept(DASK), 1, "", at_least=True),
        Promise("Dask, a worker killed halfway: the same bytes", kept(KILLED), 1, "", at_least=True),
    )


@contextmanager
def _cluster(bench: Bench) -> Iterator[_Cluster]:
    told = bench.cache / "cluster.txt"
    told.unlink(missing_ok=True)
    process = subprocess.Popen(  # noqa: S603 (our own code)
        [bench.ours.program("python"), "-c", _SCHEDULER, str(told)],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=bench.variables,
    )
    try:
        yield _started(process, told)
    finally:
        process.communicate(b"", timeout=_PATIENCE_SECONDS)


def _started(process: subprocess.Popen[bytes], told: Path) -> _Cluster:
    until = time.monotonic() + _PATIENCE_SECONDS
    while not told.exists():
        if process.poll() is not None or time.monotonic() > until:
            raise BenchError("no cluster has started")
        time.sleep(_LOOK_SECONDS)
    address, *workers = told.read_text("utf-8").split()
    return _Cluster(address, [int(worker) for worker in workers])


@contextmanager
def _kill(worker: int, seconds: float) -> Iterator[threading.Event]:
    """Kill a process after so many seconds, and set what is given once it is killed; not when all is over before."""
    midway, over = threading.Event(), threading.Event()

    def kill() -> None:
        if not over.wait(seconds):
            os.kill(worker, signal.SIGKILL)
            midway.set()

    killing = threading.Thread(target=kill)
    killing.start()
    try:
        yield midway
    finally:
        over.set()
        killing.join()
