"""指标×单位: every figure that counts or was sent, a row a unit and a column an indicator."""

from __future__ import annotations

from pxgov_check.documents.gap_xlsx.grid import Column, Figure, Grid, Toned, Value, exact, figure, head
from pxgov_check.documents.gap_xlsx.indicators import operator
from pxgov_check.documents.official.punctuation import ours
from pxgov_check.model import Status
from pxgov_check.rollup.indicator_nouns import CityIndicator, UnitFigure
from pxgov_check.rollup.wording import GapWording

_SHORT = frozenset({Status.UNMET, Status.BEHIND})
# Stands after a figure that is not in the city's.
_APART = "*"


def matrix(w: GapWording) -> Grid:
    """Return the figures by unit; below them the city's and the targets."""
    m, every = w.messages, w.report.indicators
    held = [{f.unit: f for f in (*i.by_unit, *i.other_reports)} for i in every]
    rows = [
        (
            w.safe(unit.unit),
            m(f"gap.state.{unit.state}"),
            *(_cell(w, figures.get(unit.unit), i) for figures, i in zip(held, every, strict=True)),
        )
        for unit in w.report.units
    ]
    city: tuple[Value, ...] = (m("ledger.city"), "", *(_city(w, i) for i in every))
    targets: tuple[Value, ...] = (head(w, "target"), "", *(exact(i.target) for i in every))
    return Grid(
        columns=(
            Column("unit", head(w, "unit"), 22),
            Column("state", head(w, "state"), 10),
            *(Column(i.subject, _head(w, i), 12) for i in every),
        ),
        rows=tuple(rows),
        below=(city, targets),
        note=m("ledger.note.matrix"),
        pages_wide=2,
    )


def _head(w: GapWording, one: CityIndicator) -> str:
    goal = f"{operator(one)}{w.target(one).removeprefix(operator(one))}"
    return "\n".join((w.safe(one.subject), ours(w, one.title), w.safe(goal)))


def _city(w: GapWording, one: CityIndicator) -> Value:
    shown = figure(one.value, one.target)
    if shown is None:
        return Toned(w.safe(w.status(one.status)), "none")
    return Toned(shown, "bad" if one.status in _SHORT else "good" if one.status is Status.MET else "fair")


def _cell(w: GapWording, told: UnitFigure | None, one: CityIndicator) -> Value:
    if told is None:
        return None
    if told.value is None or told.status is Status.INVALID:
        return Toned(w.safe(w.status(told.status)), "none")
    shown = figure(told.value, one.target)
    if shown is None or not told.counted:
        return Toned(Figure(told.value, shown.places if shown else 0, _APART), "none")
    return Toned(shown, "bad") if told.status in _SHORT else shown
