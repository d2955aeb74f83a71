"""Whole processes over one form, as somebody at a terminal waits for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from speed.bench import Bench, BenchError
from speed.environments import BENCH
from speed.inputs import write_real
from speed.outcome import Part, Promise, Table, median, number, ratio
from speed.processes import in_turns, run

FLOOR, VERSION, VALIDATE, PEER = (
    *("python -I -c pass", "pxcheck --version", "pxcheck validate FORM", "frictionless validate PACKAGE"),
)
# The cell of a finding in what each of them prints.
_SAYS: Mapping[str, str] = {VALIDATE: "{letter}{row}", PEER: "{row} {column}"}


def measure(bench: Bench) -> Part:
    """Time them in turns, after one of each that warms the caches."""
    forms = write_real(bench.cache / "startup")
    (form,) = forms.paths
    ours, peers = bench.ours.program, bench.peers.program
    commands = {
        FLOOR: [ours("python"), "-I", "-c", "pass"],
        VERSION: [ours("pxcheck"), "--version"],
        VALIDATE: [ours("pxcheck"), "validate", form.name],
        PEER: [peers("frictionless"), *_frictionless(bench, form)],
    }
    _warm(bench, commands, form.parent, forms.planted[str(form)])

    def timed(command: Sequence[str]) -> Callable[[int], float]:
        return lambda _: run(command, bench.variables, form.parent).seconds

    taken = in_turns({name: timed(command) for name, command in commands.items()}, bench.sizes.rounds)
    rows = [
        (f"`{name}`", median([s * 1000 for s in seconds], ".0f"), number(ratio(seconds, taken[FLOOR]), ".1f"))
        for name, seconds in taken.items()
    ]
    notes = (
        f"{bench.sizes.rounds} rounds; the form has {form.stat().st_size / 1e3:.1f} KB.",
        "It has a wrong cell in each of its two tables, and both programs name them.",
        "The package has a schema for each table, and no constraints across columns:",
        "the command line of frictionless has no way to give each table its own.",
    )
    return Part(
        "startup",
        "One form, from the prompt to the prompt",
        (
            Promise("`pxcheck --version` / `python -I -c pass`", ratio(taken[VERSION], taken[FLOOR]), 7),
            Promise("`pxcheck validate` of one form / `python -I -c pass`", ratio(taken[VALIDATE], taken[FLOOR]), 18),
            Promise(
                "`pxcheck validate` / `frictionless validate` of one form", ratio(taken[VALIDATE], taken[PEER]), 0.4
            ),
        ),
        (Table(("command", "ms", "× the floor"), tuple(rows), notes),),
    )


def _frictionless(bench: Bench, form: Path) -> list[str]:
    """Return the arguments, after writing beside the form the package that finds what is planted."""
    command = [bench.peers.program("python"), "-m", "speed.contenders.frictionless_api", "--package", form.name]
    told = run(command, {**bench.variables, "PYTHONPATH": str(BENCH)})
    if told.code:
        raise BenchError(told.stderr)
    (form.parent / "datapackage.json").write_text(told.stdout, "utf-8")
    return ["validate", "datapackage.json"]


def _warm(bench: Bench, commands: Mapping[str, Sequence[str]], folder: Path, planted: Sequence[str]) -> None:
    """Run everybody once; who validates has to end with 1 and name what is planted.

    Raises:
        BenchError: somebody doesn't.

    """
    for name, command in commands.items():
        ran = run(command, bench.variables, folder)
        # Without the rules of tables, which stand between the numbers.
        said = re.sub(r"[\s│|]+", " ", ran.stdout)
        wanted = [_said(_SAYS[name], ref) for ref in planted] if name in _SAYS else []
        if ran.code != (name in _SAYS) or any(one not in said for one in wanted):
            raise BenchError(f"{name} ended with {ran.code}: {ran.stdout}{ran.stderr}")


def _said(form: str, ref: str) -> str:
    letter, row = ref.partition("!")[2][0], ref.partition("!")[2][1:]
    return form.format(letter=letter, row=row, column=ord(letter) - ord("A") + 1)
