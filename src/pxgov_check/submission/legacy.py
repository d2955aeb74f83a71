"""Formats that few departments still send (.xls, .et, .xlsb, .ods), read by python-calamine in a process of its own.

calamine can panic and even abort on a damaged file, so it never runs inside pxcheck. It tells neither number formats
nor error values; the workbook says so with ``formats_known=False``.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from pxgov_check.errors import SubmissionError
from pxgov_check.submission.cells import Cell, CellType, Range, Row, Sheet, Visibility, Workbook
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.package import damaged
from pxgov_check.submission.ranges import Sweep

_CHILD = Path(__file__).with_name("legacy_child.py")
_TYPES = {"b": CellType.BOOLEAN, "n": CellType.NUMBER, "d": CellType.DATE, "t": CellType.TEXT}
_STATES = {"Hidden": Visibility.HIDDEN, "VeryHidden": Visibility.VERY_HIDDEN}


def read_legacy(data: bytes, kind: str, limits: Limits) -> Workbook:
    """Read a workbook in one of the older formats; ``kind`` names it.

    Raises:
        SubmissionError: F001 when the extra is not installed or the file can't be read, F014 over a limit.

    """
    if importlib.util.find_spec("python_calamine") is None:
        raise SubmissionError("F001", "unreadable.legacy_extra", kind=kind)
    told = _ask(data, kind, limits)
    if told.get("refused") == "encrypted":
        raise SubmissionError("F001", "unreadable.encrypted")
    if told.get("refused") == "memory":
        raise limits.exceeded("memory_bytes")
    for name in ("sheets", "cells"):
        limits.hold(name, told.get(f"{name}_found", 0))
    sheets = [_sheet(sheet, limits) for sheet in told.get("sheets", ())]
    if not sheets:
        raise damaged(kind)
    return Workbook(container=kind, sheets=tuple(sheets), formats_known=False)


def _ask(data: bytes, kind: str, limits: Limits) -> dict[str, Any]:
    """Return what the child tells of the file; its death by whatever cause is the file's fault."""
    numbers = (limits.memory_bytes, limits.seconds, limits.cells, limits.sheets)
    command = [sys.executable, "-I", str(_CHILD), *map(str, numbers)]
    try:
        done = subprocess.run(  # noqa: S603 (our own file, run by our own interpreter)
            command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=limits.seconds, check=True
        )
        told = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise limits.exceeded("seconds") from None
    except (subprocess.SubprocessError, OSError, ValueError):
        raise damaged(kind) from None
    if not isinstance(told, dict):
        raise damaged(kind)
    return told


def _sheet(told: dict[str, Any], limits: Limits) -> Sheet:
    visibility = _STATES.get(told["visible"], Visibility.VISIBLE)
    merged = tuple(Range(*corners) for corners in told["merged"])
    rows = _rows(told["cells"], merged, limits, hidden=visibility is not Visibility.VISIBLE)
    return Sheet(told["name"], lambda: iter(rows), visibility, merged)


def _rows(cells: list[list[Any]], merged: tuple[Range, ...], limits: Limits, *, hidden: bool) -> list[Row]:
    sweep = Sweep(merged, max((cell[1] for cell in cells), default=0), limits)
    rows: dict[int, list[Cell]] = {}
    for row, column, kind, raw in cells:
        limits.hold("cell_characters", len(raw))
        around = sweep.find(row, column)
        covered = around is not None and (row, column) != around[:2]
        rows.setdefault(row, []).append(Cell(row, column, _TYPES[kind], raw, hidden=hidden, covered=covered))
    return [tuple(line) for line in rows.values()]
