"""The nouns of the gap report: everything that any rendering prints, computed once. Renderings only lay out.

Figures are exact decimals in the indicator's own unit (rates in per cent, to 15 significant digits); days are dates;
percentages (completion, share, relative gap) are per cent to 15 significant digits. Field names are the keys of the
JSON (``pxcheck/gap/1``). A total is derived from the list that it totals and is not a field.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from pxgov_check.frozen import frozen
from pxgov_check.model import Finding, FindingState, Lang, PolicyRef, Severity, Status
from pxgov_check.rollup.coverage import Coverage, Input
from pxgov_check.rollup.indicator_nouns import CityIndicator, Group, Note, by_status
from pxgov_check.rollup.task_nouns import BurnPoint, CityTask, TaskGroups


@frozen
class Tool:
    """The program that rolled the report up."""

    name: str
    version: str


@frozen
class About:
    """The document in the report's language, and what it gets wrong about itself."""

    title: str
    city: str
    issuer: str
    issued_on: date
    errata: tuple[Note, ...]


@frozen
class UnitStanding:
    """One unit of the roster. ``state``: accepted, returned (open mandatory findings), conflicting, stopped, missing.

    ``period`` and ``file`` are those of the form that counts, or of the last one of a unit that stopped.
    ``findings`` counts by severity what is open, ``explained`` what was explained; ``indicators`` and ``tasks`` count
    its verdicts by status; ``items_needed`` adds up over its indicators.
    """

    unit: str
    kind: str
    state: str
    period: str | None
    file: str | None
    findings: Mapping[str, int]
    explained: int
    indicators: Mapping[str, int]
    tasks: Mapping[str, int]
    items_needed: int


@frozen
class AuditFinding:
    """A finding and the form it is about; ``unit`` and ``file`` are None for one across submissions."""

    unit: str | None
    period: str | None
    file: str | None
    finding: Finding


@frozen
class RuleUse:
    """An audit rule and what it found: ``open``, ``explained`` and ``waived`` in ``units`` units; zeros included.

    ``in_force`` is False for a rule of another time.
    """

    rule: str
    title: str
    severity: Severity
    in_force: bool
    open: int
    explained: int
    waived: int
    units: int

    @property
    def hits(self) -> int:
        """All that it found."""
        return self.open + self.explained + self.waived


@frozen
class Step:
    """What follows from the data: who (``unit``) does what (``kind``) about ``subject``, and by when.

    ``kind``: submit, resolve (two forms for one period), correct, explain, agree (units say different
    things of one subject), close_gap, give_reason, finish, catch_up.
    ``count`` is the number of findings or items; ``due`` the policy's day, past ones included; ``text`` the measures
    as the unit wrote them.
    """

    kind: str
    unit: str
    subject: str | None = None
    title: str | None = None
    count: int | None = None
    amount: Decimal | None = None
    amount_unit: str | None = None
    due: date | None = None
    days_overdue: int | None = None
    text: str | None = None


@frozen
class Wording:
    """The policy's own words for statuses and severities, in the report's language."""

    statuses: Mapping[str, str]
    severities: Mapping[str, str]


@frozen
class GapReport:
    """The city against the targets: of ``period`` as asked, by the figures of ``counted_period``, on a day."""

    tool: Tool
    policy: PolicyRef
    about: About
    lang: Lang
    period: str
    counted_period: str | None
    as_of: date
    coverage: Coverage
    indicators: tuple[CityIndicator, ...]
    indicator_groups: tuple[Group, ...]
    tasks: tuple[CityTask, ...]
    task_groups: TaskGroups
    burn_down: tuple[BurnPoint, ...]
    units: tuple[UnitStanding, ...]
    findings: tuple[AuditFinding, ...]
    rules: tuple[RuleUse, ...]
    steps: tuple[Step, ...]
    wording: Wording
    inputs: tuple[Input, ...]

    @property
    def inputs_digest(self) -> str:
        """One digest over those of all files read, whatever their names and order."""
        told = "\n".join(sorted({i.digest or "" for i in self.inputs}))
        return "sha256:" + hashlib.sha256(told.encode()).hexdigest()

    @property
    def gaps(self) -> list[CityIndicator]:
        """The indicators short of their target, the widest gap in per cent of the target first."""
        short = [i for i in self.indicators if i.status in {Status.UNMET, Status.BEHIND} and i.gap is not None]
        return sorted(short, key=lambda i: (-(i.relative_gap or Decimal(0)), i.subject))

    @property
    def overdue(self) -> list[CityTask]:
        """The tasks overdue, the longest first."""
        late = [t for t in self.tasks if t.status is Status.OVERDUE]
        return sorted(late, key=lambda t: (-(t.days_overdue or 0), t.subject))

    @property
    def answered(self) -> list[AuditFinding]:
        """The findings that were explained or waived."""
        return [f for f in self.findings if f.finding.state is not FindingState.OPEN]

    @property
    def summary(self) -> dict[str, dict[str, int]]:
        """How many indicators and tasks have each status that occurs, and how many findings are open by severity."""
        open_now = Counter(f.finding.severity for f in self.findings if f.finding.state is FindingState.OPEN)
        return {
            "indicators": by_status(i.status for i in self.indicators),
            "tasks": by_status(t.status for t in self.tasks),
            "findings": {str(severity): open_now[severity] for severity in Severity},
        }
