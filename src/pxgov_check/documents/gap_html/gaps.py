"""指标差距分析: a part for each indicator with its figures, its sentences, its course and what each unit reports."""

from __future__ import annotations

from collections.abc import Iterator

from pxgov_check.documents.gap_html.blocks import Cell, Column, Fold, Row, Section, Table
from pxgov_check.documents.gap_html.charts import trend
from pxgov_check.documents.gap_html.indicators import number, own_value
from pxgov_check.documents.gap_html.words import DASH, Page, change, count, exact, file_name, place
from pxgov_check.model import Status
from pxgov_check.rollup.indicator_nouns import CityIndicator, UnitFigure
from pxgov_check.rollup.sentences import grounds, standing
from pxgov_check.rollup.wording import figure_text


def gaps(page: Page) -> Section:
    """Return a part for each indicator, those below their target first, the widest gap before the others."""
    first = page.report.gaps
    rest = [one for one in page.report.indicators if one not in first]
    folds = [_fold(page, one) for one in (*first, *rest)]
    return Section("gaps", page("paper.heading.gaps"), folds=folds)


def _fold(page: Page, one: CityIndicator) -> Fold:
    line = trend(page, one)
    return Fold(
        anchor=page.subject(one.subject) or one.subject,
        title=f"{one.subject} {one.title}",
        lead=page.status(one.status),
        facts=list(_facts(page, one)),
        sentences=[*_sentences(page, one), *(page("html.erratum", text=note.text) for note in one.errata)],
        said=_said(page, one),
        charts=[line] if line else [],
        tables=[*_by_unit(page, one), *_excluded(page, one), *_series(page, one)],
        brief=_brief(page, one),
    )


def _brief(page: Page, one: CityIndicator) -> str:
    """Return the figure and what is short in a few words, for who does not unfold the part."""
    if one.value is None:
        return ""
    gap = page("gap.gap_clause", gap=page.w.gap(one, one)) if one.gap is not None else ""
    return page("html.brief", value=page.w.value(one, one), target=page.w.target(one)) + gap


def _facts(page: Page, one: CityIndicator) -> Iterator[tuple[str, Cell]]:
    yield page("gap.column.value"), page.value(one, one)
    if one.numerator is not None and one.denominator is not None:
        told = f"{exact(one.numerator)} ÷ {exact(one.denominator)}"
        yield page("html.fact.quotient"), Cell(told)
    yield page("gap.column.target"), page.target(one)
    if one.due:
        yield page("gap.column.due"), page.day(one.due)
    yield page("html.mark.baseline"), Cell(figure_text(one.baseline.value, one.unit), under=page.w.day(one.baseline.on))
    if one.reference is not None:
        yield page("html.reference"), Cell(figure_text(one.reference, one.unit, one.value), exact(one.reference))
    if one.gap is not None:
        yield page("gap.column.gap"), page.gap(one, one)
    if one.items_needed:
        yield page("gap.column.items"), count(one.items_needed)
    yield page("gap.column.counted"), Cell(f"{one.units_counted}/{one.units_expected}")
    yield page("gap.column.clause"), Cell(one.source.section, to=page.clause(one.subject))


def _sentences(page: Page, one: CityIndicator) -> Iterator[str]:
    w = page.w
    if one.value is None:
        yield page("gap.no_figure", title=one.title, status=w.status(one.status))
    else:
        yield page(
            "gap.stands", title=one.title, value=w.value(one, one), target=w.target(one), due=w.day(one.due)
        ) + standing(w, one)
        yield from grounds(w, one)
        if one.units_missing and not one.reported_by:
            yield page("html.missing", names=w.names(one.units_missing))
    silent = [figure.unit for figure in _short(one) if not figure.explanation]
    if silent and one in page.report.gaps:
        yield page("gap.reason_blank", unit=w.names(silent))
    if one.driven_by:
        titles = {task.subject: task.title for task in page.report.tasks}
        told = [f"{subject} {titles.get(subject, '')}".strip() for subject in one.driven_by]
        yield page("html.driven_by", names=w.names(told))


def _said(page: Page, one: CityIndicator) -> list[tuple[str, str]]:
    """Return what the units that are short wrote, those that wrote the same together."""
    told: dict[str, list[str]] = {}
    for figure in _short(one):
        if figure.explanation:
            told.setdefault(figure.explanation, []).append(figure.unit)
    return [(page.w.names(units), text) for text, units in told.items()]


def _short(one: CityIndicator) -> list[UnitFigure]:
    return one.ranked or [figure for figure in one.by_unit if figure.counted and figure.gap is not None]


def _by_unit(page: Page, one: CityIndicator) -> Iterator[Table]:
    """Yield what each unit reports, those that still need most first, each with its cell."""
    sent = [figure for figure in one.by_unit if figure.file is not None] + list(one.other_reports)
    if not sent:
        return
    parts = any(figure.denominator is not None for figure in sent)
    ranked = any(figure.rank for figure in sent)
    columns = [
        Column(page("gap.column.unit")),
        Column(page("gap.column.value"), "number"),
        *([Column(page("entry.numerator"), "number"), Column(page("entry.denominator"), "number")] if parts else []),
        Column(page("gap.column.gap"), "number"),
        *([Column(page("gap.column.items"), "number"), Column(page("gap.column.share"), "number")] if ranked else []),
        Column(page("gap.column.status"), choose=True),
        Column(page("gap.column.explanation"), "long"),
        Column(page("gap.column.place"), "place"),
    ]
    rows = []
    for figure in sorted(sent, key=lambda f: (f.rank is None, f.rank or 0)):
        to = page.figure(one.subject, figure)
        cells = [Cell(figure.unit, to=page.unit(figure.unit)), own_value(page, figure, one, to)]
        if parts:
            cells += [number(figure.numerator), number(figure.denominator)]
        cells.append(page.gap(figure, one))
        if ranked:
            cells += [count(figure.items_needed), page.share(figure.share)]
        cells += [
            page.status(figure.status),
            Cell(figure.explanation or DASH),
            Cell(place(page, figure.sheet, figure.cell), to=to),
        ]
        rows.append(Row(cells))
    yield Table(f"{page.subject(one.subject)}-units", page("html.table.by_unit"), columns, rows, tools=len(rows) > 1)


def _excluded(page: Page, one: CityIndicator) -> Iterator[Table]:
    rows = [
        Row(
            [
                Cell(left.unit, to=page.unit(left.unit)),
                page.rule(left.reason),
                Cell(left.message or left.title or page.w.status(Status.INVALID)),
                Cell(file_name(page, left.file)),
                Cell(place(page, left.sheet, left.cell), to=page.figure(one.subject, left)),
            ]
        )
        for left in one.units_excluded
    ]
    if rows:
        heads = ("gap.column.unit", "gap.column.rule", "gap.column.reason", "paper.column.file", "gap.column.place")
        columns = [Column(page(head), "place" if head == "gap.column.place" else "text") for head in heads]
        yield Table(f"{page.subject(one.subject)}-excluded", page("gap.annex.excluded"), columns, rows)


def _series(page: Page, one: CityIndicator) -> Iterator[Table]:
    if len(one.series) < 2:
        return
    rows = [
        Row(
            [
                Cell(page.w.period(point.period), point.period),
                Cell(figure_text(point.value, one.unit, one.target), exact(point.value)),
                number(point.numerator),
                number(point.denominator),
                change(page, point.change, one),
                count(point.units_counted),
            ],
            tone="" if point.comparable else "warn",
        )
        for point in one.series
    ]
    parts = any(point.denominator is not None for point in one.series)
    heads = ["gap.column.value", "entry.numerator", "entry.denominator", "gap.column.change", "html.column.units"]
    columns = [Column(page("gap.column.period")), *(Column(page(head), "number") for head in heads)]
    if not parts:
        columns = [column for at, column in enumerate(columns) if at not in {2, 3}]
        rows = [Row([cell for at, cell in enumerate(row.cells) if at not in {2, 3}], tone=row.tone) for row in rows]
    notes = [page("html.note.comparable")] if any(not point.comparable for point in one.series) else []
    yield Table(f"{page.subject(one.subject)}-series", page("html.table.series"), columns, rows, "dense", notes=notes)
