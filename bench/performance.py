"""Measures pxcheck against its floors and its peers and writes docs/performance.md.

    python bench/performance.py [--only startup,batch,...] [--quick] [--here] [--cache DIR] [-o FILE]

It builds its inputs, installs pxcheck and its peers into environments of their own below the cache folder, and measures
each part in turns within one run. Without --quick the parts with many forms take long and some gigabytes of disk. Ends
with 1 when a promise is not kept.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from speed.bench import QUICK, Bench, BenchError, Sizes
from speed.environments import ROOT, here, machine, ours, peers, variables
from speed.outcome import Part
from speed.page import page
from speed.parts import batch, breakdown, cluster, large, ledger, scale, shards, startup

PARTS: Mapping[str, Callable[[Bench], Part]] = {
    "startup": startup.measure,
    "breakdown": breakdown.measure,
    "batch": batch.measure,
    "scale": scale.measure,
    "ledger": ledger.measure,
    "large": large.measure,
    "cluster": cluster.measure,
    "shards": shards.measure,
}
PAGE = ROOT / "docs" / "performance.md"
_COMPARED = ("frictionless", "pandas", "pandera", "openpyxl")


def main() -> int:
    """Measure what is asked for and write the page; return 1 where a promise isn't kept."""
    given = _arguments()
    wanted = given.only.split(",") if given.only else list(PARTS)
    changed = {f.name: getattr(given, f.name) for f in dataclasses.fields(Sizes) if getattr(given, f.name)}
    cache = given.cache.resolve()
    cache.mkdir(parents=True, exist_ok=True)
    bench = Bench(
        here() if given.here else ours(cache),
        peers(cache),
        variables(cache),
        cache,
        dataclasses.replace(QUICK if given.quick else Sizes(), **changed),
    )
    parts = []
    for name in wanted:
        print(f"{name} ...", end=" ", file=sys.stderr, flush=True)
        began = time.monotonic()
        parts.append(_measured(name, bench))
        print(f"{time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    written = page(parts, _about(bench))
    output = given.output or (PAGE if wanted == list(PARTS) and not given.quick else None)
    if output is None or str(output) == "-":
        print(written, end="")
    else:
        output.write_text(written, "utf-8")
    failed = any(part.failed for part in parts)
    return int(failed or any(promise.kept is False for part in parts for promise in part.promises))


def _measured(name: str, bench: Bench) -> Part:
    """Measure a part; one that fails costs itself and not the hours of the others."""
    try:
        return PARTS[name](bench)
    except BenchError as error:
        return Part(name, name, notes=(f"Not measured: {error}",), failed=True)


def _about(bench: Bench) -> list[str]:
    versions = ", ".join(f"{name} {bench.peers.version(name)}" for name in _COMPARED)
    lines = [machine(), f"pxcheck {bench.ours.version('pxgov-check')}; {versions}"]
    quick = bench.sizes.files < Sizes().files or bench.sizes.scale < Sizes().scale
    return [*lines, "Measured with fewer files than the page is meant for; do not quote it."] if quick else lines


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--only", type=_names, metavar="PART,...", help=", ".join(PARTS))
    arguments.add_argument("--quick", action="store_true", help="small sizes, to see that everything works")
    arguments.add_argument("--here", action="store_true", help="measure the pxcheck of the environment that runs this")
    arguments.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "pxcheck-performance")
    arguments.add_argument("-o", "--output", type=Path, help="docs/performance.md for a whole run, else printed")
    for size in dataclasses.fields(Sizes):
        arguments.add_argument(f"--{size.name}", type=int, help=f"{size.default:,} unless --quick")
    return arguments.parse_args()


def _names(text: str) -> str:
    unknown = set(text.split(",")) - set(PARTS)
    if unknown:
        raise argparse.ArgumentTypeError(f"no such part: {', '.join(sorted(unknown))}")
    return text


if __name__ == "__main__":
    sys.exit(main())
