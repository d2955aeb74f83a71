"""What the renderings of the list that status makes say alike: its sentences, its columns and one row a unit."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from pxgov_check.policy.messages import Messages
from pxgov_check.rollup.coverage import Reason
from pxgov_check.rollup.status import StatusReport, UnitState, UnitStatus

COLUMNS = ("unit", "state", "in_time", "reported_on", "reasons", "reporter", "phone", "contact_period", "files")
# Redirected output on Chinese Windows is in GBK; these are in it.
MARKS = {
    UnitState.MISSING: "×",
    UnitState.UNREADABLE: "×",
    UnitState.CONFLICTING: "×",
    UnitState.RETURNED: "▲",
    UnitState.ACCEPTED: "√",
}


def sentences(report: StatusReport, m: Messages) -> list[str]:
    """Return the title's facts in sentences: the counts, the day due, what nobody can place."""
    numbers = {key: str(count) for key, count in report.counts.items()}
    told = [m("status.counts", **numbers), m("status.due", period=report.period, due=report.due.isoformat())]
    todo = [state for state in UnitState if state is not UnitState.ACCEPTED and report.count(state)]
    if todo:
        parts = [m(f"status.count.{state}", n=str(report.count(state))) for state in todo]
        told.append(m("status.todo", parts=m("report.list_separator").join(parts)))
    else:
        told.append(m("status.complete"))
    return told


def row(one: UnitStatus, m: Messages) -> dict[str, str]:
    """Return what each column says of a unit; texts that the unit wrote are as it wrote them."""
    return {
        "unit": one.unit,
        "state": f"{MARKS[one.state]} {m(f'status.state.{one.state}')}",
        "in_time": _in_time(one, m),
        "reported_on": one.reported_on.isoformat() if one.reported_on else "",
        "reasons": _conflict(one, m) if one.state is UnitState.CONFLICTING else reasons(one.reasons, m),
        "reporter": one.contact.reporter if one.contact else "",
        "phone": one.contact.phone if one.contact else "",
        "contact_period": one.contact_period or "",
        "files": m("report.list_separator").join(one.files) + (m("status.guessed") if one.guessed else ""),
    }


def rules(one: UnitStatus) -> str:
    """Return the rules alone that keep a form from being accepted; which of two different forms counts is none."""
    return "" if one.state is UnitState.CONFLICTING else " ".join(reason.rule for reason in one.reasons)


def reasons(told: Iterable[Reason], m: Messages) -> str:
    """Return the rules that keep a form from being accepted, each with how often."""
    parts = [m("status.reason", rule=one.rule, title=one.title, n=str(one.count)) for one in told]
    return m("report.list_separator").join(parts)


def _conflict(one: UnitStatus, m: Messages) -> str:
    """Return which forms differ: until one of them is chosen, what is wrong in each matters little."""
    names = [PurePath(file).name for file in one.files]
    return m("status.conflict", n=str(len(names)), files=m("report.list_separator").join(names))


def _in_time(one: UnitStatus, m: Messages) -> str:
    if one.days_late is None:
        return ""
    if one.days_late:
        return m("status.late", n=str(one.days_late))
    return m("status.not_due") if one.state is UnitState.MISSING else m("status.on_time")
