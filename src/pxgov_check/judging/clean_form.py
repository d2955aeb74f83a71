"""A form without a fault, from which examples begin: every target met, every task done in time."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pxgov_check.judging.targets import demand_on, meets
from pxgov_check.model import Period
from pxgov_check.policy.models import Indicator, Task
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.figures import plain
from pxgov_check.submission.layout import INDICATORS, TASKS


@dataclass(slots=True)
class Form:
    """A form in the making: plain values by column key, so that an example can change any of them."""

    basics: dict[str, Any]
    tables: dict[str, list[dict[str, Any]]]
    columns: dict[str, list[str]]
    identity: dict[str, str] = field(default_factory=dict)
    hidden_rows: set[str] = field(default_factory=set)
    hidden_columns: set[str] = field(default_factory=set)


def unit_for(policy: Policy, subject: str | None) -> str:
    """Return a unit that reports the subject: the owner of a single figure, a task's first unit, else the busiest."""
    if subject is not None and subject in policy.tasks:
        named = [u for u in policy.tasks[subject].units if u in policy.units]
        if named:
            return named[0]
    if subject is not None and subject in policy.indicators:
        owner = policy.indicators[subject].reporting.value.reported_by
        if owner is not None:
            return owner
    return max(policy.units, key=lambda u: len(policy.expected_tasks(u)))


def clean_form(policy: Policy, unit: str, period: Period) -> Form:
    """Return a form without a fault, every target met and every task done in time."""
    basics = {
        "document_no": policy.info.document_no,
        "unit": unit,
        "period": period.text,
        "reporter": "甲",
        "phone": "0799-0000000",
        "reviewer": "乙",
        "head": "丙",
        "reported_on": period.end.isoformat(),
    }
    return Form(
        basics=basics,
        tables={
            "indicators": [met_row(policy, policy.indicators[i], period) for i in policy.expected_indicators(unit)],
            "tasks": [_done(policy, policy.tasks[t], period) for t in policy.expected_tasks(unit)],
        },
        columns={t.key: [c.key for c in t.columns if not c.consolidated] for t in (INDICATORS, TASKS)},
    )


def met_row(policy: Policy, indicator: Indicator, period: Period) -> dict[str, Any]:
    """Return the row of an indicator whose target is met."""
    target = policy.targets.get(indicator.id)
    demand = demand_on(target, period.end) if target else None
    value = demand.value if demand else Decimal(100 if indicator.is_percent else 1)
    row: dict[str, Any] = {
        "id": indicator.id,
        "category": indicator.category,
        "name": indicator.name,
        "unit": indicator.unit.value,
        "target": plain(value) if demand else "",
        "value": value,
        "origin": "台账",
    }
    if indicator.aggregate.value == "ratio":
        row |= {"value": Decimal(82), "numerator": Decimal(123), "denominator": Decimal(150)}
        if demand and not meets(demand, row["value"]):
            all_or_none = (Decimal(100), Decimal(150)) if demand.op.startswith(">") else (Decimal(0), Decimal(0))
            row |= dict(zip(("value", "numerator"), all_or_none, strict=True))
    return row


def _done(policy: Policy, task: Task, period: Period) -> dict[str, Any]:
    words = policy.task_rules.vocabulary
    row: dict[str, Any] = {"id": task.id, "name": task.area, "units": "、".join(task.units), "evidence": "材料.pdf"}
    if task.due is None:
        return row | {"status": words["ongoing"]}
    day = min(task.due, period.end).isoformat()
    return row | {"status": words["done"], "progress": Decimal(100), "completed_on": day}
