"""Formats that few departments still send (.xls, .et, .xlsb, .ods), read by python-calamine in a process of its own.

calamine can panic and even abort on a damaged file, so it never runs inside pxcheck. It tells neither number formats
nor error values; the workbook says so with ``formats_known=False``.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from typing import Any

from pxgov_check.errors import SubmissionError
from pxgov_check.submission.cells import Cell, CellType, Row, Visibility, Workbook, sheet_of
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.package import damaged

MEMORY_BYTES = 1 << 30
SECONDS = 120

# What the child runs: bytes in, JSON out; nothing else of pxcheck is imported there.
_CHILD = """
import io, json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), int(sys.argv[1])))
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
def told(v):
    if isinstance(v, bool): return ["b", "TRUE" if v else "FALSE"]
    if isinstance(v, (int, float)): return ["n", format(v, ".15g")]
    if hasattr(v, "isoformat"): return ["d", v.isoformat()[:10]]
    return ["t", str(v)]
out = []
for meta in book.sheets_metadata:
    rows = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
    cells = [[r, c, *told(v)] for r, row in enumerate(rows, 1) for c, v in enumerate(row, 1) if v != ""]
    out.append([meta.name, str(meta.visible).endswith(".Visible"), cells])
json.dump(out, sys.stdout)
"""
_TYPES = {"b": CellType.BOOLEAN, "n": CellType.NUMBER, "d": CellType.DATE, "t": CellType.TEXT}


def read_legacy(data: bytes, kind: str, limits: Limits) -> Workbook:
    """Read a workbook in one of the older formats.

    Raises:
        SubmissionError: F001 when the extra is not installed or the file can't be read, F014 over a limit.

    """
    if importlib.util.find_spec("python_calamine") is None:
        raise SubmissionError("F001", "unreadable.legacy_extra", kind=kind)
    command = [sys.executable, "-I", "-c", _CHILD, str(MEMORY_BYTES)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
        told: list[tuple[str, bool, list[list[Any]]]] = json.loads(done.stdout) if done.returncode == 0 else []
    except (subprocess.TimeoutExpired, ValueError):
        raise damaged(kind) from None
    if not told:
        raise damaged(kind)
    limits.hold("sheets", len(told))
    limits.hold("cells", sum(len(cells) for _, _, cells in told))
    sheets = tuple(
        sheet_of(name, _rows(cells, hidden=not seen), Visibility.VISIBLE if seen else Visibility.HIDDEN)
        for name, seen, cells in told
    )
    return Workbook(container=kind, sheets=sheets, formats_known=False)


def _rows(cells: list[list[Any]], *, hidden: bool) -> list[Row]:
    rows: dict[int, list[Cell]] = {}
    for row, column, kind, raw in cells:
        rows.setdefault(row, []).append(Cell(row, column, _TYPES[kind], raw, hidden=hidden))
    return [tuple(found) for found in rows.values()]
