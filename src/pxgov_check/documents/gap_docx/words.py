"""What several sections of the paper write alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from pxgov_check.documents.official.blocks import Column, Table
from pxgov_check.documents.official.punctuation import ours
from pxgov_check.model import Status
from pxgov_check.rollup.indicator_nouns import CityIndicator, Group
from pxgov_check.rollup.task_nouns import CityTask
from pxgov_check.rollup.wording import GapWording
from pxgov_check.submission.figures import plain, rounded

DASH = "—"
# Running text names up to so many indicators or tasks of one status; of more it sends to the annex.
MOST_LISTED = 10
# Running text quotes this many characters of what a unit wrote.
_EXCERPT = 200


def quoted(w: GapWording, title: str) -> str:
    """Return a title in quotation marks, those within it single."""
    return w.messages("paper.quote", text=ours(w, title).replace("“", "‘").replace("”", "’"))


def days_late(w: GapWording, days: int | None) -> str:
    """Return the days by which a task is overdue; none have passed on its due day itself."""
    return str(days) if days else w.messages("paper.due_today")


def run_on(w: GapWording, sentences: Iterable[str]) -> str:
    """Return sentences as one paragraph."""
    return (" " if w.messages.lang == "en" else "").join(sentences)


def named(w: GapWording, units: Sequence[str], most: int) -> str:
    """Return units as a list; of more than ``most`` the first ones and how many they are."""
    if len(units) <= most:
        return w.names(units)
    return w.messages("paper.units_more", names=w.names(units[:most]), n=str(len(units)))


def excerpt(w: GapWording, text: str) -> str:
    """Return what a unit wrote as a sentence quotes it: its beginning where it is long, and no stop of its own."""
    said = w.safe(text).rstrip("。.;； ").replace("“", "‘").replace("”", "’")
    return said if len(said) <= _EXCERPT else w.messages("paper.excerpt", text=said[:_EXCERPT])


def common_due(indicators: Iterable[CityIndicator]) -> date | None:
    """Return the day on which all these targets are due; None where they differ."""
    days = {one.due for one in indicators}
    return days.pop() if len(days) == 1 else None


def count(number: int | None) -> str:
    """Return a count for a table; a dash for none."""
    return str(number) if number else DASH


def target_due(w: GapWording, one: CityIndicator) -> str:
    """Return target and due day, ``≥80%（2025年12月31日）``."""
    return w.messages("paper.target_due", target=w.target(one), due=w.day(one.due)) if one.due else w.target(one)


def bare_gap(w: GapWording, one: CityIndicator) -> str:
    """Return the gap without its unit."""
    unit = w.messages("report.points") if one.unit == "%" else one.gap_unit or ""
    return w.gap(one, one).removesuffix(unit)


def change(w: GapWording, one: CityIndicator, *, bare: bool = False) -> str:
    """Return the change on the period before with its sign, and its unit unless ``bare``."""
    value = one.series[-1].change if one.series and one.value is not None else None
    if value is None:
        return DASH
    shown = rounded(value)
    if not shown:
        return w.messages("paper.unchanged")
    return ("+" if shown > 0 else "") + plain(shown) if bare else w.points(value, one)


def common_section(entries: Sequence[CityIndicator | CityTask]) -> str:
    """Return the table that the clauses of all entries number, with the blank before the number; else nothing."""
    heads = {one.source.section.rpartition(" ")[0] for one in entries}
    shared = heads.pop() if len(heads) == 1 else ""
    return shared + " " if shared else ""


def section_within(w: GapWording, one: CityIndicator | CityTask, shared: str) -> str:
    """Return the clause of an entry without what all of them share."""
    return ours(w, one.source.section.removeprefix(shared))


def group_table(
    w: GapWording,
    caption: str,
    head: str,
    groups: Sequence[Group],
    names: Sequence[str],
    last: str = "",
    *,
    size: Literal["Table", "Dense"] = "Table",
) -> Table:
    """Return how many of each group have each status that occurs; with ``last``, a line for all of them."""
    every = [status for status in Status if any(g.statuses.get(status) for g in groups)]
    rows = [
        [name, str(len(group.subjects)), *(count(group.statuses.get(status)) for status in every)]
        for name, group in zip(names, groups, strict=True)
    ]
    if last and len(groups) > 1:
        totals = [sum(g.statuses.get(status, 0) for g in groups) for status in every]
        rows.append([last, str(sum(len(g.subjects) for g in groups)), *(str(total) for total in totals)])
    columns = [Column(head, 26), Column(w.messages("paper.column.total"), 12, "center")]
    columns += [Column(w.status(status), 14, "center") for status in every]
    return Table(caption, columns, rows, size=size)
