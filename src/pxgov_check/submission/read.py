"""From a workbook to the form of each unit in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypedDict

from pxgov_check.model import Period
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.basics import period_on, read_basics, read_identity
from pxgov_check.submission.cells import Cell, CellType, Sheet, Visibility, Workbook
from pxgov_check.submission.dates import cell_day, parse_period
from pxgov_check.submission.delimited import CONTAINER
from pxgov_check.submission.figures import Figure, quotient, read_figure
from pxgov_check.submission.layout import (
    BASICS_SHEET,
    IDENTITY_SHEET,
    INDICATORS,
    RETURNED_NAME,
    TABLES,
    TASKS,
    Table,
    is_returned_list,
    returned_list,
)
from pxgov_check.submission.rows import Basic, Fault, IndicatorRow, LayoutFault, Submission, TaskRow
from pxgov_check.submission.tables import (
    Header,
    Line,
    find_header,
    find_sheet,
    header_faults,
    lines,
)


@dataclass(slots=True)
class _Found:
    """A table as found: its sheet, its head, and the lines that report on an id which the policy knows."""

    sheet: str
    header: Header
    known: list[Line]


@dataclass(slots=True)
class _Part:
    """The lines of one unit, by table; ``text`` is how the first of them writes the unit."""

    text: str
    lines: dict[str, list[Line]] = field(default_factory=dict)


def read_submissions(workbook: Workbook, policy: Policy) -> Iterator[Submission]:
    """Yield one submission a unit: usually one, several where the tables carry a column 填报单位.

    All lines are read before the first submission comes; the rows of a unit are made as its submission is asked for.
    """
    found: dict[str, _Found] = {}
    shape = _read_shape(_as_sent(workbook), policy, found)
    parts = _by_unit(found, shape.unit or shape.unit_text, policy)
    if parts is None:
        everything = {key: table.known for key, table in found.items()}
        yield replace(
            shape,
            **_rows(found, everything, policy, date1904=shape.date1904),
            period=shape.period or _row_period(everything),
        )
        return
    for unit in sorted(parts):
        yield _part(shape, policy, parts[unit], found)


def _by_unit(found: Mapping[str, _Found], own: str, policy: Policy) -> dict[str, _Part] | None:
    """Return the lines of each unit, however it is written; a line that names none belongs to the form's own.

    None where all lines are the form's own.
    """
    if not any("unit_name" in table.header.columns for table in found.values()):
        return None
    parts: dict[str, _Part] = {}
    written: dict[str, _Part] = {}
    for key, table in found.items():
        for line in table.known:
            text = line.text("unit_name")
            part = written.get(text)
            if part is None:
                name = (policy.resolve_unit(text) or text) if text else own
                part = written[text] = parts.setdefault(name, _Part(text or own))
            part.lines.setdefault(key, []).append(line)
    return None if set(parts) <= {own} else parts


def _part(shape: Submission, policy: Policy, part: _Part, found: Mapping[str, _Found]) -> Submission:
    """Return what one unit of a consolidated workbook reports."""
    rows = _rows(found, part.lines, policy, date1904=shape.date1904)
    first = (*rows["indicators"], *rows["tasks"])[0]
    return replace(
        shape,
        unit=policy.resolve_unit(part.text) if part.text else None,
        unit_text=part.text,
        unit_sheet=first.sheet,
        unit_ref=first.ref("unit_name"),
        period=shape.period or _row_period(part.lines),
        **rows,
    )


def _row_period(told: Mapping[str, Sequence[Line]]) -> Period | None:
    """Return the period that the lines carry where no 基本信息 says it; none where they differ."""
    written = {line.text("period") for held in told.values() for line in held}
    return parse_period(written.pop()) if len(written) == 1 else None


def _as_sent(workbook: Workbook) -> Workbook:
    """Return a workbook without the list of problems that a returned one carries, copies of it included."""
    listed = returned_list(workbook.defined_names.get(RETURNED_NAME, ""))
    sheets = tuple(s for s in workbook.sheets if s.name != listed and not is_returned_list(s.name))
    return workbook if len(sheets) == len(workbook.sheets) else replace(workbook, sheets=sheets)


def _read_shape(workbook: Workbook, policy: Policy, found: dict[str, _Found]) -> Submission:
    """Return the form without its rows; the tables go into ``found``."""
    basics_sheet, basics = read_basics(workbook)
    unit = basics.get("unit", Basic("", None))
    faults: list[Fault] = []
    strangers: list[Fault] = []
    lone = workbook.container == CONTAINER
    if basics_sheet is None and not lone:
        faults.append(Fault(LayoutFault.SHEET_MISSING, BASICS_SHEET))
    for table in TABLES:
        located = find_sheet(workbook.sheets, table)
        if located is None or located[1] is None:
            if not lone:
                nearest = located[0].name if located else None
                faults.append(Fault(LayoutFault.SHEET_MISSING, table.title, nearest))
            continue
        sheet, header = located[0], located[1]
        faults.extend(header_faults(sheet, table, header))
        known = policy.indicators if table is INDICATORS else policy.tasks
        found[table.key] = _Found(sheet.name, header, _known_lines(sheet, table, header, known, strangers))
        faults.extend(_hidden_doubles(workbook, sheet, table))
    return Submission(
        basics_sheet=basics_sheet.name if basics_sheet else None,
        basics=basics,
        unit=policy.resolve_unit(unit.text) if unit.text else None,
        unit_text=unit.text,
        unit_sheet=basics_sheet.name if basics_sheet else None,
        unit_ref=unit.ref,
        period=period_on(basics.get("period", Basic("", None))),
        identity=read_identity(workbook),
        faults=(*faults, *strangers),
        sheets={key: table.sheet for key, table in found.items()},
        date1904=workbook.date1904,
        formats_known=workbook.formats_known,
        lone=lone,
    )


def _hidden_doubles(workbook: Workbook, shown: Sheet, table: Table) -> Iterator[Fault]:
    """Yield a fault for each other sheet that is hidden and holds answers of the same table."""
    for sheet in workbook.sheets:
        if sheet is shown or sheet.visibility is Visibility.VISIBLE or sheet.name == IDENTITY_SHEET:
            continue
        header = find_header(sheet, table)
        if header is not None and any(True for _ in lines(sheet, table, header)):
            yield Fault(LayoutFault.HIDDEN_SHEET, sheet.name, sheet.name)


def _known_lines(
    sheet: Sheet, table: Table, header: Header, known: Collection[str], strangers: list[Fault]
) -> list[Line]:
    """Return the lines of a table whose id the policy knows; the others become faults."""
    found: list[Line] = []
    for line in lines(sheet, table, header, known):
        if line.subject in known:
            found.append(line)
        else:
            strangers.append(_unknown(sheet, header, line))
    return found


class _Rows(TypedDict):
    """The rows of a form."""

    indicators: tuple[IndicatorRow, ...]
    tasks: tuple[TaskRow, ...]


def _rows(found: Mapping[str, _Found], told: Mapping[str, Sequence[Line]], policy: Policy, *, date1904: bool) -> _Rows:
    """Return the rows that lines are, figures read."""
    return {
        "indicators": tuple(
            [_indicator_row(found[INDICATORS.key], line, policy) for line in told.get(INDICATORS.key, ())]
        ),
        "tasks": tuple([_task_row(found[TASKS.key], line, date1904=date1904) for line in told.get(TASKS.key, ())]),
    }


def _indicator_row(table: _Found, line: Line, policy: Policy) -> IndicatorRow:
    subject, cells = line.subject or "", line.cells
    value = read_figure(cells.get("value"), policy.indicators[subject].unit.value)
    over, under = read_figure(cells.get("numerator"), ""), read_figure(cells.get("denominator"), "")
    return IndicatorRow(
        table.sheet,
        line.number,
        subject,
        line.id_text,
        cells,
        table.header.columns,
        value,
        over,
        under,
        _exact(value, over, under),
    )


def _exact(value: Figure, over: Figure, under: Figure) -> Decimal | None:
    if value.value is None or over.value is None or not under.value:
        return value.value
    return quotient(over.value, under.value)


def _task_row(table: _Found, line: Line, *, date1904: bool) -> TaskRow:
    completed = line.cells.get("completed_on")
    return TaskRow(
        table.sheet,
        line.number,
        line.subject or "",
        line.id_text,
        line.cells,
        table.header.columns,
        line.text("status"),
        read_figure(line.cells.get("progress"), "%"),
        cell_day(completed, date1904=date1904) if completed else None,
    )


def _unknown(sheet: Sheet, header: Header, line: Line) -> Fault:
    cell = line.cells.get("id")
    column = header.columns.get("id", min(header.columns.values()))
    ref = cell.ref if cell else Cell(line.number, column, CellType.BLANK, "").ref
    return Fault(LayoutFault.UNKNOWN_ID, line.id_text, sheet.name, ref)
