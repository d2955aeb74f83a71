"""openpyxl and two dozen lines of Python: the script that is written in an afternoon."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import openpyxl

from speed.contenders.loop import HEAD, INDICATORS, STATUSES, TASKS, Seen, run


def contender(targets: Mapping[str, float]) -> Callable[[str], Seen]:
    """Return the check."""

    def check(path: str) -> Seen:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        wrong, met = _indicators(book[INDICATORS], targets)
        wrong += _tasks(book[TASKS])
        book.close()
        return Seen(wrong, met)

    return check


def _indicators(sheet: Any, targets: Mapping[str, float]) -> tuple[list[str], int]:  # noqa: ANN401 (a sheet that is streamed)
    wrong, met = [], 0
    for number, row in enumerate(sheet.iter_rows(min_row=HEAD + 1, max_col=9, values_only=True), HEAD + 1):
        subject, _, _, unit, _, over, under, value, origin = row
        if str(subject) not in targets:
            # The remark below the table.
            continue
        if not isinstance(value, int | float) or (unit == "%" and not 0 <= value <= 1):
            wrong.append(f"{INDICATORS}!H{number}")
        if isinstance(value, int | float) and value >= targets[str(subject)]:
            met += 1
        if over is not None and under is not None and _above(over, under):
            wrong.append(f"{INDICATORS}!F{number}")
        if not origin:
            wrong.append(f"{INDICATORS}!I{number}")
    return wrong, met


def _above(over: object, under: object) -> bool:
    return not isinstance(over, int | float) or not isinstance(under, int | float) or over > under


def _tasks(sheet: Any) -> list[str]:  # noqa: ANN401 (the same)
    wrong = []
    for number, row in enumerate(sheet.iter_rows(min_row=HEAD + 1, max_col=8, values_only=True), HEAD + 1):
        subject, _, _, _, status, progress, done_on, evidence = row
        if not str(subject).startswith("T"):
            continue
        if status not in STATUSES:
            wrong.append(f"{TASKS}!E{number}")
        if progress is None:
            progress_wrong = status == "推进中"
        else:
            progress_wrong = not isinstance(progress, int | float) or not 0 <= progress <= 1
        if progress_wrong:
            wrong.append(f"{TASKS}!F{number}")
        if status == "已完成" and not isinstance(done_on, date):
            wrong.append(f"{TASKS}!G{number}")
        if status == "已完成" and not evidence:
            wrong.append(f"{TASKS}!H{number}")
    return wrong


if __name__ == "__main__":
    run(contender)
