"""Kills pxcheck at random moments and looks for torn files.

    python bench/kill.py [--times 200] [--seed 1]

Each run writes its outputs over those of the run before. After a kill every output must be whole, the old one or the
new one, and after the next run that ends nothing of the killed one may be left.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "report-2025Q4.xlsx"
OUTPUTS = ("-o", "out/result.json", "-o", "out/report.txt")


def command(lang: str) -> list[str]:
    """Return a command whose outputs differ by language, so that old and new can be told apart."""
    return [sys.executable, "-m", "pxgov_check", "validate", ".", *OUTPUTS, "--lang", lang]


def finish(folder: Path, lang: str) -> tuple[float, dict[str, bytes]]:
    """Run to the end; return the seconds taken and the outputs."""
    began = time.monotonic()
    subprocess.run(command(lang), cwd=folder, capture_output=True, check=False)  # noqa: S603 (our own command)
    return time.monotonic() - began, outputs(folder)


def outputs(folder: Path) -> dict[str, bytes]:
    """Return the files in the output folder."""
    return {path.name: path.read_bytes() for path in sorted((folder / "out").iterdir())}


def kill(folder: Path, lang: str, after: float) -> bool:
    """Start a run and kill it after so many seconds; whether it was still running."""
    running = subprocess.Popen(command(lang), cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    time.sleep(after)
    alive = running.poll() is None
    running.kill()
    running.wait()
    return alive


def main() -> int:
    """Kill, look, count."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--times", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    moments = random.Random(given.seed)  # noqa: S311 (moments, not secrets)
    seen: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "out").mkdir()
        for number in range(20):
            shutil.copy(EXAMPLE, folder / f"{number:02d}.xlsx")
        _, chinese = finish(folder, "zh")
        seconds, english = finish(folder, "en")
        for _ in range(given.times):
            finish(folder, "zh")
            # Writing happens at the end of a run; half of the kills aim there.
            after = moments.uniform(0.7, 1.05) if moments.random() < 0.5 else moments.uniform(0, 1)
            seen["killed while running"] += kill(folder, "en", after * seconds)
            left = outputs(folder)
            for output, old in chinese.items():
                which = {old: "old", english[output]: "new"}.get(left.pop(output, b""), "torn")
                seen[which] += 1
            seen["stray"] += len(left)
        finish(folder, "zh")
        seen["stray after the next run"] = len(outputs(folder)) - len(chinese)
        json.loads(outputs(folder)["result.json"])
    print(dict(seen))
    return 1 if seen["torn"] or seen["stray after the next run"] else 0


if __name__ == "__main__":
    sys.exit(main())
