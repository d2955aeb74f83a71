"""The charts of the ledger: native ones, drawn by the program that opens it from the cells of its sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.legend import Legend
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.worksheet.worksheet import Worksheet

from pxgov_check.documents.gap_xlsx.grid import TONES, Grid
from pxgov_check.documents.gap_xlsx.layout import FIRST_ROW, HEAD_ROW
from pxgov_check.model import Status

_COLOURS = {"good": "3E8E5A", "fair": "5B8DB8", "warn": "E0A030", "bad": "C8473B", "none": "9AA5B1"}
_BLUE = "1F4E79"
_LINES = ("1F4E79", "C8473B", "3E8E5A", "E0A030", "7A5BA8", "5B8DB8")
# In centimetres: the charts, and a bar with its gap.
_WIDE, _LOW, _ROW = 19, 7.5, 0.45
# In hundredths of a point.
_TITLE_SIZE, _AXIS_SIZE = 1200, 800
_Chart = TypeVar("_Chart", BarChart, LineChart)


def across(title: str, names: Reference, numbers: Reference, count: int, *, full: int | None = None) -> BarChart:
    """Return bars from left to right, the first on top; ``full`` is where the axis ends."""
    chart = BarChart()
    chart.type, chart.gapWidth, chart.legend = "bar", 40, None
    series = Series(numbers)
    series.graphicalProperties.solidFill = _BLUE
    series.dLbls = _labels()
    chart.append(series)
    chart.set_categories(names)
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, full
    chart.y_axis.crosses = "max"
    return _framed(chart, title, _ROW * count + 2.5)


def stacked(title: str, sheet: Worksheet, head: int, rows: int, statuses: Sequence[Status]) -> BarChart:
    """Return one column a row of a table of statuses, each status in its colour; the table begins at column A."""
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "col", "stacked", 100, 60
    for column, status in enumerate(statuses, 2):
        series = Series(Reference(sheet, min_col=column, min_row=head, max_row=head + rows), title_from_data=True)
        series.graphicalProperties.solidFill = _COLOURS[TONES.get(status, "none")]
        chart.append(series)
    chart.set_categories(Reference(sheet, min_col=1, min_row=head + 1, max_row=head + rows))
    chart.legend = Legend()
    chart.legend.position = "b"
    return _framed(chart, title, _LOW)


def lines(title: str, sheet: Worksheet, grid: Grid, runs: Sequence[tuple[int, int, str]]) -> LineChart:
    """Return a line for each run of rows (first, how many, name) of the sheet of periods."""
    chart = LineChart()
    value, period = grid.place("value"), grid.place("period")
    for colour, (first, count, name) in zip(_LINES, runs, strict=False):
        at = FIRST_ROW + first
        series = Series(Reference(sheet, min_col=value, min_row=at, max_row=at + count - 1), title=name)
        series.graphicalProperties.line.solidFill = colour
        series.graphicalProperties.line.width = 22000
        series.smooth = False
        chart.append(series)
    first, count, _ = runs[0]
    at = FIRST_ROW + first
    chart.set_categories(Reference(sheet, min_col=period, min_row=at, max_row=at + count - 1))
    chart.legend = Legend()
    chart.legend.position = "b"
    return _framed(chart, title, _LOW + 2)


def column(sheet: Worksheet, grid: Grid, key: str) -> Reference:
    """Return the cells of a column below its head."""
    number = grid.place(key)
    return Reference(sheet, min_col=number, min_row=FIRST_ROW, max_row=HEAD_ROW + len(grid.rows))


def _framed(chart: _Chart, title: str, height: float) -> _Chart:
    bold = ParagraphProperties(defRPr=CharacterProperties(sz=_TITLE_SIZE, b=True))
    text = RichText(p=[Paragraph(pPr=bold, r=[RegularTextRun(t=title)])])
    # Above the bars and not on them.
    chart.title = Title(tx=Text(rich=text), overlay=False)
    for axis in (chart.x_axis, chart.y_axis):
        looks = ParagraphProperties(defRPr=CharacterProperties(sz=_AXIS_SIZE))
        axis.txPr = RichText(p=[Paragraph(pPr=looks, endParaRPr=CharacterProperties(sz=_AXIS_SIZE))])
    chart.width, chart.height = _WIDE, height
    # Without this the axes are there and not drawn.
    chart.x_axis.delete = chart.y_axis.delete = False
    return chart


def _labels() -> DataLabelList:
    return DataLabelList(
        showVal=True,
        showSerName=False,
        showCatName=False,
        showLegendKey=False,
        showPercent=False,
        showLeaderLines=False,
    )
