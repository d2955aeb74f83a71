"""指标汇总: where the city stands on every indicator, what that rests on and how it moves."""

from __future__ import annotations

from decimal import Decimal

from pxgov_check.documents.gap_xlsx.grid import Field, Figure, Grid, Value, exact, figure, gap, listed, status
from pxgov_check.documents.official.punctuation import ours
from pxgov_check.rollup.indicator_nouns import CityIndicator, UnitFigure
from pxgov_check.rollup.wording import GapWording

_WHOLE = Decimal(100)


def indicators(w: GapWording) -> Grid:
    """Return every indicator, in the order of the policy."""
    return listed(w, _FIELDS, w.report.indicators, note=w.messages("ledger.note.indicators"), kept=2, pages_wide=3)


def points(w: GapWording, one: CityIndicator | UnitFigure, indicator: CityIndicator) -> str:
    """Return what a gap is counted in."""
    if one.gap is None:
        return ""
    return w.messages("report.points").strip() if indicator.unit == "%" else w.safe(one.gap_unit or "")


def operator(one: CityIndicator) -> str:
    """Return the comparator as printed."""
    return {">=": "≥", "<=": "≤"}.get(one.op or "", one.op or "")


def _change(_: GapWording, one: CityIndicator) -> Figure | None:
    return figure(one.series[-1].change) if one.series and one.value is not None else None


def _projected(_: GapWording, one: CityIndicator) -> Figure | None:
    return figure(one.pace.projected, one.pace.target) if one.pace else None


def _notes(w: GapWording, one: CityIndicator) -> str:
    separator = w.messages("report.clause_separator")
    return separator.join(ours(w, note.text) for note in (*one.notes, *one.errata))


def _place(one: CityIndicator) -> UnitFigure | None:
    """Return the form's row where one unit's figure is the city's."""
    return next((f for f in one.by_unit if f.unit == one.reported_by), None)


def _file(w: GapWording, one: CityIndicator) -> str:
    place = _place(one)
    return w.safe(place.file or "") if place else ""


def _cell(w: GapWording, one: CityIndicator) -> str:
    place = _place(one)
    return "!".join(w.safe(part) for part in (place.sheet, place.cell) if part) if place else ""


def _excluded(w: GapWording, one: CityIndicator) -> str:
    m = w.messages
    told = [m("ledger.left_out", unit=w.safe(e.unit), rule=w.safe(e.reason)) for e in one.units_excluded]
    return m("report.list_separator").join(told)


def _completion(_: GapWording, one: CityIndicator) -> Value:
    return None if one.maintain else figure(one.completion)


_FIELDS: tuple[Field[CityIndicator], ...] = (
    Field("subject", 8, lambda w, i: w.safe(i.subject)),
    Field("title", 30, lambda w, i: ours(w, i.title)),
    Field("category", 16, lambda w, i: ours(w, i.category)),
    Field("attribute", 9, lambda w, i: ours(w, i.attribute)),
    Field("status", 17, lambda w, i: status(w, i.status)),
    Field("value", 11, lambda _, i: figure(i.value, i.target)),
    Field("measure", 9, lambda w, i: w.safe(i.unit)),
    Field("op", 6, lambda _, i: operator(i)),
    Field("target", 10, lambda _, i: exact(i.target)),
    Field("due", 12, lambda _, i: i.due),
    Field("gap", 10, lambda _, i: gap(i, i.target)),
    Field("gap_unit", 10, lambda w, i: points(w, i, i)),
    Field("items", 9, lambda _, i: i.items_needed, "most"),
    Field("relative_gap", 10, lambda _, i: figure(i.relative_gap), "hundred"),
    Field("attained", 13, lambda _, i: figure(i.attained, _WHOLE), "hundred"),
    Field("counted_units", 9, lambda _, i: i.units_counted),
    Field("expected_units", 9, lambda _, i: i.units_expected),
    Field("missing_units", 8, lambda _, i: len(i.units_missing)),
    Field("excluded_units", 8, lambda _, i: len(i.units_excluded)),
    Field("not_applicable_units", 8, lambda _, i: len(i.units_not_applicable)),
    Field("waived_units", 8, lambda _, i: len(i.units_waived)),
    Field("numerator", 11, lambda _, i: exact(i.numerator)),
    Field("denominator", 11, lambda _, i: exact(i.denominator)),
    Field("reference", 14, lambda _, i: figure(i.reference, i.value)),
    Field("baseline_on", 12, lambda _, i: i.baseline.on),
    Field("baseline", 10, lambda _, i: exact(i.baseline.value)),
    Field("completion", 12, _completion),
    Field("change", 10, _change),
    Field("pace", 11, lambda _, i: figure(i.pace.so_far) if i.pace else None),
    Field("pace_since", 12, lambda _, i: i.pace.since if i.pace else None),
    Field("pace_target", 10, lambda _, i: exact(i.pace.target) if i.pace else None),
    Field("pace_due", 12, lambda _, i: i.pace.due if i.pace else None),
    Field("pace_needed", 11, lambda _, i: figure(i.pace.needed) if i.pace else None),
    Field("projected", 14, _projected),
    Field("months_to_target", 13, lambda _, i: i.pace.months_to_target if i.pace else None),
    Field("reported_by", 16, lambda w, i: w.safe(i.reported_by or "")),
    Field("excluded", 30, _excluded),
    Field("clause", 24, lambda w, i: ours(w, i.source.section)),
    Field("quote", 46, lambda w, i: ours(w, i.source.quote)),
    Field("notes", 60, _notes),
    Field("file", 34, _file),
    Field("place", 16, _cell),
)
