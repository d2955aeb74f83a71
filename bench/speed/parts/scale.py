"""A hundred thousand forms: whether the last takes as long as the first, and memory stays where it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial

from speed.bench import Bench, BenchError
from speed.inputs import Forms, write_forms
from speed.outcome import Part, Promise, Table, number, ratio
from speed.processes import Ran

# A form, its links, and its share of the result.
_BYTES_A_FORM = 60_000
_TURNS = 3


def measure(bench: Bench) -> Part:
    """Validate many distinct forms, and as many links to some of them, on two cores; few forms between whiles."""
    sizes, title = bench.sizes, f"{bench.sizes.scale:,} forms"
    if shutil.disk_usage(bench.cache).free < sizes.scale * _BYTES_A_FORM:
        note = f"Not measured: the disk has less than {sizes.scale * _BYTES_A_FORM / 1e9:.0f} GB free."
        return Part("scale", title, notes=(note,))
    home = bench.cache / "scale"
    forms = write_forms(home, sizes.scale, duties="some")
    one, few = (forms.first(count, home / f"first{count}") for count in (1, sizes.base))
    # What a run costs whatever the files is taken off, so that it doesn't hide in the many.
    start = [_run(bench, one).seconds for _ in range(_TURNS)]
    short = [_run(bench, few) for _ in range(_TURNS)]
    distinct, linked = (
        _run(bench, many, lambda: short.append(_run(bench, few)))
        for many in (forms, forms.linked(sizes.scale, sizes.linked, home / "links"))
    )
    shutil.rmtree(home)
    base = [_each(ran.seconds, start, sizes.base) for ran in short]
    kinds = {f"{sizes.scale:,} distinct": distinct, f"{sizes.scale:,} links to {sizes.linked:,}": linked}
    rows = [_row(f"{sizes.base:,} distinct", short[0], base, base)]
    promises: list[Promise] = []
    for name, ran in kinds.items():
        each = [_each(ran.seconds, start, sizes.scale)]
        rows.append(_row(name, ran, each, base))
        promises += [
            Promise(f"{name} forms: time a form / {sizes.base:,} forms", ratio(each, base), 1.1),
            Promise(f"{name} forms: peak memory of all processes", ran.peak, 400, " MB"),
            Promise(f"{name} forms: memory at the end / near the beginning", ran.grown, 1.1),
        ]
    notes = (
        "The time of a run over one form is taken off.",
        f"The {sizes.base:,} forms were judged {len(short)} times, now and again while the many stood still, so that",
        "whatever slows the machine slows both; their figure is the median.",
        "Memory is that of the whole tree of processes, with shared pages counted once; its beginning is when all",
        "processes are there, for the names of the files are listed and compared by one.",
    )
    head = ("forms", "seconds", "ms a form", f"/ {sizes.base:,} forms", "peak MB", "end / beginning MB")
    return Part("scale", title, tuple(promises), (Table(head, tuple(rows), notes),))


def _run(bench: Bench, forms: Forms, meanwhile: Callable[[], object] | None = None) -> Ran:
    out = forms.folder.with_suffix(".json")
    run = partial(
        bench.validate, forms.folder, forms.pack, "--format", f"json={out}", watched=True, meanwhile=meanwhile
    )
    ran = run("--jobs", "2") or run()
    out.unlink(missing_ok=True)
    if ran is None:
        raise BenchError("pxcheck has no --format")
    return ran


def _each(seconds: float, start: list[float], count: int) -> float:
    return (seconds - min(start)) / (count - 1)


def _row(name: str, ran: Ran, each: list[float], base: list[float]) -> tuple[str, ...]:
    own = ratio(each, [0.001])
    figures = (number(own, ".2f"), number(ratio(each, base), ".2f"), number(ran.peak, ".0f"))
    return name, f"{ran.seconds:.1f}", *figures, number(ran.grown, ".2f")
