"""The parts as a page of Markdown: first the promises, then every table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from speed.outcome import NOT_MEASURED, Part, Promise, Table

_KEPT = {True: "yes", False: "**no**", None: NOT_MEASURED}
_HEAD = """# Performance

Written by `python bench/performance.py`; see [CONTRIBUTING.md](../CONTRIBUTING.md). Everything that is compared was
measured in one run, in turns, in processes of its own; figures are medians. On another machine the seconds will differ,
and the ratios little.
"""


def page(parts: Sequence[Part], about: Iterable[str]) -> str:
    """Return the page; ``about`` are lines on the machine, the versions and the inputs."""
    lines = [_HEAD, *(f"- {line}" for line in about), ""]
    promises = [promise for part in parts for promise in part.promises]
    if promises:
        lines += ["## What is promised", ""]
        lines += _table(Table(("what", "measured", "promised", "kept"), tuple(_promise(p) for p in promises)))
    for part in parts:
        lines += [f"## {part.title}", ""]
        for table in part.tables:
            lines += _table(table)
        lines += _notes(part.notes)
    return "\n".join(lines).rstrip() + "\n"


def _promise(promise: Promise) -> tuple[str, ...]:
    measured = NOT_MEASURED if promise.measured is None else f"{promise.measured:.3g}{promise.unit}"
    bound = f"{'≥' if promise.at_least else '≤'} {promise.bound:g}{promise.unit}"
    return promise.what, measured, bound, _KEPT[promise.kept]


def _table(table: Table) -> list[str]:
    """Return a table: the first column is text, all others are figures and stand to the right."""
    rule = ["---", *("---:" for _ in table.head[1:])]
    rows = [_row(one) for one in (table.head, rule, *table.rows)]
    return [*rows, "", *_notes(table.notes)]


def _notes(notes: Sequence[str]) -> list[str]:
    return [*(f"- {note}" for note in notes), *([""] if notes else [])]


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
