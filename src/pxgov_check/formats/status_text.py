"""The list that status makes on a terminal: the counts, the units to phone first, the files that nobody can place."""

from __future__ import annotations

from collections.abc import Iterator

from pxgov_check.formats.grid import Cell, Column, grid
from pxgov_check.formats.page import NARROWEST, paragraph, short
from pxgov_check.formats.paint import BLANK, Line, paint
from pxgov_check.policy.messages import Messages
from pxgov_check.rollup.status import StatusReport, UnitState
from pxgov_check.rollup.status_words import row, rules, sentences

_WIDE = 100
_STYLES = {
    UnitState.MISSING: "bold red",
    UnitState.UNREADABLE: "bold red",
    UnitState.CONFLICTING: "bold red",
    UnitState.RETURNED: "yellow",
    UnitState.ACCEPTED: "green",
}
_LONGEST = 200
_SHARES = {"reasons": 2, "unit": 1}


def render(report: StatusReport, messages: Messages, *, width: int, colour: bool) -> str:
    """Return the list; no line is wider than the screen."""
    width = max(width, NARROWEST)
    parts = paragraph(messages("status.title", period=report.period), width, "bold")
    parts += [line for sentence in sentences(report, messages) for line in paragraph(sentence, width)]
    parts += [BLANK, *_table(report, messages, width)]
    if report.unplaced:
        parts += [BLANK, *paragraph(messages("status.unplaced_title", n=str(len(report.unplaced))), width, "bold")]
    for left in report.unplaced:
        parts += paragraph(
            messages("status.unplaced_file", file=short(left.file, _LONGEST), message=left.message), width
        )
    return paint(parts, colour=colour)


def _table(report: StatusReport, m: Messages, width: int) -> Iterator[Line]:
    # On a narrow screen the rules alone say why; pxcheck explain has the rest.
    shown = ("unit", "state", "in_time", "reasons" if width >= _WIDE else "rules", "reporter", "phone")
    columns = [
        Column(m(f"status.column.{name}"), share=_SHARES.get(name, 0), whole=name in {"state", "in_time"})
        for name in shown
    ]
    rows: list[list[Cell]] = []
    for one in report.units:
        told = {name: short(text, _LONGEST) or "—" for name, text in (row(one, m) | {"rules": rules(one)}).items()}
        rows.append([((told[name], _STYLES[one.state]),) if name == "state" else told[name] for name in shown])
    return grid(columns, rows, width)
