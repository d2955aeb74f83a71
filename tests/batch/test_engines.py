"""What happens to a run when a process dies, a signal comes, or the one that started it is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import connection
from pathlib import Path

import pytest

from batches import write_forms
from pxgov_check.batch import pool
from pxgov_check.batch.copies import sources
from pxgov_check.batch.judge import Judge
from pxgov_check.batch.packing import pack, unpack
from pxgov_check.batch.plan import Batch, Done, Judged, Keep, Plan, Source
from pxgov_check.batch.pool import engine
from pxgov_check.batch.run import batches
from pxgov_check.errors import PolicyError, Problem, PxcheckError, SubmissionError, UsageError
from pxgov_check.formats.context import Context
from pxgov_check.judging.outcome import UNREADABLE
from pxgov_check.judging.terms import Terms
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.limits import Limits

DEADLY = "deadly.xlsx"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_forms(tmp_path_factory.mktemp("run"))


@pytest.fixture
def plan(policy: Policy, messages: Messages) -> Plan:
    return Plan(Context(policy, messages), Terms(), Limits(), ("json",))


class Dying(Judge):
    """Dies of one file, as by a fault in a library or for want of memory."""

    def _file(self, source: Source, keep: Keep, notes: object) -> list[Judged]:
        if source.file.endswith(DEADLY):
            os.kill(os.getpid(), signal.SIGKILL)
        return list(super()._file(source, keep, notes))  # type: ignore[arg-type]


@pytest.mark.skipif(
    sys.platform != "linux", reason="workers are forked on Linux only, so only there can one be prepared"
)
def test_a_file_that_kills_its_process_is_refused_and_no_other(
    folder: Path, tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is an unreadable file with a finding that says so; what stood beside it in the batch is judged."""
    names = [str(path) for path in sorted((folder / "forms").iterdir())[:6]]
    deadly = str(tmp_path / DEADLY)
    Path(deadly).touch()
    wanted = [Source(name) for name in (*names[:3], deadly, *names[3:])]
    plain = Judge(plan)(Batch([one for one in wanted if one.file != deadly], Keep.NONE))
    monkeypatch.setattr(pool, "Judge", Dying)
    done = Done.joined(list(engine(None, 2)(plan, [Batch(wanted[:5], Keep.ALL), Batch(wanted[5:], Keep.ALL)])))
    assert done.files == len(wanted)
    assert [one.pieces for one in done.judged if one.gist.file != deadly] == [one.pieces for one in plain.judged]
    (refused,) = [one.whole for one in done.judged if one.gist.file == deadly]
    assert refused is not None
    assert [finding.rule for finding in refused.findings] == ["F001"]
    assert "中途被终止" in refused.findings[0].message


@pytest.mark.skipif(
    sys.platform != "linux", reason="workers are forked on Linux only, so only there can one be prepared"
)
def test_a_process_that_dies_in_the_middle_of_its_answer_is_not_waited_for(
    folder: Path, tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another says of the same files what it would have said."""
    wanted = [Source(str(path)) for path in sorted((folder / "forms").iterdir())]
    expected = Judge(plan)(Batch(wanted, Keep.NONE))
    here, send, died = os.getpid(), vars(connection.Connection)["_send"], tmp_path / "died"

    def dying(line: object, data: bytes) -> None:
        if os.getpid() != here and not died.exists():
            died.touch()
            send(line, data[: len(data) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        send(line, data)

    monkeypatch.setattr(connection.Connection, "_send", dying)
    with ThreadPoolExecutor(1) as aside:
        told = aside.submit(lambda: list(engine(None, 2)(plan, [Batch(wanted, Keep.NONE)]))).result(timeout=60)
    assert died.exists()
    assert Done.joined(told) == expected


def test_batches_come_back_in_their_order(folder: Path, plan: Plan) -> None:
    """Also when the first takes longest."""
    wanted = sources([str(path) for path in sorted((folder / "forms").iterdir())], Limits())
    given = batches(wanted, 2, lambda: Keep.NONE)
    files = [one.gist.file for done in engine(None, 2)(plan, given) for one in done.judged]
    assert files == [one.file for one in wanted]


@pytest.mark.parametrize("jobs", [1, 2, 7, 64])
@pytest.mark.parametrize("count", [0, 1, 9, 10, 101, 1000, 5003])
def test_batches_take_every_file_once_and_become_small(jobs: int, count: int) -> None:
    """In order, none empty or of more than a hundred, none larger than the one before."""
    wanted = [Source(str(number)) for number in range(count)]
    given = list(batches(wanted, jobs, lambda: Keep.NONE))
    sizes = [len(one.sources) for one in given]
    assert [source for one in given for source in one.sources] == wanted
    assert sizes == sorted(sizes, reverse=True)
    assert all(0 < size <= 100 for size in sizes)
    assert count < 1000 or sizes[-1] <= 10


def test_a_plan_comes_out_of_its_bytes_as_it_was(folder: Path, plan: Plan) -> None:
    """A process that was not forked says the same of a form."""
    wanted = [Source(str(path)) for path in sorted((folder / "forms").iterdir())[:3]]
    again = unpack(pack(plan))
    assert again.context.policy == plan.context.policy
    assert Judge(again)(Batch(wanted, Keep.ALL)) == Judge(plan)(Batch(wanted, Keep.ALL))


def test_bytes_of_another_version_are_refused(plan: Plan) -> None:
    """Two versions would not say the same of a form."""
    with pytest.raises(UsageError) as caught:
        unpack(b"0.0.1\n" + pack(plan).partition(b"\n")[2])
    assert (caught.value.key, caught.value.params["found"]) == ("error.other_version", "0.0.1")


@pytest.mark.parametrize(
    "error",
    [
        UsageError("error.bad_day", found="x"),
        SubmissionError("F014", "limit.cells", limit="1", found="2", option="cells"),
        PolicyError([Problem("data/tasks.yaml", 3, "pack.syntax", {"detail": "?"})]),
    ],
)
def test_a_failure_in_a_process_is_the_same_failure_here(error: PxcheckError) -> None:
    """With its sentence, its values and its exit code."""
    again = pack_and_unpack(error)
    assert type(again) is type(error)
    assert vars(again) == vars(error)
    assert str(again) == str(error)


def pack_and_unpack(error: PxcheckError) -> object:
    kind, parts = error.__reduce__()[0], error.__reduce__()[1]
    return kind(*parts)


@pytest.fixture
def started(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start a run over files enough that it is not over soon."""
    names = [str(path) for path in (folder / "forms").iterdir() if "-2025" in path.name] * 400
    listed = folder / "many"
    for number, name in enumerate(names):
        target = folder / "links" / f"{number}.xlsx"
        target.parent.mkdir(exist_ok=True)
        if not target.exists():
            target.write_bytes(Path(name).read_bytes() + number.to_bytes(4, "big"))
    listed.write_text("\n".join(str(path) for path in sorted((folder / "links").iterdir())), "utf-8")
    command = [sys.executable, "-m", "pxgov_check", "validate", "--files-from", str(listed), "-j", "2", "-q"]
    process = subprocess.Popen(
        [*command, "--policy", str(folder / "pack"), "-o", str(folder / "never.json")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    yield process
    process.kill()
    process.communicate()


def children(process: subprocess.Popen[bytes]) -> list[int]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii")
    return [int(number) for number in listed.split()]


def wait_for(condition: object, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="only Linux says which processes a process has started"
)
@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_no_process_outlives_the_run(
    folder: Path, started: subprocess.Popen[bytes], sent: signal.Signals, code: int
) -> None:
    """Whatever ends the run ends its processes; the code is the documented one and no output or trace is left."""
    assert wait_for(lambda: len(children(started)) == 2)
    workers = children(started)
    time.sleep(0.3)
    os.kill(started.pid, sent)
    _, said = started.communicate(timeout=30)
    assert started.returncode == code
    assert b"Traceback" not in said
    assert wait_for(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    assert not (folder / "never.json").exists()
    assert not [path for path in folder.iterdir() if path.name.startswith(".pxcheck-")]


_SIGNALLED = """
import os, signal, sys
os.register_at_fork({when}=lambda: os.kill(os.getpid(), signal.SIGTERM))
from pxgov_check.cli.main import run
sys.argv[0] = "pxcheck"
run()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")
@pytest.mark.parametrize(("when", "code"), [("after_in_parent", 143), ("after_in_child", UNREADABLE)])
def test_a_signal_in_the_middle_of_a_fork_is_not_lost(folder: Path, when: str, code: int) -> None:
    """The run ends by it; a process that it finds before it has begun ends without a word, and its file is refused."""
    arguments = ["validate", str(folder / "forms"), "-j", "2", "-q", "--policy", str(folder / "pack")]
    command = [sys.executable, "-c", _SIGNALLED.format(when=when), *arguments]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (code, b"")
