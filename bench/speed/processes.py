"""Processes from the outside: wall time, exit code, and the memory of the whole tree."""

from __future__ import annotations

import contextlib
import itertools
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
    def in_turns(contenders: Mapping[str, Callable[[int], Taken]], rounds: int) -> dict[str, list[Taken]]:
    """Call everybody once a round, with the number of the round; each round begins with another of them."""
    names = list(contenders)
    taken: dict[str, list[Taken]] = {name: [] for name in names}
    for number in range(rounds):
        start = number % len(names)
        for name in itertools.chain(names[start:], names[:start]):
            taken[name].append(contenders[name](number))
    return taken
