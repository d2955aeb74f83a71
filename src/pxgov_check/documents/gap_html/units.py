"""各单位: how each unit stands, and what each one sent, figure by figure with its cell: the page's proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pxgov_check.documents.gap_html.blocks import Cell, Column, Fold, Row, Section, Table
from pxgov_check.documents.gap_html.indicators import number, own_value
from pxgov_check.documents.gap_html.words import DASH, Page, count, file_name, place
from pxgov_check.model import FindingState, Severity, Status
from pxgov_check.rollup.indicator_nouns import CityIndicator, UnitFigure
from pxgov_check.rollup.report import UnitStanding
from pxgov_check.rollup.task_nouns import CityTask, UnitTask
from pxgov_check.rollup.wording import figure_text


def units(page: Page) -> Section:
    """Return every unit of the roster, then each one that sent a form with all that it reports."""
    sent = _sent(page)
    folds = [_fold(page, one, sent[one.unit]) for one in page.report.units if one.unit in sent]
    sentences = [page("html.note.units")] if folds else []
    return Section("units", page("gap.annex.units"), sentences=sentences, tables=[*_standings(page, sent)], folds=folds)


def _standings(page: Page, sent: Mapping[str, Sent]) -> Iterator[Table]:
    columns = [
        Column(page("gap.column.unit")),
        Column(page("gap.column.state"), choose=True),
        Column(page("gap.column.period"), choose=True),
        Column(page("gap.column.mandatory"), "number"),
        Column(page("gap.column.verify"), "number"),
        Column(page("gap.column.unmet"), "number"),
        Column(page("gap.column.overdue"), "number"),
        Column(page("gap.column.items"), "number"),
        Column(page("paper.column.file")),
    ]
    rows = []
    for one in page.report.units:
        anchor = page.unit(one.unit)
        rows.append(
            Row(
                [
                    Cell(one.unit, to=f"{anchor}-sent" if one.unit in sent else None),
                    page.state(one.state),
                    Cell(page.w.period(one.period) if one.period else DASH, one.period),
                    count(one.findings.get(Severity.MANDATORY, 0)),
                    count(one.findings.get(Severity.VERIFY, 0)),
                    count(one.indicators.get(Status.UNMET, 0)),
                    count(one.tasks.get(Status.OVERDUE, 0)),
                    count(one.items_needed),
                    Cell(file_name(page, one.file)),
                ],
                anchor,
            )
        )
    if rows:
        yield Table(
            "unit-table", page("html.table.units"), columns, rows, "cards", tools=True, notes=[page("paper.units_note")]
        )


@dataclass(frozen=True)
class Sent:
    """What one unit has sent: its figures and its tasks with the indicators and tasks that they are about."""

    figures: list[tuple[CityIndicator, UnitFigure]] = field(default_factory=list)
    tasks: list[tuple[CityTask, UnitTask]] = field(default_factory=list)


def _sent(page: Page) -> Mapping[str, Sent]:
    """Return by unit what was sent in a form, in the order of the policy."""
    sent: dict[str, Sent] = {}
    for one in page.report.indicators:
        for figure in (*one.by_unit, *one.other_reports):
            if page.figure(one.subject, figure):
                sent.setdefault(figure.unit, Sent()).figures.append((one, figure))
    for task in page.report.tasks:
        for told in task.units:
            if page.figure(task.subject, told):
                sent.setdefault(told.unit, Sent()).tasks.append((task, told))
    return sent


def _fold(page: Page, one: UnitStanding, sent: Sent) -> Fold:
    facts = [
        (page("gap.column.state"), page.state(one.state)),
        (page("paper.column.file"), Cell(file_name(page, one.file))),
    ]
    if one.period:
        facts.insert(1, (page("gap.column.period"), Cell(page.w.period(one.period))))
    if one.items_needed:
        facts.append((page("gap.column.items"), count(one.items_needed)))
    return Fold(
        anchor=f"{page.unit(one.unit)}-sent",
        title=one.unit,
        lead=page.state(one.state),
        facts=facts,
        tables=[*_own_indicators(page, one, sent), *_own_tasks(page, one, sent), *_own_findings(page, one)],
    )


def _own_indicators(page: Page, unit: UnitStanding, sent: Sent) -> Iterator[Table]:
    rows = []
    for one, figure in sent.figures:
        rows.append(
            Row(
                [
                    Cell(one.title, one.subject, page.subject(one.subject), under=one.subject),
                    own_value(page, figure, one, None),
                    number(figure.numerator),
                    number(figure.denominator),
                    page.target(one),
                    page.gap(figure, one),
                    count(figure.items_needed),
                    page.status(figure.status),
                    Cell(figure.explanation or DASH),
                    Cell(page.w.period(figure.period) if figure.period else DASH, figure.period),
                    Cell(place(page, figure.sheet, figure.cell), under=_other_file(page, unit, figure.file)),
                ],
                page.figure(one.subject, figure),
            )
        )
    if not rows:
        return
    columns = [
        Column(page("paper.column.indicator")),
        *(Column(page(key), "number") for key in ("gap.column.value", "entry.numerator", "entry.denominator")),
        *(Column(page(f"gap.column.{key}"), "number") for key in ("target", "gap", "items")),
        Column(page("gap.column.status"), choose=True),
        Column(page("gap.column.explanation"), "long"),
        Column(page("gap.column.period")),
        Column(page("gap.column.place"), "place"),
    ]
    yield Table(f"{page.unit(unit.unit)}-figures", page("html.table.own_indicators"), columns, rows)


def _other_file(page: Page, unit: UnitStanding, file: str | None) -> str:
    """Return the file of a figure where it is not the unit's one file."""
    return "" if file == unit.file else file_name(page, file)


def _own_tasks(page: Page, unit: UnitStanding, sent: Sent) -> Iterator[Table]:
    rows = []
    for task, told in sent.tasks:
        rows.append(
            Row(
                [
                    Cell(task.title, task.subject, page.subject(task.subject), under=task.subject),
                    page.day(task.due, task.deadline_text),
                    page.status(told.status),
                    Cell(figure_text(told.progress, "%")),
                    page.day(told.completed_on),
                    Cell(told.evidence or DASH),
                    Cell(told.reason or DASH),
                    Cell(told.next_step or DASH),
                    Cell(told.explanation or DASH),
                    Cell(place(page, told.sheet, told.cell), under=_other_file(page, unit, told.file)),
                ],
                page.figure(task.subject, told),
            )
        )
    if not rows:
        return
    heads = (
        "paper.column.task",
        "gap.column.due",
        "gap.column.status",
        "report.column.progress",
        "paper.column.completed",
    )
    longs = ("html.column.evidence", "paper.column.problem", "paper.column.next_step", "gap.column.explanation")
    columns = [*(Column(page(key)) for key in heads), *(Column(page(key), "long") for key in longs)]
    columns.append(Column(page("gap.column.place"), "place"))
    yield Table(f"{page.unit(unit.unit)}-tasks", page("html.table.own_tasks"), columns, rows)


def _own_findings(page: Page, unit: UnitStanding) -> Iterator[Table]:
    rows = [
        Row(
            [
                page.rule(f.rule),
                page.severity(f.severity),
                Cell(f.message),
                Cell(f.hint),
                Cell(place(page, f.sheet, f.cell)),
            ]
        )
        for f in (told.finding for told in page.report.findings if told.unit == unit.unit)
        if f.state is FindingState.OPEN
    ]
    if rows:
        heads = ("gap.column.rule", "entry.severity", "gap.column.found", "entry.hint", "gap.column.place")
        columns = [Column(page(head), "place" if head == "gap.column.place" else "text") for head in heads]
        yield Table(f"{page.unit(unit.unit)}-findings", page("html.table.own_findings"), columns, rows)
