"""The message that goes with a returned form, in plain text to be pasted into a chat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from pxgov_check.formats.page import short
from pxgov_check.judging.addressed import titles_of, untold_subject
from pxgov_check.model import Finding, FindingState, Severity, SubmissionResult
from pxgov_check.policy.messages import Messages
from pxgov_check.submission.layout import RETURNED_SUFFIX

# A message is read on a telephone: a few problems where the list goes along, more where it does not.
_MOST_WITH_LIST, _MOST_ALONE = 5, 20
_LONGEST = 160
_ASKED = (Severity.MANDATORY, Severity.VERIFY)


def asked(result: SubmissionResult) -> list[Finding]:
    """Return what the unit has to do something about, what must be corrected first."""
    found = [f for f in result.findings if f.state is FindingState.OPEN]
    return [f for severity in _ASKED for f in found if f.severity is severity]


def render(results: Sequence[SubmissionResult], returned: Mapping[str, str], m: Messages) -> str:
    """Return the message to one unit about its files; ``returned`` names the file that goes back for a file.

    ``results`` each have something to be done about them. No day is named: the policy sets none for corrections.
    """
    unit = results[0].unit
    lines = [m("notice.greeting", unit=short(unit, _LONGEST) if unit else m("notice.somebody"))]
    for result in results:
        lines += ["", *_about(result, returned.get(result.file), m)]
    return "\n".join((*lines, "", m("notice.thanks"), ""))


def render_missing(unit: str, found: Sequence[Finding], m: Messages) -> str:
    """Return the message to a unit that has sent nothing; each finding says for which period."""
    asked_for = (m("notice.missing", message=short(one.message, _LONGEST)) for one in found)
    lines = (m("notice.greeting", unit=short(unit, _LONGEST)), "", *asked_for, "", m("notice.thanks"), "")
    return "\n".join(lines)


def _about(result: SubmissionResult, returned: str | None, m: Messages) -> Iterator[str]:
    found = asked(result)
    counts = {severity: sum(f.severity is severity for f in found) for severity in _ASKED}
    parts = [m(f"notice.count.{severity.value}", n=str(n)) for severity, n in counts.items() if n]
    opening = "unreadable" if not result.readable else "accepted" if result.accepted else "returned"
    yield m(
        f"notice.{opening}",
        file=_name(result.file),
        period=short(result.period or m("report.unknown"), _LONGEST),
        counts=m("report.clause_separator").join(parts),
    )
    most = _MOST_ALONE if returned is None else _MOST_WITH_LIST
    titles = titles_of([result])
    for number, one in enumerate(found[:most], 1):
        about = untold_subject(one, titles)
        place = f"{one.sheet} {one.cell}" if one.sheet and one.cell else one.sheet or m("report.whole_file")
        yield m(
            "notice.item",
            n=str(number),
            place=short(m("notice.named", place=place, subject=about) if about else place, _LONGEST),
            message=short(one.message, _LONGEST),
            hint=short(one.hint, _LONGEST),
        )
    if len(found) > most:
        yield m("notice.more", n=str(len(found) - most))
    yield m(_where(returned), name=_name(returned or ""))
    if counts[Severity.VERIFY]:
        yield m("notice.explain")


def _where(returned: str | None) -> str:
    """Return the key of the sentence that says where the whole list is and what to send back."""
    if returned is None:
        return "notice.alone"
    return "notice.with_file" if RETURNED_SUFFIX in returned else "notice.with_list"


def _name(file: str) -> str:
    return short(PurePosixPath(file).name, _LONGEST)
