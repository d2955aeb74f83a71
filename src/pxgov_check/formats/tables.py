"""The tables of the text report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pxgov_check.formats.clean import clean
from pxgov_check.formats.grid import Cell, Column, grid
from pxgov_check.formats.page import Page
from pxgov_check.formats.paint import Line
from pxgov_check.formats.wording import figure, gap_text, target_text
from pxgov_check.judging.outcome import SETTLED, count_findings, count_statuses
from pxgov_check.model import (
    FindingState,
    IndicatorVerdict,
    Severity,
    Status,
    SubmissionResult,
    TaskVerdict,
    Verdict,
)
from pxgov_check.submission.figures import plain

# Narrower screens get tables without the columns that can be spared.
_WIDE = 100
STATUS_COLOURS = {
    Status.MET: "green",
    Status.DONE: "green",
    Status.ON_TRACK: "green",
    Status.ONGOING: "green",
    Status.DONE_LATE: "yellow",
    Status.BEHIND: "yellow",
    Status.DUE_SOON: "yellow",
    Status.UNMET: "bold red",
    Status.OVERDUE: "bold red",
    Status.INVALID: "bold magenta",
    Status.MISSING: "magenta",
}
# Marks that a Chinese Windows console can show; a status is never told by colour alone.
_MARKS = {
    Status.MET: "√",
    Status.DONE: "√",
    Status.ON_TRACK: "√",
    Status.ONGOING: "√",
    Status.DONE_LATE: "▲",
    Status.BEHIND: "▲",
    Status.DUE_SOON: "▲",
    Status.UNMET: "×",
    Status.OVERDUE: "×",
    Status.INVALID: "×",
    Status.MISSING: "×",
}


def status_text(status: Status, page: Page) -> str:
    """Return a status as mark and words."""
    return f"{_MARKS.get(status, '○')}{clean(page.status_word(status))}"


def indicator_table(verdicts: Sequence[IndicatorVerdict], page: Page) -> Iterator[Line]:
    """Return the indicators with figure, target, gap and status; on a narrow screen without the due day."""
    m, narrow = page.messages, page.width < _WIDE
    referenced = any(v.reference is not None for v in verdicts)
    columns = [
        Column(m("report.column.id"), whole=True),
        Column(m("report.column.indicator"), share=1),
        Column(m("report.column.value"), whole=True, right=True),
        Column(m("report.column.target"), whole=True, right=True),
        *(() if narrow else (Column(m("report.column.due"), whole=True),)),
        *((Column(m("report.column.reference"), whole=True, right=True),) if referenced else ()),
        Column(m("report.column.gap"), most=16 if narrow else None),
        Column(m("report.column.status")),
    ]
    rows: list[list[Cell]] = []
    for one in verdicts:
        cells: list[Cell] = [clean(one.subject), bare(one.title), _figure(one), target_text(one)]
        if not narrow:
            cells.append(one.due.isoformat() if one.due else "—")
        if referenced:
            cells.append(figure(one.reference) if one.reference is not None else "—")
        rows.append([*cells, clean(gap_text(one, m)), _standing(one, page)])
    return grid(columns, rows, page.width)


def task_table(verdicts: Sequence[TaskVerdict], page: Page) -> Iterator[Line]:
    """Return the tasks with deadline, what was reported and how they stand."""
    m, narrow = page.messages, page.width < _WIDE
    columns = [
        Column(m("report.column.id"), whole=True),
        Column(m("report.column.task"), share=1),
        Column(m("report.column.due"), whole=True),
        Column(m("report.column.reported"), whole=True),
        *(() if narrow else (Column(m("report.column.progress"), whole=True, right=True),)),
        Column(m("report.column.status")),
    ]
    ongoing = m("report.ongoing")
    rows: list[list[Cell]] = []
    for one in verdicts:
        due = one.due.isoformat() if one.due else ongoing
        cells: list[Cell] = [clean(one.subject), bare(one.title), due, bare(one.reported or "—")[:8]]
        if not narrow:
            cells.append(f"{plain(one.progress)}%" if one.progress is not None else "—")
        late = m("report.days", n=str(one.days_overdue)) if one.days_overdue else ""
        rows.append([*cells, _standing(one, page, late)])
    return grid(columns, rows, page.width)


def batch_table(submissions: Iterable[SubmissionResult], page: Page) -> Iterator[Line]:
    """Return one line a submission: may it be accepted, what was found, what is short of its target."""
    m = page.messages
    columns = [
        Column(m("report.column.file"), share=1),
        *(Column(m(f"report.column.{key}")) for key in ("unit", "period")),
        Column(m("report.column.form"), whole=True),
        *(
            Column(m(f"report.column.{key}"), whole=True, right=True)
            for key in ("mandatory", "verify", "unmet", "overdue")
        ),
    ]
    accepted, returned = ((m("report.short.accepted"), "green"),), ((m("report.short.returned"), "bold red"),)
    rows: list[list[Cell]] = []
    for one in submissions:
        counts = count_findings(tuple(f for f in one.findings if f.state is FindingState.OPEN))
        statuses = count_statuses(one.verdicts)
        numbers = [counts[Severity.MANDATORY], counts[Severity.VERIFY]]
        numbers += [statuses.get(status, 0) for status in (Status.UNMET, Status.OVERDUE)]
        named = (clean(one.file), clean(one.unit or "—"), clean(one.period or "—"))
        rows.append([*named, accepted if one.accepted else returned, *(str(n) if n else "—" for n in numbers)])
    return grid(columns, rows, page.width)


def bare(text: str) -> str:
    """Return text for a column: curly quotes, one cell wide here and two in Chinese consoles, would bend it."""
    return clean(text).replace("“", "").replace("”", "")


def _standing(one: Verdict, page: Page, late: str = "") -> Cell:
    """Return a verdict's status, with what it would be without its waiver, and whether a baseline holds it."""
    m, text = page.messages, status_text(one.status, page)
    if one.unwaived is not None:
        text += m("report.unwaived", status=status_text(one.unwaived, page))
    if one.known and one.status not in SETTLED:
        text += m("report.known")
    return ((text + late, STATUS_COLOURS.get(one.status, "dim")),)


def _figure(one: IndicatorVerdict) -> str:
    if one.value is not None:
        suffix = one.unit if one.unit == "%" else ""
        return figure(one.value, one.target) + suffix
    return bare(one.reported or "—")[:10]
