"""Processes from the outside: wall time, exit code, and the memory of the whole tree."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

_PROC = Path("/proc")
# Often enough to see a peak, seldom enough not to slow what is measured.
_BETWEEN_SAMPLES = 0.25

Taken = TypeVar("Taken")


@dataclass(frozen=True)
class Ran:
    """A process that has ended; ``megabytes`` are samples of all its tree had, none where the system doesn't tell.

    The first ``growing`` of them were taken before the tree had as many processes as it ever had.
    """

    code: int
    seconds: float
    stdout: str
    stderr: str
    megabytes: tuple[float, ...] = ()
    growing: int = 0

    @property
    def peak(self) -> float | None:
        """The most memory of the tree at any sample, in megabytes."""
        return max(self.megabytes, default=None)

    @property
    def grown(self) -> float | None:
        """How much of the memory near the beginning there is at the end: the last fifth of samples over the second.

        The beginning is when all processes are there: before, while names are listed and compared, there is but one.
        None where there are too few samples.
        """
        told = self.megabytes[self.growing :]
        fifth = len(told) // 5
        if fifth < 2:
            return None
        return statistics.median(told[-fifth:]) / statistics.median(told[fifth : 2 * fifth])


def run(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    meanwhile: Callable[[], object] | None = None,
    every: float = 5.0,
) -> Ran:
    """Run a command and time it as its user would.

    ``meanwhile`` is called after each ``every`` seconds, while the command and all that it starts stand still; that
    time does not count. So what is long is measured at the same time as what is short, on a machine that is now slower
    and now faster. It is not called where a system can't let processes stand still (Windows).
    """
    if not hasattr(os, "killpg"):
        meanwhile = None
    began, stood = time.perf_counter(), 0.0
    with subprocess.Popen(  # noqa: S603 (our own commands)
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment,
        cwd=cwd,
        close_fds=False,
        start_new_session=meanwhile is not None,
    ) as running:
        while True:
            try:
                stdout, stderr = running.communicate(timeout=None if meanwhile is None else every)
                break
            except subprocess.TimeoutExpired:
                stood += _standing(running.pid, meanwhile)
    return Ran(running.returncode, time.perf_counter() - began - stood, stdout, stderr)


def _standing(group: int, meanwhile: Callable[[], object] | None) -> float:
    """Let a group of processes stand still for as long as something takes; say how long."""
    began = time.perf_counter()
    os.killpg(group, signal.SIGSTOP)
    try:
        if meanwhile is not None:
            meanwhile()
    finally:
        os.killpg(group, signal.SIGCONT)
    return time.perf_counter() - began


def watch(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Ran:
    """Run a command whose output doesn't matter, and sample the memory of it and of all that it starts."""
    began = time.perf_counter()
    running = subprocess.Popen(  # noqa: S603 (our own commands)
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment
    )
    samples: list[tuple[int, float]] = []
    ended = threading.Event()
    watching = threading.Thread(target=_sample, args=(running.pid, samples, ended))
    watching.start()
    _, stderr = running.communicate()
    seconds = time.perf_counter() - began
    ended.set()
    watching.join()
    counts = [count for count, _ in samples]
    growing = counts.index(max(counts)) if counts else 0
    return Ran(running.returncode, seconds, "", stderr, tuple(taken for _, taken in samples), growing)


def _sample(root: int, samples: list[tuple[int, float]], ended: threading.Event) -> None:
    while not ended.wait(_BETWEEN_SAMPLES):
        tree = _tree(root)
        taken = _megabytes(tree)
        # A process that has just ended has nothing left.
        if taken:
            samples.append((len(tree), taken))


def _megabytes(tree: Iterable[int]) -> float | None:
    """Return the proportional set size of some processes, in megabytes; None where /proc is not.

    Pages that several of them share count once.
    """
    if not (_PROC / "self" / "smaps_rollup").exists():
        return None
    kilobytes = 0
    for pid in tree:
        with contextlib.suppress(OSError):
            lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
            kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes * 1024 / 1e6


def _tree(root: int) -> set[int]:
    children: dict[int, list[int]] = {}
    for path in _PROC.iterdir():
        if path.name.isdigit():
            with contextlib.suppress(OSError):
                # The name of the program stands in brackets and may hold anything.
                parent = int((path / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(path.name))
    found, left = set[int](), [root]
    while left:
        pid = left.pop()
        found.add(pid)
        left += children.get(pid, ())
    return found


def in_turns(contenders: Mapping[str, Callable[[int], Taken]], rounds: int) -> dict[str, list[Taken]]:
    """Call everybody once a round, with the number of the round; each round begins with another of them."""
    names = list(contenders)
    taken: dict[str, list[Taken]] = {name: [] for name in names}
    for number in range(rounds):
        start = number % len(names)
        for name in itertools.chain(names[start:], names[:start]):
            taken[name].append(contenders[name](number))
    return taken
