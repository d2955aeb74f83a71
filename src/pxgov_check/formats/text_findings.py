"""The part of the text report that says what must be corrected: where, what is there, what is wanted, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pxgov_check.formats.page import ANSWERED_MARK, SEVERITY_MARKS, SEVERITY_STYLES, Page, short
from pxgov_check.formats.paint import BLANK, Line
from pxgov_check.formats.wording import answer
from pxgov_check.model import Finding, FindingState, Severity

# A report for people lists this many places of one problem; JSON lists all.
MOST_PLACES = 40
_SHORT = 60


def is_open(finding: Finding) -> bool:
    """Whether nothing has been said about a finding yet."""
    return finding.state is FindingState.OPEN


def finding_blocks(findings: Iterable[Finding], page: Page) -> list[Line]:
    """Return the findings by severity, worst first; those already explained or waived come last."""
    every = list(findings)
    parts: list[Line] = []
    for severity in Severity:
        own = [f for f in every if f.severity is severity and is_open(f)]
        parts += _section(f"report.section_{severity.value}", own, page)
    return [*parts, *_section("report.section_answered", [f for f in every if not is_open(f)], page)]


def _section(key: str, findings: Sequence[Finding], page: Page) -> list[Line]:
    if not findings:
        return []
    parts: list[Line] = [BLANK]
    parts += page.prose(page.messages(key, count=str(len(findings))), "bold")
    for group in group_equal(findings):
        parts += _block(group, page)
    return parts


def group_equal(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Gather findings that say the same, in the order in which each is first met; those about no cell by rule."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for one in findings:
        waiver = one.waiver.document_no if one.waiver else ""
        message = one.message if one.sheet or one.subject else ""
        key = (one.rule, message, one.hint, one.state.value, one.explanation or "", waiver, str(one.known))
        groups.setdefault(key, []).append(one)
    return list(groups.values())


def _block(group: Sequence[Finding], page: Page) -> list[Line]:
    first = group[0]
    mark, style = SEVERITY_MARKS[first.severity], SEVERITY_STYLES[first.severity]
    if not is_open(first):
        mark, style = ANSWERED_MARK, "dim"
    count = page.messages("report.times", count=str(len(group))) if len(group) > 1 else ""
    known = page.messages("report.known") if first.known else ""
    lines = page.prose(f"{mark} {first.rule} {first.title}{count}{known}", style)
    told = _told(group, page)
    for message in told[:MOST_PLACES]:
        lines += page.prose(message, indent=2)
    # What is said across forms names its places itself.
    lines += _more(len(told), page) if first.places else _places(group, page)
    if is_open(first):
        return [*lines, *page.labelled("report.what_to_do", first.hint)]
    return [*lines, *page.labelled(f"report.{first.state.value}", answer(first, page.messages))]


def _told(group: Sequence[Finding], page: Page) -> list[str]:
    """Return what the findings say, each once; what is said alike of units that have sent nothing as one."""
    told: dict[str, list[str]] = {}
    for one in group:
        absent = bool(one.found and one.places) and all(place.file is None for place in one.places)
        name = (one.found or "") if absent else ""
        told.setdefault(one.message.replace(name, "\0", 1) if name else one.message, []).append(name)
    separator = page.messages("report.list_separator")
    return [
        text.replace("\0", separator.join(names[start : start + MOST_PLACES]))
        for text, names in told.items()
        for start in range(0, len(names) if names[0] else 1, MOST_PLACES)
    ]


def _places(group: Sequence[Finding], page: Page) -> list[Line]:
    """Return where the problem is: all references together when the cells hold the same, else a line a cell."""
    lines: list[Line] = []
    if not group[0].sheet:
        lines += page.labelled("report.where", _references(group[:1], page))
    elif len({(f.found, f.expected) for f in group}) == 1:
        for start in range(0, min(len(group), MOST_PLACES), 10):
            chunk = group[start : min(start + 10, MOST_PLACES)]
            lines += page.labelled("report.where", _references(chunk, page))
        content = _content(group[0], page)
        lines += page.prose(content, indent=2) if content else []
    else:
        for one in group[:MOST_PLACES]:
            place = _references([one], page)
            content = _content(one, page)
            lines += page.labelled("report.where", f"{place}  {content}" if content else place)
    return [*lines, *_more(len(group), page)]


def _more(count: int, page: Page) -> list[Line]:
    if count <= MOST_PLACES:
        return []
    return page.prose(page.messages("report.more_places", count=str(count - MOST_PLACES)), indent=2)


def _references(group: Sequence[Finding], page: Page) -> str:
    sheets: dict[str, list[str]] = {}
    for one in group:
        sheets.setdefault(one.sheet or "", []).append(_within_sheet(one))
    separator = page.messages("report.list_separator")
    named = []
    for sheet, places in sheets.items():
        inside = separator.join(p for p in places if p)
        joint = "!" if sheet and inside and not inside.startswith("(") else ""
        named.append(f"{short(sheet, _SHORT)}{joint}{inside}" or page.messages("report.whole_file"))
    return separator.join(named)


def _within_sheet(one: Finding) -> str:
    subject = f"({one.subject})" if one.subject else ""
    return f"{one.cell or ''}{subject}"


def _content(one: Finding, page: Page) -> str:
    """Return what is there and what is wanted, where the finding says so."""
    m = page.messages
    parts: list[str] = []
    if one.sheet is None and one.cell is None:
        return ""
    if one.found is not None:
        found = short(one.found, _SHORT).strip()
        parts.append(m("report.found", found=found) if found else m("report.found_blank"))
    # What belongs into a blank is no wording to be written there.
    if one.expected and one.found != "":
        parts.append(m("report.wanted", expected=short(one.expected, _SHORT)))
    return m("report.clause_separator").join(parts)
