"""Where each millisecond of a run over one form goes, and who is imported for how long."""

from __future__ import annotations

import json
import re
import statistics
import sys
from collections import Counter
from pathlib import Path

from speed import phases
from speed.bench import Bench, BenchError
from speed.inputs import write_real
from speed.outcome import Part, Table
from speed.processes import in_turns, run

_IMPORT = re.compile(r"import time:\s*(\d+) \|\s*\d+ \|\s*(\S+)")
_SHOWN = 12
_SAID = {
    "interpreter": "the interpreter itself (`python -I -c pass`)",
    "importing": "importing",
    "pack": "the policy pack and the catalogue of words, from warm caches where there are any",
    "reading": "reading the workbook",
    "judging": "judging",
    "rendering": "rendering the text report",
    "rest": "the rest: the command line, writing, leaving",
    "whole": "**the whole process**",
}


def measure(bench: Bench) -> Part:
    """Time the steps in fresh processes, in turns with whole runs."""
    (form,) = write_real(bench.cache / "breakdown").paths
    python = bench.ours.program("python")
    bench_steps = [python, "-P", phases.__file__, str(form)]
    whole = [bench.ours.program("pxcheck"), "validate", str(form)]
    floor = [python, "-I", "-c", "pass"]

    def timed(command: list[str]) -> dict[str, float]:
        return {"": run(command, bench.variables).seconds * 1000}

    timed(whole)
    taken = in_turns(
        {
            "whole": lambda _: timed(whole),
            "interpreter": lambda _: timed(floor),
            "steps": lambda _: _told(bench, bench_steps),
        },
        bench.sizes.rounds,
    )
    steps = {name: statistics.median(one[name] for one in taken["steps"]) for name in taken["steps"][0]}
    total, start = (statistics.median(one[""] for one in taken[name]) for name in ("whole", "interpreter"))
    rest = total - start - sum(steps.values())
    spent = {"interpreter": start, **steps, "rest": rest, "whole": total}
    rows = tuple((_SAID[name], f"{ms:.1f}", f"{ms / total * 100:.0f} %") for name, ms in spent.items())
    note = f"Medians of {bench.sizes.rounds} fresh processes for each; the rest is what remains of the whole."
    imports = Table(
        ("imported by `pxcheck validate FORM`", "ms", "modules"),
        _imports(bench, form),
        ("By `python -X importtime`, which itself slows importing; each package without what it imports in turn.",),
    )
    return Part(
        "breakdown", "What a run over one form spends", (), (Table(("", "ms", "share"), rows, (note,)), imports)
    )


def _told(bench: Bench, command: list[str]) -> dict[str, float]:
    ran = run(command, bench.variables)
    if ran.code:
        raise BenchError(ran.stderr)
    told: dict[str, float] = json.loads(ran.stdout)
    return told


def _imports(bench: Bench, form: Path) -> tuple[tuple[str, ...], ...]:
    command = [bench.ours.program("python"), "-X", "importtime", "-m", "pxgov_check", "validate", str(form)]
    return import_rows(run(command, bench.variables).stderr)


def import_rows(told: str) -> tuple[tuple[str, ...], ...]:
    """Return packages, their own milliseconds and modules, from what ``-X importtime`` printed; the costliest first."""
    spent: Counter[str] = Counter()
    modules: Counter[str] = Counter()
    for microseconds, module in _IMPORT.findall(told):
        top = module.partition(".")[0]
        name = "the standard library" if top in sys.stdlib_module_names else top
        spent[name] += int(microseconds)
        modules[name] += 1
    return tuple((name, f"{us / 1000:.1f}", f"{modules[name]}") for name, us in spent.most_common(_SHOWN))
