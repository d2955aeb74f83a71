"""What every part is given: the environments, the sizes, and how pxcheck and the contenders are called."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from speed.environments import BENCH, Environment
from speed.inputs import Forms, targets, write_forms
from speed.processes import Ran, run, watch

_USAGE = 2
_GOOD = (0, 1)
# Not mandatory, for a unit may say why there is none.
_NO_EVIDENCE = "A203"


class BenchError(Exception):
    """Something ended as it must not, so that nothing can be measured."""


@dataclass(frozen=True)
class Sizes:
    """How much is measured: rounds of whole processes, files, the files of a slow peer in a turn, rows.

    ``cluster`` is the number of turns of Dask beside the pool, where a single turn says little: each takes seconds, and
    needs every processor.
    """

    rounds: int = 30
    files: int = 5_000
    sample: int = 200
    templates: int = 300
    shared: int = 5_000
    turns: int = 3
    cluster: int = 7
    scale: int = 100_000
    base: int = 1_000
    linked: int = 20_000
    rows: int = 100_000


QUICK = Sizes(
    rounds=7,
    files=400,
    sample=60,
    templates=60,
    shared=60,
    turns=2,
    cluster=2,
    scale=2_000,
    base=500,
    linked=400,
    rows=5_000,
)


@dataclass(frozen=True)
class Bench:
    """Where and how much is measured."""

    ours: Environment
    peers: Environment
    variables: Mapping[str, str]
    cache: Path
    sizes: Sizes

    @cached_property
    def forms(self) -> Forms:
        """The forms of the batch, written when they are first asked for."""
        return write_forms(self.cache / "batch", self.sizes.files)

    def validate(
        self,
        path: Path,
        pack: Path,
        *options: str,
        watched: bool = False,
        meanwhile: Callable[[], object] | None = None,
    ) -> Ran | None:
        """Validate a file or folder; None where this pxcheck has no such option. See ``call``.

        Raises:
            BenchError: pxcheck could not do it.

        """
        return self.call(
            "validate", str(path), "--policy", str(pack), "--quiet", *options, watched=watched, meanwhile=meanwhile
        )

    def call(self, *words: str, watched: bool = False, meanwhile: Callable[[], object] | None = None) -> Ran | None:
        """Call pxcheck; None where this pxcheck has no such option.

        Where the memory is watched, whoever watches takes time from a run that has work for every processor. While one
        that is not watched stands still, now and again, something else can be measured ``meanwhile`` (see ``run``).

        Raises:
            BenchError: pxcheck could not do it.

        """
        command = [self.ours.program("pxcheck"), *words]
        ran = watch(command, self.variables) if watched else run(command, self.variables, meanwhile=meanwhile)
        if ran.code == _USAGE and any(one.partition("=")[0] in ran.stderr for one in words if one.startswith("-")):
            return None
        # Python too ends with 1 where pxcheck could not even begin.
        if ran.code not in _GOOD or "Traceback" in ran.stderr:
            raise BenchError(f"pxcheck {' '.join(words)} ended with {ran.code}: {ran.stderr.strip()}")
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
    """Return the cells with a finding that peers are asked for too, by file, from a result that pxcheck wrote."""
    found: dict[str, list[str]] = {}
    for one in json.loads(result.read_bytes())["submissions"]:
        cells = {
            f"{finding['sheet']}!{finding['cell']}"
            for finding in one["findings"]
            if finding["severity"] == "mandatory" or finding["rule"] == _NO_EVIDENCE
        }
        if cells:
            found[one["file"]] = sorted(cells)
    return found


def difference(wrong: Mapping[str, Sequence[str]], planted: Mapping[str, Sequence[str]]) -> str | None:
    """Return what somebody did not find of what was planted, or found besides, in words; None where all is well."""
    there = {(path, ref) for path, refs in planted.items() for ref in refs}
    found = {(path, ref) for path, refs in wrong.items() for ref in refs}
    missed, besides = len(there - found), len(found - there)
    if not missed and not besides:
        return None
    return f"found {len(there) - missed} of {len(there)} planted errors, and {besides} where nothing is wrong"
