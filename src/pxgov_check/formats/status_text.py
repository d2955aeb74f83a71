"""The list that status makes on a terminal: the counts, the units to phone first, the files that nobody can place."""

from __future__ import annotations

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from pxgov_check.formats.page import NARROWEST, paint, short
from pxgov_check.formats.wrap import wrap
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


def render(report: StatusReport, messages: Messages, *, width: int, colour: bool) -> str:
    """Return the list; no line is wider than the screen."""
    parts = _prose(messages("status.title", period=report.period), width, "bold")
    parts += [line for sentence in sentences(report, messages) for line in _prose(sentence, width)]
    parts += [Text(""), _table(report, messages, wide=width >= _WIDE)]
    if report.unplaced:
        parts += [Text(""), *_prose(messages("status.unplaced_title", n=str(len(report.unplaced))), width, "bold")]
    for left in report.unplaced:
        parts += _prose(messages("status.unplaced_file", file=short(left.file, _LONGEST), message=left.message), width)
    return paint(parts, width=width, colour=colour)


def _table(report: StatusReport, m: Messages, *, wide: bool) -> Table:
    # On a narrow screen the rules alone say why; pxcheck explain has the rest.
    shown = ("unit", "state", "in_time", "reasons" if wide else "rules", "reporter", "phone")
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for name in shown:
        ratio = {"reasons": 2, "unit": 1}.get(name)
        table.add_column(m(f"status.column.{name}"), ratio=ratio, overflow="fold", no_wrap=name in {"state", "in_time"})
    for one in report.units:
        told = {name: short(text, _LONGEST) for name, text in (row(one, m) | {"rules": rules(one)}).items()}
        style = _STYLES[one.state]
        table.add_row(*(Text(told[name] or "—", style=style if name == "state" else "") for name in shown))
    return table


def _prose(text: str, width: int, style: str = "") -> list[RenderableType]:
    return [Text(line, style=style, no_wrap=True) for line in wrap(short(text, 2000), max(width, NARROWEST))]
