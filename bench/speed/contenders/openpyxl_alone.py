"""openpyxl and a dozen lines of Python: the script that is written in an afternoon."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import openpyxl

from speed.contenders.loop import Seen, run


def contender(targets: Mapping[str, float]) -> Callable[[str], Seen]:
    """Return the check."""

    def check(path: str) -> Seen:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        wrong, met = [], 0
        for number, row in enumerate(book["指标填报"].iter_rows(min_row=5, max_col=9, values_only=True), 5):
            subject, _, _, unit, _, over, under, value, origin = row
            if str(subject) not in targets:
                # The remark below the table.
                continue
            if not isinstance(value, int | float) or (unit == "%" and not 0 <= value <= 1):
                wrong.append(f"H{number}")
            if isinstance(value, int | float) and value >= targets[str(subject)]:
                met += 1
            if over is not None and under is not None and _above(over, under):
                wrong.append(f"F{number}")
            if not origin:
                wrong.append(f"I{number}")
        book.close()
        return Seen(wrong, met)

    return check


def _above(over: object, under: object) -> bool:
    return not isinstance(over, int | float) or not isinstance(under, int | float) or over > under


if __name__ == "__main__":
    run(contender)
