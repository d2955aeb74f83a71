"""The annexes on indicators, tasks and units: the full tables behind the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pxgov_check.documents.gap_docx.words import (
    DASH,
    bare_gap,
    change,
    common_due,
    common_section,
    count,
    group_table,
    run_on,
    section_within,
    target_due,
)
from pxgov_check.documents.official.blocks import Block, Cell, Column, Table
from pxgov_check.documents.official.punctuation import ours
from pxgov_check.model import Severity, Status
from pxgov_check.rollup.indicator_nouns import CityIndicator, UnitFigure
from pxgov_check.rollup.task_nouns import CityTask
from pxgov_check.rollup.wording import GapWording, figure_text

# Of units by indicators a page is as wide as this; a city of more units has them in the ledger.
_MATRIX_WIDE = 11
_MATRIX_LONG = 80
_SHORT = frozenset({Status.UNMET, Status.BEHIND})


def columns(w: GapWording, *told: tuple[str, float] | tuple[str, float, str]) -> list[Column]:
    """Return columns by key, share and (r) whether they stand right."""
    made = []
    for key, share, *right in told:
        head = w.messages(key if "." in key else f"gap.column.{key}")
        made.append(Column(head, share, "right" if right else "left"))
    return made


def indicators(w: GapWording) -> Iterator[Block]:
    """Yield every indicator."""
    m, every = w.messages, w.report.indicators
    due, shared = common_due(every), common_section(every)
    referenced = any(i.reference is not None for i in every)
    told: list[tuple[str, float] | tuple[str, float, str]] = [
        *(("subject", 9), ("title", 33), ("target", 17) if due else ("paper.column.target_due", 25)),
        *((("paper.column.reference", 20, "r"),) if referenced else ()),
        *(("value", 16, "r"), ("gap", 13, "r"), ("items", 12, "r"), ("counted", 12, "r")),
        *(("change", 13, "r"), ("status", 25), ("clause", 9 if shared else 22)),
    ]
    rows = [
        [
            one.subject,
            ours(w, one.title),
            w.target(one) if due else target_due(w, one),
            *([figure_text(one.reference, one.unit, one.value)] if referenced else []),
            w.value(one, one),
            bare_gap(w, one),
            count(one.items_needed),
            f"{one.units_counted}/{one.units_expected}",
            change(w, one, bare=True),
            w.status(one.status),
            section_within(w, one, shared),
        ]
        for one in every
    ]
    notes = [m("paper.note.due", due=w.day(due))] if due else []
    notes += [m("paper.note.clause", clause=ours(w, shared).strip())] if shared else []
    legend = m("paper.note", text=run_on(w, [*notes, m("paper.note.change")]))
    yield Table("", columns(w, *told), rows, size="Dense", legend=legend)


def matrix(w: GapWording) -> Iterator[Block]:
    """Yield the units' own figures of the indicators that each unit reports, as many columns a table as fit."""
    each = [i for i in w.report.indicators if not i.reported_by]
    units = [u.unit for u in w.report.units if u.state not in {"missing", "stopped"}]
    if not each or not units or len(units) > _MATRIX_LONG:
        return
    for at in range(0, len(each), _MATRIX_WIDE):
        yield _matrix(w, units, each[at : at + _MATRIX_WIDE])


def _matrix(w: GapWording, units: Sequence[str], shown: Sequence[CityIndicator]) -> Table:
    m = w.messages
    figures = [{f.unit: f for f in indicator.by_unit} for indicator in shown]
    # A unit that all columns share stands once, below.
    common = shown[0].unit if len({i.unit for i in shown}) == 1 else ""
    rows: list[list[Cell | str]] = [
        [w.safe(unit), *(_figure(w, held.get(unit), i, common) for i, held in zip(shown, figures, strict=True))]
        for unit in units
    ]
    named = [m("paper.matrix_name", id=i.subject, title=ours(w, i.title)) for i in shown]
    legend = m("paper.matrix_legend", names=m("report.list_separator").join(named))
    legend += m("paper.matrix_unit", unit=common) if common else ""
    head = [Column(m("gap.column.unit"), 26), *(Column(i.subject, 11.8, "center") for i in shown)]
    return Table("", head, rows, size="Tiny", legend=legend)


def _figure(w: GapWording, figure: UnitFigure | None, indicator: CityIndicator, common: str) -> Cell:
    if figure is None:
        return Cell(DASH)
    if figure.value is None or figure.status is Status.INVALID:
        return Cell(w.status(figure.status))
    value = w.value(figure, indicator).removesuffix(common)
    if not figure.counted:
        return Cell(w.messages("paper.not_counted", value=value))
    return Cell(value, "short" if figure.status in _SHORT else None)


def shares(w: GapWording) -> Iterator[Block]:
    """Yield for each indicator below its target the units that are short, with what they wrote and where."""
    rows = [
        [
            one.subject,
            w.safe(figure.unit),
            w.value(figure, one),
            w.gap(figure, one),
            count(figure.items_needed),
            figure_text(figure.share, "%"),
            w.safe(figure.explanation) if figure.explanation else w.messages("paper.not_given"),
            place(w, figure.sheet, figure.cell),
        ]
        for one in w.report.gaps
        for figure in one.short_units
    ]
    if rows:
        head = columns(
            w,
            *(("subject", 9), ("unit", 26), ("value", 15, "r"), ("gap", 26, "r"), ("items", 12, "r")),
            *(("share", 14, "r"), ("paper.column.explanation", 31), ("paper.column.cell", 23)),
        )
        yield Table("", head, rows, size="Dense")


def tasks(w: GapWording) -> Iterator[Block]:
    """Yield every task."""
    every = w.report.tasks
    shared = common_section(every)
    head = columns(
        w,
        *(("subject", 9), ("title", 31), ("paper.column.owner", 24), ("due", 28), ("status", 14), ("days", 12, "r")),
        *(("paper.column.completed", 28), ("clause", 14 if shared else 20), ("paper.column.cell", 16)),
    )
    clause = w.messages("paper.note.clause", clause=ours(w, shared).strip()) if shared else ""
    legend = w.messages("paper.note", text=clause) if clause else ""
    yield Table("", head, [_task(w, task, shared) for task in every], size="Dense", legend=legend)


def _task(w: GapWording, task: CityTask, shared: str) -> list[Cell | str]:
    told = task.decisive
    return [
        task.subject,
        ours(w, task.title),
        w.safe(task.decided_by or task.lead),
        w.day(task.due) if task.due else ours(w, task.deadline_text),
        w.status(task.status),
        w.late(task),
        w.day(task.completed_on),
        section_within(w, task, shared),
        place(w, told.sheet, told.cell) if told else DASH,
    ]


def task_groups(w: GapWording) -> Iterator[Block]:
    """Yield the tasks by section and by lead unit."""
    if not w.report.counted_period:
        return
    m, groups = w.messages, w.report.task_groups
    sections = [m("paper.section", section=g.key) for g in groups.by_section]
    yield group_table(w, m("paper.table.sections"), m("paper.column.section"), groups.by_section, sections)
    leads = [w.safe(g.key) for g in groups.by_lead]
    yield group_table(w, m("paper.table.leads"), m("gap.column.lead"), groups.by_lead, leads, size="Dense")


def units(w: GapWording) -> Iterator[Block]:
    """Yield every unit of the roster."""
    if not w.report.counted_period:
        return
    head = columns(
        w,
        *(("unit", 26), ("state", 14), ("period", 25), ("mandatory", 12, "r"), ("verify", 12, "r")),
        *(("unmet", 10, "r"), ("overdue", 10, "r"), ("items", 11, "r"), ("paper.column.file", 40)),
    )
    rows = []
    for unit in w.report.units:
        numbers = (
            unit.findings.get(Severity.MANDATORY, 0),
            unit.findings.get(Severity.VERIFY, 0),
            unit.indicators.get(Status.UNMET, 0),
            unit.tasks.get(Status.OVERDUE, 0),
            unit.items_needed,
        )
        period = w.period(unit.period) if unit.period else DASH
        file = w.safe(unit.file.rsplit("/", 1)[-1]) if unit.file else DASH
        state = w.messages(f"gap.state.{unit.state}")
        rows.append([w.safe(unit.unit), state, period, *(count(n) for n in numbers), file])
    yield Table("", head, rows, size="Dense", legend=w.messages("paper.units_note"))


def place(w: GapWording, sheet: str | None, cell: str | None) -> str:
    """Return where a figure stands in the unit's form, ``指标填报!H7``."""
    return "!".join(w.safe(part) for part in (sheet, cell) if part) or DASH
