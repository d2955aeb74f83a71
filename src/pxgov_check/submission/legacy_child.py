"""The process that runs python-calamine: a workbook on standard input, JSON on standard output.

It is run by its path with ``python -I`` and imports nothing of pxcheck. Arguments: bytes of memory, seconds of
processor time, cells and sheets to be told at the most. It tells ``{"sheets": [...]}``, or which limit the file is
over (``cells_found``, ``sheets_found``), or ``{"refused": "encrypted" or "memory"}``.
"""

from __future__ import annotations

import io
import json
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError


def main() -> None:
    """Read, tell, and leave; whatever goes wrong is seen by the parent as the end of this process."""
    memory, seconds, cells, sheets = map(int, sys.argv[1:5])
    _limit_self(memory, seconds)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        told = _tell(book, cells, sheets)
    except PasswordError:
        told = {"refused": "encrypted"}
    except MemoryError:
        told = {"refused": "memory"}
    json.dump(told, sys.stdout)


def _limit_self(memory: int, seconds: int) -> None:
    """Bound memory and time where the system can (not on Windows; there the parent's timeout alone holds)."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 (absent on Windows)

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _tell(book: CalamineWorkbook, cells: int, sheets: int) -> dict[str, Any]:
    metadata = book.sheets_metadata
    if len(metadata) > sheets:
        return {"sheets_found": len(metadata)}
    told: list[dict[str, Any]] = []
    found = 0
    for index, meta in enumerate(metadata):
        # By index: of two sheets with one name, the name would give the first one twice.
        sheet = book.get_sheet_by_index(index)
        held = _cells(sheet)
        found += len(held)
        if found > cells:
            return {"cells_found": found}
        visible = str(meta.visible).rpartition(".")[2]
        told.append({"name": meta.name, "visible": visible, "merged": _merged(sheet), "cells": held})
    return {"sheets": told}


def _cells(sheet: CalamineSheet) -> list[list[Any]]:
    # Without skip_empty_area=False the leading empty rows would be dropped and every address be wrong.
    rows = sheet.to_python(skip_empty_area=False)
    return [
        [row, column, *_told(value)]
        for row, line in enumerate(rows, 1)
        for column, value in enumerate(line, 1)
        if value != ""
    ]


def _merged(sheet: CalamineSheet) -> list[list[int]]:
    ranges = sheet.merged_cell_ranges or ()
    return [[top + 1, left + 1, bottom + 1, right + 1] for (top, left), (bottom, right) in ranges]


def _told(value: bool | float | str | time | date | datetime | timedelta) -> tuple[str, str]:
    """Return a value's type and text: numbers with the 15 digits that Excel keeps, dates in ISO 8601."""
    if isinstance(value, bool):
        return "b", "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return "n", format(value, ".15g")
    if isinstance(value, datetime) and value.time() == time():
        return "d", value.date().isoformat()
    if isinstance(value, date | datetime | time):
        return "d", value.isoformat()
    return "t", str(value)


if __name__ == "__main__":
    main()
