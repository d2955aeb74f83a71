"""A result for people at a terminal: may the form be accepted, what must be corrected, how things stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pxgov_check.formats.context import FILE_WIDTH, Context
from pxgov_check.formats.kinds import Brief, Ending, ending_of, shown_of
from pxgov_check.formats.page import NARROWEST, Page, short
from pxgov_check.formats.paint import BLANK, Line, paint
from pxgov_check.formats.tables import batch_table, indicator_table, task_table
from pxgov_check.formats.text_findings import finding_blocks, is_open
from pxgov_check.frozen import frozen
from pxgov_check.judging.gist import counts_of
from pxgov_check.judging.outcome import SETTLED, Tally, count_findings, count_statuses
from pxgov_check.model import (
    Finding,
    IndicatorVerdict,
    Result,
    Severity,
    Status,
    SubmissionResult,
    TaskVerdict,
    Verdict,
    WaiverState,
    WaiverUse,
)
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.models import PolicyInfo

_DIGEST_SHOWN = len("sha256:") + 12


@frozen
class TextReport:
    """The report in a language, for a screen of ``width`` cells (of 40 at least)."""

    messages: Messages
    info: PolicyInfo
    width: int
    colour: bool

    def render(self, result: Result) -> str:
        """Return the report of a result that is there as a whole; no line is wider than the screen."""
        return self.summary(ending_of(result), shown_of(result.submissions))

    def summary(self, ending: Ending, shown: Sequence[SubmissionResult]) -> str:
        """Return the report of a run by what is known at its end and the submissions that it shows."""
        page = Page(self.messages, self.info, max(self.width, NARROWEST))
        if ending.tally.submissions == 1:
            parts = _details(shown[0], page, all_lines=True)
        else:
            parts = _several(ending.tally, shown, page)
        if ending.findings:
            parts += [BLANK, *page.prose(self.messages("report.across"), "bold")]
            parts += finding_blocks(ending.findings, page)
        return paint([*parts, *_footer(ending, page)], colour=self.colour)


def _several(tally: Tally, shown: Sequence[SubmissionResult], page: Page) -> list[Line]:
    head = page.messages("report.overview", count=str(tally.submissions), accepted=str(tally.accepted))
    parts = [*page.prose(head, "bold"), BLANK, *batch_table(shown, page)]
    others = tally.submissions - len(shown)
    if others:
        parts += page.prose(page.messages("report.others", n=str(others), shown=str(len(shown))))
    for submission in shown:
        if counts_of(submission).wanting:
            parts += [BLANK, *_details(submission, page, all_lines=False)]
    return parts


def _details(submission: SubmissionResult, page: Page, *, all_lines: bool) -> list[Line]:
    m = page.messages
    indicators = [v for v in submission.verdicts if isinstance(v, IndicatorVerdict)]
    tasks = [v for v in submission.verdicts if isinstance(v, TaskVerdict)]
    parts = [*_head(submission, page), *finding_blocks(submission.findings, page)]
    shown = [v for v in indicators if all_lines or v.status not in SETTLED or v.waiver]
    parts += _totals("report.indicators", indicators, page)
    if shown:
        parts += indicator_table(shown, page)
        if any(v.reference is not None for v in shown):
            parts += page.prose(m("report.reference_note"), "dim")
    open_tasks = [v for v in tasks if all_lines or v.status not in SETTLED or v.waiver]
    parts += _totals("report.tasks", tasks, page)
    if open_tasks:
        parts += task_table(open_tasks, page)
    return parts


def _head(submission: SubmissionResult, page: Page) -> list[Line]:
    m = page.messages
    if not submission.readable:
        return page.prose(m("report.unreadable", file=short(submission.file, 200)), "bold red")
    unknown = m("report.unknown")
    line = m(
        "report.accepted" if submission.accepted else "report.returned",
        file=short(submission.file, 200),
        unit=short(submission.unit or unknown, 60),
        period=short(submission.period or unknown, 30),
        as_of=submission.as_of.isoformat() if submission.as_of else unknown,
    )
    copies = m("report.copies", files="、".join(short(copy, 200) for copy in submission.copies))
    return [
        *page.prose(line, "bold green" if submission.accepted else "bold red"),
        *(page.prose(copies, "dim") if submission.copies else ()),
        *page.prose(_open_line(submission.findings, page)),
    ]


def _open_line(findings: Iterable[Finding], page: Page) -> str:
    return _open_counts(count_findings(tuple(f for f in findings if is_open(f))), page)


def _open_counts(counts: Mapping[Severity, int], page: Page) -> str:
    told = [page.messages(f"report.open.{severity}", n=str(n)) for severity, n in counts.items() if n]
    if not told:
        return page.messages("report.open.none")
    return page.messages("report.open.comma").join(told) + page.messages("report.open.stop")


def _totals(key: str, verdicts: Sequence[Verdict], page: Page) -> list[Line]:
    if not verdicts:
        return []
    totals = _by_status(count_statuses(tuple(verdicts)), page)
    return [BLANK, *page.prose(page.messages(key, count=str(len(verdicts)), totals=totals), "bold")]


def _by_status(counts: Mapping[Status, int], page: Page) -> str:
    return " · ".join(f"{page.status_word(status)} {n}" for status, n in counts.items()) or "—"


def _waivers(uses: Sequence[WaiverUse], page: Page) -> list[Line]:
    """Return what came of each waiver; one that did not apply says why."""
    if not uses:
        return []
    m = page.messages
    parts = [BLANK, *page.prose(m("report.waivers", count=str(len(uses))), "bold")]
    for use in uses:
        ref = use.ref
        parts += page.prose(
            m(
                f"report.waiver.{_fate(use)}",
                document_no=ref.document_no,
                unit=ref.unit,
                what=" ".join(filter(None, (ref.rule, ref.subject, ref.period))),
                starts=ref.starts.isoformat(),
                expires=ref.expires.isoformat(),
                used=str(use.used),
                days=str(use.days_left or 0),
            ),
            "yellow" if use.state is not WaiverState.IN_FORCE else "",
            indent=2,
        )
    return parts


def _fate(use: WaiverUse) -> str:
    """Return the key of the sentence on a waiver: none is to be removed because its unit's form is not in the run."""
    in_force = use.state in {WaiverState.IN_FORCE, WaiverState.EXPIRING}
    if in_force and not use.used:
        return "unused" if use.forms else "absent"
    return "last_day" if use.days_left == 0 else str(use.state)


def _footer(ending: Ending, page: Page) -> list[Line]:
    m, policy, tally = page.messages, ending.policy, ending.tally
    parts: list[Line] = [*_waivers(ending.waivers, page), BLANK]
    known = tally.left(known=True)
    if known:
        parts += page.prose(m("report.baseline", known=str(known), new=str(tally.left(known=False))))
    if tally.submissions != 1:
        parts += page.prose(_open_counts(tally.open_by_severity, page))
        parts += page.prose(m("report.totals", totals=_by_status(tally.by_status, page)))
    title = policy.title if m.lang == "zh" else page.info.title_en
    digest = policy.digest[:_DIGEST_SHOWN]
    return [*parts, *page.prose(m("report.policy", title=title, document_no=policy.document_no, digest=digest), "dim")]


def on_screen(ending: Ending, shown: Sequence[SubmissionResult], context: Context, width: int, *, colour: bool) -> str:
    """Return the report for a screen of so many cells."""
    return TextReport(context.messages, context.policy.info, width, colour).summary(ending, shown)


def _to_file(ending: Ending, shown: Sequence[SubmissionResult], context: Context) -> str:
    return on_screen(ending, shown, context, FILE_WIDTH, colour=False)


FORMAT = Brief(_to_file)
