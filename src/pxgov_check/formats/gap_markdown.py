"""The gap report as Markdown: the sections of the paper, then the tables."""

from __future__ import annotations

from collections.abc import Iterator

from pxgov_check.formats.markup import code, words
from pxgov_check.model import FindingState, Severity, Status
from pxgov_check.policy.messages import Messages
from pxgov_check.rollup.indicator_nouns import CityIndicator, Group
from pxgov_check.rollup.report import GapReport
from pxgov_check.rollup.sentences import (
    coverage_sentences,
    indicator_sentences,
    indicators_sentence,
    step_sentences,
    task_sentence,
    tasks_sentence,
)
from pxgov_check.rollup.wording import GapWording, figure_text

_DIGEST_SHOWN = len("sha256:") + 12


def render(report: GapReport, messages: Messages) -> str:
    """Return the whole report; a section without anything to say says that there is nothing."""
    w = GapWording(messages, report, words)
    sections = (_scope, _overall, _gaps, _tasks, _problems, _steps, _annex)
    parts = [f"# {title(w)}", *(line for section in sections for line in section(w))]
    return "\n".join(parts) + "\n"


def title(w: GapWording) -> str:
    """Return what the report is called."""
    return w.messages("gap.title", title=w.report.about.title, period=w.period(w.report.period))


def _scope(w: GapWording) -> Iterator[str]:
    report = w.report
    yield from _heading(w, "scope")
    period = report.counted_period
    yield w.messages(
        "gap.scope" if period else "gap.scope_none",
        title=report.about.title,
        document_no=report.policy.document_no,
        day=w.day(report.as_of),
        period=w.period(period or report.period),
    )
    yield ""
    yield from (f"- {sentence}" for sentence in coverage_sentences(w))


def _overall(w: GapWording) -> Iterator[str]:
    yield from _heading(w, "overall")
    yield f"- {indicators_sentence(w)}"
    yield from (f"  - {_group(w, g)}" for g in w.report.indicator_groups)
    yield f"- {tasks_sentence(w)}"


def _group(w: GapWording, group: Group) -> str:
    return w.messages("report.labelled", label=words(group.key), text=w.statuses(group.statuses))


def _gaps(w: GapWording) -> Iterator[str]:
    m = w.messages
    yield from _heading(w, "gaps")
    if not w.report.gaps:
        yield m("gap.all_reached")
    for one in w.report.gaps:
        yield f"### {one.subject} {words(one.title)}\n"
        yield " ".join(indicator_sentences(w, one)) if m.lang == "en" else "".join(indicator_sentences(w, one))
        yield ""
        yield from _reasons(w, one)
        if len(one.by_unit) > 1 and one.ranked:
            yield from _by_unit(w, one)


def _reasons(w: GapWording, one: CityIndicator) -> Iterator[str]:
    m = w.messages
    short = one.short_units
    for figure in short:
        if figure.explanation:
            yield f"- {m('gap.reason_given', unit=figure.unit, text=words(figure.explanation))}"
    silent = [figure.unit for figure in short if not figure.explanation]
    if silent:
        yield f"- {m('gap.reason_blank', unit=w.names(silent))}"
    yield ""


def _by_unit(w: GapWording, one: CityIndicator) -> Iterator[str]:
    yield from _head(w, "unit", "value", "gap", "items", "share", "place")
    for figure in one.ranked:
        yield _row(
            words(figure.unit),
            w.value(figure, one),
            w.gap(figure, one),
            str(figure.items_needed),
            figure_text(figure.share, "%"),
            _place(figure.file, figure.sheet, figure.cell),
        )
    yield ""


def _tasks(w: GapWording) -> Iterator[str]:
    report, m = w.report, w.messages
    yield from _heading(w, "tasks")
    yield tasks_sentence(w)
    yield ""
    if report.overdue:
        yield m("gap.overdue", n=str(len(report.overdue)))
        yield ""
        yield from (f"{number}. {task_sentence(w, t)}" for number, t in enumerate(report.overdue, 1))
        yield ""
    disagreed = [t.subject for t in report.tasks if t.disagreement]
    if disagreed:
        yield m("gap.disagree", names=w.names(disagreed))


def _problems(w: GapWording) -> Iterator[str]:
    m = w.messages
    yield from _heading(w, "problems")
    told = [r for r in w.report.rules if r.open and r.severity is not Severity.NOTICE]
    for rule in sorted(told, key=lambda r: (list(Severity).index(r.severity), -r.open, r.rule)):
        yield "- " + m(
            "gap.problem",
            rule=rule.rule,
            title=words(rule.title),
            severity=w.severity(rule.severity),
            n=str(rule.open),
            units=str(rule.units),
        )
    if not told:
        yield m("gap.no_problems")


def _steps(w: GapWording) -> Iterator[str]:
    yield from _heading(w, "steps")
    yield from (f"{number}. {sentence}" for number, sentence in enumerate(step_sentences(w), 1))
    if not w.report.steps:
        yield w.messages("gap.no_steps")


def _annex(w: GapWording) -> Iterator[str]:
    m, report = w.messages, w.report
    yield from _heading(w, "annex")
    for part in (_all_indicators, _all_units, _all_tasks, _excluded, _explained, _rules):
        lines = list(part(w))
        # A head alone is no table.
        if len(lines) > 2:
            yield f"### {m('gap.annex.' + part.__name__.removeprefix('_all_').removeprefix('_'))}\n"
            yield from lines
            yield ""
    yield f"### {m('gap.annex.method')}\n"
    yield m("gap.method")
    yield ""
    yield m(
        "gap.provenance",
        policy=code(report.policy.digest[:_DIGEST_SHOWN]),
        n=str(len(report.inputs)),
        inputs=code(report.inputs_digest[:_DIGEST_SHOWN]),
        version=report.tool.version,
    )


def _all_indicators(w: GapWording) -> Iterator[str]:
    referenced = any(one.reference is not None for one in w.report.indicators)
    yield from _head(
        w,
        *("subject", "title", "value", "target", "due", *(("reference",) if referenced else ())),
        *("gap", "items", "counted", "change", "status", "clause"),
    )
    for one in w.report.indicators:
        change = one.series[-1].change if one.series and one.value is not None else None
        yield _row(
            one.subject,
            words(one.title),
            w.value(one, one),
            w.target(one),
            w.day(one.due),
            *([figure_text(one.reference, one.unit, one.value)] if referenced else []),
            w.gap(one, one),
            str(one.items_needed) if one.items_needed else "—",
            f"{one.units_counted}/{one.units_expected}",
            w.points(change, one),
            w.status(one.status),
            words(one.source.section),
        )


def _all_units(w: GapWording) -> Iterator[str]:
    yield from _head(w, "unit", "state", "period", "mandatory", "verify", "unmet", "overdue", "items")
    for unit in w.report.units:
        counts = (
            unit.findings[Severity.MANDATORY],
            unit.findings[Severity.VERIFY],
            unit.indicators.get(Status.UNMET, 0),
            unit.tasks.get(Status.OVERDUE, 0),
            unit.items_needed,
        )
        period = w.period(unit.period) if unit.period else "—"
        yield _row(words(unit.unit), w.messages(f"gap.state.{unit.state}"), period, *(str(c or "—") for c in counts))


def _all_tasks(w: GapWording) -> Iterator[str]:
    yield from _head(w, "subject", "title", "lead", "due", "status", "days", "place")
    for task in w.report.tasks:
        told = task.decisive
        place = _place(told.file, told.sheet, told.cell) if told else "—"
        due = w.day(task.due) if task.due else words(task.deadline_text)
        yield _row(task.subject, words(task.title), words(task.lead), due, w.status(task.status), w.late(task), place)


def _excluded(w: GapWording) -> Iterator[str]:
    yield from _head(w, "subject", "unit", "rule", "reason", "place")
    for one in w.report.indicators:
        for left in one.units_excluded:
            place = _place(left.file, left.sheet, left.cell)
            yield _row(one.subject, words(left.unit), left.reason, words(left.message), place)


def _explained(w: GapWording) -> Iterator[str]:
    yield from _head(w, "unit", "rule", "found", "explanation", "place")
    for one in w.report.findings:
        finding = one.finding
        if finding.state is not FindingState.OPEN:
            place = _place(one.file, finding.sheet, finding.cell)
            said = words(finding.explanation or "—")
            yield _row(words(one.unit or "—"), finding.rule, words(finding.message), said, place)


def _rules(w: GapWording) -> Iterator[str]:
    yield from _head(w, "rule", "title", "found", "explained")
    for rule in w.report.rules:
        answered = rule.explained + rule.waived
        yield _row(rule.rule, words(rule.title), str(rule.open or "—"), str(answered or "—"))


def _heading(w: GapWording, key: str) -> Iterator[str]:
    yield f"\n## {w.messages('gap.heading.' + key)}\n"


def _head(w: GapWording, *columns: str) -> Iterator[str]:
    yield _row(*(w.messages("paper.column.reference" if n == "reference" else f"gap.column.{n}") for n in columns))
    yield "|---" * len(columns) + "|"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _place(file: str | None, sheet: str | None, cell: str | None) -> str:
    place = "!".join(part for part in (sheet, cell) if part)
    return " ".join(code(part) for part in (file or "", place) if part) or "—"
