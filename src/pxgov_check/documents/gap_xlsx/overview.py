"""概况: what the ledger is of, how many units it rests on, how things stand, and what it was made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pxgov_check.documents.gap_xlsx.grid import Value, head
from pxgov_check.documents.official.punctuation import ours
from pxgov_check.frozen import frozen
from pxgov_check.model import Severity, Status
from pxgov_check.rollup.indicator_nouns import Group
from pxgov_check.rollup.sentences import coverage_sentences, indicators_sentence, tasks_sentence
from pxgov_check.rollup.wording import GapWording

# The units with the most items to go that the overview names and draws.
_MOST_UNITS = 10
_ONGOING = "ongoing"


@frozen
class Block:
    """A small table: key, caption, head and rows; the first column is wide."""

    key: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def sentences(w: GapWording) -> Iterator[str]:
    """Yield what the ledger is of and how many units it rests on."""
    report, m = w.report, w.messages
    period = report.counted_period
    yield m(
        "gap.scope" if period else "gap.scope_none",
        title=w.safe(report.about.title),
        document_no=w.safe(report.policy.document_no),
        day=w.day(report.as_of),
        period=w.period(period or report.period),
    )
    yield from coverage_sentences(w)
    yield indicators_sentence(w)
    yield tasks_sentence(w)


def blocks(w: GapWording, rows: Mapping[str, int]) -> Iterator[Block]:
    """Yield the tables; ``rows`` says how many rows each sheet has, by its key. A table without rows is left out."""
    m, report = w.messages, w.report
    groups = report.indicator_groups
    yield _groups(w, "categories", [ours(w, g.key) for g in groups], groups)
    years = report.task_groups.by_deadline
    yield _groups(w, "deadlines", [_year(w, g) for g in years], years)
    told = report.coverage
    counts = {"expected": told.expected, "received": told.received, "accepted": told.accepted}
    counts["missing"] = len(told.missing)
    yield _pairs(w, "coverage", {m(f"ledger.coverage.{key}"): n for key, n in counts.items()})
    most = sorted((u for u in report.units if u.items_needed), key=lambda u: -u.items_needed)[:_MOST_UNITS]
    if most:
        yield Block(
            "needs",
            m("ledger.block.needs"),
            (head(w, "unit"), head(w, "items")),
            tuple((w.safe(u.unit), u.items_needed) for u in most),
        )
    found = report.summary["findings"]
    yield _pairs(w, "quality", {w.safe(w.severity(s)): found[s] for s in Severity})
    yield _pairs(w, "sheets", {m(f"ledger.sheet.{key}"): n for key, n in rows.items()})
    yield _provenance(w)


def _groups(w: GapWording, key: str, names: Sequence[str], groups: Sequence[Group]) -> Block:
    every = [s for s in Status if any(g.statuses.get(s) for g in groups)]
    rows: list[tuple[Value, ...]] = [
        (name, *(group.statuses.get(s, 0) for s in every), len(group.subjects))
        for name, group in zip(names, groups, strict=True)
    ]
    sums = (sum(g.statuses.get(s, 0) for g in groups) for s in every)
    rows.append((w.messages("paper.column.total"), *sums, sum(len(g.subjects) for g in groups)))
    heads = (head(w, key), *(w.safe(w.status(s)) for s in every), w.messages("paper.column.total"))
    return Block(key, w.messages(f"ledger.block.{key}"), heads, tuple(rows))


def _pairs(w: GapWording, key: str, told: Mapping[str, int]) -> Block:
    heads = (head(w, key), head(w, f"{key}_n"))
    return Block(key, w.messages(f"ledger.block.{key}"), heads, tuple(told.items()))


def _provenance(w: GapWording) -> Block:
    report, m = w.report, w.messages
    rows: list[tuple[Value, ...]] = [
        (m("ledger.from.policy"), w.safe(report.policy.digest)),
        (m("ledger.from.inputs", n=str(len(report.inputs))), report.inputs_digest),
        (m("ledger.from.tool"), w.safe(f"{report.tool.name} {report.tool.version}")),
        (m("ledger.from.period"), w.safe(report.period)),
        (m("ledger.from.counted"), w.safe(report.counted_period or "")),
        (m("ledger.from.as_of"), report.as_of),
        (m("ledger.from.method"), m("gap.method")),
    ]
    return Block(
        "provenance", m("ledger.block.provenance"), (m("paper.column.item"), m("paper.column.content")), tuple(rows)
    )


def _year(w: GapWording, group: Group) -> str:
    if group.key == _ONGOING:
        return w.messages("paper.ongoing")
    return w.messages("paper.year", year=w.safe(group.key))
