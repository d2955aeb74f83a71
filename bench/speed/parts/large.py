"""One workbook with the rows of a whole province: read and judged, against merely being read."""

from __future__ import annotations

from speed.bench import Bench, BenchError
from speed.consolidated import write_large
from speed.environments import BENCH
from speed.outcome import Part, Promise, Table, median, number, ratio
from speed.processes import Ran, in_turns, watch

OURS, READING = "pxcheck validate", "openpyxl, read-only, merely reading"


def measure(bench: Bench) -> Part:
    """Time both in turns and watch their memory."""
    path = bench.cache / "large" / "large.xlsx"
    pack = write_large(path, bench.sizes.rows)
    reading = [bench.peers.program("python"), "-m", "speed.contenders.openpyxl_reading", str(path)]

    def ours(_: int) -> Ran:
        ran = bench.validate(path, pack, watched=True)
        if ran is None:
            raise BenchError("pxcheck validate")
        return ran

    def read(_: int) -> Ran:
        ran = watch(reading, {**bench.variables, "PYTHONPATH": str(BENCH)})
        if ran.code:
            raise BenchError(ran.stderr)
        return ran

    taken = in_turns({OURS: ours, READING: read}, bench.sizes.turns)
    seconds = {name: [ran.seconds for ran in turns] for name, turns in taken.items()}
    peaks = {
        name: max((ran.peak for ran in turns if ran.peak is not None), default=None) for name, turns in taken.items()
    }
    rows = tuple((name, median(seconds[name], ".2f"), number(peaks[name], ".0f")) for name in taken)
    title = f"One workbook of {bench.sizes.rows:,} rows"
    note = f"{path.stat().st_size / 1e6:.1f} MB; whole processes, {bench.sizes.turns} turns."
    return Part(
        "large",
        title,
        (
            Promise(
                f"{title}: read and judged / openpyxl merely reading", ratio(seconds[OURS], seconds[READING]), 0.75
            ),
            Promise(f"{title}: peak memory", peaks[OURS], 500, " MB"),
        ),
        (Table(("", "seconds", "peak MB"), rows, (note,)),),
    )
