"""frictionless through its Python API: a table schema, row constraints, and a check of its own for the targets."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
from frictionless import Check, Checklist, Detector, Dialect, Resource, Schema, formats

from speed.contenders.loop import Seen, run

HEADER_ROW, SHEET = 4, "指标填报"
SCHEMA: dict[str, Any] = {
    "fields": [
        *({"name": name, "type": "string"} for name in ("指标编号", "类别", "指标名称", "计量单位", "本期目标")),
        *({"name": name, "type": "number"} for name in ("分子", "分母")),
        {"name": "本期完成值", "type": "number", "constraints": {"required": True}},
        {"name": "数据来源", "type": "string", "constraints": {"required": True}},
        {"name": "情况说明", "type": "string"},
    ]
}
CHECKLIST: dict[str, Any] = {
    "checks": [
        {"type": "row-constraint", "formula": "not 分子 or not 分母 or 分子 <= 分母"},
        {"type": "row-constraint", "formula": "计量单位 != '%' or 本期完成值 is None or 0 <= 本期完成值 <= 1"},
    ]
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


def contender(targets: Mapping[str, float]) -> Callable[[str], Seen]:
    """Return the check."""
    wanted = {subject: Decimal(str(value)) for subject, value in targets.items()}
    schema = Schema.from_descriptor(SCHEMA)
    sheet = formats.ExcelControl(sheet=SHEET)
    # Without the remark below the table, and with a column more where there is one.
    dialect = Dialect(header_rows=[HEADER_ROW], comment_char="备注", skip_blank_rows=True, controls=[sheet])
    detector = Detector(schema_sync=True)

    def check(path: str) -> Seen:
        checklist = Checklist.from_descriptor(CHECKLIST)
        counting = TargetsMet(targets=wanted)
        checklist.add_check(counting)
        place = Path(path)
        # A path that leaves the base path is refused as unsafe.
        resource = Resource(
            path=place.name, basepath=str(place.parent), schema=schema.to_copy(), dialect=dialect, detector=detector
        )
        report = resource.validate(checklist)
        return Seen(sorted({_cell(error) for error in report.tasks[0].errors}), counting.met)

    return check


def _cell(error: Any) -> str:  # noqa: ANN401 (the same)
    column = chr(64 + error.field_number) if hasattr(error, "field_number") else "H"
    return f"{column}{getattr(error, 'row_number', HEADER_ROW)}"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--descriptors"]:
        print(json.dumps([SCHEMA, CHECKLIST]))
    else:
        run(contender)
