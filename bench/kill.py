"""Kills pxcheck at random moments of runs that write every output, and looks for torn files.

    python bench/kill.py [--times 200] [--seed 1]

Each run writes its outputs over those of the run before, in one language or the other. After a kill every output must
be whole, as a run in one of them writes it, and after the next runs that end nothing of the killed ones may be left.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pxgov_check.cli import gap, status
from pxgov_check.cli.output import PARTIAL
from pxgov_check.cli.written import RECORD
from pxgov_check.formats.registry import FORMATS

EXAMPLE = Path(__file__).parents[1] / "examples" / "report-2025Q4.xlsx"
_REPORTS = [f"{name}=out/report.{name}" for name in FORMATS]
_GAPS = [f"out/gap{suffix}" for suffix in gap.RENDERINGS]
_STATES = [f"out/status{suffix}" for suffix in status.RENDERINGS]


def _each(option: str, values: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for value in values for word in (option, value))


COMMANDS = (
    ("validate", "forms", *_each("-f", _REPORTS), "--annotate", "out/returned", "--notice", "out/notices"),
    ("gap", "forms", *_each("-o", _GAPS), "--notices", "out/reminders"),
    ("status", "forms", "--period", "2025Q4", *_each("-o", _STATES)),
    ("template", "--unit", "市档案馆", "--period", "2025Q4", "-o", "out/blank.xlsx", "--force"),
)
LANGUAGES = ("zh", "en")


class Stage(NamedTuple):
    """Where it plays: the folder, what each output may be, and the seconds that each command takes."""

    folder: Path
    whole: dict[str, set[bytes]]
    seconds: dict[tuple[str, ...], float]


def start(folder: Path, command: tuple[str, ...], lang: str) -> subprocess.Popen[bytes]:
    """Start a run in a language, so that old and new outputs can be told apart."""
    words = [sys.executable, "-m", "pxgov_check", *command, "--lang", lang]
    return subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 (ours)


def outputs(folder: Path) -> dict[str, bytes]:
    """Return what lies in the output folder, but for the record of what was returned, to which runs only add."""
    found = (path for path in sorted((folder / "out").rglob("*")) if path.is_file() and path.name != RECORD)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def set_up(folder: Path) -> Stage:
    """Make the forms, and let every command end once in each language."""
    (folder / "forms").mkdir()
    (folder / "out").mkdir()
    for number in range(4):
        shutil.copy(EXAMPLE, folder / "forms" / f"{number}.xlsx")
    stage = Stage(folder, {}, {})
    for lang in LANGUAGES:
        for command in COMMANDS:
            began = time.monotonic()
            code = start(folder, command, lang).wait()
            stage.seconds[command] = time.monotonic() - began
            if code not in {0, 1}:
                raise SystemExit(f"{command[0]} ended with {code}")
        for name, data in outputs(folder).items():
            stage.whole.setdefault(name, set()).add(data)
    return stage


def kill(stage: Stage, command: tuple[str, ...], lang: str, share: float) -> bool:
    """Kill a run after a share of its time; whether it was still running."""
    running = start(stage.folder, command, lang)
    time.sleep(share * stage.seconds[command])
    alive = running.poll() is None
    running.kill()
    running.wait()
    return alive


def look(stage: Stage, seen: Counter[str]) -> None:
    """Count what lies there after a kill."""
    there = outputs(stage.folder)
    for name, data in there.items():
        if Path(name).name.startswith(PARTIAL):
            seen["partial, until the next run"] += 1
        else:
            seen["whole" if data in stage.whole.get(name, set()) else "torn"] += 1
    seen["missing"] += len(stage.whole.keys() - there.keys())


def main() -> int:
    """Kill, look, count."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--times", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    chance = random.Random(given.seed)  # noqa: S311 (moments, not secrets)
    seen: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        stage = set_up(Path(name))
        print(f"{len(stage.whole)} outputs of {len(COMMANDS)} commands")
        for turn in range(given.times):
            # Writing happens at the end of a run; half of the kills aim there.
            share = chance.uniform(0.5, 1.05) if chance.random() < 0.5 else chance.uniform(0, 1)
            seen["killed"] += kill(stage, COMMANDS[turn % len(COMMANDS)], chance.choice(LANGUAGES), share)
            look(stage, seen)
        for command in COMMANDS:
            for lang in LANGUAGES:
                seen[f"exit {start(stage.folder, command, lang).wait()} afterwards"] += 1
        left = outputs(stage.folder)
        seen["stray after the next runs"] = len(left.keys() - stage.whole.keys())
        seen["torn"] += sum(data not in stage.whole.get(name, set()) for name, data in left.items())
    print(dict(seen))
    return 1 if seen["torn"] or seen["missing"] or seen["stray after the next runs"] else 0


if __name__ == "__main__":
    sys.exit(main())
