"""The result as Markdown for a merge request's comment or a job's summary, never longer than such a comment may be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pxgov_check.formats.context import Context
from pxgov_check.formats.kinds import Whole
from pxgov_check.formats.markup import code, words
from pxgov_check.formats.text_findings import MOST_PLACES, group_equal, is_open
from pxgov_check.formats.wording import answer_text, severity_word, status_word, verdict_sentence
from pxgov_check.frozen import frozen
from pxgov_check.judging.outcome import SETTLED, Tally, count_findings, count_statuses
from pxgov_check.model import Finding, Result, Severity, Status, SubmissionResult

# GitHub takes 65,536 characters a comment, which leaves room for what a pipeline writes around it.
LONGEST = 60_000
# What is to be done takes more room than who sent a form.
_OVERVIEW_SHARE = 3
_MARKS = {Severity.MANDATORY: "×", Severity.VERIFY: "▲", Severity.NOTICE: "●"}
_ANSWERED = "○"
_DIGEST_SHOWN = len("sha256:") + 12


@frozen
class _Table:
    """A heading over a table; rows can be left out, and without rows nothing is shown.

    It gets one ``share``-th of the room that is left.
    """

    heading: str
    columns: Sequence[str]
    rows: Sequence[str]
    share: int = 1


def render(result: Result, context: Context) -> str:
    """Return totals, the submissions, and what is to be done; what no longer fits is counted at the end."""
    head, foot = "\n".join(_head(result, context)), _foot(result, context)
    room = LONGEST - len(head) - len(foot) - len(context.messages("markdown.left_out", count="9" * 7)) - 10
    parts: list[str] = []
    left_out = 0
    for table in _tables(result, context):
        text, dropped = _fit(table, room // table.share)
        room -= len(text) + 1
        left_out += dropped
        parts.append(text)
    told = [context.messages("markdown.left_out", count=str(left_out)), ""] if left_out else []
    return "\n".join([head, *(part for part in parts if part), *told, foot])


def _head(result: Result, context: Context) -> Iterator[str]:
    m = context.messages
    tally = Tally.of(result)
    yield f"### pxcheck: {m('report.overview', count=str(tally.submissions), accepted=str(tally.accepted))}\n"
    findings = " · ".join(f"{severity_word(severity, context)} {n}" for severity, n in tally.by_severity.items())
    yield f"- {m('markdown.findings', totals=findings, answered=str(tally.answered))}"
    verdicts = " · ".join(f"{status_word(s, context)} {n}" for s, n in tally.by_status.items())
    yield f"- {m('markdown.verdicts', totals=verdicts or '—')}\n"


def _foot(result: Result, context: Context) -> str:
    m, policy = context.messages, result.policy
    title = policy.title if m.lang == "zh" else context.policy.info.title_en
    digest = code(policy.digest[:_DIGEST_SHOWN])
    return m("report.policy", title=words(title), document_no=words(policy.document_no), digest=digest) + "\n"


def _tables(result: Result, context: Context) -> Iterator[_Table]:
    if result.submissions:
        yield _overview(result.submissions, context)
    for submission in result.submissions:
        title = context.repository.path(submission.file)
        yield _findings(title, submission.findings, context)
        yield _verdicts("" if submission.findings else title, submission, context)
    yield _findings(context.messages("report.across"), result.findings, context)


def _fit(table: _Table, room: int) -> tuple[str, int]:
    """Return as many rows as there is room for, under their head, and how many there was none for."""
    lines = [f"#### {table.heading}\n" if table.heading else "", _row(table.columns), "|---" * len(table.columns) + "|"]
    room -= sum(len(line) + 1 for line in lines) + 1
    shown: list[str] = []
    for row in table.rows:
        if len(row) + 1 > room:
            break
        room -= len(row) + 1
        shown.append(row)
    return ("\n".join([*lines, *shown, ""]) if shown else ""), len(table.rows) - len(shown)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _overview(submissions: Sequence[SubmissionResult], context: Context) -> _Table:
    m = context.messages
    names = ("file", "unit", "period", "form", "mandatory", "verify", "unmet", "overdue")
    rows = [_row([*_names(one, context), *_counts(one)]) for one in submissions]
    return _Table("", [m(f"report.column.{name}") for name in names], rows, _OVERVIEW_SHARE)


def _names(one: SubmissionResult, context: Context) -> list[str]:
    word = context.messages("report.short.accepted" if one.accepted else "report.short.returned")
    return [code(context.repository.path(one.file)), words(one.unit or "—"), words(one.period or "—"), word]


def _counts(one: SubmissionResult) -> list[str]:
    found = count_findings(tuple(f for f in one.findings if is_open(f)))
    stand = count_statuses(one.verdicts)
    counts = (found[Severity.MANDATORY], found[Severity.VERIFY], stand.get(Status.UNMET), stand.get(Status.OVERDUE))
    return [str(count or "—") for count in counts]


def _findings(title: str, findings: Sequence[Finding], context: Context) -> _Table:
    order = list(Severity)
    groups = sorted(group_equal(findings), key=lambda g: (not is_open(g[0]), order.index(g[0].severity)))
    columns = [context.messages(f"markdown.column.{name}") for name in ("rule", "place", "message", "hint")]
    return _Table(code(title), columns, [_finding_row(group, context) for group in groups])


def _finding_row(group: Sequence[Finding], context: Context) -> str:
    first = group[0]
    mark = _MARKS[first.severity] if is_open(first) else _ANSWERED
    page = context.rule_page(first.rule)
    rule = f"[{first.rule}]({page})" if page else first.rule
    hint = words(first.hint if is_open(first) else answer_text(first, context.messages))
    return _row([f"{mark} {rule} {words(first.title)}", _places(group, context), _messages(group, context), hint])


def _messages(group: Sequence[Finding], context: Context) -> str:
    told = list(dict.fromkeys(one.message for one in group))
    return "<br>".join([*(words(message) for message in told[:MOST_PLACES]), *_more(len(told), context)])


def _places(group: Sequence[Finding], context: Context) -> str:
    if not group[0].sheet:
        return words(group[0].subject or "—")
    shown = [code("!".join(p for p in (f.sheet, f.cell) if p)) for f in group[:MOST_PLACES]]
    return "<br>".join([*shown, *_more(len(group), context)])


def _more(count: int, context: Context) -> list[str]:
    rest = count - MOST_PLACES
    return [context.messages("report.more_places", count=str(rest))] if rest > 0 else []


def _verdicts(title: str, submission: SubmissionResult, context: Context) -> _Table:
    columns = [context.messages(f"report.column.{name}") for name in ("id", "indicator", "status")]
    rows = [
        _row([one.subject, words(one.title), verdict_sentence(one, context, words)])
        for one in submission.verdicts
        if one.status not in SETTLED
    ]
    return _Table(code(title), columns, rows)


FORMAT = Whole(render)
