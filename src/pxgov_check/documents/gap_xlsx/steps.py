"""办理事项: who does what by when, as it follows from the data; and 输入文件: what the ledger was made from."""

from __future__ import annotations

from pxgov_check.documents.gap_xlsx.grid import Field, Figure, Grid, listed, shown_as
from pxgov_check.documents.official.punctuation import ours
from pxgov_check.rollup.coverage import Input
from pxgov_check.rollup.report import Step
from pxgov_check.rollup.wording import GapWording
from pxgov_check.submission.figures import rounded


def steps(w: GapWording) -> Grid:
    """Return every step, with a column to note what was done."""
    return listed(w, _STEPS, w.report.steps, note=w.messages("ledger.note.steps"), kept=2)


def inputs(w: GapWording) -> Grid:
    """Return every file read and its digest."""
    return listed(w, _INPUTS, w.report.inputs, note=w.messages("ledger.note.inputs"))


def _amount(w: GapWording, step: Step) -> Figure | None:
    """Return how much is short, as the sheet of gaps shows it."""
    if step.amount is None:
        return None
    told = next((i for i in w.report.indicators if i.subject == step.subject), None)
    own = next((f for f in told.by_unit if f.unit == step.unit), None) if told else None
    if told is None or told.target is None or own is None or own.value is None:
        return shown_as(step.amount, rounded(step.amount))
    return shown_as(step.amount, abs(told.target - rounded(own.value, told.target)))


_STEPS: tuple[Field[Step], ...] = (
    Field("matter", 24, lambda w, s: w.messages(f"ledger.step.{s.kind}")),
    Field("unit", 20, lambda w, s: w.safe(s.unit)),
    Field("subject", 8, lambda w, s: w.safe(s.subject or "")),
    Field("title", 36, lambda w, s: ours(w, s.title or "")),
    Field("step_count", 10, lambda _, s: s.count),
    Field("gap", 10, _amount),
    Field("gap_unit", 10, lambda w, s: w.safe(s.amount_unit or "")),
    Field("due", 12, lambda _, s: s.due),
    Field("days", 10, lambda _, s: s.days_overdue, "most"),
    Field("measures", 40, lambda w, s: w.safe(s.text or "")),
    Field("done", 30, lambda *_: None),
)
_INPUTS: tuple[Field[Input], ...] = (
    Field("file", 60, lambda w, i: w.safe(i.file)),
    Field("digest", 76, lambda w, i: w.safe(i.digest or w.messages("ledger.unread"))),
)
