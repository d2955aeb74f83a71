"""What the sheet 问题清单 and the notes in cells say, in words and without a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from pxgov_check.frozen import frozen
from pxgov_check.judging.addressed import titles_of, untold_subject
from pxgov_check.model import Finding, FindingState, Severity, SubmissionResult
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.models import PolicyInfo
from pxgov_check.submission.layout import RETURNED_SUFFIX

COLUMNS = ("number", "severity", "sheet", "cell", "found", "problem", "remedy")
SEVERITY_MARKS = {Severity.MANDATORY: "×", Severity.VERIFY: "▲", Severity.NOTICE: "●"}
ANSWERED_MARK = "○"
# Texts are for reading; the cell itself has the whole of what was typed into it.
_LONGEST = 1_000
# Below Excel's 1,048,576, and more than anybody works through.
MOST_ITEMS = 100_000


@frozen
class Item:
    """One finding as a row. ``severity`` is None for one that has been explained or waived; ``cell`` may be blank."""

    severity: Severity | None
    level: str
    sheet: str
    cell: str
    found: str
    problem: str
    remedy: str


@frozen
class Listing:
    """The whole list: its title, the lines below it, the titles of its columns and its rows, worst first."""

    title: str
    lines: tuple[str, ...]
    columns: tuple[str, ...]
    items: tuple[Item, ...]
    footer: str


def open_findings(results: Iterable[SubmissionResult]) -> list[Finding]:
    """Return the findings that nothing has been said about, worst first, else in the order of the form."""
    found = [f for one in results for f in one.findings if f.state is FindingState.OPEN]
    return [f for severity in Severity for f in found if f.severity is severity]


def make_listing(results: Sequence[SubmissionResult], info: PolicyInfo, m: Messages, *, marked: bool) -> Listing:
    """Return the list of all findings of one file; ``marked`` when it goes into that file, its cells marked."""
    found = open_findings(results)
    answered = [f for one in results for f in one.findings if f.state is not FindingState.OPEN]
    titles = titles_of(results)
    items = [_item(f, titles, info, m) for f in (*found, *answered)[:MOST_ITEMS]]
    outcome = _outcome(results, found)
    lines = (
        _about(results, m),
        _counts(found, len(answered), m),
        m("returned.todo." + ("notice" if outcome == "notice" else "marked" if marked else "apart")),
    )
    return Listing(
        title=m(f"returned.title.{outcome}"),
        lines=lines,
        columns=tuple(m(f"returned.column.{key}") for key in COLUMNS),
        items=tuple(items),
        footer=m("returned.footer"),
    )


def _outcome(results: Iterable[SubmissionResult], found: Iterable[Finding]) -> str:
    """Return what is to be done about a file: send it again (returned), look something up (verify) or nothing."""
    if not all(one.accepted for one in results):
        return "returned"
    return "verify" if any(f.severity is not Severity.NOTICE for f in found) else "notice"


def note_text(findings: Sequence[Finding], info: PolicyInfo, m: Messages) -> str:
    """Return what the comment at one cell says: each of its findings with rule, weight and remedy."""
    return "\n\n".join(
        m(
            "returned.note",
            mark=SEVERITY_MARKS[f.severity],
            severity=info.severities[f.severity][m.lang],
            rule=f.rule,
            title=_short(f.title),
            message=_short(f.message),
            hint=_short(f.hint),
        )
        for f in findings
    )


def _item(one: Finding, titles: Mapping[str, str], info: PolicyInfo, m: Messages) -> Item:
    is_open = one.state is FindingState.OPEN
    mark = SEVERITY_MARKS[one.severity] if is_open else ANSWERED_MARK
    remedy = one.hint if is_open else m(f"returned.{one.state.value}", text=_answer(one, m))
    about = untold_subject(one, titles)
    subject = m("returned.subject", subject=_short(about)) if about else ""
    return Item(
        severity=one.severity if is_open else None,
        level=f"{mark} {info.severities[one.severity][m.lang]}",
        sheet=_short(one.sheet or m("returned.whole_file")),
        cell=one.cell or "",
        found=_found(one, m),
        problem=m("returned.problem", subject=subject, message=_short(one.message), rule=one.rule),
        remedy=_short(remedy),
    )


def _answer(one: Finding, m: Messages) -> str:
    if one.waiver is None:
        return one.explanation or "—"
    told = one.waiver
    return m("report.waived_by", document_no=told.document_no, approver=told.approver, expires=told.expires.isoformat())


def _found(one: Finding, m: Messages) -> str:
    if one.cell is None or one.found is None:
        return "—"
    return _short(one.found) if one.found.strip() else m("returned.blank")


def _about(results: Sequence[SubmissionResult], m: Messages) -> str:
    units = list(dict.fromkeys(one.unit or m("report.unknown") for one in results))
    periods = list(dict.fromkeys(one.period or m("report.unknown") for one in results))
    unit = units[0] if len(units) == 1 else m("returned.units", first=units[0], n=str(len(units)))
    sent = PurePosixPath(results[0].file)
    # Returned again it is the same form, and its list the same list.
    file = sent.stem.removesuffix(RETURNED_SUFFIX) + sent.suffix
    return m("returned.about", unit=_short(unit), period=m("report.list_separator").join(periods), file=_short(file))


def _counts(found: Sequence[Finding], answered: int, m: Messages) -> str:
    parts = [
        m(f"returned.count.{severity.value}", n=str(count))
        for severity in Severity
        if (count := sum(f.severity is severity for f in found))
    ]
    if answered:
        parts.append(m("returned.count.answered", n=str(answered)))
    total = len(found) + answered
    text = m("returned.counts", n=str(total), parts=m("report.list_separator").join(parts))
    return text + (m("returned.cut", n=str(total - MOST_ITEMS)) if total > MOST_ITEMS else "")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
