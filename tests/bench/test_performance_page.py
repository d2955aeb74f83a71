"""The page of figures, and what is told of processes."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from speed.bench import QUICK, Bench, BenchError
from speed.environments import here, variables
from speed.outcome import NOT_MEASURED, Part, Promise, Table, lacking, ratio
from speed.page import page
from speed.parts.breakdown import import_rows
from speed.processes import Ran, in_turns, run, watch

PART = Part(
    "batch",
    "Ten forms",
    (
        Promise("one core / two", 1.9, 1.8, at_least=True),
        Promise("time / floor", 4.25, 4),
        Promise("peak", None, 400, " MB"),
    ),
    (Table(("", "ms | a file"), (("pxcheck", "2.00"), ("floor", "0.50")), ("One core.",)),),
    (lacking("--jobs"),),
)
PAGE = """\
- a machine

## What is promised

| what | measured | promised | kept |
| --- | ---: | ---: | ---: |
| one core / two | 1.9× | ≥ 1.8× | yes |
| time / floor | 4.25× | ≤ 4× | **no** |
| peak | not measured | ≤ 400 MB | not measured |

## Ten forms

|  | ms \\| a file |
| --- | ---: |
| pxcheck | 2.00 |
| floor | 0.50 |

- One core.

- Not measured: this pxcheck has no `--jobs`.
"""


def test_the_page_says_what_was_promised_and_what_was_measured() -> None:
    """Promises come first, with what was not measured said so; then every table with its notes."""
    written = page([PART], ["a machine"])
    assert written.startswith("# Performance\n")
    assert written[written.index("- a machine") :] == PAGE


def test_everybody_has_one_turn_a_round_and_another_begins() -> None:
    """Turns go round, so that nobody is always first."""
    order: list[str] = []
    in_turns({name: lambda turn, name=name: order.append(f"{name}{turn}") for name in "abc"}, 2)  # type: ignore[misc]
    assert order == ["a0", "b0", "c0", "b1", "c1", "a1"]


def test_a_ratio_is_that_of_the_medians() -> None:
    """A single slow round moves nothing, and without figures there is no ratio."""
    assert ratio([4.0, 2.0, 90.0], [2.0, 1.0, 2.0]) == 2.0
    assert ratio([], [1.0]) is None


def test_memory_that_grows_is_told_from_memory_that_does_not() -> None:
    """The end is held against the second fifth, when everything is loaded; too few samples tell nothing."""
    assert Ran(0, 1, "", "", (10, 20, 100, 100, *[100] * 4, 150, 150)).grown == 1.5
    assert Ran(0, 1, "", "", (10, 20, *[10] * 9, 10, 20, *[100] * 8), 11).grown == 1.0
    assert Ran(0, 1, "", "", (1.0,) * 9).grown is None
    assert Ran(0, 1, "", "", (1.0,) * 12, 3).grown is None


def test_the_memory_of_children_counts() -> None:
    """A process that starts another with 60 MB has at least as much, where the system tells."""
    inner = "import time; held = bytearray(60_000_000); time.sleep(1)"
    ran = watch(
        [sys.executable, "-I", "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"]
    )
    assert ran.code == 0
    told = Path("/proc/self/smaps_rollup").exists()
    assert (ran.peak is not None) == told
    assert not told or 60 < max(ran.megabytes) < 200


@pytest.mark.skipif(sys.platform == "win32", reason="processes can't be made to stand still")
def test_what_is_measured_meanwhile_does_not_count(tmp_path: Path) -> None:
    """A process and its child stand still for it, and its time is taken off."""
    ticks, meanwhile = tmp_path / "ticks", list[float]()
    ticks.touch()
    inner = f"import time; [(open({str(ticks)!r}, 'ab').write(b'.'), time.sleep(0.01)) for _ in range(100)]"

    def stand() -> None:
        began = time.perf_counter()
        time.sleep(0.1)
        before = ticks.stat().st_size
        time.sleep(0.4)
        assert ticks.stat().st_size == before
        meanwhile.append(time.perf_counter() - began)

    began = time.perf_counter()
    command = [sys.executable, "-I", "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"]
    ran = run(command, meanwhile=stand, every=0.4)
    assert ran.code == 0
    assert ticks.stat().st_size == 100
    assert len(meanwhile) >= 2
    assert 0.9 < ran.seconds < time.perf_counter() - began - sum(meanwhile) + 0.01


def test_an_option_that_is_not_there_is_not_measured_and_a_failure_is_said(tmp_path: Path) -> None:
    """Only a refused option is passed over; whatever else goes wrong ends the part with pxcheck's own words."""
    bench = Bench(here(), here(), variables(tmp_path), tmp_path, QUICK)
    assert bench.validate(tmp_path, tmp_path, "--no-such-option", "2") is None
    with pytest.raises(BenchError, match="ended with 2"):
        bench.validate(tmp_path, tmp_path, "--limit", "cells=5")


def test_imports_are_added_up_by_package() -> None:
    """The standard library is one line, the costliest comes first, and what is no import is passed over."""
    told = (
        "import time: self [us] | cumulative | imported package\n"
        "import time:      1000 |       1000 |   json\n"
        "import time:       500 |       1500 | email.message\n"
        "import time:      2000 |       4000 |     pxgov_check.cli\n"
        "import time:      3000 |       3000 |     pxgov_check\n"
        "a warning\n"
    )
    assert import_rows(told) == (("pxgov_check", "5.0", "2"), ("the standard library", "1.5", "2"))
    assert NOT_MEASURED not in str(import_rows(told))
