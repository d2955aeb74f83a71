"""The nouns of the gap report about tasks; see report.py for units and forms of figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pxgov_check.frozen import frozen
from pxgov_check.model import Clause, Status
from pxgov_check.rollup.indicator_nouns import Group, Note


@frozen
class UnitTask:
    """What one unit reports of a task. ``listed``: the document names the unit; see UnitFigure for ``counted``."""

    unit: str
    listed: bool
    period: str | None
    status: Status
    counted: bool
    reported: str | None = None
    progress: Decimal | None = None
    completed_on: date | None = None
    days_overdue: int | None = None
    evidence: str | None = None
    reason: str | None = None
    next_step: str | None = None
    explanation: str | None = None
    file: str | None = None
    sheet: str | None = None
    cell: str | None = None


@frozen
class CityTask:
    """Where the city stands on one task: what ``decided_by`` reports, the first listed unit that reports.

    ``lead`` is the unit listed first (a convention). ``groups`` are names in the list that stand for no one unit; a
    task of groups alone is ``undetermined``, for nobody can be asked by name. ``disagreement``: units report
    different states of it (X305).
    """

    subject: str
    title: str
    section: str
    area: str
    status: Status
    lead: str
    groups: tuple[str, ...]
    open_ended: bool
    due: date | None
    deadline_text: str
    days_overdue: int | None
    completed_on: date | None
    decided_by: str | None
    disagreement: bool
    source: Clause
    errata: tuple[Note, ...]
    units: tuple[UnitTask, ...]

    @property
    def decisive(self) -> UnitTask | None:
        """The report that decided the city's status."""
        return next((u for u in self.units if u.unit == self.decided_by), None)


@frozen
class TaskGroups:
    """The tasks by section (in numerals as printed), by lead unit and by year of the deadline (or ``ongoing``)."""

    by_section: tuple[Group, ...]
    by_lead: tuple[Group, ...]
    by_deadline: tuple[Group, ...]


@frozen
class BurnPoint:
    """The tasks with a deadline at one of those: due that day and how they stand now, and how many were left then.

    ``planned_left`` counts tasks due later, ``left`` those not completed by that day (None for a day to come).
    """

    due: date
    subjects: tuple[str, ...]
    done: int
    done_late: int
    not_done: int
    planned_left: int
    left: int | None
