"""Who sent a form and for when: the sheet 基本信息, and what the template wrote about itself."""

from __future__ import annotations

from collections.abc import Sequence

from pxgov_check.model import Period
from pxgov_check.submission.cells import Cell, CellType, Row, Sheet, Workbook
from pxgov_check.submission.dates import cell_day, parse_period
from pxgov_check.submission.figures import cell_text
from pxgov_check.submission.layout import (
    BASICS,
    BASICS_KEYS,
    IDENTITY_NAME,
    IDENTITY_SHEET,
    LABEL_KEYS,
    is_called,
    key_of,
)
from pxgov_check.submission.rows import Basic

# A form's labels stand at its top; a value this far right of its label still belongs to it (merged cells).
_LABEL_DEPTH = 60
_LABEL_REACH = 6
_NOTHING = Basic("", None)


def read_basics(workbook: Workbook) -> tuple[Sheet | None, dict[str, Basic]]:
    """Return the sheet 基本信息 and its lines by label; nothing where there is no such sheet."""
    sheet = next((s for s in workbook.sheets if is_called(s.name, BASICS_KEYS)), None)
    if sheet is None:
        return None, {}
    found: dict[str, Basic] = {}
    for row in sheet.rows():
        if row[0].row > _LABEL_DEPTH:
            break
        labels = [_label(cell) for cell in row]
        for place, key in enumerate(labels):
            if key is not None and key not in found:
                found[key] = _beside(row, labels, place, date1904=workbook.date1904)
    # A line that was deleted is missed at the sheet, not at a cell.
    return sheet, {label.key: found.get(label.key, _NOTHING) for label in BASICS}


def _label(cell: Cell) -> str | None:
    return key_of(cell.raw, LABEL_KEYS) if cell.type is CellType.TEXT else None


def _beside(row: Row, labels: Sequence[str | None], place: int, *, date1904: bool) -> Basic:
    """Return what stands to the right of a label, up to the next one."""
    label = row[place]
    for cell, key in zip(row[place + 1 :], labels[place + 1 :], strict=True):
        if cell.column > label.column + _LABEL_REACH or key is not None:
            break
        if cell.raw.strip():
            day = cell_day(cell, date1904=date1904)
            return Basic(day.isoformat() if day else cell_text(cell).strip(), cell.ref, cell)
    return Basic("", Cell(label.row, label.column + 1, CellType.BLANK, "").ref)


def period_on(basic: Basic) -> Period | None:
    """Return the period written on the form; Excel turns 2025-12 into a date, which then means its month."""
    if basic.cell is not None and basic.cell.type in {CellType.NUMBER, CellType.DATE} and basic.text.count("-") == 2:
        return parse_period(basic.text[:7])
    return parse_period(basic.text)


def read_identity(workbook: Workbook) -> dict[str, str]:
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
