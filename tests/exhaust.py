"""The long runs of the reader's test kit (CONTRIBUTING, "The long runs").

``python tests/exhaust.py differential|twisted|damage [--count N] [--first SEED]``,
``python tests/exhaust.py real FOLDER...``
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

from kit.compare import Tally, compare
from kit.sources import sources
from kit.survive import Survival, Survivor
from kit.twisted import differing
from pxgov_check.errors import SubmissionError
from pxgov_check.policy.load import load_policy
from pxgov_check.policy.locate import builtin_root
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.open import read_workbook

_BATCH = 100


def main() -> int:
    """Run what is asked for, print what it saw, and return 1 if anything is unexplained."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    runs = parser.add_subparsers(dest="run", required=True)
    differential = runs.add_parser("differential", help="generated workbooks beside openpyxl and calamine")
    differential.add_argument("--count", type=int, default=2000)
    differential.add_argument("--first", type=int, default=0, help="the first seed")
    real = runs.add_parser("real", help="workbooks that somebody made, beside openpyxl and calamine")
    real.add_argument("folders", type=Path, nargs="+", help="every .xlsx and .xlsm below them")
    twisted = runs.add_parser("twisted", help="parts with something slipped in, by the patterns and without them")
    twisted.add_argument("--count", type=int, default=100_000)
    twisted.add_argument("--first", type=int, default=0, help="the first seed")
    damage = runs.add_parser("damage", help="broken files, read and judged; some through the whole program")
    damage.add_argument("--count", type=int, default=20_000)
    damage.add_argument("--first", type=int, default=0, help="the first seed")
    damage.add_argument("--through-cli", type=int, default=20, help="every which file goes through the whole program")
    damage.add_argument("--jobs", type=int, default=2)
    damage.add_argument("--source", type=Path, action="append", default=[], help="one more whole workbook to break")
    options = parser.parse_args()
    return _RUNS[options.run](options)


def _differential(options: argparse.Namespace) -> int:
    total, began = Tally(), time.perf_counter()
    seeds = range(options.first, options.first + options.count)
    for start in seeds[::_BATCH]:
        total.take(compare(range(start, min(start + _BATCH, seeds.stop))))
        _progress(f"{total.workbooks} workbooks, {len(total.unexplained)} unexplained")
    return _report(total, time.perf_counter() - began)


def _real(options: argparse.Namespace) -> int:
    total, began, refused = Tally(), time.perf_counter(), Counter[str]()
    for path in sorted(path for folder in options.folders for path in folder.rglob("*.xls[xm]")):
        data = path.read_bytes()
        try:
            total.add(str(path), data, read_workbook(data))
        except SubmissionError as error:
            refused[error.key] += 1
            _say(f"  refused: {path}: {error.key}")
    _say(f"refused: {dict(refused)}")
    return _report(total, time.perf_counter() - began)


def _twisted(options: argparse.Namespace) -> int:
    seeds = range(options.first, options.first + options.count)
    apart = [(seed, part) for seed in seeds if (part := differing(seed)) is not None]
    for seed, part in apart:
        _say(f"  DIFFERENT {seed}: {part!r}")
    _say(f"{len(seeds):,} slips, {len(apart)} read differently")
    return 1 if apart else 0


def _damage(options: argparse.Namespace) -> int:
    total, began = Survival(), time.perf_counter()
    seeds = range(options.first, options.first + options.count)
    batches = [range(start, min(start + _BATCH, seeds.stop)) for start in seeds[::_BATCH]]
    more = [path.read_bytes() for path in options.source]
    work = partial(_survive, more=more, through_cli=options.through_cli)
    with ProcessPoolExecutor(options.jobs, get_context("spawn")) as pool:
        waiting = {pool.submit(work, batch): batch for batch in batches}
        for done in as_completed(waiting):
            try:
                total.take(done.result())
            except BrokenProcessPool:
                total.faults.append(f"the process ended at one of the seeds {waiting[done]}")
            _progress(f"{total.files} files, {len(total.faults)} faults")
    return _report_survival(total, time.perf_counter() - began)


def _survive(batch: range, *, more: list[bytes], through_cli: int) -> Survival:
    policy, whole = _stock()
    with tempfile.TemporaryDirectory() as folder:
        return Survivor(policy, [*whole, *more], Path(folder), through_cli).run(batch)


@cache
def _stock() -> tuple[Policy, list[bytes]]:
    """Return what every batch of a process needs."""
    policy = load_policy(builtin_root())
    return policy, sources(policy)


def _report_survival(total: Survival, seconds: float) -> int:
    _say(f"{total.files:,} files, {seconds:.0f} s")
    for end, count in total.ends.most_common():
        _say(f"  {end:26} {count:>8,}")
    _say(f"slowest: {total.slowest[0]:.3f} s, {total.slowest[1]}")
    _say(f"most memory: {total.largest[0] / 1e6:.1f} MB over the base, {total.largest[1]}")
    for fault in total.faults:
        _say(f"  FAULT {fault}")
    _say(f"faults: {len(total.faults)}")
    return 1 if total.faults else 0


def _report(total: Tally, seconds: float) -> int:
    _say(f"{total.workbooks:,} workbooks, {total.cells:,} cells, {seconds:.0f} s")
    for name, count in total.explained.most_common():
        _say(f"  explained: {name:24} {count:>8,}")
    for line in total.unexplained:
        _say(f"  UNEXPLAINED {line}")
    _say(f"unexplained: {len(total.unexplained)}")
    return 1 if total.unexplained else 0


def _progress(text: str) -> None:
    sys.stderr.write(f"\r{text}  ")
    sys.stderr.flush()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


_RUNS: dict[str, Callable[[argparse.Namespace], int]] = {
    "differential": _differential,
    "real": _real,
    "twisted": _twisted,
    "damage": _damage,
}

if __name__ == "__main__":
    sys.exit(main())
