"""任务: how many are left after each deadline, what is overdue, every task, and what units report differently."""

from __future__ import annotations

from collections.abc import Iterator

from pxgov_check.documents.gap_html.blocks import Cell, Column, Row, Section, Table
from pxgov_check.documents.gap_html.charts import burn_down
from pxgov_check.documents.gap_html.overview import group_table
from pxgov_check.documents.gap_html.words import DASH, Page, count, place
from pxgov_check.model import Status
from pxgov_check.rollup.sentences import tasks_sentence
from pxgov_check.rollup.task_nouns import CityTask

_ONGOING = "ongoing"


def tasks(page: Page) -> Section:
    """Return the tasks: burn-down, the overdue ones with reason and next step, all of them, and disagreements."""
    report = page.report
    line = burn_down(page, report.burn_down) if report.counted_period else None
    return Section(
        anchor="tasks",
        title=page("paper.heading.tasks"),
        sentences=[tasks_sentence(page.w), *([page("html.note.burn")] if line else [])],
        legend=[("solid", page("html.burn.left"), ""), ("dashed", page("html.burn.planned"), "")] if line else [],
        charts=[line] if line else [],
        tables=[*_burn(page), *_overdue(page), *_all(page), *_disagreed(page), *_groups(page)],
    )


def _burn(page: Page) -> Iterator[Table]:
    if not page.report.burn_down or not page.report.counted_period:
        return
    rows = [
        Row(
            [
                page.day(point.due),
                count(len(point.subjects)),
                count(point.done),
                count(point.done_late),
                count(point.not_done),
                count(point.planned_left),
                count(point.left) if point.left is not None else Cell(DASH),
            ]
        )
        for point in page.report.burn_down
    ]
    heads = (Status.DONE, Status.DONE_LATE)
    columns = [Column(page("gap.column.due")), Column(page("html.column.tasks_due"), "number")]
    columns += [Column(page.w.status(status), "number") for status in heads]
    columns += [Column(page(key), "number") for key in ("html.column.not_done", "html.burn.planned", "html.burn.left")]
    yield Table("burn-table", page("html.table.burn"), columns, rows, "dense")


def _overdue(page: Page) -> Iterator[Table]:
    late = page.report.overdue
    if not late:
        return
    columns = [
        Column(page("paper.column.task")),
        Column(page("paper.column.owner")),
        Column(page("gap.column.due")),
        Column(page("gap.column.days"), "number"),
        Column(page("paper.column.problem"), "long"),
        Column(page("paper.column.next_step"), "long"),
        Column(page("gap.column.place"), "place"),
    ]
    rows = []
    for task in late:
        told = task.decisive
        decided = task.decided_by or task.lead
        rows.append(
            Row(
                [
                    Cell(
                        task.title, task.subject, page.subject(task.subject), mark="▼", tone="bad", under=task.subject
                    ),
                    Cell(decided, to=page.unit(decided)),
                    page.day(task.due),
                    Cell(
                        str(task.days_overdue) if task.days_overdue else page("paper.due_today"),
                        str(task.days_overdue or 0),
                    ),
                    Cell(told.reason if told and told.reason else page("paper.not_given")),
                    Cell(told.next_step if told and told.next_step else page("paper.not_given")),
                    _place(page, task),
                ]
            )
        )
    caption = page("html.table.overdue", n=str(len(late)))
    yield Table("overdue-table", caption, columns, rows, "cards", tools=len(rows) > 1)


def _all(page: Page) -> Iterator[Table]:
    columns = [
        Column(page("paper.column.task")),
        Column(page("entry.area"), choose=True),
        Column(page("paper.column.owner"), choose=True),
        Column(page("gap.column.due"), choose=True),
        Column(page("gap.column.status"), choose=True),
        Column(page("gap.column.days"), "number"),
        Column(page("paper.column.completed")),
        Column(page("gap.column.clause")),
        Column(page("gap.column.place"), "place"),
    ]
    rows = [Row(_task(page, task), page.subject(task.subject)) for task in page.report.tasks]
    if rows:
        yield Table("task-table", page("html.table.tasks"), columns, rows, "cards", tools=True)


def _task(page: Page, task: CityTask) -> list[Cell]:
    owner = task.decided_by or task.lead
    return [
        Cell(task.title, task.subject, under=task.subject),
        Cell(task.area),
        Cell(owner, to=page.unit(owner)),
        page.day(task.due, task.deadline_text),
        page.status(task.status),
        count(task.days_overdue),
        page.day(task.completed_on),
        Cell(task.source.section, to=page.clause(task.subject)),
        _place(page, task),
    ]


def _place(page: Page, task: CityTask) -> Cell:
    told = task.decisive
    return Cell(place(page, told.sheet, told.cell), to=page.figure(task.subject, told)) if told else Cell(DASH)


def _disagreed(page: Page) -> Iterator[Table]:
    rows = [
        Row(
            [
                Cell(task.title, task.subject, page.subject(task.subject), under=task.subject),
                Cell(told.unit, to=page.unit(told.unit)),
                Cell(page.w.safe(told.reported or DASH)),
                page.status(told.status),
                Cell(place(page, told.sheet, told.cell), to=page.figure(task.subject, told)),
            ]
        )
        for task in page.report.tasks
        if task.disagreement
        for told in task.units
        if told.counted or told.reported
    ]
    if rows:
        heads = (
            "paper.column.task",
            "gap.column.unit",
            "report.column.reported",
            "gap.column.status",
            "gap.column.place",
        )
        yield Table(
            "disagreement-table",
            page("paper.heading.disagree"),
            [Column(page(head), "place" if head == "gap.column.place" else "text") for head in heads],
            rows,
        )


def _groups(page: Page) -> Iterator[Table]:
    if not page.report.counted_period:
        return
    groups = page.report.task_groups
    told = (
        ("deadlines", "deadline", groups.by_deadline, [_year(page, g.key) for g in groups.by_deadline]),
        ("sections", "section", groups.by_section, [page("paper.section", section=g.key) for g in groups.by_section]),
        ("leads", "lead", groups.by_lead, [g.key for g in groups.by_lead]),
    )
    for name, head, which, names in told:
        key = "gap.column.lead" if head == "lead" else f"paper.column.{head}"
        if which:
            yield group_table(page, f"by-{name}", page(f"paper.table.{name}"), page(key), which, names)


def _year(page: Page, key: str) -> str:
    return page("paper.ongoing") if key == _ONGOING else page("paper.year", year=key)
