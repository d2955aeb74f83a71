"""Tasks, as formulas; judging/checks/tasks.py says the same of a submission."""

from __future__ import annotations

from collections.abc import Iterator

from pxgov_check.documents.self_check.expressions import day, every, is_number, literal, no, says, some, text_of
from pxgov_check.documents.self_check.rows import Line, Row
from pxgov_check.policy.rule_models import AuditRule
from pxgov_check.submission.figures import BLANKS
from pxgov_check.submission.layout import NOT_APPLICABLE

_NOTHING = [*sorted(BLANKS), "无"]


def status_unknown(row: Row, _: AuditRule) -> Iterator[Line]:
    """Say that a status is not in the vocabulary."""
    words = list(row.policy.task_rules.vocabulary.values())
    known = says(row.cell("status"), [*words, NOT_APPLICABLE, *sorted(BLANKS)])
    yield Line("status", no(known), {"expected": literal(" / ".join(words))})


def status_progress(row: Row, _: AuditRule) -> Iterator[Line]:
    """Say that progress contradicts the status."""
    progress, words = row.reading("progress"), row.policy.task_rules.vocabulary
    contradictions = {"done": ("<>100", "100%"), "not_started": ("<>0", "0%"), "in_progress": (">=100", "<100%")}
    for word in ("done", "not_started", "in_progress"):
        wrong, expected = contradictions[word]
        params = {"found": f'{progress}&"%"', "expected": literal(expected), "status": literal(words[word])}
        yield Line("progress", every(row.status_is(word), is_number(progress), f"{progress}{wrong}"), params)


def no_evidence(row: Row, _: AuditRule) -> Iterator[Line]:
    """Say that a task is reported done without evidence."""
    yield Line("evidence", every(row.status_is("done"), says(row.cell("evidence"), _NOTHING)))


def completion_date(row: Row, _: AuditRule) -> Iterator[Line]:
    """Say that a completion date is missing, no full date, or after the day judged for."""
    read = row.reading("completed_on")
    wrong = some(no(is_number(read)), f"{read}>{day(row.as_of)}")
    params = {
        "found": f'IF({is_number(read)},TEXT({read},"yyyy-mm-dd"),{text_of(row.cell("completed_on"))})',
        "expected": literal(f"≤{row.as_of.isoformat()}"),
    }
    yield Line("completed_on", every(row.status_is("done"), wrong), params)


def overdue_unexplained(row: Row, _: AuditRule) -> Iterator[Line]:
    """Say that a task is overdue and gives no reason or no next step; nothing for a task not due by then."""
    due = row.policy.tasks[row.subject].due
    if due is None or row.as_of < due:
        return
    still_open = row.status_is("not_started", "in_progress", "ongoing")
    no_reason, no_step = (says(row.cell(key), _NOTHING) for key in ("problem", "next_step"))
    params = {"due": literal(due.isoformat())}
    yield Line("problem", every(still_open, no_reason), params)
    yield Line("next_step", every(still_open, no(no_reason), no_step), params)
