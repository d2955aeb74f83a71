"""Whole processes over one form, as somebody at a terminal waits for them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from speed.bench import Bench, BenchError
from speed.environments import BENCH
from speed.inputs import write_forms
from speed.outcome import Part, Promise, Table, median, number, ratio
from speed.processes import in_turns, run

FLOOR, VERSION, VALIDATE, PEER = (
    *("python -I -c pass", "pxcheck --version", "pxcheck validate FORM", "frictionless validate FORM"),
)


def measure(bench: Bench) -> Part:
    """Time them in turns, after one of each that warms the caches."""
    forms = write_forms(bench.cache / "startup", 1)
    (form,) = forms.paths
    ref = forms.planted[str(form)]
    ours, peers = bench.ours.program, bench.peers.program
    commands = {
        FLOOR: [ours("python"), "-I", "-c", "pass"],
        VERSION: [ours("pxcheck"), "--version"],
        VALIDATE: [ours("pxcheck"), "validate", form.name],
        PEER: [peers("frictionless"), *_frictionless(bench, form)],
    }
    _warm(bench, commands, form.parent, {VALIDATE: ref, PEER: ref[1:]})

    def timed(command: Sequence[str]) -> Callable[[int], float]:
        return lambda _: run(command, bench.variables, form.parent).seconds

    taken = in_turns({name: timed(command) for name, command in commands.items()}, bench.sizes.rounds)
    rows = [
        (f"`{name}`", median([s * 1000 for s in seconds], ".0f"), number(ratio(seconds, taken[FLOOR]), ".1f"))
        for name, seconds in taken.items()
    ]
    note = (
        f"{bench.sizes.rounds} rounds; the form has {form.stat().st_size / 1e3:.1f} KB, and both name its wrong cell."
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
        (Table(("command", "ms", "× the floor"), tuple(rows), (note,)),),
    )


def _frictionless(bench: Bench, form: Path) -> list[str]:
    """Return the arguments, after writing beside the form the schema and constraints that find what is planted."""
    command = [bench.peers.program("python"), "-m", "speed.contenders.frictionless_api", "--descriptors"]
    told = run(command, {**bench.variables, "PYTHONPATH": str(BENCH)})
    for name, descriptor in zip(("schema", "checklist"), json.loads(told.stdout), strict=True):
        (form.parent / f"{name}.json").write_text(json.dumps(descriptor), "utf-8")
    known = ["--schema", "schema.json", "--checklist", "checklist.json"]
    return ["validate", form.name, *known, "--sheet", "指标填报", "--header-rows", "4"]


def _warm(bench: Bench, commands: Mapping[str, Sequence[str]], folder: Path, found: Mapping[str, str]) -> None:
    for name, command in commands.items():
        ran = run(command, bench.variables, folder)
        if ran.code != (name in found) or found.get(name, "") not in ran.stdout:
            raise BenchError(f"{name} ended with {ran.code}: {ran.stdout}{ran.stderr}")
