"""五、存在的问题 and 六、下一步建议: nothing but what the report's lists and steps say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from pxgov_check.documents.gap_docx.words import DASH, days_late, named, quoted, run_on
from pxgov_check.documents.official.blocks import Block, Column, Heading, Item, Paragraph, Table
from pxgov_check.documents.official.punctuation import ours
from pxgov_check.model import Severity
from pxgov_check.rollup.report import Step
from pxgov_check.rollup.wording import GapWording

_MOST_UNITS = 10
_MOST_NAMED = 3
# Units asked for the same are named up to so many; the annexes name all.
_MOST_ASKED = 40


def problems(w: GapWording) -> Iterator[Block]:
    """Yield what is wrong, each problem an item."""
    report, m = w.report, w.messages
    if report.gaps:
        yield Item(run_on(w, _unmet(w)))
    without = [i for i in report.indicators if i.value is None]
    if without and report.counted_period:
        yield Item(m("paper.problem.no_figure", n=str(len(without))))
    if report.overdue:
        yield Item(run_on(w, _overdue(w)))
    if report.coverage.missing and report.counted_period:
        yield Item(m("paper.problem.missing", n=str(len(report.coverage.missing))))
    left_out = sum(len(i.units_excluded) for i in report.indicators)
    if left_out:
        yield Item(m("paper.problem.excluded", n=str(left_out)))
    disagreed = sum(t.disagreement for t in report.tasks)
    if disagreed:
        yield Item(m("paper.problem.disagree", n=str(disagreed)))
    yield from _rules(w)


def _unmet(w: GapWording) -> Iterator[str]:
    m = w.messages
    yield m("paper.problem.unmet", n=str(len(w.report.gaps)))
    most = sorted((u for u in w.report.units if u.items_needed), key=lambda u: -u.items_needed)[:_MOST_NAMED]
    if most:
        told = [m("paper.problem.of_unit", unit=w.safe(u.unit), n=str(u.items_needed)) for u in most]
        yield m("paper.problem.most", names=m("report.list_separator").join(told))


def _overdue(w: GapWording) -> Iterator[str]:
    m, late = w.messages, w.report.overdue
    longest = late[0]
    title, days = quoted(w, longest.title), str(longest.days_overdue)
    if longest.days_overdue:
        yield m("paper.problem.overdue", n=str(len(late)), title=title, days=days)
    else:
        yield m("paper.problem.due_today", title=m("report.list_separator").join(quoted(w, t.title) for t in late))
    silent = sum(not (t.decisive and t.decisive.reason and t.decisive.next_step) for t in late)
    if silent:
        yield m("paper.problem.no_reason", n=str(silent))


def _rules(w: GapWording) -> Iterator[Block]:
    """Yield the rules that found what somebody has to put right; of notices those that stand across forms."""
    report = w.report
    across = {f.finding.rule for f in report.findings if f.unit is None and f.file is None}
    told = [r for r in report.rules if r.open and (r.severity is not Severity.NOTICE or r.rule in across)]
    # These two stand in a sentence of their own.
    said = {"X303": report.coverage.missing, "X305": [t for t in report.tasks if t.disagreement]}
    told = [rule for rule in told if not said.get(rule.rule)]
    for rule in sorted(told, key=lambda r: (list(Severity).index(r.severity), -r.open, r.rule)):
        # What stands across forms, or in a file of no known unit, is in no unit's.
        yield Item(
            w.messages(
                "paper.problem.rule_of_units" if rule.units else "paper.problem.rule",
                rule=rule.rule,
                title=ours(w, rule.title),
                severity=w.severity(rule.severity),
                n=str(rule.open),
                units=str(rule.units),
            )
        )


def steps(w: GapWording) -> Iterator[Block]:
    """Yield who does what by when: reports, gaps, tasks, reasons."""
    for key, blocks in (("reports", _reports), ("gaps", _gaps), ("tasks", _tasks), ("reasons", _reasons)):
        told = tuple(blocks(w))
        if told:
            yield Heading(w.messages(f"paper.heading.do_{key}"))
            yield from told


def _of(w: GapWording, *kinds: str) -> list[Step]:
    return [step for step in w.report.steps if step.kind in kinds]


def _by_subject(w: GapWording, *kinds: str) -> list[list[Step]]:
    by_subject: dict[str, list[Step]] = {}
    for step in _of(w, *kinds):
        by_subject.setdefault(step.subject or "", []).append(step)
    return list(by_subject.values())


def _reports(w: GapWording) -> Iterator[Block]:
    m = w.messages
    naming: dict[str, Callable[[Step], str]] = {
        "submit": lambda step: w.safe(step.unit),
        "resolve": lambda step: w.safe(step.unit),
        "correct": lambda step: m("paper.step.places", unit=w.safe(step.unit), n=str(step.count)),
        "explain": lambda step: m("paper.step.places", unit=w.safe(step.unit), n=str(step.count)),
    }
    for kind, name in naming.items():
        units = [name(step) for step in _of(w, kind)]
        if units:
            yield Item(m(f"paper.step.{kind}", units=named(w, units, _MOST_ASKED)))
    for told in _by_subject(w, "agree"):
        yield Item(m("paper.step.agree", title=quoted(w, told[0].title or ""), units=w.names(s.unit for s in told)))


def _gaps(w: GapWording) -> Iterator[Block]:
    for told in _by_subject(w, "close_gap", "catch_up"):
        first = told[0]
        title, due = quoted(w, first.title or ""), w.day(first.due)
        yield Item(w.messages(f"paper.step.{first.kind}", title=title, due=due, units=_units(w, told)))


def _units(w: GapWording, told: Sequence[Step]) -> str:
    m = w.messages
    names = [m("paper.step.needs", unit=w.safe(s.unit), needs=_needs(w, s)) for s in told]
    shown = m("report.list_separator").join(names[:_MOST_UNITS])
    left = len(names) - _MOST_UNITS
    return m("paper.step.more", units=shown, n=str(left)) if left > 0 else shown


def _needs(w: GapWording, step: Step) -> str:
    if step.count:
        return w.messages("paper.step.items", n=str(step.count))
    indicator = next(i for i in w.report.indicators if i.subject == step.subject)
    own = next(u for u in indicator.by_unit if u.unit == step.unit)
    return w.messages("paper.step.short", gap=w.gap(own, indicator))


def _tasks(w: GapWording) -> Iterator[Block]:
    m, told = w.messages, _of(w, "finish")
    if not told:
        return
    columns = [
        Column(m("paper.column.owner"), 29),
        Column(m("paper.column.task"), 43),
        Column(m("gap.column.due"), 33),
        Column(m("gap.column.days"), 17, "right"),
        Column(m("paper.column.next_step"), 34),
    ]
    rows = [
        [
            w.safe(step.unit),
            ours(w, step.title or ""),
            w.day(step.due),
            days_late(w, step.days_overdue) if step.days_overdue is not None else DASH,
            w.safe(step.text) if step.text else m("paper.not_given"),
        ]
        for step in told
    ]
    yield Table(m("paper.table.finish"), columns, rows)


def _reasons(w: GapWording) -> Iterator[Block]:
    m = w.messages
    matters = Counter(step.unit for step in _of(w, "give_reason"))
    if matters:
        told = [m("paper.step.matters", unit=w.safe(unit), n=str(n)) for unit, n in matters.items()]
        yield Paragraph(m("paper.step.give_reason", units=named(w, told, _MOST_ASKED)))
