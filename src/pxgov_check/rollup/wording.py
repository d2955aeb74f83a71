"""How figures, days and statuses of a gap report read, so that every rendering says them alike.

Figures are judged exactly and rounded only here. A rounded figure never seems to reach a target that the exact one
misses, nor the other way round, and the gap shown is the target minus the figure shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal

from pxgov_check.frozen import frozen
from pxgov_check.model import Status
from pxgov_check.policy.messages import Messages
from pxgov_check.rollup.indicator_nouns import CityIndicator, UnitFigure
from pxgov_check.rollup.report import GapReport
from pxgov_check.rollup.task_nouns import CityTask
from pxgov_check.submission.figures import plain, rounded

_OPS = {">=": "≥", "<=": "≤"}
_PERIOD = re.compile(r"(?P<year>\d{4})(?:(?P<kind>[HQ])(?P<part>\d)|-(?P<month>\d\d))?\Z")


def figure_text(value: Decimal | None, unit: str, limit: Decimal | None = None) -> str:
    """Return a figure with its unit, ``76.84%``; a dash where there is none."""
    return "—" if value is None else plain(rounded(value, limit)) + unit


@frozen
class GapWording:
    """The words for one report. ``safe`` makes texts that units wrote harmless where they are put."""

    messages: Messages
    report: GapReport
    safe: Callable[[str], str]

    def status(self, status: Status | str) -> str:
        """Return a status in the policy's words."""
        return self.report.wording.statuses.get(str(status), str(status))

    def severity(self, severity: str) -> str:
        """Return a severity in the policy's words."""
        return self.report.wording.severities.get(str(severity), str(severity))

    def value(self, one: CityIndicator | UnitFigure, indicator: CityIndicator) -> str:
        """Return the figure of the city or of a unit; what was typed where it is no figure."""
        if one.value is None and isinstance(one, UnitFigure) and one.reported:
            return self.safe(one.reported)
        return figure_text(one.value, indicator.unit, indicator.target)

    def target(self, one: CityIndicator) -> str:
        """Return comparator and target, ``≥80%``; a dash where none is in force."""
        if one.target is None:
            return "—"
        return f"{_OPS.get(one.op or '', one.op or '')}{plain(one.target)}{one.unit}"

    def gap(self, one: CityIndicator | UnitFigure, indicator: CityIndicator) -> str:
        """Return the gap with its unit, ``3.16个百分点``; a dash where nothing is short."""
        if one.gap is None or one.value is None or indicator.target is None:
            return "—"
        gap = abs(indicator.target - rounded(one.value, indicator.target))
        unit = self.messages("report.points") if indicator.unit == "%" else one.gap_unit or ""
        return plain(gap) + unit

    def points(self, value: Decimal | None, indicator: CityIndicator) -> str:
        """Return a change or a pace with its sign and unit, ``+1.25个百分点``."""
        if value is None:
            return "—"
        shown = rounded(value)
        unit = self.messages("report.points") if indicator.unit == "%" else indicator.unit
        return ("+" if shown > 0 else "") + plain(shown) + unit

    def movement(self, value: Decimal, indicator: CityIndicator) -> str:
        """Return a change or a pace in words, ``提高 1.25个百分点``."""
        shown = rounded(value)
        key = "rise" if shown > 0 else "fall" if shown else "flat"
        return self.messages(f"gap.{key}", n=self.points(abs(value), indicator).removeprefix("+"))

    def late(self, one: CityTask) -> str:
        """Return the days by which a task is overdue, a dash where it is not; on its due day none have passed."""
        if one.days_overdue is None:
            return "—"
        return str(one.days_overdue) if one.days_overdue else self.messages("paper.due_today")

    def day(self, day: date | None) -> str:
        """Return a day as official documents write it, ``2025年12月31日``; a dash where there is none."""
        if day is None:
            return "—"
        # Official documents do not pad; ISO days do.
        width = 1 if self.messages.lang == "zh" else 2
        return self.messages("gap.day", year=str(day.year), month=f"{day.month:0{width}}", day=f"{day.day:0{width}}")

    def period(self, text: str) -> str:
        """Return a period in words, ``2025年第四季度``."""
        match = _PERIOD.match(text)
        if match is None:
            return self.safe(text)
        key = {"H": "half", "Q": "quarter"}.get(match["kind"] or "", "month" if match["month"] else "year")
        part = f".{match['part']}" if match["part"] else ""
        month = str(int(match["month"])) if match["month"] else ""
        return self.messages(f"gap.period.{key}{part}", year=match["year"], month=month)

    def names(self, names: Iterable[str]) -> str:
        """Return names as a list in words."""
        return self.messages("report.list_separator").join(self.safe(name) for name in names)

    def statuses(self, counts: Mapping[str, int]) -> str:
        """Return how many there are of each status, none of them zero: ``达标 11 项、未达到预期目标 7 项``."""
        told = [self.messages("gap.of_status", status=self.status(s), n=str(n)) for s, n in counts.items() if n]
        return self.messages("report.list_separator").join(told) or "—"
