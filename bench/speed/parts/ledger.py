"""The same folder again with a ledger: nothing has changed, so nothing is read; or little has."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from speed.bench import Bench, BenchError
from speed.outcome import Part, Promise, Table, lacking, median, ratio

_AGAIN = 3
_MOST = 0.05
_HEAD = ("", "seconds", "ms a form")


def measure(bench: Bench) -> Part:
    """Validate with an empty ledger, then again with what it remembers: for the exit code alone, a report, a result.

    The result is written again after it was removed, and after one form has changed, too.
    """
    title, count = "The same folder again", len(bench.forms.paths)
    out = bench.cache / "ledger.json"
    json = ("--quiet", "--format", f"json={out}")
    promises, rows = [], []

    def row(what: str, taken: Sequence[float]) -> None:
        rows.append((what, median(taken, ".2f"), median([one / count * 1000 for one in taken], ".3f")))

    for what, options in (("nothing written", ("--quiet",)), ("the report for people", ()), ("a JSON result", json)):
        first = _forgetful(bench, options)
        if first is None:
            return Part("ledger", title, notes=(lacking("--ledger"),))
        again = _taken(bench, options)
        row(f"first run, {what}", [first])
        row(f"again, nothing changed, {what}", again)
        name = f"{count:,} forms again with a ledger / the first run, {what}"
        promises.append(Promise(name, ratio(again, [first]), _MOST))
    row("again, the JSON result removed before", _taken(bench, json, before=out.unlink))
    told = out.read_bytes()
    bench.validate(bench.forms.folder, bench.forms.pack, *json[1:])
    if out.read_bytes() != told:
        raise BenchError("what the ledger remembers is written with other bytes")
    with _changing(bench.forms.paths[0]) as change:
        row("again, one form changed, a JSON result", _taken(bench, json, before=change))
    notes = (
        "On all processors, each time. Where nothing changed, what was told is told again, and a JSON result that",
        "stands is left as it is; where it was removed or a form has changed, it is put together from the ledger.",
    )
    return Part("ledger", title, tuple(promises), (Table(_HEAD, tuple(rows), notes),))


def _forgetful(bench: Bench, options: Sequence[str]) -> float | None:
    """Return the seconds of a run whose ledger is empty; None where there is no such thing."""
    for left in bench.cache.glob("ledger.*"):
        left.unlink()
    return _seconds(bench, options)


def _taken(bench: Bench, options: Sequence[str], before: Callable[[], object] = lambda: None) -> list[float]:
    """Return the seconds of some more runs, before each of which something is done."""
    taken = []
    for _ in range(_AGAIN):
        before()
        taken.append(_seconds(bench, options) or 0.0)
    return taken


def _seconds(bench: Bench, options: Sequence[str]) -> float | None:
    where = (str(bench.forms.folder), "--policy", str(bench.forms.pack), "--ledger", str(bench.cache / "ledger.sqlite"))
    ran = bench.call("validate", *where, *options)
    return None if ran is None else ran.seconds


@contextmanager
def _changing(form: Path) -> Iterator[Callable[[], object]]:
    """Give what changes a form, each time in another way; in the end it is as it was."""
    data, tails = form.read_bytes(), itertools.count(1)
    try:
        yield lambda: form.write_bytes(data + bytes(next(tails)))
    finally:
        form.write_bytes(data)
