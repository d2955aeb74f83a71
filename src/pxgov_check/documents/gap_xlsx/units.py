"""单位情况: a row a unit of the roster: its form, the findings on it, and how its indicators and tasks stand."""

from __future__ import annotations

from pxgov_check.documents.gap_xlsx.grid import Column, Grid, Tone, Toned, Value, head
from pxgov_check.model import Severity, Status
from pxgov_check.rollup.report import UnitStanding
from pxgov_check.rollup.wording import GapWording

_TONES: dict[str, Tone] = {"accepted": "good", "returned": "warn", "conflicting": "bad", "stopped": "bad"}


def units(w: GapWording) -> Grid:
    """Return every unit; of the statuses those that occur."""
    m, every = w.messages, w.report.units
    of_indicators = [s for s in Status if any(u.indicators.get(s) for u in every)]
    of_tasks = [s for s in Status if any(u.tasks.get(s) for u in every)]
    columns = [
        Column("unit", head(w, "unit"), 24),
        Column("kind", head(w, "kind"), 14),
        Column("state", head(w, "state"), 12),
        Column("period", head(w, "period"), 11),
        *(Column(str(s), m("ledger.open_of", severity=w.safe(w.severity(s))), 10) for s in Severity),
        Column("explained", head(w, "explained"), 10),
        *(Column(f"i {s}", m("ledger.indicators_of", status=w.safe(w.status(s))), 10) for s in of_indicators),
        *(Column(f"t {s}", m("ledger.tasks_of", status=w.safe(w.status(s))), 10) for s in of_tasks),
        Column("items", head(w, "items"), 12, "most"),
        Column("file", head(w, "file"), 34),
    ]
    rows = [_row(w, unit, of_indicators, of_tasks) for unit in every]
    return Grid(tuple(columns), tuple(rows), note=m("ledger.note.units"), pages_wide=1)


def _row(w: GapWording, unit: UnitStanding, of_indicators: list[Status], of_tasks: list[Status]) -> tuple[Value, ...]:
    return (
        w.safe(unit.unit),
        w.safe(unit.kind),
        Toned(w.messages(f"gap.state.{unit.state}"), _TONES.get(unit.state, "bad")),
        w.safe(unit.period or ""),
        *(unit.findings.get(severity, 0) for severity in Severity),
        unit.explained,
        *(unit.indicators.get(status, 0) for status in of_indicators),
        *(unit.tasks.get(status, 0) for status in of_tasks),
        unit.items_needed,
        w.safe(unit.file or ""),
    )
