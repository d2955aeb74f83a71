"""pandas with openpyxl, and a pandera schema that reports everything it finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pandera.pandas as pa

from speed.contenders.loop import Seen, run

_COLUMNS = {"本期完成值": "H", "数据来源": "I"}
_FIRST_ROW = 5
_PLACE = ["schema_context", "column", "index"]


def contender(targets: Mapping[str, float]) -> Callable[[str], Seen]:
    """Return the check."""
    schema = _schema()

    def check(path: str) -> Seen:
        table = pd.read_excel(path, sheet_name="指标填报", header=3)
        # Without the remark below the table.
        table = table[table["指标编号"].isin(targets)]
        wrong = []
        try:
            schema.validate(table, lazy=True)
        except pa.errors.SchemaErrors as errors:
            wrong = sorted({_cell(*case) for case in errors.failure_cases[_PLACE].to_numpy()})
        values = pd.to_numeric(table["本期完成值"], errors="coerce")
        return Seen(wrong, int((values >= table["指标编号"].map(targets)).sum()))

    return check


def _schema() -> Any:  # noqa: ANN401 (mypy doesn't see the packages of this environment)
    number = pa.Check(lambda column: pd.to_numeric(column, errors="coerce").notna(), error="a number")
    return pa.DataFrameSchema(
        {
            "指标编号": pa.Column(str),
            "本期完成值": pa.Column(object, number, coerce=True),
            "数据来源": pa.Column(str),
        },
        checks=[
            pa.Check(_within_scale, error="0 to 100 %"),
            pa.Check(lambda table: ~(table["分子"] > table["分母"]), error="numerator above denominator"),
        ],
    )


def _cell(context: str, column: str, index: int) -> str:
    # What fails over a whole row is told once for each of its columns.
    letter = _COLUMNS[column] if context == "Column" else "H"
    return f"{letter}{index + _FIRST_ROW}"


def _within_scale(table: Any) -> Any:  # noqa: ANN401 (the same)
    values = pd.to_numeric(table["本期完成值"], errors="coerce")
    return (table["计量单位"] != "%") | values.isna() | values.between(0, 1)


if __name__ == "__main__":
    run(contender)
