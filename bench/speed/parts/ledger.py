"""The same folder again with a ledger: nothing has changed, so nothing is read."""

from __future__ import annotations

from speed.bench import Bench, BenchError
from speed.outcome import Part, Promise, Table, lacking, median, ratio
from speed.processes import Ran

_AGAIN = 3


def measure(bench: Bench) -> Part:
    """Validate with an empty ledger, then again with what it remembers."""
    forms = bench.forms
    ledger = bench.cache / "ledger.sqlite"
    for left in bench.cache.glob("ledger.sqlite*"):
        left.unlink()
    out = bench.cache / "ledger.json"

    def again() -> Ran | None:
        return bench.validate(forms.folder, forms.pack, "--format", f"json={out}", "--ledger", str(ledger))

    first = again()
    known = out.read_bytes() if first else b""
    seconds, rows = [], []
    for _ in range(_AGAIN if first else 0):
        ran = again()
        if ran is None or out.read_bytes() != known:
            raise BenchError("what the ledger remembers is written with other bytes")
        seconds.append(ran.seconds)
    began = [first.seconds] if first else []
    for name, taken in (("first run", began), ("again, nothing changed, the same bytes", seconds)):
        rows.append((name, median(taken, ".2f"), median([one / len(forms.paths) * 1000 for one in taken], ".3f")))
    promise = Promise(f"{len(forms.paths):,} forms again with a ledger / the first run", ratio(seconds, began), 0.05)
    table = Table(("", "seconds", "ms a form"), tuple(rows))
    return Part("ledger", "The same folder again", (promise,), (table,), () if first else (lacking("--ledger"),))
