"""Where the signs and lines of the charts stand, in pixels. What they show is always said in words or figures too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pxgov_check.documents.gap_html.blocks import Bullet, Dot, Line, Mark, Tone
from pxgov_check.documents.gap_html.words import Page, look
from pxgov_check.model import Status
from pxgov_check.rollup.indicator_nouns import CityIndicator
from pxgov_check.rollup.task_nouns import BurnPoint
from pxgov_check.rollup.wording import figure_text

_BULLET, _EDGE = 220.0, 9.0
_WHOLE = Decimal(100)
_SHAPES = {"●": "circle", "◎": "circle", "○": "circle", "△": "up", "▼": "down", "×": "cross"}
_SPARK = (92.0, 26.0, 5.0, 5.0)
_TREND = (560.0, 190.0, 46.0, 28.0)
_BURN = (680.0, 250.0, 76.0, 36.0)
# A label is left out where it would run into its neighbour.
_LABEL, _DAY = 58.0, 150.0
# Short by at most so many per cent of the target is near, or far.
_NEAR, _FAR = 10, 25


def shape(status: Status) -> str:
    """Return the sign that a figure of this status has on a chart."""
    return _SHAPES.get(look(status)[0], "circle")


def bullet(page: Page, one: CityIndicator) -> Bullet | None:
    """Return the bar of an indicator: baseline, reference value, result and target on its own scale from 0."""
    told = [one.value, one.target, one.baseline.value, one.reference]
    known = [value for value in told if value is not None]
    end = _WHOLE if one.unit == "%" else max(known) * Decimal("1.08")
    if end <= 0:
        return None

    def x(value: Decimal) -> float:
        share = min(max(value / end, Decimal(0)), Decimal(1))
        return round(_EDGE + float(share) * (_BULLET - 2 * _EDGE), 1)

    tone = look(one.status)[1]
    marks = [Mark(x(one.baseline.value), "ring")]
    if one.reference is not None:
        marks.append(Mark(x(one.reference), "diamond"))
    if one.value is not None:
        marks.append(Mark(x(one.value), shape(one.status), tone))
    return Bullet(
        said=bullet_said(page, one),
        width=_BULLET,
        filled=x(one.value) if one.value is not None else None,
        wanted=x(one.target) if one.target is not None else None,
        marks=marks,
        tone=tone,
    )


def bullet_said(page: Page, one: CityIndicator) -> str:
    """Return in words what the bar shows."""
    told = [
        f"{page('html.mark.baseline')} {figure_text(one.baseline.value, one.unit)}",
        f"{page('html.mark.target')} {page.w.target(one)}",
    ]
    if one.reference is not None:
        told.insert(1, f"{page('html.reference')} {figure_text(one.reference, one.unit, one.value)}")
    told.append(f"{page('html.mark.value')} {page.w.value(one, one)}")
    told.append(page.w.status(one.status))
    return page("report.list_separator").join(told)


def spark(page: Page, one: CityIndicator) -> Line | None:
    """Return the series of an indicator as a small line; None where there is no more than one figure."""
    return _series(page, one, _SPARK, labelled=False)


def trend(page: Page, one: CityIndicator) -> Line | None:
    """Return the series with its target and the straight line ahead; None where there is no more than one figure."""
    return _series(page, one, _TREND, labelled=True)


def _series(page: Page, one: CityIndicator, size: tuple[float, float, float, float], *, labelled: bool) -> Line | None:
    known = [(p, p.value) for p in one.series if p.value is not None]
    if len(known) < 2:
        return None
    ahead = one.pace if labelled and one.pace and one.pace.projected is not None else None
    goal = one.pace.target if labelled and one.pace else one.target if labelled else None
    days = [p.on for p, _ in known] + ([ahead.due] if ahead else [])
    values = [v for _, v in known] + [v for v in (goal, ahead.projected if ahead else None) if v is not None]
    scale = _Scale((days[0], days[-1]), (min(values), max(values)), size)
    dots = [
        Dot(
            scale.x(p.on), scale.y(v), f"{page.w.period(p.period)} {figure_text(v, one.unit, one.target)}", p.comparable
        )
        for p, v in known
    ]
    line = ""
    if ahead and ahead.projected is not None:
        line = _path([(dots[-1].x, dots[-1].y), (scale.x(ahead.due), scale.y(ahead.projected))])
    return Line(
        said=page("report.list_separator").join(dot.said for dot in dots),
        width=size[0],
        height=size[1],
        dots=dots,
        path=_path([(dot.x, dot.y) for dot in dots]),
        target_y=scale.y(goal) if goal is not None else None,
        ahead=line,
        labels=_labels(page, one, dots, scale, goal) if labelled else (),
    )


@dataclass(frozen=True)
class _Scale:
    """Days across and figures upwards, in pixels; ``size`` is width, height, and what stays free at sides and ends."""

    days: tuple[date, date]
    values: tuple[Decimal, Decimal]
    size: tuple[float, float, float, float]

    def x(self, day: date) -> float:
        """Return a day's place across."""
        (first, last), (width, _, side, _) = self.days, self.size
        return round(side + (day - first).days / max((last - first).days, 1) * (width - 2 * side), 1)

    def y(self, value: Decimal) -> float:
        """Return a figure's height; a line that never moves lies in the middle."""
        (low, high), (_, height, _, edge) = self.values, self.size
        share = float((value - low) / (high - low)) if high > low else 0.5
        return round(height - edge - share * (height - 2 * edge), 1)


def _labels(
    page: Page, one: CityIndicator, dots: Sequence[Dot], scale: _Scale, goal: Decimal | None
) -> list[tuple[float, float, str, str]]:
    known = [p for p in one.series if p.value is not None]
    made: list[tuple[float, float, str, str]] = []
    # The last is always named; the others as far as they do not run into the one after.
    limit = float("inf")
    for point, dot in reversed(list(zip(known, dots, strict=True))):
        if limit - dot.x >= _LABEL:
            made.append((dot.x, dot.y - 9, figure_text(point.value, one.unit, one.target), "value"))
            made.append((dot.x, _TREND[1] - 6, point.period, "axis"))
            limit = dot.x
    if goal is not None:
        made.append(
            (_TREND[0] - 4, scale.y(goal) - 5, f"{page('html.mark.target')} {figure_text(goal, one.unit)}", "end")
        )
    return made


def burn_down(page: Page, points: Sequence[BurnPoint]) -> Line | None:
    """Return how many tasks with a deadline were to be left after each (dashed) and how many were; None without any."""
    if not points:
        return None
    total = points[0].planned_left + len(points[0].subjects)
    start = date(points[0].due.year - 1, 12, 31)
    scale = _Scale((start, points[-1].due), (Decimal(0), Decimal(total)), _BURN)
    planned = [(start, total), *((p.due, p.planned_left) for p in points)]
    left = [(p.due, p.left) for p in points if p.left is not None]
    dots = [Dot(scale.x(day), scale.y(Decimal(n)), f"{page.w.day(day)} {n}") for day, n in left]
    labels = [(scale.x(start), scale.y(Decimal(total)) - 10, str(total), "value")]
    labels += [(dot.x, dot.y - 10, str(n), "value") for dot, (_, n) in zip(dots, left, strict=True) if n]
    labels += _days(page, [(scale.x(p.due), p.due) for p in points])
    labels += [
        (scale.x(p.due) - 4, scale.y(Decimal(p.planned_left)) + 15, str(p.planned_left), "plan")
        for p in points
        if p.planned_left not in {0, p.left}
    ]
    return Line(
        said=page("html.burn.said", planned=_steps_said(page, planned), left=_steps_said(page, left)),
        width=_BURN[0],
        height=_BURN[1],
        dots=dots,
        path=_path([(scale.x(start), scale.y(Decimal(total))), *((dot.x, dot.y) for dot in dots)]),
        target_y=scale.y(Decimal(0)),
        ahead=_path([(scale.x(day), scale.y(Decimal(n))) for day, n in planned]),
        labels=labels,
    )


def _days(page: Page, told: Sequence[tuple[float, date]]) -> list[tuple[float, float, str, str]]:
    """Return the days below a chart, the last one and as many before it as have room."""
    made: list[tuple[float, float, str, str]] = []
    for x, day in reversed(told):
        if not made or made[-1][0] - x >= _DAY:
            made.append((x, _BURN[1] - 8, page.w.day(day), "axis"))
    return made


def _steps_said(page: Page, told: Sequence[tuple[date, int]]) -> str:
    return page("report.list_separator").join(f"{page.w.day(day)} {n}" for day, n in told)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{'L' if n else 'M'}{x:g} {y:g}" for n, (x, y) in enumerate(points))


def heat(value: Decimal | None, target: Decimal | None, status: Status) -> Tone:
    """Return the shade of a unit's figure: h0 reached; h1, h2, h3 short by at most 10, 25 or more per cent; hx none."""
    if value is None or not target or status not in {Status.UNMET, Status.BEHIND}:
        return "h0" if status in {Status.MET, Status.ON_TRACK} else "hx"
    away = abs(target - value) / target * _WHOLE
    return "h1" if away <= _NEAR else "h2" if away <= _FAR else "h3"
