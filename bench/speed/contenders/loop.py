"""What all contenders share: a job in, the seconds of a loop over its files and what was found in them out.

``python -m speed.contenders.NAME JOB`` with a JSON file ``{"files": [...], "targets": {"I03": 0.8, ...}}``. Importing,
and a first file that is read to warm up, are not in the seconds: who writes such a loop pays them once.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple


class Seen(NamedTuple):
    """What a contender saw in a form: the wrong cells (as ``任务填报!E5``), and how many indicators reach targets."""

    wrong: list[str]
    met: int


INDICATORS, TASKS = "指标填报", "任务填报"
# The row of the heads in both tables; answers follow.
HEAD = 4
STATUSES = ("未启动", "推进中", "已完成", "常态推进", "不适用")

# From the targets to a function that checks one file; what can be built once is built before the clock starts.
Contender = Callable[[Mapping[str, float]], Callable[[str], Seen]]


def run(contender: Contender) -> None:
    """Do the job named on the command line and print what came of it as JSON."""
    job = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    check = contender(job["targets"])
    check(job["files"][0])
    began = time.perf_counter()
    seen = {path: check(path) for path in job["files"]}
    seconds = time.perf_counter() - began
    wrong = {path: one.wrong for path, one in seen.items() if one.wrong}
    met = sum(one.met for one in seen.values())
    print(json.dumps({"seconds": seconds, "wrong": wrong, "met": met, "megabytes": _peak()}))


def _peak() -> float | None:
    """Return the most memory that this process had in megabytes, where the system tells."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s*(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) * 1024 / 1e6 if found else None
