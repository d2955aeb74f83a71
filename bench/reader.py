"""Times reading a workbook: pxcheck's reader, openpyxl, and the floor below which no reader of XML can go.

    python bench/reader.py [--small FILE]... [--rounds 40] [--rows 100000]

Without a file the small workbooks are a form of 20 indicators and 56 tasks as it is exported, without a formula, and
the example, which has the template's guide, styles and formulas of 5,000 characters beside each row.

The floor inflates every part and runs expat with empty handlers over those that are XML. Everything is timed in turns
within one process, so that a busy machine slows all of them alike; the figures are medians. What pxcheck remembers of
the forms before is forgotten each time, as if each were the first. Peak memory is measured in a process of its own for
each reader.
"""

from __future__ import annotations

import argparse
import io
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.parsers import expat

import openpyxl

from pxgov_check.submission.open import read_workbook
from pxgov_check.submission.references import replaced
from pxgov_check.submission.remembered import told
from pxgov_check.submission.remembered_cells import MEMORY
from pxgov_check.submission.usual_rows import attributes_in
from speed.inputs import write_forms

EXAMPLE = Path(__file__).parents[1] / "examples" / "report-2025Q4.xlsx"

Reader = Callable[[bytes], object]


def ours(data: bytes) -> int:
    """Read with pxcheck and touch every cell."""
    MEMORY.forget()
    for cache in (told, attributes_in, replaced):
        cache.cache_clear()
    return sum(len(row) for sheet in read_workbook(data).sheets for row in sheet.rows())


def floor(data: bytes) -> None:
    """Inflate, and parse with handlers that do nothing."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            inflated = archive.read(name)
            if name.endswith((".xml", ".rels", ".vml")):
                parser = expat.ParserCreate()
                parser.buffer_text = True
                parser.StartElementHandler = lambda _name, _attributes: None
                parser.EndElementHandler = lambda _name: None
                parser.CharacterDataHandler = lambda _text: None
                parser.Parse(inflated, True)  # noqa: FBT003 (expat's own signature)


def openpyxl_once(data: bytes) -> object:
    """Load with openpyxl as it comes, which gives formulas but no cached values."""
    return openpyxl.load_workbook(io.BytesIO(data))


def openpyxl_read_only(data: bytes) -> int:
    """Stream with openpyxl and touch every cell."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return sum(cell.value is not None for sheet in book for row in sheet.iter_rows() for cell in row)


def medians(readers: Mapping[str, Reader], data: bytes, rounds: int) -> dict[str, float]:
    """Return the median milliseconds of each reader, taken in turns."""
    times: dict[str, list[float]] = {name: [] for name in readers}
    for reader in readers.values():
        reader(data)
    for _ in range(rounds):
        for name, reader in readers.items():
            began = time.perf_counter()
            reader(data)
            times[name].append((time.perf_counter() - began) * 1000)
    return {name: statistics.median(taken) for name, taken in times.items()}


def large_workbook(rows: int) -> bytes:
    """Return a consolidated table of so many rows and eight columns, as openpyxl writes it."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("指标填报")
    sheet.append(["填报单位", "指标编号", "指标名称", "计量单位", "分子", "分母", "本期完成值", "数据来源"])
    for i in range(rows):
        part, all_ = i % 97, 97 + i % 13
        share = round(part / all_ * 100, 4)
        sheet.append([f"单位{i % 4000}", f"I{i % 20 + 1:02d}", "上云率", "%", part, all_, share, f"台账{i % 500}"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def peak_megabytes(reader: str, path: Path) -> float:
    """Return the peak resident memory of a fresh process that reads the file with one of the readers above."""
    code = (
        "import resource, sys, pathlib; sys.path.insert(0, sys.argv[1]); import reader\n"
        f"reader.{reader}(pathlib.Path(sys.argv[2]).read_bytes())\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent), str(path)]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)  # noqa: S603 (our own code)


def tell_small(path: Path, rounds: int) -> None:
    """Measure one small workbook and print."""
    data = path.read_bytes()
    small = medians({"ours": ours, "floor": floor, "openpyxl": openpyxl_once}, data, rounds)
    print(f"{path.name}, {len(data) / 1e3:.0f} KB, median ms:")
    print("  " + "  ".join(f"{name} {taken:.2f}" for name, taken in small.items()))
    print(
        f"  ours / floor {small['ours'] / small['floor']:.2f}   openpyxl / ours {small['openpyxl'] / small['ours']:.2f}"
    )


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--small", type=Path, action="append")
    arguments.add_argument("--rounds", type=int, default=40)
    arguments.add_argument("--rows", type=int, default=100_000)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for path in given.small or (*write_forms(Path(folder), 1).paths, EXAMPLE):
            tell_small(path, given.rounds)
    data = large_workbook(given.rows)
    large = medians({"ours": ours, "openpyxl read-only": openpyxl_read_only, "floor": floor}, data, 3)
    print(f"{given.rows:,} rows, {len(data) / 1e6:.1f} MB, median ms:")
    print("  " + "  ".join(f"{name} {taken:.0f}" for name, taken in large.items()))
    print(f"  ours / openpyxl read-only {large['ours'] / large['openpyxl read-only']:.2f}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.xlsx"
        path.write_bytes(data)
        print(f"  peak memory: ours {peak_megabytes('ours', path):.0f} MB")


if __name__ == "__main__":
    main()
