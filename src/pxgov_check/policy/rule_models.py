"""The shape of rules/: targets, how tasks are judged, and the audit rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pxgov_check.model import Severity, Status
from pxgov_check.policy.entry import Before, Constraint, Entry
from pxgov_check.policy.example_shape import check_shape
from pxgov_check.policy.models import Basis, IndicatorId, RuleId, Source, SubjectId, Text, Words


class Milestone(Entry):
    """A value to reach by a day. ``op_text`` is the comparator as printed (empty where the table has none)."""

    due: date
    op: Literal[">=", ">", "<=", "<"]
    value: Decimal
    op_text: str
    basis: Basis
    note: Words | None = None

    def __post_init__(self) -> None:
        if self.basis is Basis.INFERRED and self.note is None:
            raise ValueError("an inferred comparator needs a note that says why")


class TargetExample(Entry):
    """A value, a day, and the status that must come out."""

    value: Decimal
    as_of: date
    status: Literal[Status.MET, Status.ON_TRACK, Status.BEHIND, Status.UNMET, Status.UNDETERMINED]


class Dated(Entry):
    """Base of what may be in force for a time only: from the first day to the last, both included."""

    effective_from: date | None = None
    effective_to: date | None = None

    def __post_init__(self) -> None:
        if self.effective_from and self.effective_to and self.effective_from > self.effective_to:
            raise ValueError("effective_from is after effective_to")

    @property
    def is_dated(self) -> bool:
        """Whether it is in force for a time only."""
        return self.effective_from is not None or self.effective_to is not None

    @property
    def window(self) -> tuple[date, date]:
        """The first and the last day in force."""
        return self.effective_from or date.min, self.effective_to or date.max

    @property
    def since(self) -> str:
        """What tells it from others of its name: ``@`` and the first day, or nothing."""
        return f"@{self.effective_from.isoformat()}" if self.effective_from else ""

    def applies_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        first, last = self.window
        return first <= day <= last


class Target(Dated):
    """The milestones of one indicator, in the order of their due days. A target without examples is L030 of lint."""

    indicator: IndicatorId
    milestones: Annotated[tuple[Milestone, ...], Constraint(min_length=1)]
    source: Source
    examples: tuple[TargetExample, ...] = ()

    @property
    def subject(self) -> str:
        """The indicator's id."""
        return self.indicator

    @property
    def key(self) -> str:
        """Its key in Policy.lines: ``target:I05``, ``target:I05@2026-01-01``."""
        return f"target:{self.indicator}{self.since}"

    def __post_init__(self) -> None:
        super().__post_init__()
        days = [m.due for m in self.milestones]
        if days != sorted(set(days)):
            raise ValueError("milestones stand in the order of their due days, one a day")


class TargetsFile(Entry):
    """rules/targets/*.yaml: one file a category."""

    category: Words
    targets: tuple[Target, ...]


StatusWord = Literal["not_started", "in_progress", "done", "ongoing"]


class TaskRules(Entry):
    """rules/tasks.yaml: how tasks are judged."""

    due_soon_days: Annotated[int, Constraint(ge=0)]
    vocabulary: dict[StatusWord, Words]
    note: Words


def _one_or_many(given: Any) -> Any:  # noqa: ANN401 (what YAML holds)
    return [given] if isinstance(given, dict) else given


EXPRESSION = "expression"


class Check(Entry):
    """Which check finds it (a kind listed in judging/checks) and its parameters."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "allow"}

    kind: Words

    def __init__(self, *, kind: str, **params: Any) -> None:  # noqa: ANN401 (each kind has its own)
        super().__init__(kind=kind)
        self.__dict__.update(params)

    @property
    def params(self) -> dict[str, Any]:
        """Everything beside the kind."""
        return {name: value for name, value in self.__dict__.items() if name != "kind"}


class Expression(Entry):
    """The parameters of ``check: {kind: expression}``: CEL over a row, or over the rows that ``subjects`` names.

    Wherever ``when`` holds, ``require`` has to. ``cell`` is the title of the column that a finding stands at.
    """

    scope: Literal["row", "submission"] = "row"
    table: Literal["indicators", "tasks"] = "indicators"
    subjects: tuple[SubjectId, ...] = ()
    when: Words = "true"
    require: Words
    cell: Words | None = None

    def __post_init__(self) -> None:
        if self.scope == "submission" and not self.subjects:
            raise ValueError("scope: submission needs subjects, the rows that the expressions are about")
        letter = "I" if self.table == "indicators" else "T"
        if self.scope == "row" and any(not subject.startswith(letter) for subject in self.subjects):
            raise ValueError(f"subjects are rows of the table {self.table}")


class RuleExample(Entry):
    """A change to an otherwise clean form and whether the rule then finds something; see judging/examples.py."""

    given: dict[str, Any]
    finds: bool

    def __post_init__(self) -> None:
        """Refuse a change that cannot be made to a form.

        Raises:
            ValueError: a value has not the shape that its key wants.

        """
        check_shape(self.given)


class AuditRule(Dated):
    """One audit rule. ``yields_to`` names rules beside whose finding at the same cell this one is not shown.

    ``why`` is what its page says of the reason; ``source`` is the clause, where the policy itself asks for it.
    """

    id: RuleId
    title: Text
    severity: Severity
    check: Check
    message: Text
    hint: Text
    why: Text | None = None
    source: Source | None = None
    yields_to: tuple[RuleId, ...] = ()
    examples: Annotated[tuple[RuleExample, ...], Before(_one_or_many)] = ()

    @property
    def subject(self) -> str:
        """Its id."""
        return self.id

    @property
    def key(self) -> str:
        """Its key in Policy.lines: ``A103``, ``A103@2026-01-01``."""
        return self.id + self.since


class AuditFile(Entry):
    """rules/audit/*.yaml."""

    rules: tuple[AuditRule, ...]
