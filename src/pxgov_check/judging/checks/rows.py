"""Checks of the rows as rows: is each there once, under its own name, and in sight."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pxgov_check.judging.hits import Case, Hit, row_hit
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.layout import INDICATORS, TASKS, title_key
from pxgov_check.submission.rows import LayoutFault, Row

# A name at least this like its own (of 1) is a way of writing it; below, it belongs to another row.
LIKE_ENOUGH = 0.6

_MARKS = re.compile(r"[“”\"'‘’《》、,，.。()\[\]%·]")


def id_repeated(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each row whose id was reported before."""
    for rows in (case.submission.indicators, case.submission.tasks):
        first: dict[str, Row] = {}
        for row in rows:
            if row.id in first:
                yield row_hit(row, "id", expected=first[row.id].ref("id"), first=first[row.id].ref("id"))
            first.setdefault(row.id, row)


def row_absent(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each indicator and task that the unit has to report and the form has no row for."""
    unit = case.submission.unit
    if unit is None:
        return
    wanted = (
        (INDICATORS, case.policy.expected_indicators(unit), case.submission.indicators),
        (TASKS, case.policy.expected_tasks(unit), case.submission.tasks),
    )
    for table, ids, rows in wanted:
        if not case.submission.holds(table.key):
            continue
        there = {row.id for row in rows}
        for subject in ids:
            if subject not in there:
                sheet = case.submission.sheets.get(table.key, table.title)
                yield Hit(subject=subject, sheet=sheet, expected=subject)


def name_mismatch(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each row whose name belongs to another id, as happens when one column is sorted or shifted alone."""
    for row in (*case.submission.indicators, *case.submission.tasks):
        names = _names(case.policy, row.id)
        if row.text("name") and not _is_one_of(row.text("name"), names, _others(case.policy, row.id)):
            yield row_hit(row, "name", expected=names[0])


def hidden(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each row that reports in a hidden row, column or sheet, and each hidden sheet with a second table."""
    for fault in case.submission.faults:
        if fault.kind is LayoutFault.HIDDEN_SHEET:
            yield Hit(sheet=fault.sheet, found=fault.name)
    for row in (*case.submission.indicators, *case.submission.tasks):
        main = "value" if row.id.startswith("I") else "status"
        concealed = [key for key, cell in row.cells.items() if cell.hidden]
        if concealed:
            yield row_hit(row, main if main in concealed else concealed[0])


def _names(policy: Policy, subject: str) -> tuple[str, ...]:
    if subject in policy.indicators:
        indicator = policy.indicators[subject]
        return (indicator.name, indicator.name_text, *indicator.aliases)
    task = policy.tasks[subject]
    return (f"{task.area}：{task.title}", task.title, task.area)


def _others(policy: Policy, subject: str) -> frozenset[str]:
    """Return the folded names of the other indicators; tasks share areas, so only likeness counts there."""
    if subject not in policy.indicators:
        return frozenset()
    return frozenset(_fold(n) for other in policy.indicators if other != subject for n in _names(policy, other))


def _is_one_of(written: str, names: tuple[str, ...], others: frozenset[str]) -> bool:
    text = _fold(written)
    own = [_fold(n) for n in names]
    if text in own:
        return True
    if text in others:
        return False
    return any(
        n in text or text in n or difflib.SequenceMatcher(None, n, text).ratio() >= LIKE_ENOUGH for n in own if n
    )


def _fold(name: str) -> str:
    return _MARKS.sub("", title_key(name))
