"""A plan of forms into which defects are planted, and the list of what they have to be found as."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from planted_forms import DONE_ON, NEXT_STEP, PROBLEM, PROGRESS, STATUS, Form, Line, Percent, Plan

REASON = "系统整体迁移,数据已核对"
REOPENED: Line = {STATUS: "推进中", PROGRESS: Percent(80), DONE_ON: None, PROBLEM: "返工", NEXT_STEP: "下月补验"}


class Found(NamedTuple):
    """One finding, planted or found. ``place`` is a cell, or all that a finding across forms names."""

    period: str
    rule: str
    unit: str
    file: str
    subject: str
    place: str
    state: str = "open"


class Planting:
    """A plan into which defects are planted, and the list of what they have to be found as."""

    def __init__(self, plan: Plan) -> None:
        """Plant into a plan."""
        self.plan = plan
        self.found: list[Found] = []
        self.units, self.quarters = plan.city.units, plan.quarters

    def form(self, unit: int, quarter: int) -> Form:
        """Return a form by the places of its unit and its quarter."""
        return self.plan.forms[self.units[unit], self.quarters[quarter]]

    def expect(self, rule: str, form: Form, subject: str = "", place: str = "", state: str = "open") -> None:
        """Put down what a form has to be found with."""
        self.found.append(Found(form.quarter, rule, form.unit, form.file, subject, place, state))

    def across(self, rule: str, subject: str, told: Iterable[tuple[Form, str]], state: str = "open") -> None:
        """Put down what several forms together have to be found with, each with its cell."""
        named = sorted((form.unit, f"{form.unit} {form.file} {place}".strip()) for form, place in told)
        (period,) = {form.quarter for form, _ in told}
        units = "、".join(dict.fromkeys(unit for unit, _ in named))
        self.found.append(Found(period, rule, units, "", subject, " + ".join(p for _, p in named), state))

    def missing(self, unit: int, quarter: int) -> None:
        """Put down that a unit has no form."""
        name = self.units[unit]
        self.found.append(Found(self.quarters[quarter], "X303", name, "", "", name))

    def at(self, form: Form, subject: str, change: Line, *rules: tuple[str, str], state: str = "open") -> None:
        """Change a row and put down the rules and the columns at which they have to find it."""
        form.line(subject).update(change)
        for rule, column in rules:
            self.expect(rule, form, subject, form.place(subject, column), state)
