"""方法和依据: how the report was made and from what, what the document says, and what had to be assumed."""

from __future__ import annotations

from collections.abc import Iterator

from pxgov_check.documents.gap_html.blocks import Cell, Column, Row, Section, Table
from pxgov_check.documents.gap_html.words import DASH, Page, file_name


def method(page: Page) -> Section:
    """Return the rules of the roll-up, the clauses, the assumptions, the errata and the files read."""
    report = page.report
    facts = [(page("paper.method.policy"), report.policy.digest)]
    if report.inputs:
        facts.append((page("paper.method.inputs", n=str(len(report.inputs))), report.inputs_digest))
    facts.append((page("paper.method.tool"), f"{report.tool.name} {report.tool.version}"))
    return Section(
        anchor="method",
        title=page("html.heading.method"),
        sentences=[page("gap.method")],
        facts=facts,
        tables=[*_clauses(page), *_assumptions(page), *_errata(page), *_inputs(page)],
    )


def _clauses(page: Page) -> Iterator[Table]:
    rows = [
        Row(
            [
                Cell(one.subject, to=page.subject(one.subject)),
                Cell(one.title),
                Cell(one.source.section),
                Cell(one.source.quote),
            ],
            page.clause(one.subject),
        )
        for one in page.every
    ]
    if rows:
        heads = ("gap.column.subject", "gap.column.title", "html.column.section")
        columns = [*(Column(page(head)) for head in heads), Column(page("html.column.quote"), "long")]
        caption = page("html.table.clauses", document_no=page.report.policy.document_no)
        yield Table("clause-table", caption, columns, rows, "dense", tools=True)


def _assumptions(page: Page) -> Iterator[Table]:
    notes: dict[tuple[str, str], list[str]] = {}
    for one in page.report.indicators:
        for note in one.notes:
            notes.setdefault((note.about, note.text), []).append(one.subject)
    every = len(page.report.indicators)
    rows = [
        Row(
            [
                Cell(_fact(page, about)),
                Cell(text),
                Cell(page("paper.every") if len(subjects) == every else page.w.names(subjects)),
            ]
        )
        for (about, text), subjects in notes.items()
        if text
    ]
    if rows:
        heads = ("paper.column.fact", "paper.column.assumption", "paper.column.indicator")
        columns = [Column(page(head), "text" if at != 1 else "long") for at, head in enumerate(heads)]
        yield Table("assumption-table", page("paper.table.assumptions"), columns, rows, "dense")


def _fact(page: Page, about: str) -> str:
    key = f"diff.fact.{about}"
    messages = page.w.messages
    return messages(key) if key in messages else messages("paper.fact.op") if about == "op" else page.w.safe(about)


def _errata(page: Page) -> Iterator[Table]:
    report = page.report
    told: dict[tuple[str, str], list[str]] = {(note.about, note.text): [] for note in report.about.errata}
    for one in page.every:
        for note in one.errata:
            told.setdefault((note.about, note.text), []).append(one.subject)
    rows = [
        Row([Cell(about), Cell(text), Cell(page.w.names(subjects) or DASH)]) for (about, text), subjects in told.items()
    ]
    if rows:
        heads = ("gap.column.subject", "html.column.erratum", "html.column.about")
        columns = [Column(page(head), "text" if at != 1 else "long") for at, head in enumerate(heads)]
        yield Table("erratum-table", page("html.table.errata"), columns, rows, "dense")


def _inputs(page: Page) -> Iterator[Table]:
    rows = [Row([Cell(file_name(page, one.file)), Cell(one.digest or DASH)]) for one in page.report.inputs]
    if rows:
        columns = [Column(page("paper.column.file_name")), Column(page("paper.column.digest"), "long")]
        yield Table("input-table", page("html.table.inputs", n=str(len(rows))), columns, rows, "dense", tools=True)
