"""Measures what each hostile file costs: seconds and peak memory, each in a process of its own.

    python bench/attacks.py [NAME-PART...]

Both are given over the base, a process that reads nothing. What the issue of the reader promises is 2 seconds and
200 MB over the base for each. Ends with 1 when one of them ends otherwise than it has to, or costs more.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))  # the builders are the test kit's

from kit.attacks import ATTACKS  # noqa: E402 (known by the line above)

MOST_SECONDS, MOST_MEGABYTES = 2.0, 200.0

# The process that is measured; it tells how it ended, what it took, and what its own children took.
_READ = """
import json, re, resource, sys, time
from pathlib import Path
from pxgov_check.errors import SubmissionError
from pxgov_check.submission.open import open_workbook
began = time.perf_counter()
try:
    if len(sys.argv) > 1:
        open_workbook(Path(sys.argv[1]))
    end = "read"
except SubmissionError as error:
    end = error.key
seconds = time.perf_counter() - began
unit = 1 if sys.platform == "darwin" else 1024
own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
if Path("/proc/self/status").exists():
    # ru_maxrss begins with what the process held that started this one; this figure doesn't.
    own = int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
print(json.dumps([end, seconds, own + children]))
"""


class Cost(NamedTuple):
    """How a process ended, its seconds of reading, and its peak in megabytes."""

    end: str
    seconds: float
    megabytes: float


def measure(path: Path | None) -> Cost:
    """Read a file in a process of its own, or nothing."""
    command = [sys.executable, "-c", _READ, *([str(path)] if path else [])]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)  # noqa: S603 (ours)
    except subprocess.TimeoutExpired:
        return Cost("did not end", 300, 0)
    if done.returncode:
        return Cost(f"exit {done.returncode}: {done.stderr.strip().splitlines()[-1:]}", 0, 0)
    end, seconds, peak = json.loads(done.stdout)
    return Cost(end, seconds, peak / 1e6)


def main(wanted: list[str]) -> int:
    """Print the table; return 1 for an attack that ends otherwise or costs more than it may."""
    base = measure(None)
    print(f"{'attack':40} {'file':>10} {'seconds':>8} {'MB over':>8}  end        (base {base.megabytes:.0f} MB)")
    failed = 0
    for attack in ATTACKS:
        if wanted and not any(part in attack.name for part in wanted):
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = attack.build(Path(folder) / "report.xlsx")
            size = path.stat().st_size if path.is_file() else 0
            cost = measure(path)
        over = cost.megabytes - base.megabytes
        good = cost.end == attack.ends and cost.seconds <= MOST_SECONDS and over <= MOST_MEGABYTES
        failed += not good
        verdict = (
            "" if good else f"  <-- has to end with {attack.ends} within {MOST_SECONDS:g} s, {MOST_MEGABYTES:g} MB"
        )
        print(f"{attack.name:40} {size:>10,} {cost.seconds:>8.3f} {over:>8.1f}  {cost.end}{verdict}", flush=True)
    print(f"{failed} beyond what they may")
    return 1 if failed else 0


if __name__ == "__main__":
    os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")
    sys.exit(main(sys.argv[1:]))
