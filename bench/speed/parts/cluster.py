"""Dask with two workers on this machine, against the pool of two processes."""

from __future__ import annotations

from collections.abc import Callable

from speed.bench import Bench
from speed.outcome import Part, Promise, Table, lacking, median, number, ratio
from speed.processes import Ran, in_turns

POOL, DASK = "--jobs 2", "--engine dask --jobs 2"


def measure(bench: Bench) -> Part:
    """Time both in turns and compare what they wrote byte by byte."""
    forms = bench.forms()
    out = {name: bench.cache / f"cluster{place}.json" for place, name in enumerate((POOL, DASK))}

    def ours(name: str) -> Callable[[int], Ran | None]:
        return lambda _: bench.validate(forms.folder, forms.pack, "--format", f"json={out[name]}", *name.split())

    turns = in_turns({name: ours(name) for name in out}, bench.sizes.turns)
    taken = {name: [ran for ran in own if ran is not None] for name, own in turns.items()}
    both = all(taken.values())
    same = both and out[POOL].read_bytes() == out[DASK].read_bytes()
    seconds = {name: [ran.seconds for ran in own] for name, own in taken.items()}
    rows = tuple(
        (
            f"`{name}`",
            median([len(forms.paths) / one for one in seconds[name]], ",.0f"),
            number(max((ran.peak for ran in own if ran.peak is not None), default=None), ".0f"),
        )
        for name, own in taken.items()
    )
    notes = (f"Both wrote {'the same bytes' if same else '**different bytes**'}.",) if both else ()
    missing = tuple(lacking(name.split()[0]) for name, own in taken.items() if not own)
    throughput = ratio(seconds[POOL], seconds[DASK])
    promises = (
        Promise("Dask with two workers: files a second / pool of two", throughput, 0.8, at_least=True),
        Promise("Dask: results with the same bytes as the pool's", float(same) if both else None, 1, "", at_least=True),
    )
    return Part(
        "cluster", "Beyond one process", promises, (Table(("", "files a second", "peak MB"), rows, notes),), missing
    )
