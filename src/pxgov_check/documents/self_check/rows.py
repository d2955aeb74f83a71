"""What a formula sees of a row, and what it says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import date

from openpyxl.utils import get_column_letter

from pxgov_check.documents.self_check.expressions import says
from pxgov_check.documents.self_check.readings import reading
from pxgov_check.frozen import frozen
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import AuditRule, StatusWord
from pxgov_check.submission.layout import Table


@frozen
class Row:
    """One row of a table in the making.

    ``columns`` are column numbers by key, ``asked`` the columns that the unit fills in here; ``as_of`` is the day that
    the form will be judged for.
    """

    policy: Policy
    table: Table
    subject: str
    number: int
    columns: Mapping[str, int]
    asked: frozenset[str]
    as_of: date

    def cell(self, key: str) -> str:
        """Return the reference of a column in this row."""
        return f"{get_column_letter(self.columns[key])}{self.number}"

    def reading(self, key: str) -> str:
        """Return the reference of what a column in this row is read as."""
        return reading(key, self.number)

    def unit(self, key: str) -> str:
        """Return the unit in which a figure of this row is declared."""
        if key == "value":
            return self.policy.indicators[self.subject].unit.value
        return "%" if key == "progress" else ""

    def status_is(self, *words: StatusWord) -> str:
        """Return whether 完成状态 is one of some words of the vocabulary."""
        return says(self.cell("status"), [self.policy.task_rules.vocabulary[word] for word in words])


@frozen
class Line:
    """What one rule says of one cell: when it does, and the expressions that fill its sentence.

    ``key`` is None for what concerns the whole form.
    """

    key: str | None
    when: str
    params: Mapping[str, str] = field(default_factory=dict)


@frozen
class Basics:
    """The lines of 基本信息 that the unit fills in: the reference of each value by the key of its label."""

    policy: Policy
    cells: Mapping[str, str]


Formula = Callable[[Row, AuditRule], Iterator[Line]]
BasicsFormula = Callable[[Basics, AuditRule], Iterator[Line]]
