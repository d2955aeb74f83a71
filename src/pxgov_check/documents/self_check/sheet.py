"""Writing the self-check into a form: the column 自查, the colours, the readings behind it and the counters."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pxgov_check.documents import styles
from pxgov_check.documents.cells import put, put_formula
from pxgov_check.documents.self_check import basics_formula, basics_lines, row_formula
from pxgov_check.documents.self_check.counters import COUNTED, counts, place, remaining
from pxgov_check.documents.self_check.expressions import literal
from pxgov_check.documents.self_check.marks import colour, colour_named, colour_text
from pxgov_check.documents.self_check.readings import ANSWERS, answers, as_day, as_figure, day_text, is_read, reading
from pxgov_check.documents.self_check.rows import Basics, Row
from pxgov_check.policy.messages import Messages, fill, placeholders
from pxgov_check.submission.layout import BASICS_SHEET, IDENTITY_SHEET, SELF_CHECK

_LINE_HEIGHT, _BASICS_HEIGHT = 26, 58


def write_column(sheet: Worksheet, rows: Sequence[Row], head_row: int, m: Messages) -> None:
    """Write the column 自查 beside a table and what is left to do above it."""
    if not rows:
        return
    column = len(rows[0].columns) + 1
    letter = get_column_letter(column)
    sheet.column_dimensions[letter].width = SELF_CHECK.width
    put(sheet, head_row, column, SELF_CHECK.title, styles.head)
    for row in rows:
        put_formula(sheet, row.number, column, row_formula(row, m.lang), styles.check)
    first, last = _answers(rows)
    colour_named(sheet, first, last, f"${letter}{rows[0].number}")
    colour_text(sheet, f"{letter}{rows[0].number}", f"{letter}{rows[-1].number}")
    left = remaining((rows[0].table.title,), m, more=m("template.self_check.where"))
    put_formula(sheet, head_row - 1, 1, f"={left}", styles.alert)


def write_basics(sheet: Worksheet, basics: Basics, first_row: int, m: Messages) -> str:
    """Write at the foot of 基本信息 what is left to do; return where the lines of this sheet are."""
    lines = {SELF_CHECK.title: _overall(basics, m)}
    lines |= {title: "=" + remaining((title,), m) for title in COUNTED}
    lines[BASICS_SHEET] = basics_formula(basics, m.lang)
    for row, (label, formula) in enumerate(lines.items(), first_row):
        styles.given(put(sheet, row, 1, label), centred=True)
        put_formula(sheet, row, 2, formula, styles.check)
        sheet.row_dimensions[row].height = _BASICS_HEIGHT if label == BASICS_SHEET else _LINE_HEIGHT
    colour_text(sheet, f"B{first_row}", f"B{first_row + len(lines) - 1}")
    for rule, line, key in basics_lines(basics):
        colour(sheet, basics.cells[key], line.when, rule.severity)
    return f"B{first_row + list(lines).index(BASICS_SHEET)}"


def write_readings(hidden: Worksheet, tables: Sequence[Sequence[Row]], basics_text: str) -> None:
    """Write on the hidden sheet what each figure and day is read as, how much is answered, and the counts."""
    for row in (row for rows in tables for row in rows):
        for key in sorted(row.asked):
            if is_read(key):
                _write_reading(hidden, row, key)
    filled = [rows for rows in tables if rows]
    hidden[_own(ANSWERS)] = "=" + answers(f"'{rows[0].table.title}'!{':'.join(_answers(rows))}" for rows in filled)
    areas = {BASICS_SHEET: f"'{BASICS_SHEET}'!{basics_text}"}
    for rows in filled:
        letter = get_column_letter(len(rows[0].columns) + 1)
        areas[rows[0].table.title] = f"'{rows[0].table.title}'!{letter}{rows[0].number}:{letter}{rows[-1].number}"
    for title, area in areas.items():
        for severity, formula in counts(area).items():
            hidden[place(title, severity)] = formula


def _write_reading(hidden: Worksheet, row: Row, key: str) -> None:
    cell = f"'{row.table.title}'!{row.cell(key)}"
    place = _own(reading(key, row.number))
    if key == "completed_on":
        text = _own(reading("completed_on_text", row.number))
        hidden[text] = "=" + day_text(cell)
        hidden[place] = "=" + as_day(cell, text)
    else:
        hidden[place] = "=" + as_figure(cell, row.unit(key))


def _overall(basics: Basics, m: Messages) -> str:
    """Return the formula that says what is left in all, or that nothing is answered yet."""
    left = remaining(COUNTED, m, clean=m("template.self_check.clean"))
    for rule in basics.policy.rules.values():
        if rule.check.kind == "nothing":
            text = rule.message[m.lang]
            return f"=IF({ANSWERS}=0,{literal(fill(text, dict.fromkeys(placeholders(text), '')))},{left})"
    return f"={left}"


def _answers(rows: Sequence[Row]) -> tuple[str, str]:
    """Return the first and the last cell of a table's answers; its answer columns stand side by side."""
    columns = [rows[0].columns[column.key] for column in rows[0].table.columns if column.answer]
    return (
        f"{get_column_letter(min(columns))}{rows[0].number}",
        f"{get_column_letter(max(columns))}{rows[-1].number}",
    )


def _own(reference: str) -> str:
    """Return a reference to the hidden sheet as the sheet itself writes it."""
    return reference.removeprefix(f"{IDENTITY_SHEET}!").replace("$", "")
