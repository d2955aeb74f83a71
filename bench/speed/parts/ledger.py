"""The same folder again with a ledger: nothing has changed, so nothing is read."""

from __future__ import annotations

from collections.abc import Sequence

from speed.bench import Bench, BenchError
from speed.outcome import Part, Promise, Table, lacking, median, ratio

_AGAIN = 3


def measure(bench: Bench) -> Part:
    """Validate with an empty ledger, then again with what it remembers: for the exit code alone, and for a result."""
    out = bench.cache / "ledger.json"
    promises, rows = [], []
    for what, options in (("nothing written", ()), ("JSON written", ("--format", f"json={out}"))):
        first, again = _taken(bench, options)
        if first is None:
            return Part("ledger", "The same folder again", (), (), (lacking("--ledger"),))
        if options and out.read_bytes() != _told_without(bench, options):
            raise BenchError("what the ledger remembers is written with other bytes")
        for name, taken in ((f"first run, {what}", [first]), (f"again, nothing changed, {what}", again)):
            each = [one / len(bench.forms.paths) * 1000 for one in taken]
            rows.append((name, median(taken, ".2f"), median(each, ".3f")))
        name = f"{len(bench.forms.paths):,} forms again with a ledger / the first run, {what}"
        promises.append(Promise(name, ratio(again, [first]), 0.05))
    notes = ("On all processors, both times.",)
    return Part(
        "ledger", "The same folder again", tuple(promises), (Table(("", "seconds", "ms a form"), tuple(rows), notes),)
    )


def _taken(bench: Bench, options: Sequence[str]) -> tuple[float | None, list[float]]:
    """Return the seconds of the first run, and of those after it."""
    ledger = bench.cache / "ledger.sqlite"
    for left in bench.cache.glob("ledger.sqlite*"):
        left.unlink()
    seconds = []
    for _ in range(1 + _AGAIN):
        ran = bench.validate(bench.forms.folder, bench.forms.pack, "--ledger", str(ledger), *options)
        if ran is None:
            return None, []
        seconds.append(ran.seconds)
    return seconds[0], seconds[1:]


def _told_without(bench: Bench, options: Sequence[str]) -> bytes:
    """Return what is written without a ledger."""
    bench.validate(bench.forms.folder, bench.forms.pack, *options)
    return (bench.cache / "ledger.json").read_bytes()
