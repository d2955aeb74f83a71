"""总体情况: the headline figures, who reported, and how each category stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pxgov_check.documents.gap_html.blocks import Cell, Column, Row, Section, Table, Tile
from pxgov_check.documents.gap_html.words import Page, count, look, shares
from pxgov_check.model import Severity, Status
from pxgov_check.rollup.indicator_nouns import Group
from pxgov_check.rollup.sentences import coverage_sentences

_MOST_NAMED = 3
_DONE = {"indicators": (Status.MET,), "tasks": (Status.DONE, Status.DONE_LATE)}


def overview(page: Page) -> Section:
    """Return the headline figures and what they rest on."""
    report = page.report
    tiles = [_standing(page, "indicators"), _standing(page, "tasks"), _reporting(page)] if report.counted_period else []
    tiles += [_findings(page)] if report.coverage.received else []
    return Section(
        anchor="overall",
        title=page("paper.heading.overall"),
        tiles=tiles,
        sentences=[*_nothing(page), *coverage_sentences(page.w), *_widest(page)],
        tables=[_categories(page)] if report.counted_period else [],
    )


def _nothing(page: Page) -> Iterator[str]:
    """Yield that nobody has reported and nothing is judged, where that is so."""
    report = page.report
    if not report.counted_period:
        yield page(
            "paper.scope_none",
            title=report.about.title,
            document_no=report.policy.document_no,
            day=page.w.day(report.as_of),
            period=page.w.period(report.period),
            indicators=str(len(report.indicators)),
            tasks=str(len(report.tasks)),
        )


def _standing(page: Page, kind: str) -> Tile:
    """Return how many indicators or tasks have reached what they should; where none has, what most of them are."""
    counts = page.report.summary[kind]
    total = sum(counts.values())
    reached = sum(counts.get(status, 0) for status in _DONE[kind])
    most = max(counts, key=lambda status: counts[status]) if counts else ""
    first = str(_DONE[kind][0])
    return Tile(
        head=page(f"html.tile.{kind}"),
        figure=str(reached or counts.get(most, 0)),
        of=str(total),
        label=page("html.tile.done") if reached and kind == "tasks" else page.w.status(first if reached else most),
        shares=shares([(page.w.status(status), number, status) for status, number in counts.items()]),
        tone=look(first if reached == total else most)[1],
        to=kind,
    )


def _reporting(page: Page) -> Tile:
    told = page.report.coverage
    states = [one.state for one in page.report.units]
    counted = [(page(f"gap.state.{state}"), states.count(state), state) for state in _STATES]
    return Tile(
        head=page("html.tile.units"),
        figure=str(told.received or told.expected),
        of=str(told.expected),
        label=page("html.tile.received") if told.received else page("gap.state.missing"),
        shares=shares(counted),
        tone="good" if told.accepted == told.expected else "warn",
        to="units",
    )


_STATES = ("accepted", "returned", "conflicting", "stopped", "missing")


def _findings(page: Page) -> Tile:
    """Return how many findings are open, or that none is."""
    counts: Mapping[str, int] = page.report.summary["findings"]
    total = sum(counts.values())
    first = next((severity for severity in Severity if counts.get(severity)), None)
    answered = len(page.report.answered)
    told = [(page.w.severity(severity), counts.get(severity, 0), str(severity)) for severity in Severity]
    told += [(page("gap.column.explained"), answered, "accepted")]
    if first is None:
        return Tile(page("html.tile.findings"), "√", "", page("html.tile.clean"), shares(told), "good", "audit")
    tone = look(first)[1]
    return Tile(
        page("html.tile.findings"), str(counts[first]), str(total), page.w.severity(first), shares(told), tone, "audit"
    )


def _widest(page: Page) -> Iterator[str]:
    w = page.w
    gaps = [one for one in page.report.gaps if one.relative_gap is not None][:_MOST_NAMED]
    if len(gaps) > 1:
        told = [page("paper.widest_one", title=one.title, gap=w.gap(one, one)) for one in gaps]
        yield page("paper.widest", names=page("report.list_separator").join(told))
    if {one.status for one in page.report.indicators} == {Status.MET}:
        yield page("paper.all_met", n=str(len(page.report.indicators)))


def _categories(page: Page) -> Table:
    groups = page.report.indicator_groups
    total = page("paper.column.total")
    return group_table(
        page,
        "categories",
        page("paper.table.categories"),
        page("paper.column.category"),
        groups,
        [g.key for g in groups],
        total=total,
    )


def group_table(
    page: Page, key: str, caption: str, head: str, groups: Sequence[Group], names: Sequence[str], *, total: str = ""
) -> Table:
    """Return how many of each group have each status that occurs; with ``total``, a line for all of them."""
    every = [status for status in Status if any(group.statuses.get(status) for group in groups)]
    rows = [
        Row([Cell(name), count(len(group.subjects)), *(count(group.statuses.get(status)) for status in every)])
        for name, group in zip(names, groups, strict=True)
    ]
    if total and len(groups) > 1:
        sums = [sum(group.statuses.get(status, 0) for group in groups) for status in every]
        rows.append(Row([Cell(total), count(sum(len(g.subjects) for g in groups)), *map(count, sums)], tone="none"))
    columns = [Column(head), Column(page("paper.column.total"), "number")]
    columns += [Column(f"{look(status)[0]} {page.w.status(status)}", "number") for status in every]
    return Table(key, caption, columns, rows, "dense")
