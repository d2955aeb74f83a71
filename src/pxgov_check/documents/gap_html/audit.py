"""审核: what was found wrong with the data, what was left out for it, what was explained, and by which rules."""

from __future__ import annotations

from collections.abc import Iterator

from pxgov_check.documents.gap_html.blocks import Cell, Column, Row, Section, Table
from pxgov_check.documents.gap_html.words import DASH, Page, count, file_name, place
from pxgov_check.model import FindingState, Severity
from pxgov_check.rollup.coverage import LeftAside
from pxgov_check.rollup.report import AuditFinding

_LOUD = list(Severity)


def audit(page: Page) -> Section:
    """Return the findings that are open, the figures and files left out, what was explained, and the rules."""
    tables = [*_open(page), *_excluded(page), *_files(page), *_explained(page)]
    sentences = [] if _has_open(page) or not page.report.coverage.received else [page("gap.no_problems")]
    return Section("audit", page("html.heading.audit"), sentences=sentences, tables=[*tables, *_rules(page)])


def _has_open(page: Page) -> bool:
    return any(one.finding.state is FindingState.OPEN for one in page.report.findings)


def _open(page: Page) -> Iterator[Table]:
    told = [one for one in page.report.findings if one.finding.state is FindingState.OPEN]
    rows = [
        Row(
            [
                page.rule(one.finding.rule),
                page.severity(one.finding.severity),
                _units(page, one),
                page.named(one.finding.subject) if one.finding.subject else Cell(DASH),
                Cell(one.finding.message),
                Cell(one.finding.hint),
                Cell(
                    place(page, one.finding.sheet, one.finding.cell),
                    under=file_name(page, one.file) if one.file else "",
                ),
            ]
        )
        for one in sorted(told, key=lambda one: _LOUD.index(one.finding.severity))
    ]
    if not rows:
        return
    columns = [
        Column(page("gap.column.rule"), choose=True),
        Column(page("entry.severity"), choose=True),
        Column(page("gap.column.unit")),
        Column(page("html.column.about")),
        Column(page("gap.column.found"), "long"),
        Column(page("entry.hint"), "long"),
        Column(page("gap.column.place"), "place"),
    ]
    yield Table("finding-table", page("html.table.findings", n=str(len(rows))), columns, rows, "cards", tools=True)


def _units(page: Page, one: AuditFinding) -> Cell:
    """Return the unit of a finding, or those that a finding across forms is about."""
    if one.unit:
        return Cell(one.unit, to=page.unit(one.unit))
    names = list(dict.fromkeys(told.unit for told in one.finding.places if told.unit))
    return Cell(page.w.names(names) or DASH)


def _excluded(page: Page) -> Iterator[Table]:
    rows = [
        Row(
            [
                Cell(one.title, one.subject, page.subject(one.subject), under=one.subject),
                Cell(left.unit, to=page.unit(left.unit)),
                page.rule(left.reason),
                Cell(left.message or left.title or DASH),
                Cell(
                    place(page, left.sheet, left.cell),
                    to=page.figure(one.subject, left),
                    under=file_name(page, left.file),
                ),
            ]
        )
        for one in page.report.indicators
        for left in one.units_excluded
    ]
    if rows:
        heads = (
            "paper.column.indicator",
            "gap.column.unit",
            "gap.column.rule",
            "gap.column.reason",
            "gap.column.place",
        )
        columns = [Column(page(head), "place" if head == "gap.column.place" else "text") for head in heads]
        yield Table("excluded-table", page("paper.annex.excluded"), columns, rows, "cards", tools=len(rows) > 1)


def _files(page: Page) -> Iterator[Table]:
    told = page.report.coverage
    every: list[LeftAside] = [*told.unreadable, *told.left_aside]
    rows = [
        Row([Cell(file_name(page, one.file)), Cell(one.unit or DASH), page.rule(one.rule), Cell(one.message or DASH)])
        for one in every
    ]
    if rows:
        heads = ("paper.column.file", "gap.column.unit", "gap.column.rule", "gap.column.reason")
        yield Table(
            "file-table",
            page("html.table.files"),
            [Column(page(head), "place" if head == "gap.column.place" else "text") for head in heads],
            rows,
            "cards",
        )


def _explained(page: Page) -> Iterator[Table]:
    rows = [
        Row(
            [
                Cell(one.unit or DASH, to=page.unit(one.unit)),
                page.rule(one.finding.rule),
                page.named(one.finding.subject) if one.finding.subject else Cell(DASH),
                Cell(one.finding.message),
                Cell(one.finding.explanation or (one.finding.waiver.justification if one.finding.waiver else DASH)),
                Cell(
                    place(page, one.finding.sheet, one.finding.cell),
                    under=file_name(page, one.file) if one.file else "",
                ),
            ]
        )
        for one in page.report.answered
    ]
    if rows:
        heads = ("gap.column.unit", "gap.column.rule", "html.column.about")
        columns = [*(Column(page(head)) for head in heads), Column(page("gap.column.found"), "long")]
        columns += [Column(page("gap.column.explanation"), "long"), Column(page("gap.column.place"), "place")]
        yield Table("explained-table", page("html.table.explained"), columns, rows, "cards", tools=len(rows) > 1)


def _rules(page: Page) -> Iterator[Table]:
    rows = [
        Row(
            [
                Cell(rule.rule, page=page.rule_page(rule.rule)),
                Cell(rule.title),
                page.severity(rule.severity),
                count(rule.open),
                count(rule.explained + rule.waived),
                count(rule.units),
                Cell(page("entry.yes") if rule.in_force else page("entry.no")),
            ],
            page.rule_anchor(rule.rule),
        )
        for rule in page.report.rules
    ]
    if rows:
        columns = [
            Column(page("gap.column.rule")),
            Column(page("gap.column.title")),
            Column(page("entry.severity"), choose=True),
            Column(page("gap.column.found"), "number"),
            Column(page("gap.column.explained"), "number"),
            Column(page("html.column.units"), "number"),
            Column(page("entry.in_force")),
        ]
        yield Table("rule-table", page("gap.annex.rules"), columns, rows, "dense", tools=True)
