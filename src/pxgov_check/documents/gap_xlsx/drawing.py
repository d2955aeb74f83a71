"""Which charts stand on 概况, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from pxgov_check.documents.gap_xlsx import charts
from pxgov_check.documents.gap_xlsx.grid import Grid
from pxgov_check.documents.gap_xlsx.overview import Block
from pxgov_check.documents.gap_xlsx.overview_sheet import beside
from pxgov_check.documents.official.punctuation import ours
from pxgov_check.model import Status
from pxgov_check.rollup.wording import GapWording

_FIRST_ROW = 2
_MOST_LINES = 5
# As many charts fill the height of a page.
_A_PAGE = 3
# Points: a row of no height of its own, a centimetre, and the room between two charts.
_ROW, _CENTIMETRE, _ROOM = 15.0, 28.35, 12.0
Sheets = Mapping[str, tuple[Worksheet, Grid]]


def draw(w: GapWording, sheet: Worksheet, heads: Mapping[str, int], blocks: Mapping[str, Block], grids: Sheets) -> None:
    """Put the charts on the sheet, one below the other; one that has nothing to show is left out.

    Where a page is full the next one begins with the first table that does not end on it.
    """
    row, column = _FIRST_ROW, get_column_letter(beside(tuple(blocks.values())))
    for number, chart in enumerate(_charts(w, sheet, heads, blocks, grids)):
        if number and number % _A_PAGE == 0:
            ends = {key: head + len(blocks[key].rows) for key, head in heads.items()}
            row = min((head - 1 for key, head in heads.items() if ends[key] > row), default=row)
            sheet.row_breaks.append(Break(id=row - 1))
        sheet.add_chart(chart, f"{column}{row}")
        row = _below(sheet, row, chart.height * _CENTIMETRE + _ROOM)


def _below(sheet: Worksheet, row: int, height: float) -> int:
    """Return the first row that begins so many points below the upper edge of another."""
    while height > 0:
        height -= sheet.row_dimensions[row].height or _ROW
        row += 1
    return row


def _charts(
    w: GapWording, sheet: Worksheet, heads: Mapping[str, int], blocks: Mapping[str, Block], grids: Sheets
) -> Iterator[BarChart | LineChart]:
    m, report = w.messages, w.report
    told, grid = grids["indicators"]
    if any(i.attained is not None for i in report.indicators):
        names, numbers = charts.column(told, grid, "title"), charts.column(told, grid, "attained")
        yield charts.across(m("ledger.chart.attained"), names, numbers, len(grid.rows), full=100)
    if report.counted_period:
        groups = report.task_groups.by_deadline
        every = [s for s in Status if any(g.statuses.get(s) for g in groups)]
        yield charts.stacked(m("ledger.chart.deadlines"), sheet, heads["deadlines"], len(groups), every)
    if "needs" in heads:
        head, count = heads["needs"], len(blocks["needs"].rows)
        names = Reference(sheet, min_col=1, min_row=head + 1, max_row=head + count)
        numbers = Reference(sheet, min_col=2, min_row=head + 1, max_row=head + count)
        yield charts.across(m("ledger.chart.needs"), names, numbers, count)
    runs = list(_runs(w))
    if runs:
        yield charts.lines(m("ledger.chart.series"), *grids["series"], runs)


def _runs(w: GapWording) -> Iterator[tuple[int, int, str]]:
    """Yield first row, number of rows and name of the rates with the widest gaps that have more than one period."""
    points = [one.subject for one in w.report.indicators for _ in one.series]
    rows = {subject: list(run) for subject, run in groupby(range(len(points)), points.__getitem__)}
    short = [one for one in w.report.gaps if one.unit == "%" and len(one.series) > 1]
    for one in short[:_MOST_LINES]:
        yield rows[one.subject][0], len(rows[one.subject]), ours(w, f"{one.subject} {one.title}")
