"""The sentences of a gap report that more than one rendering prints. Nothing is said of what there is none of."""

from __future__ import annotations

from collections.abc import Iterator

from pxgov_check.rollup.indicator_nouns import CityIndicator
from pxgov_check.rollup.report import Step
from pxgov_check.rollup.task_nouns import CityTask
from pxgov_check.rollup.wording import GapWording, figure_text
from pxgov_check.submission.figures import plain

# A paragraph names this many units that still need most; the tables name all.
MOST_NAMED = 5


def coverage_sentences(w: GapWording) -> Iterator[str]:
    """Yield who reported, whose form was accepted, who is missing, and what could not be used."""
    m, told = w.messages, w.report.coverage
    key = "" if told.accepted else ".none_accepted" if told.received else ".none"
    counts = {"expected": str(told.expected), "received": str(told.received), "accepted": str(told.accepted)}
    yield m(f"gap.coverage{key}", **counts)
    listed = {
        "missing": list(told.missing) if told.received else [],
        "stopped": [m("gap.stopped_unit", unit=s.unit, period=w.period(s.last_period)) for s in told.stopped],
        "returned": [r.unit for r in told.returned],
        "conflicting": [c.unit for c in told.conflicting],
        "unreadable": [u.file for u in told.unreadable],
        "left_aside": [a.file for a in told.left_aside],
    }
    for key, names in listed.items():
        if names:
            yield m(f"gap.coverage.{key}", n=str(len(names)), names=w.names(names))


def indicators_sentence(w: GapWording) -> str:
    """Return how many indicators there are and how they stand."""
    counts = w.report.summary["indicators"]
    return w.messages("gap.indicators", count=str(len(w.report.indicators)), totals=w.statuses(counts))


def tasks_sentence(w: GapWording) -> str:
    """Return how many tasks there are and how they stand."""
    return w.messages("gap.tasks", count=str(len(w.report.tasks)), totals=w.statuses(w.report.summary["tasks"]))


def indicator_sentences(w: GapWording, one: CityIndicator) -> Iterator[str]:
    """Yield where the city stands on one indicator, what it rests on, how it moves, and who needs most."""
    m = w.messages
    if one.value is None:
        yield m("gap.no_figure", title=one.title, status=w.status(one.status))
    else:
        target, due = w.target(one), w.day(one.due)
        yield m("gap.stands", title=one.title, value=w.value(one, one), target=target, due=due) + standing(w, one)
    if one.reference is not None:
        yield m("paper.reference", reference=figure_text(one.reference, one.unit, one.value))
    yield from grounds(w, one)


def standing(w: GapWording, one: CityIndicator) -> str:
    """Return the end of a sentence about a figure: the status, and what is short."""
    m = w.messages
    text = m("gap.status_clause", status=w.status(one.status))
    if one.gap is not None:
        text += m("gap.gap_clause", gap=w.gap(one, one))
    if one.items_needed:
        text += m("report.needed", n=str(one.items_needed))
    return text + m("report.open.stop")


def grounds(w: GapWording, one: CityIndicator) -> Iterator[str]:
    """Yield what a city figure rests on, how it moves, and who needs most."""
    m = w.messages
    yield _basis(w, one)
    yield from _movement(w, one)
    ranked = one.ranked[:MOST_NAMED]
    if one.units_counted > 1 and ranked:
        told = [m("gap.unit_needs", unit=w.safe(u.unit), n=str(u.items_needed)) for u in ranked]
        yield m("gap.most_needed", units=m("report.list_separator").join(told))


def task_sentence(w: GapWording, one: CityTask) -> str:
    """Return an overdue or late task in one sentence, with the reason and next step as the unit wrote them."""
    m, report = w.messages, one.decisive
    lead = report.unit if report else one.lead
    text = m("gap.task", id=one.subject, title=one.title, unit=w.safe(lead), due=w.day(one.due))
    if one.days_overdue:
        text += m("gap.task_overdue", n=str(one.days_overdue))
    for key, said in (("reason", report and report.reason), ("next_step", report and report.next_step)):
        if said:
            text += m(f"gap.task_{key}", text=w.safe(said))
    return text + m("report.open.stop")


def step_sentences(w: GapWording) -> Iterator[str]:
    """Yield the next steps, those of one kind about one subject together: who does what, and by when."""
    together: dict[tuple[str, str | None], list[Step]] = {}
    for step in w.report.steps:
        together.setdefault((step.kind, step.subject), []).append(step)
    for (kind, _), steps in together.items():
        first = steps[0]
        yield w.messages(
            f"gap.step.{kind}",
            units=w.messages("report.list_separator").join(_who(w, step) for step in steps),
            n=str(len(steps)),
            title=first.title or "",
            due=w.day(first.due),
        )


def _who(w: GapWording, step: Step) -> str:
    """Return the unit with what is asked of it: how many findings, or how much is short."""
    m, unit = w.messages, w.safe(step.unit)
    if step.amount is None:
        return m("gap.who_count", unit=unit, n=str(step.count)) if step.count else unit
    indicator = next(i for i in w.report.indicators if i.subject == step.subject)
    own = next(u for u in indicator.by_unit if u.unit == step.unit)
    needs = w.gap(own, indicator) + (m("report.needed", n=str(step.count)) if step.count else "")
    return m("gap.who_needs", unit=unit, needs=needs)


def _basis(w: GapWording, one: CityIndicator) -> str:
    m = w.messages
    if one.reported_by:
        return m("gap.reported_by", unit=w.safe(one.reported_by))
    text = m("gap.rests_on", counted=str(one.units_counted), expected=str(one.units_expected))
    for key, count in (
        ("missing", len(one.units_missing)),
        ("excluded", len(one.units_excluded)),
        ("not_applicable", len(one.units_not_applicable)),
        ("waived", len(one.units_waived)),
    ):
        if count:
            text += m(f"gap.rests_on.{key}", n=str(count))
    return text + m("report.open.stop")


def _movement(w: GapWording, one: CityIndicator) -> Iterator[str]:
    m, pace = w.messages, one.pace
    if one.completion is not None and not one.maintain:
        key = "completion" if one.completion > 0 else "below_baseline" if one.completion else "at_baseline"
        base, share = figure_text(one.baseline.value, one.unit), figure_text(one.completion, "%")
        yield m(f"gap.{key}", on=w.day(one.baseline.on), base=base, share=share)
    if pace is None:
        return
    ahead = plain(pace.target) + one.unit
    yield m(f"gap.pace.{pace.basis}", since=w.day(pace.since), pace=w.movement(pace.so_far, one))
    if pace.needed:
        yield m("gap.pace_needed", due=w.day(pace.due), target=ahead, pace=w.movement(pace.needed, one))
    if pace.projected is not None:
        yield m("gap.projected", due=w.day(pace.due), value=figure_text(pace.projected, one.unit, pace.target))
    elif pace.months_to_target is not None:
        yield m("gap.months_to_target", n=str(pace.months_to_target), target=ahead)
