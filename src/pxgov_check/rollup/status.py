"""Who has to report, who has, who is late and who is missing: the nouns, and making them from judged forms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from pathlib import PurePath

from pxgov_check.frozen import frozen
from pxgov_check.judging.outcome import UNREADABLE
from pxgov_check.model import Contact, Lang, Period, PolicyRef, Result, SubmissionResult
from pxgov_check.policy.folding import unit_key
from pxgov_check.policy.pack import Policy
from pxgov_check.rollup.coverage import LeftAside, Reason, left_aside, reasons
from pxgov_check.rollup.selection import Form, Scope, Selection, placed_period, select


class UnitState(StrEnum):
    """How a unit stands for a period, in the order in which somebody phones.

    ``conflicting``: two different forms (X301). ``returned``: a form that can be read and not accepted.
    """

    MISSING = "missing"
    UNREADABLE = "unreadable"
    CONFLICTING = "conflicting"
    RETURNED = "returned"
    ACCEPTED = "accepted"


# What came in and can be read.
_RECEIVED = frozenset({UnitState.CONFLICTING, UnitState.RETURNED, UnitState.ACCEPTED})


@frozen
class UnitStatus:
    """One unit of the roster. ``days_late`` is 0 for one in time and None where no day is known.

    For a unit without a form it counts from the due day to the as-of day. ``guessed``: the ``files`` can't be read or
    don't say whose they are, and the unit is taken from the file's name. ``contact`` is from the form of
    ``contact_period``, which is an earlier one where there is none for this period.
    """

    unit: str
    state: UnitState
    files: tuple[str, ...] = ()
    reported_on: date | None = None
    days_late: int | None = None
    reasons: tuple[Reason, ...] = ()
    guessed: bool = False
    contact: Contact | None = None
    contact_period: str | None = None


@frozen
class StatusReport:
    """The list for one period, units to be phoned first.

    ``unplaced`` are the files that are nobody's as far as can be told, or of a unit that has a form beside them;
    ``unreadable`` are all the files that can't be read, whosever they are.
    """

    lang: Lang
    policy: PolicyRef
    period: str
    due: date
    as_of: date | None
    units: tuple[UnitStatus, ...]
    unplaced: tuple[LeftAside, ...]
    unreadable: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many units are expected, received, accepted, on time and late; how many forms nobody can place."""
        received = [one for one in self.units if one.state in _RECEIVED]
        return {
            "expected": len(self.units),
            "received": len(received),
            "accepted": self.count(UnitState.ACCEPTED),
            "on_time": sum(one.days_late == 0 for one in received),
            "late": sum(bool(one.days_late) for one in received),
            "undated": sum(one.days_late is None for one in received),
            **{str(state): self.count(state) for state in UnitState if state is not UnitState.ACCEPTED},
            "unplaced": len(self.unplaced),
        }

    def count(self, state: UnitState) -> int:
        """Return how many units stand so."""
        return sum(one.state is state for one in self.units)


def status(policy: Policy, result: Result, period: Period, lang: Lang, as_of: date | None = None) -> StatusReport:
    """Return how each unit of the roster stands for a period; forms for other periods only lend their contacts.

    ``due`` days after the period's end are in data/policy.yaml (inferred: the document sets no day).
    """
    chosen = select(policy, result.submissions, Scope(period, within=False))
    due = period.end + timedelta(days=policy.info.due.value)
    lost = [one for one in (*chosen.unreadable, *chosen.left_aside) if one.period in (None, str(period))]
    owned: dict[str | None, list[SubmissionResult]] = {}
    for one in lost:
        owner = _owner(policy, one)
        owned.setdefault(None if owner in chosen.counted else owner, []).append(one)
    units = [_unit_status(unit, chosen, owned.get(unit, []), due, as_of) for unit in policy.units]
    order = list(UnitState)
    return StatusReport(
        lang=lang,
        policy=result.policy,
        period=str(period),
        due=due,
        as_of=as_of,
        units=tuple(sorted(units, key=lambda one: order.index(one.state))),
        unplaced=tuple(left_aside(one) for one in owned.get(None, [])),
        unreadable=tuple(one.file for one in chosen.unreadable),
    )


def status_exit_code(report: StatusReport, fail_on: frozenset[str]) -> int:
    """Return 3 when a file could not be read, else 1 for what is in ``fail_on``, else 0.

    ``data``: a form that is not accepted, two different forms, a form that nobody can place. ``missing``: a unit
    without a form. The other names are about verdicts, which this list has none of.
    """
    counts = report.counts
    if report.unreadable:
        return UNREADABLE
    wrong = counts["conflicting"] + counts["returned"] + counts["unplaced"]
    return int(("data" in fail_on and wrong > 0) or ("missing" in fail_on and counts["missing"] > 0))


def _unit_status(
    unit: str, chosen: Selection, lost: list[SubmissionResult], due: date, as_of: date | None
) -> UnitStatus:
    form = chosen.counted.get(unit)
    contact, period = _contact(form) or _contact(chosen.last.get(unit)) or (None, None)
    if form is not None:
        return _of_form(form, due, contact, period)
    if lost:
        return _of_lost(unit, lost, due, contact, period)
    days = _late(as_of, due)
    return UnitStatus(unit, UnitState.MISSING, days_late=days, contact=contact, contact_period=period)


def _of_form(form: Form, due: date, contact: Contact | None, period: str | None) -> UnitStatus:
    accepted = UnitState.ACCEPTED if form.accepted else UnitState.RETURNED
    # Of a form in several files the last to arrive says when it was whole.
    day = max((part.reported_on for part in form.files if part.reported_on), default=None)
    return UnitStatus(
        form.unit,
        UnitState.CONFLICTING if form.conflicting else accepted,
        files=tuple(part.file for part in form.files),
        reported_on=day,
        days_late=_late(day, due),
        reasons=reasons(form.findings),
        contact=contact,
        contact_period=period,
    )


def _of_lost(
    unit: str, lost: list[SubmissionResult], due: date, contact: Contact | None, period: str | None
) -> UnitStatus:
    readable = [one for one in lost if one.readable]
    day = max((one.reported_on for one in readable if one.reported_on), default=None)
    own = next((one for one in readable if one.contact and one.contact.phone), None)
    return UnitStatus(
        unit,
        UnitState.RETURNED if readable else UnitState.UNREADABLE,
        files=tuple(one.file for one in lost),
        reported_on=day,
        days_late=_late(day, due),
        reasons=reasons(f for one in lost for f in one.findings),
        guessed=any(one.unit != unit for one in lost),
        contact=own.contact if own else contact,
        contact_period=own.period if own else period,
    )


def _late(day: date | None, due: date) -> int | None:
    return None if day is None else max(0, (day - due).days)


def _contact(form: Form | None) -> tuple[Contact, str] | None:
    if form is None:
        return None
    told = (part.contact for part in form.files if part.contact and (part.contact.reporter or part.contact.phone))
    return next(((one, str(form.period)) for one in told), None)


def _owner(policy: Policy, one: SubmissionResult) -> str | None:
    """Return the unit that a form names, else the only one whose name or alias is in the file's name."""
    if one.unit in policy.units:
        return one.unit
    name = unit_key(PurePath(one.file).name)
    named = [key for key in policy.names if key in name]
    # 市投资发展集团 holds 市投发: what is part of a longer name that is there too does not count.
    longest = {policy.names[key] for key in named if not any(key != other and key in other for other in named)}
    return longest.pop() if len(longest) == 1 else None


def latest_period(policy: Policy, results: Iterable[SubmissionResult]) -> Period | None:
    """Return the latest period for which a unit of the roster has a form; of those ending on a day the shortest."""
    periods = [period for one in results if (period := placed_period(policy, one)) is not None]
    return max(periods, key=lambda period: (period.end, period.start), default=None)
