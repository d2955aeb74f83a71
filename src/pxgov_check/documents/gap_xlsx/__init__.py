"""The gap report as a working ledger 台账 (.xlsx): every figure a number, every day a day, no formula in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from openpyxl import Workbook

from pxgov_check.documents.gap_xlsx import layout, overview_sheet
from pxgov_check.documents.gap_xlsx.drawing import draw
from pxgov_check.documents.gap_xlsx.figures import figures
from pxgov_check.documents.gap_xlsx.findings import findings, rules
from pxgov_check.documents.gap_xlsx.gaps import gaps
from pxgov_check.documents.gap_xlsx.grid import Grid
from pxgov_check.documents.gap_xlsx.indicators import indicators
from pxgov_check.documents.gap_xlsx.matrix import matrix
from pxgov_check.documents.gap_xlsx.overview import blocks, sentences
from pxgov_check.documents.gap_xlsx.series import series
from pxgov_check.documents.gap_xlsx.steps import inputs, steps
from pxgov_check.documents.gap_xlsx.tasks import reports, tasks
from pxgov_check.documents.gap_xlsx.units import units
from pxgov_check.documents.official.punctuation import official_messages
from pxgov_check.documents.official.visible import visible
from pxgov_check.documents.package import to_bytes
from pxgov_check.policy.messages import Messages
from pxgov_check.rollup.report import GapReport
from pxgov_check.rollup.wording import GapWording

# The one list of sheets, in their order behind 概况.
SHEETS: Mapping[str, Callable[[GapWording], Grid]] = MappingProxyType(
    {
        "indicators": indicators,
        "matrix": matrix,
        "gaps": gaps,
        "tasks": tasks,
        "findings": findings,
        "rules": rules,
        "steps": steps,
        "units": units,
        "figures": figures,
        "reports": reports,
        "series": series,
        "inputs": inputs,
    }
)


def render(report: GapReport, messages: Messages) -> bytes:
    """Return the ledger as .xlsx; the same report gives the same bytes."""
    w = GapWording(official_messages(messages), report, visible)
    m = w.messages
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    layout.add_styles(workbook)
    first = workbook.create_sheet(m("ledger.sheet.overview"))
    grids = {key: sheet(w) for key, sheet in SHEETS.items()}
    titles = {key: m(f"ledger.sheet.{key}") for key in SHEETS}
    for key, grid in grids.items():
        head = m("ledger.title", sheet=titles[key], period=w.period(report.period), day=w.day(report.as_of))
        layout.write(workbook.create_sheet(titles[key]), grid, head, m("ledger.empty"))
    title = m("ledger.overview", title=visible(report.about.title), period=w.period(report.period))
    told = tuple(blocks(w, {key: len(grid.rows) for key, grid in grids.items()}))
    heads = overview_sheet.write(first, title, sentences(w), told)
    overview_sheet.link(first, heads["sheets"], titles.values())
    draw(
        w,
        first,
        heads,
        {block.key: block for block in told},
        {key: (workbook[titles[key]], grids[key]) for key in SHEETS},
    )
    return to_bytes(workbook, report.as_of)
