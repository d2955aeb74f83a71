"""A hundred thousand forms: whether the last takes as long as the first, and memory stays where it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence

from speed.bench import Bench, BenchError
from speed.inputs import Forms, write_forms
from speed.outcome import Part, Promise, Table, lacking, median, number, ratio
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
    start = min(_run(bench, one).seconds for _ in range(_TURNS))
    short = [_run(bench, few).seconds for _ in range(_TURNS)]
    kinds = {
        f"{sizes.scale:,} distinct": forms,
        f"{sizes.scale:,} links to {sizes.linked:,}": forms.linked(sizes.scale, sizes.linked, home / "links"),
    }
    seconds = dict[str, float]()
    for name, many in kinds.items():
        _remember(many)
        seconds[name] = _run(bench, many, meanwhile=lambda: short.append(_run(bench, few).seconds)).seconds
    # In runs of their own, for watching takes time.
    watched = {name: _run(bench, many, watched=True) for name, many in kinds.items()}
    base = [_each(taken - start, sizes.base) for taken in short]
    rows = [_row(f"{sizes.base:,} distinct", median(short, ".1f"), base, base, _run(bench, few, watched=True))]
    shutil.rmtree(home)
    promises: list[Promise] = []
    for name, memory in watched.items():
        each = [_each(seconds[name] - start, sizes.scale)]
        rows.append(_row(name, f"{seconds[name]:.1f}", each, base, memory))
        promises += [
            Promise(f"{name} forms: time a form / {sizes.base:,} forms", ratio(each, base), 1.1),
            Promise(f"{name} forms: peak memory of all processes", memory.peak, 400, " MB"),
            Promise(f"{name} forms: memory at the end / near the beginning", memory.grown, 1.1),
        ]
    notes = (
        "The time of a run over one form is taken off.",
        f"The {sizes.base:,} forms were judged {len(short)} times, now and again while the many stood still, so that",
        "whatever slows the machine slows both; their figure is the median. All files had been read shortly before.",
        "Memory is that of runs of their own, for watching takes time: of the whole tree of processes, with shared",
        "pages counted once. Its beginning is when all processes are there; one lists and compares the files.",
    )
    head = ("forms", "seconds", "ms a form", f"/ {sizes.base:,} forms", "peak MB", "end / beginning MB")
    return Part("scale", title, tuple(promises), (Table(head, tuple(rows), notes),))


def _remember(forms: Forms) -> None:
    """Read all of them, so that the system has them at hand, as it has the few that are judged again and again."""
    for path in forms.paths:
        path.read_bytes()


def _run(bench: Bench, forms: Forms, *, watched: bool = False, meanwhile: Callable[[], object] | None = None) -> Ran:
    out = forms.folder.with_suffix(".json")
    options = ("--format", f"json={out}", "--jobs", "2")
    ran = bench.validate(forms.folder, forms.pack, *options, watched=watched, meanwhile=meanwhile)
    out.unlink(missing_ok=True)
    if ran is None:
        raise BenchError(lacking("--jobs"))
    return ran


def _each(seconds: float, count: int) -> float:
    return seconds / (count - 1)


def _row(name: str, seconds: str, each: Sequence[float], base: Sequence[float], memory: Ran) -> tuple[str, ...]:
    figures = (number(ratio(each, [0.001]), ".2f"), number(ratio(each, base), ".2f"), number(memory.peak, ".0f"))
    return name, seconds, *figures, number(memory.grown, ".2f")
