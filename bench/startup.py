"""What each millisecond of a command on one form goes to.

``python bench/startup.py [--rounds N]`` makes a blank form, calls pxcheck on it N times in fresh processes, between
calls of ``python -I -c pass``, and prints medians in milliseconds and in multiples of that. Then one process after
another says how much CPU time its parts took, and which packages its imports went to. On a busy machine the multiples
of CPU time are the steadier ones.
"""

from __future__ import annotations

import argparse
import compileall
import importlib
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
UNIT, PERIOD = "市大数据中心", "2025Q4"
PASS = ("-I", "-c", "pass")
PXCHECK = ("-m", "pxgov_check")
COMMANDS = {
    "python -I -c pass": PASS,
    "pxcheck --version": (*PXCHECK, "--version"),
    "pxcheck validate FORM": (*PXCHECK, "validate", "FORM"),
    "pxcheck validate FORM, no cache": (*PXCHECK, "validate", "FORM"),
    "pxcheck validate FORM -q -f json": (*PXCHECK, "validate", "FORM", "-q", "-f", "json"),
    "pxcheck explain A103": (*PXCHECK, "explain", "A103"),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        print(json.dumps(inside(given.inside)))
        return
    rounds = given.rounds
    compileall.compile_dir(ROOT / "src", quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        form = Path(folder) / "form.xlsx"
        call((*PXCHECK, "template", "--unit", UNIT, "--period", PERIOD, "-o", str(form)), folder)
        whole(form, folder, rounds)
        parts(form, folder, rounds)
        packages(form, folder, rounds)


def whole(form: Path, folder: str, rounds: int) -> None:
    """Print how long each command takes, from outside."""
    wall: dict[str, list[float]] = defaultdict(list)
    busy: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds + 1):
        for name, arguments in COMMANDS.items():
            start, before = time.perf_counter(), children_time()
            call([str(form) if a == "FORM" else a for a in arguments], folder, cached="no cache" not in name)
            wall[name].append(time.perf_counter() - start)
            busy[name].append(children_time() - before)
    floors = [median(kind["python -I -c pass"][1:]) for kind in (wall, busy)]
    print("    wall            CPU")
    for name in COMMANDS:
        # The first round fills the cache.
        told = [(median(kind[name][1:]), floor) for kind, floor in zip((wall, busy), floors, strict=True)]
        print("  ".join(f"{1000 * took:6.0f} ms x{took / floor:4.1f}" for took, floor in told), "", name)


def children_time() -> float:
    """Return the seconds of CPU time of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def parts(form: Path, folder: str, rounds: int) -> None:
    """Print how long each part of a run takes, from inside."""
    found = [json.loads(call((__file__, "--inside", str(form)), folder).stdout) for _ in range(rounds)]
    print()
    for name in found[0]:
        print(f"{1000 * median(one[name] for one in found):8.1f} ms  {name}")


def inside(form: Path) -> dict[str, float]:
    """Do what ``validate`` does, part by part, and return the seconds of CPU time that each took."""
    took: dict[str, float] = {}
    started = time.process_time()

    def lap(name: str) -> None:
        nonlocal started
        took[name] = time.process_time() - started
        started = time.process_time()

    load = importlib.import_module
    load("typer")
    lap("import typer")
    commands, session = load("pxgov_check.cli.commands"), load("pxgov_check.cli.session")
    load("pxgov_check.cli.program"), load("pxgov_check.cli.validate")
    lap("import the program")
    text, model = load("pxgov_check.formats.text"), load("pxgov_check.model")
    lap("import rich and the report")
    words = load("pxgov_check.policy.messages").load_messages("zh")
    lap("catalogue")
    commands.translate(commands.load_command("validate"), words)
    lap("command")
    policy = session.open_session("zh", None).policy
    lap("policy")
    book, digest = load("pxgov_check.submission.open").open_workbook(form, session.Limits())
    lap("read")
    terms = load("pxgov_check.judging.terms").Terms()
    found = load("pxgov_check.judging").judge_workbook(policy, book, terms, file="f", digest=digest)
    lap("judge")
    text.TextReport(words, policy.info, 100, colour=False).render(model.Result(policy.ref(), None, found))
    lap("report")
    return took


def packages(form: Path, folder: str, rounds: int) -> None:
    """Print how long the imports of each package take, as ``-X importtime`` sees it, which slows them."""
    found: dict[str, list[int]] = defaultdict(list)
    for _ in range(rounds):
        told = call(("-X", "importtime", *PXCHECK, "validate", str(form)), folder).stderr
        own: Counter[str] = Counter()
        for micros, name in re.findall(r"^import time:\s+(\d+) \|.*\|\s+(\S+)$", told, re.MULTILINE):
            own[name.partition(".")[0]] += int(micros)
        for name, micros in own.items():
            found[name].append(micros)
    print()
    for name, times in sorted(found.items(), key=lambda one: -median(one[1]))[:12]:
        print(f"{median(times) / 1000:8.1f} ms  import {name}")


def call(arguments: Sequence[str], folder: str, *, cached: bool = True) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own, with a cache of its own."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("PXCHECK_")}
    variables = {**inherited, "PXCHECK_CACHE_DIR": f"{folder}/cache", "PXCHECK_NO_CACHE": "" if cached else "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=variables, capture_output=True, encoding="utf-8", check=False)  # noqa: S603 (our own)


if __name__ == "__main__":
    main()
