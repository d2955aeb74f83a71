"""pandas with openpyxl, and for each table a pandera schema that reports everything it finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pandera.pandas as pa

from speed.contenders.loop import HEAD, INDICATORS, STATUSES, TASKS, Seen, run

# Which cell of a row fails, by its column, or by what a check over the whole row is called.
_LETTERS = {
    INDICATORS: {"本期完成值": "H", "数据来源": "I", "0 to 100 %": "H", "numerator above denominator": "F"},
    TASKS: {
        "完成状态": "E",
        "完成进度(%)": "F",
        "going on without progress": "F",
        "done without a day": "G",
        "done without evidence": "H",
    },
}
_PLACE = ["schema_context", "column", "check", "index"]


def contender(targets: Mapping[str, float]) -> Callable[[str], Seen]:
    """Return the check."""
    schemas = {INDICATORS: _indicators(), TASKS: _tasks()}

    def check(path: str) -> Seen:
        tables = pd.read_excel(path, sheet_name=list(schemas), header=HEAD - 1)
        indicators, tasks = tables[INDICATORS], tables[TASKS]
        # Without the remarks below the tables.
        tables[INDICATORS] = indicators = indicators[indicators["指标编号"].isin(targets)]
        tables[TASKS] = tasks[tasks["任务编号"].str.startswith("T", na=False)]
        wrong = [ref for name, schema in schemas.items() for ref in _wrong(name, schema, tables[name])]
        values = pd.to_numeric(indicators["本期完成值"], errors="coerce")
        return Seen(wrong, int((values >= indicators["指标编号"].map(targets)).sum()))

    return check


def _wrong(name: str, schema: Any, table: Any) -> list[str]:  # noqa: ANN401 (mypy doesn't see the packages of this environment)
    try:
        schema.validate(table, lazy=True)
    except pa.errors.SchemaErrors as errors:
        return sorted({_cell(name, *case) for case in errors.failure_cases[_PLACE].to_numpy()})
    return []


def _cell(name: str, context: str, column: str, check: str, index: int) -> str:
    # What fails over a whole row is told once for each of its columns.
    letter = _LETTERS[name][column if context == "Column" else check]
    return f"{name}!{letter}{index + HEAD + 1}"


def _indicators() -> Any:  # noqa: ANN401 (the same)
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


def _within_scale(table: Any) -> Any:  # noqa: ANN401 (the same)
    values = pd.to_numeric(table["本期完成值"], errors="coerce")
    return (table["计量单位"] != "%") | values.isna() | values.between(0, 1)


def _tasks() -> Any:  # noqa: ANN401 (the same)
    return pa.DataFrameSchema(
        {
            "任务编号": pa.Column(str),
            "完成状态": pa.Column(str, pa.Check.isin(STATUSES)),
            "完成进度(%)": pa.Column(float, pa.Check.in_range(0, 1), nullable=True, coerce=True),
        },
        checks=[
            pa.Check(_filled_in("推进中", "完成进度(%)"), error="going on without progress"),
            pa.Check(_dated, error="done without a day"),
            pa.Check(_filled_in("已完成", "佐证材料"), error="done without evidence"),
        ],
    )


def _filled_in(status: str, column: str) -> Callable[[Any], Any]:
    return lambda table: (table["完成状态"] != status) | table[column].notna()


def _dated(table: Any) -> Any:  # noqa: ANN401 (the same)
    return (table["完成状态"] != "已完成") | pd.to_datetime(table["完成日期"], errors="coerce").notna()


if __name__ == "__main__":
    run(contender)
