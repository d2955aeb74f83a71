"""frictionless through its Python API: for each table a schema, row constraints, and a check of its own.

``--package FORM`` prints a package of both tables for its command line instead.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
from frictionless import Check, Checklist, Detector, Dialect, Resource, Schema, errors, formats

from speed.contenders.loop import HEAD, INDICATORS, STATUSES, TASKS, Seen, run


def _texts(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "type": "string"} for name in names]


PROGRESS = "完成进度(%)"
SCHEMAS: dict[str, dict[str, Any]] = {
    INDICATORS: {
        "fields": [
            *_texts("指标编号", "类别", "指标名称", "计量单位", "本期目标"),
            *({"name": name, "type": "number"} for name in ("分子", "分母")),
            {"name": "本期完成值", "type": "number", "constraints": {"required": True}},
            {"name": "数据来源", "type": "string", "constraints": {"required": True}},
            *_texts("情况说明"),
        ]
    },
    TASKS: {
        "fields": [
            *_texts("任务编号", "重点任务", "责任单位", "完成时限"),
            {"name": "完成状态", "type": "string", "constraints": {"required": True, "enum": list(STATUSES)}},
            {"name": PROGRESS, "type": "number", "constraints": {"minimum": 0, "maximum": 1}},
            {"name": "完成日期", "type": "date"},
            *_texts("佐证材料", "存在问题", "下一步措施", "情况说明"),
        ]
    },
}
# Row constraints, and the column of the cell that each is about.
CONSTRAINTS: dict[str, dict[str, str]] = {
    INDICATORS: {
        "not 分子 or not 分母 or 分子 <= 分母": "F",
        "计量单位 != '%' or 本期完成值 is None or 0 <= 本期完成值 <= 1": "H",
    },
    TASKS: {"完成状态 != '已完成' or 完成日期": "G", "完成状态 != '已完成' or 佐证材料": "H"},
}


@attrs.define(kw_only=True, repr=False)
class TargetsMet(Check):  # type: ignore[misc] # mypy doesn't see the packages of this environment
    """Counts the indicators that reach their targets."""

    type = "targets-met"
    targets: dict[str, Decimal] = attrs.field(factory=dict)
    met: int = 0

    def validate_row(self, row: Any) -> Iterator[Any]:  # noqa: ANN401 (the same)
        """Count; a target missed is no error of the data."""
        value = row["本期完成值"]
        self.met += value is not None and value >= self.targets[row["指标编号"]]
        yield from ()


@attrs.define(kw_only=True, repr=False)
class ProgressTold(Check):  # type: ignore[misc] # the same
    """Asks for the progress of a task that goes on; a formula can't, for the name of the column is none of Python's."""

    type = "progress-told"

    def validate_row(self, row: Any) -> Iterator[Any]:  # noqa: ANN401 (the same)
        """Report a progress that is blank; one that is no number is an error already."""
        if row["完成状态"] == "推进中" and row[PROGRESS] is None:
            yield errors.ConstraintError.from_row(row, note="going on without progress", field_name=PROGRESS)


def contender(targets: Mapping[str, float]) -> Callable[[str], Seen]:
    """Return the check."""
    wanted = {subject: Decimal(str(value)) for subject, value in targets.items()}
    checks = {INDICATORS: Schema.from_descriptor(SCHEMAS[INDICATORS]), TASKS: Schema.from_descriptor(SCHEMAS[TASKS])}
    # Without the remark below the table, and with a column more where there is one.
    dialects = {
        name: Dialect(
            header_rows=[HEAD],
            comment_char="备注",
            skip_blank_rows=True,
            controls=[formats.ExcelControl(sheet=name)],
        )
        for name in checks
    }
    detector = Detector(schema_sync=True)

    def check(path: str) -> Seen:
        counting = TargetsMet(targets=wanted)
        own = {INDICATORS: counting, TASKS: ProgressTold()}
        place, wrong = Path(path), set()
        for name, schema in checks.items():
            checklist = Checklist.from_descriptor({"checks": _formulas(name)})
            checklist.add_check(own[name])
            # A path that leaves the base path is refused as unsafe.
            resource = Resource(
                path=place.name,
                basepath=str(place.parent),
                schema=schema.to_copy(),
                dialect=dialects[name],
                detector=detector,
            )
            wrong |= {_cell(name, error) for error in resource.validate(checklist).tasks[0].errors}
        return Seen(sorted(wrong), counting.met)

    return check


def _formulas(name: str) -> list[dict[str, str]]:
    return [{"type": "row-constraint", "formula": formula} for formula in CONSTRAINTS[name]]


def _cell(name: str, error: Any) -> str:  # noqa: ANN401 (the same)
    if hasattr(error, "field_number"):
        column = chr(64 + error.field_number)
    else:
        column = next((one for formula, one in CONSTRAINTS[name].items() if formula in error.note), "A")
    return f"{name}!{column}{getattr(error, 'row_number', HEAD)}"


def package(form: str) -> dict[str, Any]:
    """Return the package of a form.

    It has no row constraints: the command line takes one list of them for all its tables, and each of them would fail
    in the other table. An inquiry has a list for each table, but version 5.21 ends with a TypeError when one is given.
    """
    return {
        "resources": [
            {
                "name": name,
                "path": form,
                "dialect": {
                    "headerRows": [HEAD],
                    "commentChar": "备注",
                    "skipBlankRows": True,
                    "excel": {"sheet": sheet},
                },
                "schema": SCHEMAS[sheet],
            }
            for name, sheet in (("indicators", INDICATORS), ("tasks", TASKS))
        ]
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["--package"]:
        print(json.dumps(package(sys.argv[2])))
    else:
        run(contender)
