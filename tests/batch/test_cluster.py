"""The engine on a Dask cluster, started here and elsewhere."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from batches import write_forms
from pxgov_check.batch.child import Child, CrashedError
from pxgov_check.batch.judge import Judge
from pxgov_check.batch.packing import pack
from pxgov_check.batch.plan import Batch, Keep, Plan, Source
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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_forms(tmp_path_factory.mktemp("run"))
    assert validate(folder, "here.json", "--jobs", "1").returncode == 3
    return folder


def validate(folder: Path, output: str, *options: str) -> subprocess.CompletedProcess[str]:
    return run(folder, "validate", "forms", "--policy", "pack", "-q", "-o", output, *options)


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[int]]]:
    """Start a scheduler and two workers; gives its address and the processes of the workers."""
    process = subprocess.Popen(
        [sys.executable, "-c", SCHEDULER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    address, *workers = process.stdout.readline().decode().split()
    yield address, [int(worker) for worker in workers]
    process.communicate(b"", timeout=60)


def test_a_cluster_says_what_one_process_says(folder: Path) -> None:
    """Without an address one is started here; its own logging does not get between."""
    done = validate(folder, "there.json", "--engine", "dask", "--jobs", "2")
    assert (done.returncode, done.stderr) == (3, "")
    assert (folder / "there.json").read_bytes() == (folder / "here.json").read_bytes()


def test_a_worker_that_is_killed_costs_no_result(folder: Path, cluster: tuple[str, list[int]]) -> None:
    """Its batches are judged by another, and the bytes are the same."""
    address, workers = cluster

    def kill() -> None:
        time.sleep(1.5)
        os.kill(workers[0], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    done = validate(folder, "killed.json", "--engine", "dask", "--scheduler", address)
    killer.join()
    assert (done.returncode, done.stderr) == (3, "")
    assert (folder / "killed.json").read_bytes() == (folder / "here.json").read_bytes()


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


@pytest.fixture
def plan(policy: Policy, messages: Messages) -> Plan:
    return Plan(Context(policy, messages), Terms(), Limits(), ("json",))


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
