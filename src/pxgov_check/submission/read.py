"""From a workbook to the form of each unit in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from pxgov_check.model import Period
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.cells import Cell, CellType, Sheet, Visibility, Workbook
from pxgov_check.submission.dates import cell_day, parse_period
from pxgov_check.submission.delimited import CONTAINER
from pxgov_check.submission.figures import cell_text, read_figure
from pxgov_check.submission.layout import (
    BASICS,
    BASICS_ALIASES,
    BASICS_SHEET,
    IDENTITY_NAME,
    IDENTITY_SHEET,
    INDICATORS,
    LABEL_KEYS,
    RETURNED_NAME,
    TABLES,
    TASKS,
    Table,
    is_returned_list,
    returned_list,
    sheet_keys,
    title_key,
)
from pxgov_check.submission.rows import Basic, Fault, IndicatorRow, LayoutFault, Row, Submission, TaskRow
from pxgov_check.submission.tables import (
    Header,
    Line,
    canonical_id,
    find_header,
    find_sheet,
    header_faults,
    lines,
)

# The tables of a workbook by key: the sheet, the head, and the lines that report something.
_Found = Mapping[str, tuple[Sheet, Header, list[Line]]]

# A form's labels stand at its top; a value this far right of its label still belongs to it (merged cells).
_LABEL_DEPTH = 60
_LABEL_REACH = 6


def read_submissions(workbook: Workbook, policy: Policy) -> tuple[Submission, ...]:
    """Return one submission a unit: usually one, several where the tables carry a column 填报单位."""
    shape = _read_shape(_as_sent(workbook), policy)
    parts = _by_unit(shape, policy)
    if set(parts) <= {shape.unit or shape.unit_text}:
        return (shape,)
    return tuple(_part(shape, policy, *parts[unit]) for unit in sorted(parts))


def _by_unit(shape: Submission, policy: Policy) -> dict[str, tuple[str, list[IndicatorRow], list[TaskRow]]]:
    """Return the rows of each unit, however it is written; a row that names none belongs to the form's own."""
    own = shape.unit or shape.unit_text
    names: dict[str, str] = {"": own}
    parts: dict[str, tuple[str, list[IndicatorRow], list[TaskRow]]] = {}
    for row in (*shape.indicators, *shape.tasks):
        text = row.text("unit_name")
        if text not in names:
            names[text] = policy.resolve_unit(text) or text
        _, indicators, tasks = parts.setdefault(names[text], (text or own, [], []))
        if isinstance(row, IndicatorRow):
            indicators.append(row)
        elif isinstance(row, TaskRow):
            tasks.append(row)
    return parts


def _part(
    shape: Submission, policy: Policy, unit: str, indicators: list[IndicatorRow], tasks: list[TaskRow]
) -> Submission:
    """Return what one unit of a consolidated workbook reports."""
    first: Row = (*indicators, *tasks)[0]
    return replace(
        shape,
        unit=policy.resolve_unit(unit) if unit else None,
        unit_text=unit,
        unit_sheet=first.sheet,
        unit_ref=first.ref("unit_name"),
        period=_period(shape.basics.get("period", Basic("", None))) or _row_period((*indicators, *tasks)),
        indicators=tuple(indicators),
        tasks=tuple(tasks),
    )


def _row_period(rows: Sequence[Row]) -> Period | None:
    """Return the period that the rows carry where no 基本信息 says it; none where they differ."""
    written = {row.text("period") for row in rows}
    return parse_period(written.pop()) if len(written) == 1 else None


def _as_sent(workbook: Workbook) -> Workbook:
    """Return a workbook without the list of problems that a returned one carries, copies of it included."""
    listed = returned_list(workbook.defined_names.get(RETURNED_NAME, ""))
    sheets = tuple(s for s in workbook.sheets if s.name != listed and not is_returned_list(s.name))
    return workbook if len(sheets) == len(workbook.sheets) else replace(workbook, sheets=sheets)


def _read_shape(workbook: Workbook, policy: Policy) -> Submission:
    basics_sheet, basics = _read_basics(workbook)
    unit = basics.get("unit", Basic("", None))
    period = basics.get("period", Basic("", None))
    faults: list[Fault] = []
    lone = workbook.container == CONTAINER
    if basics_sheet is None and not lone:
        faults.append(Fault(LayoutFault.SHEET_MISSING, BASICS_SHEET))
    sheets: dict[str, str] = {}
    found: dict[str, tuple[Sheet, Header, list[Line]]] = {}
    for table in TABLES:
        located = find_sheet(workbook.sheets, table)
        if located is None or located[1] is None:
            if lone:
                continue
            faults.append(Fault(LayoutFault.SHEET_MISSING, table.title, located[0].name if located else None))
            continue
        sheet, header = located[0], located[1]
        sheets[table.key] = sheet.name
        faults.extend(header_faults(sheet, table, header))
        found[table.key] = sheet, header, list(lines(sheet, table, header))
        faults.extend(_hidden_doubles(workbook, sheet, table))
    indicators = tuple(_indicator_rows(found, policy, faults))
    tasks = tuple(_task_rows(found, policy, faults))
    return Submission(
        basics_sheet=basics_sheet.name if basics_sheet else None,
        basics=basics,
        unit=policy.resolve_unit(unit.text) if unit.text else None,
        unit_text=unit.text,
        unit_sheet=basics_sheet.name if basics_sheet else None,
        unit_ref=unit.ref,
        period=_period(period) or _row_period((*indicators, *tasks)),
        identity=_read_identity(workbook),
        indicators=indicators,
        tasks=tasks,
        faults=tuple(faults),
        sheets=sheets,
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


def _indicator_rows(found: _Found, policy: Policy, faults: list[Fault]) -> Iterator[IndicatorRow]:
    for row in _known_rows(found, INDICATORS, "I", policy.indicators, faults):
        unit = policy.indicators[row.id].unit.value
        yield IndicatorRow(
            *_parts(row),
            value=read_figure(row.cells.get("value"), unit),
            numerator=read_figure(row.cells.get("numerator"), ""),
            denominator=read_figure(row.cells.get("denominator"), ""),
        )


def _task_rows(found: _Found, policy: Policy, faults: list[Fault]) -> Iterator[TaskRow]:
    for row in _known_rows(found, TASKS, "T", policy.tasks, faults):
        yield TaskRow(*_parts(row), progress=read_figure(row.cells.get("progress"), "%"))


def _known_rows(found: _Found, table: Table, letter: str, known: Collection[str], faults: list[Fault]) -> Iterator[Row]:
    """Yield the rows of a table whose id the policy knows; the others become faults."""
    if table.key not in found:
        return
    sheet, header, reported = found[table.key]
    for line in reported:
        subject = canonical_id(line.id_text, letter)
        if subject is None or subject not in known:
            faults.append(_unknown(sheet, header, line))
            continue
        yield Row(sheet.name, line.number, subject, line.id_text, line.cells, header.columns)


def _parts(row: Row) -> tuple[str, int, str, str, Mapping[str, Cell], Mapping[str, int]]:
    return row.sheet, row.number, row.id, row.id_text, row.cells, row.columns


def _unknown(sheet: Sheet, header: Header, line: Line) -> Fault:
    cell = line.cells.get("id")
    column = header.columns.get("id", min(header.columns.values()))
    ref = cell.ref if cell else Cell(line.number, column, CellType.BLANK, "").ref
    return Fault(LayoutFault.UNKNOWN_ID, line.id_text, sheet.name, ref)


def _read_basics(workbook: Workbook) -> tuple[Sheet | None, dict[str, Basic]]:
    names = sheet_keys(BASICS_SHEET, BASICS_ALIASES)
    sheet = next((s for s in workbook.sheets if title_key(s.name) in names), None)
    if sheet is None:
        return None, {}
    found: dict[str, Basic] = {}
    for row in sheet.rows():
        if row[0].row > _LABEL_DEPTH:
            break
        for position, cell in enumerate(row):
            key = LABEL_KEYS.get(title_key(cell.raw)) if cell.type is CellType.TEXT else None
            if key is not None and key not in found:
                found[key] = _beside(cell, row[position + 1 :], date1904=workbook.date1904)
    # A line that was deleted is missed at the sheet, not at a cell.
    return sheet, {label.key: found.get(label.key, Basic("", None)) for label in BASICS}


def _beside(label: Cell, right: tuple[Cell, ...], *, date1904: bool) -> Basic:
    place = Cell(label.row, label.column + 1, CellType.BLANK, "").ref
    value = next((c for c in right if c.column <= label.column + _LABEL_REACH and c.raw.strip()), None)
    if value is None or (value.type is CellType.TEXT and title_key(value.raw) in LABEL_KEYS):
        return Basic("", place)
    day = cell_day(value, date1904=date1904)
    return Basic(day.isoformat() if day else cell_text(value).strip(), value.ref, value)


def _period(basic: Basic) -> Period | None:
    """Return the period written on the form; Excel turns 2025-12 into a date, which then means its month."""
    if basic.cell is not None and basic.cell.type in {CellType.NUMBER, CellType.DATE} and basic.text.count("-") == 2:
        return parse_period(basic.text[:7])
    return parse_period(basic.text)


def _read_identity(workbook: Workbook) -> dict[str, str]:
    """Return what the template wrote about itself; empty for a workbook that did not come from one."""
    sheet = next((s for s in workbook.sheets if s.name == IDENTITY_SHEET), None)
    if sheet is not None:
        pairs = [row for row in sheet.rows() if len(row) > 1 and row[0].column == 1]
        return {row[0].raw: row[1].raw for row in pairs}
    prefix = "pxcheck."
    told = {k.removeprefix(prefix): v for k, v in workbook.properties.items() if k.startswith(prefix)}
    if told:
        return told
    pairs_text = workbook.defined_names.get(IDENTITY_NAME, "").strip('"')
    return dict(pair.split("=", 1) for pair in pairs_text.split("|") if "=" in pair)
