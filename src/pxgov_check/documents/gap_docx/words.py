"""What several sections of the paper write alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pxgov_check.documents.official.blocks import Column, Table
from pxgov_check.documents.official.punctuation import full_width
from pxgov_check.model import Status
from pxgov_check.rollup.indicator_nouns import CityIndicator, Group
from pxgov_check.rollup.wording import GapWording

DASH = "—"


def ours(w: GapWording, text: str) -> str:
    """Return a text of the policy or of a rule, punctuated as the paper is."""
    return full_width(w.safe(text)) if w.messages.lang == "zh" else w.safe(text)


def quoted(w: GapWording, title: str) -> str:
    """Return a title in quotation marks, those within it single."""
    return w.messages("paper.quote", text=ours(w, title).replace("“", "‘").replace("”", "’"))


def days_late(w: GapWording, days: int | None) -> str:
    """Return the days by which a task is overdue; none have passed on its due day itself."""
    return str(days) if days else w.messages("paper.due_today")


def run_on(w: GapWording, sentences: Iterable[str]) -> str:
    """Return sentences as one paragraph."""
    return (" " if w.messages.lang == "en" else "").join(sentences)


def count(number: int | None) -> str:
    """Return a count for a table; a dash for none."""
    return str(number) if number else DASH


def target_due(w: GapWording, one: CityIndicator) -> str:
    """Return target and due day, ``≥80%（2025年12月31日）``."""
    return w.messages("paper.target_due", target=w.target(one), due=w.day(one.due)) if one.due else w.target(one)


def change(w: GapWording, one: CityIndicator) -> str:
    """Return the change on the period before, with its sign."""
    return w.points(one.series[-1].change, one) if one.series and one.value is not None else DASH


def group_table(
    w: GapWording, caption: str, head: str, groups: Sequence[Group], names: Sequence[str], last: str = ""
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
    return Table(caption, columns, rows)
