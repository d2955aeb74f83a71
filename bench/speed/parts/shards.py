"""One folder in many ways: one process or two, in three parts that are merged, listed from its end. The same bytes."""

from __future__ import annotations

import shutil

from speed.bench import Bench
from speed.inputs import Forms
from speed.outcome import Part, Promise, Table, lacking

_SHARDS = 3
ONE, TWO, MERGED, REVERSED = (
    *("--jobs 1", "--jobs 2", f"--shard 1/{_SHARDS} to {_SHARDS}/{_SHARDS}, then pxcheck merge"),
    "--jobs 2, the folder filled in the opposite order",
)


def measure(bench: Bench) -> Part:
    """Write the result in each way and compare it with that of one process."""
    folder, count = bench.cache / "shards", min(bench.sizes.base, bench.sizes.files)
    shutil.rmtree(folder, ignore_errors=True)
    forms = bench.forms.linked(count, count, folder / "forms")
    written = {ONE: _validated(bench, forms, "--jobs", "1"), TWO: _validated(bench, forms, "--jobs", "2")}
    written[MERGED] = _merged(bench, forms)
    again = bench.forms.linked(count, count, folder / "forms", last_first=True)
    written[REVERSED] = _validated(bench, again, "--jobs", "2")
    known = written[ONE]
    rows = tuple((f"`{name}`" if name in {ONE, TWO} else name, _said(told, known)) for name, told in written.items())
    measured = known is not None and all(told is not None for told in written.values())
    same = float(all(told == known for told in written.values())) if measured else None
    promise = Promise("Jobs, shards, another order of files: the same bytes", same, 1, "", at_least=True)
    note = f"{count:,} forms; {len(known or b'') / 1e6:.1f} MB of JSON."
    missing = () if measured else (lacking("--jobs, --shard or merge"),)
    return Part("shards", "The same bytes", (promise,), (Table(("", "result"), rows, (note,)),), missing)


def _said(told: bytes | None, known: bytes | None) -> str:
    if told is None:
        return "not measured"
    return "the same bytes" if told == known else "**different bytes**"


def _validated(bench: Bench, forms: Forms, *options: str, name: str = "shards.json") -> bytes | None:
    out = bench.cache / "shards" / name
    ran = bench.validate(forms.folder, forms.pack, "--format", f"json={out}", *options)
    return out.read_bytes() if ran else None


def _merged(bench: Bench, forms: Forms) -> bytes | None:
    names = [f"shard{number}.json" for number in range(1, _SHARDS + 1)]
    for number, name in enumerate(names, 1):
        if _validated(bench, forms, "--shard", f"{number}/{_SHARDS}", name=name) is None:
            return None
    out = bench.cache / "shards" / "merged.json"
    told = [str(bench.cache / "shards" / name) for name in names]
    ran = bench.call("merge", *told, "--policy", str(forms.pack), "--quiet", "--format", f"json={out}")
    return out.read_bytes() if ran else None
