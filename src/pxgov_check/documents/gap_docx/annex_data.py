"""The annexes on the data: who did not report, what was left out, what was explained, and the method."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from pxgov_check.documents.gap_docx.annex_tables import columns, place
from pxgov_check.documents.gap_docx.words import DASH
from pxgov_check.documents.official.blocks import Block, Paragraph, Table
from pxgov_check.documents.official.punctuation import ours
from pxgov_check.rollup.wording import GapWording

# More input files than this are told by their common digest alone.
_MOST_INPUTS = 60
# More indicators than this in a row are a range.
_RUN = 2


def missing(w: GapWording) -> Iterator[Block]:
    """Yield the units that have not reported, and when they last did."""
    stopped = {s.unit: s.last_period for s in w.report.coverage.stopped}
    rows = [
        [str(number), w.safe(unit), w.period(stopped[unit]) if unit in stopped else DASH]
        for number, unit in enumerate(w.report.coverage.missing, 1)
    ]
    if rows:
        yield Table("", columns(w, ("notice.column.number", 15), ("unit", 80), ("paper.column.last", 60)), rows)


def excluded(w: GapWording) -> Iterator[Block]:
    """Yield the figures left out, and why."""
    rows = [
        [
            one.subject,
            w.safe(left.unit),
            left.reason,
            ours(w, left.message) or DASH,
            place(w, left.sheet, left.cell),
        ]
        for one in w.report.indicators
        for left in one.units_excluded
    ]
    if rows:
        told = (("subject", 10), ("unit", 32), ("rule", 12), ("reason", 75), ("paper.column.cell", 27))
        yield Table("", columns(w, *told), rows, size="Dense")


def explained(w: GapWording) -> Iterator[Block]:
    """Yield what units explained of the findings on their forms."""
    rows = [
        [
            w.safe(one.unit or DASH),
            one.finding.rule,
            ours(w, one.finding.message),
            w.safe(one.finding.explanation or DASH),
            place(w, one.finding.sheet, one.finding.cell),
        ]
        for one in w.report.answered
    ]
    if rows:
        told = (("unit", 28), ("rule", 12), ("found", 48), ("explanation", 44), ("paper.column.cell", 24))
        yield Table("", columns(w, *told), rows, size="Dense")


def method(w: GapWording) -> Iterator[Block]:
    """Yield the rules of the roll-up, what had to be assumed, and what the report was made from."""
    report, m = w.report, w.messages
    yield Paragraph(m("gap.method"))
    yield _provenance(w)
    notes: dict[tuple[str, str], list[str]] = {}
    for one in report.indicators:
        for note in one.notes:
            notes.setdefault((note.about, ours(w, note.text)), []).append(one.subject)
    rows = [[_fact(w, about), text, _subjects(w, subjects)] for (about, text), subjects in notes.items() if text]
    if rows:
        head = columns(w, ("paper.column.fact", 22), ("paper.column.assumption", 80), ("paper.column.indicator", 54))
        yield Table(m("paper.table.assumptions"), head, rows, size="Dense")
    if report.inputs and len(report.inputs) <= _MOST_INPUTS:
        files = [[w.safe(one.file.rsplit("/", 1)[-1]), one.digest or DASH] for one in report.inputs]
        head = columns(w, ("paper.column.file_name", 56), ("paper.column.digest", 100))
        yield Table(m("paper.table.inputs"), head, files, size="Dense")


def _provenance(w: GapWording) -> Table:
    report, m = w.report, w.messages
    rows = [[m("paper.method.policy"), w.safe(report.policy.digest)]]
    if report.inputs:
        rows.append([m("paper.method.inputs", n=str(len(report.inputs))), report.inputs_digest])
    rows.append([m("paper.method.tool"), f"{report.tool.name} {report.tool.version}"])
    head = columns(w, ("paper.column.item", 46), ("paper.column.content", 110))
    return Table(m("paper.table.provenance"), head, rows, size="Dense")


def _fact(w: GapWording, about: str) -> str:
    key = f"diff.fact.{about}"
    return w.messages(key) if key in w.messages else w.messages("paper.fact.op") if about == "op" else w.safe(about)


def _subjects(w: GapWording, subjects: list[str]) -> str:
    """Return the indicators, those that follow one another as a range."""
    found, every = set(subjects), [one.subject for one in w.report.indicators]
    if len(found) == len(every):
        return w.messages("paper.every")
    runs = [list(run) for held, run in groupby(every, found.__contains__) if held]
    return w.messages("report.list_separator").join(text for run in runs for text in _run(w, run))


def _run(w: GapWording, run: list[str]) -> list[str]:
    return [w.messages("paper.range", first=run[0], last=run[-1])] if len(run) > _RUN else run
