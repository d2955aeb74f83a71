"""The shape of rules/: targets, how tasks are judged, and the audit rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from pxgov_check.model import Severity, Status
from pxgov_check.policy.models import Basis, Entry, IndicatorId, RuleId, Source, Text, Words


class Milestone(Entry):
    """A value to reach by a day. ``op_text`` is the comparator as printed (empty where the table has none)."""

    due: date
    op: Literal[">=", ">", "<=", "<"]
    value: Decimal
    op_text: str
    basis: Basis
    note: Words | None = None

    @model_validator(mode="after")
    def _inferred_says_why(self) -> Self:
        if self.basis is Basis.INFERRED and self.note is None:
            raise ValueError("an inferred comparator needs a note that says why")
        return self


class TargetExample(Entry):
    """A value, a day, and the status that must come out."""

    value: Decimal
    as_of: date
    status: Literal[Status.MET, Status.ON_TRACK, Status.BEHIND, Status.UNMET, Status.UNDETERMINED]


class Target(Entry):
    """The milestones of one indicator, in the order of their due days. A target without examples is L030 of lint."""

    indicator: IndicatorId
    milestones: Annotated[tuple[Milestone, ...], Field(min_length=1)]
    source: Source
    examples: tuple[TargetExample, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = [m.due for m in self.milestones]
        if days != sorted(set(days)):
            raise ValueError("milestones stand in the order of their due days, one a day")
        return self


class TargetsFile(Entry):
    """rules/targets/*.yaml: one file a category."""

    category: Words
    targets: tuple[Target, ...]


class TaskRules(Entry):
    """rules/tasks.yaml: how tasks are judged."""

    due_soon_days: Annotated[int, Field(ge=0)]
    vocabulary: dict[Literal["not_started", "in_progress", "done", "ongoing"], Words]
    note: Words


def _one_or_many(given: Any) -> Any:  # noqa: ANN401 (what YAML holds)
    return [given] if isinstance(given, dict) else given


class Check(BaseModel):
    """Which check finds it (a kind listed in judging/checks) and its parameters."""

    model_config = ConfigDict(extra="allow", frozen=True)

    kind: Words

    @property
    def params(self) -> dict[str, Any]:
        """Everything beside the kind."""
        return dict(self.model_extra or {})


class RuleExample(Entry):
    """A change to an otherwise clean form and whether the rule then finds something; see judging/examples.py."""

    given: dict[str, Any]
    finds: bool


class AuditRule(Entry):
    """One audit rule. ``yields_to`` names rules beside whose finding at the same cell this one is not shown."""

    id: RuleId
    title: Text
    severity: Severity
    check: Check
    message: Text
    hint: Text
    yields_to: tuple[RuleId, ...] = ()
    examples: Annotated[tuple[RuleExample, ...], BeforeValidator(_one_or_many)] = ()


class AuditFile(Entry):
    """rules/audit/*.yaml."""

    rules: tuple[AuditRule, ...]
