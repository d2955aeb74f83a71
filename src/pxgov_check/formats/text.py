"""The report for a person at a terminal.

It answers in this order: may the form be accepted, what must be corrected and how, how indicators and tasks stand, the
totals, and by which policy.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from pxgov_check.formats.clean import clean
from pxgov_check.formats.tables import batch_table, indicator_table, status_text, task_table
from pxgov_check.judging.outcome import all_verdicts, count_findings, count_statuses
from pxgov_check.model import (
    Finding,
    FindingState,
    IndicatorVerdict,
    Result,
    Severity,
    Status,
    SubmissionResult,
    TaskVerdict,
)
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.models import PolicyInfo

_STYLES = {Severity.MANDATORY: "bold red", Severity.VERIFY: "yellow", Severity.NOTICE: "cyan"}
_MATTERS = frozenset({Status.UNMET, Status.OVERDUE, Status.BEHIND})

# Below this many columns the quiet columns of a table are left out.
NARROW = 100


@dataclass(frozen=True, slots=True)
class TextReport:
    """What the report is written with: the words, and the policy's own words for statuses and severities."""

    messages: Messages
    info: PolicyInfo
    width: int = NARROW
    colour: bool = False

    def render(self, result: Result) -> str:
        """Return the report as text; with ANSI colour when asked for."""
        console = Console(
            file=io.StringIO(),
            width=self.width,
            force_terminal=self.colour,
            color_system="standard" if self.colour else None,
            legacy_windows=False,
            markup=False,
            emoji=False,
            highlight=False,
        )
        with console.capture() as captured:
            for part in self._parts(result):
                console.print(part)
        # Trailing blanks that pad table columns only get in the way of diffs and pastes.
        return "\n".join(line.rstrip() for line in captured.get().split("\n"))

    def _parts(self, result: Result) -> Iterator[RenderableType]:
        several = len(result.submissions) > 1
        if several:
            yield batch_table(result.submissions, self.messages)
        for submission in result.submissions:
            if not several or _worth_detail(submission):
                yield self._head(submission)
                yield from self._findings(submission.findings)
                yield from self._standings(submission, only_what_matters=several)
        yield from self._findings(result.findings)
        yield from self._totals(result)

    def _head(self, one: SubmissionResult) -> RenderableType:
        m = self.messages
        key = "accepted" if one.accepted else "returned" if one.readable else "unreadable"
        line = Text(m(f"report.{key}"), style="bold green" if one.accepted else "bold red")
        about = [part for part in (one.unit, one.period) if part]
        if one.as_of:
            about.append(m("report.as_of", day=one.as_of.isoformat()))
        line.append("  " + clean(" · ".join(about)), style="bold")
        counts = count_findings(tuple(f for f in one.findings if f.state is FindingState.OPEN))
        told = [m(f"report.count.{severity}", n=str(n)) for severity, n in counts.items() if n]
        file = Padding(Text(clean(one.file), style="dim"), (0, 0, 0, 2), expand=False)
        found = Padding(Text(m("report.comma").join(told) or m("report.no_findings")), (0, 0, 0, 2), expand=False)
        return Group(Text(""), line, file, found)

    def _findings(self, findings: tuple[Finding, ...]) -> Iterator[RenderableType]:
        for severity in Severity:
            of_severity = [f for f in findings if f.severity is severity]
            if not of_severity:
                continue
            words = self.messages(f"report.heading.{severity}")
            yield Group(Text(""), Text(words, style=_STYLES[severity]))
            for rule in dict.fromkeys(f.rule for f in of_severity):
                yield from self._rule([f for f in of_severity if f.rule == rule])

    def _rule(self, findings: list[Finding]) -> Iterator[RenderableType]:
        """Yield the findings of one rule: equal sentences once, over all their cells, and what to do last."""
        first = findings[0]
        yield Padding(Text(f"{first.rule} {first.title}", style="bold"), (0, 0, 0, 2), expand=False)
        grouped: dict[tuple[str, str | None], list[Finding]] = {}
        for one in findings:
            grouped.setdefault((one.message, one.explanation), []).append(one)
        for (message, explanation), same in grouped.items():
            where = Text("、".join(_place(f) for f in same), style="bold")
            body = Text(clean(message))
            if explanation:
                body.append(self.messages("report.explained", text=clean(explanation)), style="dim")
            yield Padding(Group(where, Padding(body, (0, 0, 0, 2))), (0, 0, 0, 4), expand=False)
        for hint in dict.fromkeys(f.hint for f in findings):
            yield Padding(Text("→" + clean(hint), style="green"), (0, 0, 0, 4), expand=False)

    def _standings(self, one: SubmissionResult, *, only_what_matters: bool) -> Iterator[RenderableType]:
        verdicts = [v for v in one.verdicts if not only_what_matters or v.status in _MATTERS]
        indicators = [v for v in verdicts if isinstance(v, IndicatorVerdict)]
        tasks = [v for v in verdicts if isinstance(v, TaskVerdict)]
        narrow = self.width < NARROW
        if indicators:
            yield Group(Text(""), Text(self.messages("report.heading.indicators"), style="bold"))
            yield indicator_table(indicators, self.messages, self.info, narrow=narrow)
            if any(v.reference is not None for v in indicators):
                yield Padding(Text(self.messages("report.reference_note"), style="dim"), (0, 0, 0, 2), expand=False)
        if tasks:
            yield Group(Text(""), Text(self.messages("report.heading.tasks"), style="bold"))
            yield task_table(tasks, self.messages, self.info, narrow=narrow)

    def _totals(self, result: Result) -> Iterator[RenderableType]:
        line = Text(self.messages("report.totals"), style="bold")
        for status, n in count_statuses(all_verdicts(result)).items():
            line.append(" ")
            line.append_text(status_text(status, self.info, self.messages.lang))
            line.append(f" {n} ")
        policy = result.policy
        words = self.messages(
            "report.policy", title=policy.title, document_no=policy.document_no, digest=policy.digest[:19]
        )
        yield Group(Text(""), line, Text(words, style="dim"))


def _worth_detail(submission: SubmissionResult) -> bool:
    serious = any(f.state is FindingState.OPEN and f.severity is not Severity.NOTICE for f in submission.findings)
    return serious or any(v.status in _MATTERS for v in submission.verdicts)


def _place(one: Finding) -> str:
    where = f"{one.sheet}!{one.cell}" if one.sheet and one.cell else one.sheet or ""
    return clean(" ".join(part for part in (where, one.subject) if part)) or "—"
