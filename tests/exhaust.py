"""The long runs of the reader's test kit (CONTRIBUTING, "The long runs").

``python tests/exhaust.py differential [--count N] [--first SEED]``
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

from kit.compare import Tally, compare

_BATCH = 50


def main() -> int:
    """Run what is asked for, print what it saw, and return 1 if anything is unexplained."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    runs = parser.add_subparsers(dest="run", required=True)
    differential = runs.add_parser("differential", help="generated workbooks beside openpyxl and calamine")
    differential.add_argument("--count", type=int, default=2000)
    differential.add_argument("--first", type=int, default=0, help="the first seed")
    options = parser.parse_args()
    return _RUNS[options.run](options)


def _differential(options: argparse.Namespace) -> int:
    total, began = Tally(), time.perf_counter()
    seeds = range(options.first, options.first + options.count)
    for start in seeds[::_BATCH]:
        total.take(compare(range(start, min(start + _BATCH, seeds.stop))))
        _progress(f"{total.workbooks} workbooks, {len(total.unexplained)} unexplained")
    return _report(total, time.perf_counter() - began)


def _report(total: Tally, seconds: float) -> int:
    _say(f"{total.workbooks:,} workbooks, {total.cells:,} cells, {seconds:.0f} s")
    for name, count in total.explained.most_common():
        _say(f"  explained: {name:24} {count:>8,}")
    for line in total.unexplained:
        _say(f"  UNEXPLAINED {line}")
    _say(f"unexplained: {len(total.unexplained)}")
    return 1 if total.unexplained else 0


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{text}  ")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


_RUNS: dict[str, Callable[[argparse.Namespace], int]] = {"differential": _differential}

if __name__ == "__main__":
    sys.exit(main())
