"""Thousands of forms: files a second of pxcheck, of what a user would write instead, and of the floor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from speed.bench import Bench, difference, wrong_cells
from speed.inputs import Forms
from speed.outcome import Part, Promise, Table, lacking, median, number, ratio
from speed.processes import Ran, in_turns
from speed.shared_forms import share_strings
from speed.template_forms import fill_templates

ONE, TWO = "pxcheck --jobs 1", "pxcheck --jobs 2"
FLOOR, OPENPYXL, PANDERA, FRICTIONLESS = (
    *("floor: inflate, expat with empty handlers", "openpyxl alone", "pandas + pandera with openpyxl"),
    "frictionless, its Python API",
)
_HEAD = ("", "files a second", "ms a file", "× the floor", "pxcheck on one core is faster by", "peak MB")
PEERS = {OPENPYXL: "openpyxl_alone", PANDERA: "pandera_table", FRICTIONLESS: "frictionless_api"}


@dataclass(frozen=True)
class Taken:
    """One turn of somebody: seconds a file, the most memory, and where what was planted was not what was found.

    What memory pxcheck takes is watched in a run of its own, for watching takes time.
    """

    seconds: float
    megabytes: float | None = None
    wrong: str | None = None


def measure(bench: Bench) -> Part:
    """Let everybody have its turn over the same forms, then over some of them as other programs write them."""
    forms = bench.forms
    plain = _compare(bench, forms, jobs=(1, 2))
    tabled = share_strings(forms, bench.sizes.shared, bench.cache / "shared")
    shared = _compare(bench, tabled, jobs=(1,))
    dressed = fill_templates([bench.ours.program("pxcheck")], forms, bench.sizes.templates, bench.cache / "templates")
    heavy = _compare(bench, dressed, jobs=(1,))
    notes = (*_notes(bench, forms), *plain.refused)
    saved = (f"{_sizes(tabled)}: the same with their strings in a table, as Excel and WPS save them.",)
    filled = (f"{_sizes(dressed)}: some of the same, with the guide, the styles and the formulas of the template.",)
    missing = () if plain.seconds.get(TWO, [0.0]) else (lacking("--jobs"),)
    tables = (
        Table(_HEAD, plain.rows, notes),
        Table(_HEAD, shared.rows, (*saved, *shared.refused)),
        Table(_HEAD, heavy.rows, (*filled, *heavy.refused)),
    )
    return Part("batch", f"{len(forms.paths):,} forms", _promises(plain.seconds), tables, missing)


@dataclass(frozen=True)
class _Compared:
    """Seconds a form by contender, the rows of the table, and who doesn't count, in words."""

    seconds: Mapping[str, list[float]]
    rows: tuple[tuple[str, ...], ...]
    refused: tuple[str, ...]


def _compare(bench: Bench, forms: Forms, jobs: Sequence[int]) -> _Compared:
    ours = {name: partial(_ours, bench, forms, number) for number, name in ((1, ONE), (2, TWO)) if number in jobs}
    contenders: dict[str, Callable[[int], Taken | None]] = {
        **ours,
        FLOOR: partial(_floor, bench, forms),
        **{name: partial(_peer, bench, forms, module) for name, module in PEERS.items()},
    }
    everybody = in_turns(contenders, bench.sizes.turns)
    taken = {name: [one for one in turns if one is not None] for name, turns in everybody.items()}
    refused = {n: told for n, turns in taken.items() if (told := next((t.wrong for t in turns if t.wrong), None))}
    seconds = {n: [t.seconds for t in turns] for n, turns in taken.items() if n not in refused}
    for name, once in ours.items():
        if (watched := once(0, watched=True)) is not None:
            taken[name].append(watched)
    return _Compared(
        seconds,
        tuple(_row(name, seconds, turns) for name, turns in taken.items() if name not in refused),
        tuple(f"{name} does not count: it {told}." for name, told in refused.items()),
    )


def _notes(bench: Bench, forms: Forms) -> tuple[str, ...]:
    each = min(bench.sizes.sample, len(forms.paths))
    return (
        f"{_sizes(forms)}.",
        f"{bench.sizes.turns} turns; in each of them the peers check {each:,} other forms.",
        "pxcheck is a whole process from start to end: all sheets, all rules, JSON written. Its memory is that of",
        "another run, for watching takes time.",
        "The peers are a loop in a process that is warm, over 指标填报 and 任务填报.",
        "They ask whether a figure is blank, no number, over 100 %, below target, or has a numerator too large,",
        "and whether a task has an impossible status or progress, or lacks the day, evidence or progress it must have.",
        "Strings stand in the cells, as programs write them. Most cells are the same in each form; pxcheck reads such",
        "cells once.",
        "openpyxl and pandas stream these sheets read-only, which is their fastest way; nobody keeps anything on disk.",
    )


def _sizes(forms: Forms) -> str:
    size = sum(path.stat().st_size for path in forms.paths) / len(forms.paths) / 1e3
    each = f"20 indicators, 56 tasks and {size:.1f} KB on average"
    return f"{len(forms.paths):,} forms of {each}, {len(forms.planted):,} with a wrong figure and a wrong task"


def _promises(seconds: Mapping[str, list[float]]) -> tuple[Promise, ...]:
    def over(one: str, other: str) -> float | None:
        return ratio(seconds.get(one, []), seconds.get(other, []))

    return (
        Promise("batch, one core: files a second / frictionless", over(FRICTIONLESS, ONE), 10, at_least=True),
        Promise("batch, one core: files a second / pandas + pandera", over(PANDERA, ONE), 7, at_least=True),
        Promise("batch, one core: time / floor", over(ONE, FLOOR), 4),
        Promise("batch: files a second on two cores / on one", over(ONE, TWO), 1.8, at_least=True),
    )


def _row(name: str, seconds: Mapping[str, list[float]], turns: list[Taken]) -> tuple[str, ...]:
    own = seconds[name]
    peaks = [turn.megabytes for turn in turns if turn.megabytes is not None]
    return (
        name,
        median([1 / one for one in own], ",.0f"),
        median([one * 1000 for one in own], ".2f"),
        number(ratio(own, seconds[FLOOR]), ".1f"),
        number(ratio(own, seconds.get(ONE, [])), ".2f"),
        number(max(peaks, default=None), ".0f"),
    )


def _ours(bench: Bench, forms: Forms, jobs: int, _turn: int, *, watched: bool = False) -> Taken | None:
    out = bench.cache / "batch.json"
    ran = bench.validate(forms.folder, forms.pack, "--format", f"json={out}", "--jobs", str(jobs), watched=watched)
    if ran is None and jobs == 1:
        # A pxcheck without --jobs works on one core.
        ran = bench.validate(forms.folder, forms.pack, "--format", f"json={out}", watched=watched)
    return None if ran is None else _counted(ran, forms, out)


def _counted(ran: Ran, forms: Forms, out: Path) -> Taken:
    return Taken(ran.seconds / len(forms.paths), ran.peak, difference(wrong_cells(out), forms.planted))


def _floor(bench: Bench, forms: Forms, _turn: int) -> Taken:
    told = bench.loop("floor", forms.paths)
    return Taken(told["seconds"] / len(forms.paths), told["megabytes"])


def _peer(bench: Bench, forms: Forms, module: str, turn: int) -> Taken:
    sample = bench.sizes.sample
    begin = turn * sample % max(1, len(forms.paths) - sample + 1)
    paths = forms.paths[begin : begin + sample]
    told: dict[str, Any] = bench.loop(module, paths)
    planted = {str(path): forms.planted[str(path)] for path in paths if str(path) in forms.planted}
    return Taken(told["seconds"] / len(paths), told["megabytes"], difference(told["wrong"], planted))
