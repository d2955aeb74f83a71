"""Which forms count (DESIGN section 5): for each unit, the one that closes with the period."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from pxgov_check.frozen import frozen
from pxgov_check.judging.gist import overlap, subjects_of
from pxgov_check.model import Finding, IndicatorVerdict, Period, SubmissionResult, TaskVerdict
from pxgov_check.policy.pack import Policy


@frozen
class Scope:
    """What is asked for: one period exactly, or every period ``within`` a year."""

    period: Period
    within: bool

    def holds(self, period: Period) -> bool:
        """Whether figures of a period are asked for."""
        if not self.within:
            return period == self.period
        return self.period.start <= period.start and period.end <= self.period.end


@frozen
class Form:
    """One unit's form for one period: one file, or several that hold different tables of it.

    ``conflicting``: its ``files`` differ on the same table, so that none of them counts (X301).
    """

    unit: str
    period: Period
    files: tuple[SubmissionResult, ...]
    conflicting: bool
    indicators: Mapping[str, IndicatorVerdict]
    tasks: Mapping[str, TaskVerdict]

    @property
    def accepted(self) -> bool:
        """Whether the form may be taken in, whole."""
        return not self.conflicting and all(part.accepted for part in self.files)

    @property
    def findings(self) -> list[Finding]:
        """The findings on all its files."""
        return [finding for part in self.files for finding in part.findings]

    def file_of(self, subject: str) -> str:
        """Return the file that reports an indicator or a task."""
        holding = (p.file for p in self.files if any(v.subject == subject and v.sheet for v in p.verdicts))
        return next(holding, self.files[0].file)

    def about(self, subject: str) -> list[Finding]:
        """Return the findings about an indicator or a task, those that block first."""
        return sorted((f for f in self.findings if f.subject == subject), key=lambda f: not f.blocks)


@frozen
class Slot:
    """The forms, by unit, of the periods that close on one day; ``period`` is what most of them are called."""

    on: date
    period: str
    forms: Mapping[str, Form]


@frozen
class Selection:
    """The forms sorted out: ``slots`` up to and with the closing day in order of time; later ones are not looked at.

    ``counted`` are the forms of the closing day by unit (none where nobody reported), ``last`` the latest earlier form
    of each unit.
    """

    scope: Scope
    slots: tuple[Slot, ...]
    current: Slot | None
    last: Mapping[str, Form]
    unreadable: tuple[SubmissionResult, ...]
    left_aside: tuple[SubmissionResult, ...]

    @property
    def counted(self) -> Mapping[str, Form]:
        """The forms that count, by unit."""
        return self.current.forms if self.current else {}


def select(policy: Policy, results: Iterable[SubmissionResult], scope: Scope) -> Selection:
    """Sort the forms out. The closing day is the latest on which a period asked for ends that any unit reported.

    Of several forms of a unit that close on that day (2025Q4 and 2025) the one of the longest period counts.
    """
    ordered = sorted(results, key=lambda r: (r.file, r.unit or "", r.period or "", r.digest or ""))
    placed = [(r, p) for r in ordered if (p := placed_period(policy, r)) is not None]
    closing = max((p.end for _, p in placed if scope.holds(p)), default=None)
    bound = closing or scope.period.end
    by_day: dict[date, list[tuple[SubmissionResult, Period]]] = {}
    for result, period in placed:
        if period.end < bound or (period.end == closing and scope.holds(period)):
            by_day.setdefault(period.end, []).append((result, period))
    slots = tuple(_slot(day, by_day[day]) for day in sorted(by_day))
    current = slots[-1] if closing is not None else None
    earlier = slots[:-1] if current else slots
    return Selection(
        scope=scope,
        slots=slots,
        current=current,
        last={unit: form for slot in earlier for unit, form in slot.forms.items()},
        unreadable=tuple(r for r in ordered if not r.readable),
        left_aside=tuple(r for r in ordered if r.readable and placed_period(policy, r) is None),
    )


def placed_period(policy: Policy, result: SubmissionResult) -> Period | None:
    """Return the period of a form that is some unit's of the roster; None for any other."""
    if not result.readable or result.unit not in policy.units or result.period is None:
        return None
    try:
        return Period(result.period)
    except ValueError:
        return None


def latest_year(policy: Policy, results: Iterable[SubmissionResult]) -> int | None:
    """Return the year of the latest period that any unit reported."""
    ends = [p.end for r in results if (p := placed_period(policy, r)) is not None]
    return max(ends).year if ends else None


def _slot(on: date, placed: list[tuple[SubmissionResult, Period]]) -> Slot:
    by_unit: dict[str, list[tuple[SubmissionResult, Period]]] = {}
    for result, period in placed:
        by_unit.setdefault(result.unit or "", []).append((result, period))
    forms = {unit: _form(unit, found) for unit, found in sorted(by_unit.items())}
    names = Counter(str(form.period) for form in forms.values())
    return Slot(on, min(names, key=lambda name: (-names[name], name)), forms)


def _form(unit: str, found: list[tuple[SubmissionResult, Period]]) -> Form:
    longest = min((period for _, period in found), key=lambda p: p.start)
    held = [result for result, period in found if period == longest]
    # The same bytes sent twice are one form.
    files = [one for place, one in enumerate(held) if one.digest not in {other.digest for other in held[:place]}]
    conflicting = any(overlap(*pair) for pair in itertools.combinations(map(subjects_of, files), 2))
    # Of a table that a file lacks nothing is said; the file that holds it says it.
    verdicts = [] if conflicting else sorted((v for one in files for v in one.verdicts), key=lambda v: bool(v.sheet))
    return Form(
        unit=unit,
        period=longest,
        files=tuple(files),
        conflicting=conflicting,
        indicators={v.subject: v for v in verdicts if isinstance(v, IndicatorVerdict)},
        tasks={v.subject: v for v in verdicts if isinstance(v, TaskVerdict)},
    )
