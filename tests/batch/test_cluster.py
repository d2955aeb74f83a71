"""The engine on a Dask cluster, started here and elsewhere."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from batches import write_forms
from pxgov_check.batch.child import Child, CrashedError
from pxgov_check.batch.cluster import engine
from pxgov_check.batch.judge import Judge
from pxgov_check.batch.packing import pack
from pxgov_check.batch.plan import Batch, Keep, Plan, Source
from pxgov_check.errors import UsageError
from pxgov_check.formats.context import Context
from pxgov_check.judging.terms import Terms
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.limits import Limits
from running import run

SCHEDULER = """
import sys, time
from distributed import LocalCluster
with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, memory_limit=0) as cluster:
    print(cluster.scheduler_address, *(nanny.pid for nanny in cluster.workers.values()), flush=True)
    sys.stdin.read()
"""

# In this environment no distribution is found, as where pxcheck is not installed.
BARE_SCHEDULER = """
import importlib.metadata, sys
from distributed import LocalCluster
importlib.metadata.Distribution.discover = classmethod(lambda *_, **__: iter(()))
with LocalCluster(n_workers=2, processes=False, protocol="tcp", dashboard_address=None, memory_limit=0) as cluster:
    print(cluster.scheduler_address, *(worker.address for worker in cluster.workers.values()), flush=True)
    sys.stdin.read()
"""

# Says where a cluster of our own listens, and logs when it has been closed, as connections that close late do.
OWN_CLUSTER = """
import logging, sys
import psutil
from pxgov_check.batch.cluster import engine
from pxgov_check.batch.packing import unpack
from pxgov_check.batch.plan import Batch, Keep

def listening():
    return {c.laddr for c in psutil.Process().net_connections("inet") if c.status == psutil.CONN_LISTEN}

def batches(before):
    print(*sorted({address.ip for address in listening() - before}))
    yield Batch([], Keep.ALL)

for _ in engine(None, 2)(unpack(sys.stdin.buffer.read()), batches(listening())):
    pass
logging.getLogger("distributed.batched").error("Batched Comm Closed")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_forms(tmp_path_factory.mktemp("run"))
    assert validate(folder, "here.json", "--jobs", "1").returncode == 3
    return folder


def validate(folder: Path, output: str, *options: str) -> subprocess.CompletedProcess[str]:
    return run(folder, "validate", "forms", "--policy", "pack", "-q", "-o", output, *options)


@pytest.fixture
def plan(policy: Policy, messages: Messages) -> Plan:
    return Plan(Context(policy, messages), Terms(), Limits(), ("json",))


@contextmanager
def started(script: str) -> Iterator[tuple[subprocess.Popen[bytes], list[str]]]:
    """Start a scheduler; gives its process and the line that it says when it is there."""
    command = [sys.executable, "-c", script]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    yield process, process.stdout.readline().decode().split()
    process.communicate(b"", timeout=60)


def test_a_cluster_says_what_one_process_says(folder: Path) -> None:
    """Without an address one is started here; its own logging does not get between."""
    done = validate(folder, "there.json", "--engine", "dask", "--jobs", "2")
    assert (done.returncode, done.stderr) == (3, "")
    assert (folder / "there.json").read_bytes() == (folder / "here.json").read_bytes()


def test_a_worker_that_is_killed_costs_no_result(folder: Path) -> None:
    """Its batches are judged by another, and the bytes are the same."""
    with started(SCHEDULER) as (_, (address, worker, _)):
        killer = threading.Timer(1.5, os.kill, (int(worker), signal.SIGKILL))
        killer.start()
        done = validate(folder, "killed.json", "--engine", "dask", "--scheduler", address)
        killer.join()
    assert (done.returncode, done.stderr) == (3, "")
    assert (folder / "killed.json").read_bytes() == (folder / "here.json").read_bytes()


def test_a_cluster_of_our_own_is_for_this_machine_and_silent(plan: Plan) -> None:
    """It listens at no address that another machine could reach, and what Dask logs is not shown, however late."""
    done = subprocess.run(
        [sys.executable, "-c", OWN_CLUSTER], input=pack(plan), capture_output=True, timeout=60, check=True
    )
    assert (done.stdout.split(), done.stderr) == ([b"127.0.0.1"], b"")


def test_a_scheduler_that_goes_away_in_mid_run_is_named(plan: Plan, folder: Path) -> None:
    """It is not taken for a fault of ours."""
    batch = Batch([Source(str(path)) for path in sorted((folder / "forms").iterdir())[:2]], Keep.ALL)
    with started(SCHEDULER) as (scheduler, (address, *_)):

        def batches() -> Iterator[Batch]:
            yield batch
            scheduler.kill()
            scheduler.wait()
            yield batch

        with pytest.raises(UsageError) as caught:
            list(engine(address, 1)(plan, batches()))
    assert (caught.value.key, caught.value.params) == ("error.scheduler_lost", {"address": address})


def test_a_cluster_without_pxcheck_is_named(folder: Path) -> None:
    """With each place that lacks it, for a worker that can't read a task would leave, and the run would not end."""
    with started(BARE_SCHEDULER) as (_, places):
        done = validate(folder, "never.json", "--engine", "dask", "--scheduler", places[0])
    assert done.returncode == 2
    assert ", ".join(sorted(places)) in done.stderr
    assert not (folder / "never.json").exists()


def test_a_scheduler_that_is_not_there_is_named(folder: Path) -> None:
    """With exit code 2 and what to check."""
    done = validate(folder, "never.json", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9")
    assert done.returncode == 2
    assert "tcp://127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--engine", "spark"), "spark"),
        (("--scheduler", "tcp://127.0.0.1:9"), "--engine dask"),
        (("--jobs", "0"), "--jobs"),
        (("--shard", "4/3"), "4/3"),
        (("--shard", "1/2", "--annotate", "back"), "--annotate"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(folder: Path, options: tuple[str, ...], said: str) -> None:
    """With exit code 2, before anything is read."""
    done = validate(folder, "never.json", *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (folder / "never.json").exists()


def test_a_child_answers_batch_after_batch(folder: Path, plan: Plan) -> None:
    """As a process of a pool does; one that was killed is replaced for the batch after."""
    child = Child(pack(plan))
    batch = Batch([Source(str(path)) for path in sorted((folder / "forms").iterdir())[-2:]], Keep.ALL)
    expected = Judge(plan)(batch)
    try:
        assert child.judge(batch) == expected
        child.kill()
        with pytest.raises(CrashedError):
            child.judge(batch)
        assert child.judge(batch) == expected
    finally:
        child.stop()
