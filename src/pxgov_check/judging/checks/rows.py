"""Checks of the rows as rows: is each there once, under its own name, and in sight."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

from pxgov_check.judging.hits import Case, Hit, row_hit
from pxgov_check.policy.folding import name_key
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.cells import Cell
from pxgov_check.submission.layout import INDICATORS, TASKS
from pxgov_check.submission.rows import LayoutFault, Row

# A name at least this like its own (of 1) is a way of writing it; below, it belongs to another row.
LIKE_ENOUGH = 0.6

# How many names, as they are written in the forms of a batch, are remembered of each pack, and none longer than that.
_KEPT, _KEPT_CHARACTERS = 4096, 128

# By place, for it is asked of every cell.
_is_hidden = itemgetter(Cell._fields.index("hidden"))


def id_repeated(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each row whose id was reported before."""
    for rows in (case.submission.indicators, case.submission.tasks):
        if len({row.id for row in rows}) == len(rows):
            continue
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
    is_named = case.policy.once(_remembered)
    for row in (*case.submission.indicators, *case.submission.tasks):
        written = row.text("name")
        if written and not is_named(row.id, written):
            yield row_hit(row, "name", expected=case.policy.subject_names[row.id].written[0])


def hidden(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each row that reports in a hidden row, column or sheet, and each hidden sheet with a second table."""
    for fault in case.submission.faults:
        if fault.kind is LayoutFault.HIDDEN_SHEET:
            yield Hit(sheet=fault.sheet, found=fault.name)
    rows = (*case.submission.indicators, *case.submission.tasks)
    # Of most forms nothing is hidden, which is found out at once.
    if not any(map(_is_hidden, chain.from_iterable([row.cells.values() for row in rows]))):
        return
    for row in rows:
        if any(map(_is_hidden, row.cells.values())):
            concealed = [key for key, cell in row.cells.items() if cell.hidden]
            main = "value" if row.id.startswith("I") else "status"
            yield row_hit(row, main if main in concealed else concealed[0])


def _remembered(policy: Policy) -> Callable[[str, str], bool]:
    """Return ``_is_named`` for a policy; the forms of a batch write their names alike."""
    remembered = lru_cache(_KEPT)(lambda subject, written: _is_named(policy, subject, written))

    def is_named(subject: str, written: str) -> bool:
        if len(written) > _KEPT_CHARACTERS:
            return _is_named(policy, subject, written)
        return remembered(subject, written)

    return is_named


def _is_named(policy: Policy, subject: str, written: str) -> bool:
    """Whether a name may be that of a subject: one of its own, or like one and not that of another indicator."""
    names = policy.subject_names[subject]
    if written in names.written:
        return True
    text = name_key(written)
    if text in names.folded:
        return True
    if subject in policy.indicators and text in policy.indicator_names:
        return False
    return any(
        n in text or text in n or difflib.SequenceMatcher(None, n, text).ratio() >= LIKE_ENOUGH
        for n in names.folded
        if n
    )
