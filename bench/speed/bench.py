"""What every part is given: the environments, the sizes, and how pxcheck and the contenders are called."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speed.environments import BENCH, Environment
from speed.inputs import Forms, targets, write_forms
from speed.processes import Ran, run, watch

_USAGE = 2
_GOOD = (0, 1)


class BenchError(Exception):
    """Something ended as it must not, so that nothing can be measured."""


@dataclass(frozen=True)
class Sizes:
    """How much is measured: rounds of whole processes, files, the files of a slow peer in a turn, rows."""

    rounds: int = 30
    files: int = 5_000
    sample: int = 200
    templates: int = 500
    turns: int = 3
    scale: int = 100_000
    base: int = 1_000
    linked: int = 4_000
    rows: int = 100_000


QUICK = Sizes(rounds=7, files=400, sample=60, templates=60, turns=2, scale=2_000, base=500, linked=400, rows=5_000)


@dataclass(frozen=True)
class Bench:
    """Where and how much is measured."""

    ours: Environment
    peers: Environment
    variables: Mapping[str, str]
    cache: Path
    sizes: Sizes

    def forms(self) -> Forms:
        """Write the forms of the batch."""
        return write_forms(self.cache / "batch", self.sizes.files)

    def validate(self, path: Path, pack: Path, *options: str) -> Ran | None:
        """Validate a file or folder with the memory watched; None where this pxcheck has no such option.

        Raises:
            BenchError: pxcheck could not do it.

        """
        base = ["validate", str(path), "--policy", str(pack), "--quiet"]
        ran = watch([self.ours.program("pxcheck"), *base, *options], self.variables)
        if ran.code == _USAGE and any(one.partition("=")[0] in ran.stderr for one in options if one.startswith("-")):
            return None
        if ran.code not in _GOOD:
            raise BenchError(f"pxcheck {' '.join(base)} ended with {ran.code}: {ran.stderr.strip()}")
        return ran

    def loop(self, contender: str, paths: Sequence[Path]) -> dict[str, Any]:
        """Let a contender check files in one process; its module says what comes back (``speed.contenders.loop``).

        Raises:
            BenchError: it could not.

        """
        job = self.cache / "job.json"
        job.write_text(json.dumps({"files": [str(path) for path in paths], "targets": targets()}), "utf-8")
        command = [self.peers.program("python"), "-m", f"speed.contenders.{contender}", str(job)]
        ran = run(command, {**self.variables, "PYTHONPATH": str(BENCH)})
        if ran.code:
            raise BenchError(f"{contender} ended with {ran.code}: {ran.stderr.strip()}")
        found: dict[str, Any] = json.loads(ran.stdout)
        return found


def wrong_cells(result: Path) -> dict[str, list[str]]:
    """Return the cells with a mandatory finding by file, from a result that pxcheck wrote."""
    found: dict[str, list[str]] = {}
    for one in json.loads(result.read_bytes())["submissions"]:
        cells = {finding["cell"] for finding in one["findings"] if finding["severity"] == "mandatory"}
        if cells:
            found[one["file"]] = sorted(cells, key=str)
    return found


def difference(wrong: Mapping[str, Sequence[str]], planted: Mapping[str, str]) -> str | None:
    """Return what somebody did not find of what was planted, or found besides, in words; None where all is well."""
    missed = [path for path, ref in planted.items() if ref not in wrong.get(path, ())]
    besides = sum(ref != planted.get(path) for path, refs in wrong.items() for ref in refs)
    if not missed and not besides:
        return None
    return f"found {len(planted) - len(missed)} of {len(planted)} planted errors, and {besides} where nothing is wrong"
