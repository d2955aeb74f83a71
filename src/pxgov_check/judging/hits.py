"""What a check sees and what it yields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from pxgov_check.frozen import frozen
from pxgov_check.model import Period, SubmissionResult
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.figures import Figure, Flaw
from pxgov_check.submission.rows import IndicatorRow, Row, Submission, TaskRow

# A figure of the form: its row, its column and the unit it is declared in.
Answer = tuple[Row, str, Figure, str]


@dataclass(frozen=True)
class Case:
    """One submission to be judged by a policy for a day. ``as_of`` is None where no period can be read.

    ``asked`` is the period that the caller expects, if any; ``earlier`` what the unit reported before. What more than
    one check looks through is put together once.
    """

    policy: Policy
    submission: Submission
    as_of: date | None
    asked: Period | None = None
    earlier: SubmissionResult | None = None

    @cached_property
    def _answers(self) -> list[Answer]:
        """Every figure of the form, blank ones too."""
        found: list[Answer] = []
        for row in self.submission.indicators:
            found += (
                (row, "value", row.value, self.policy.indicators[row.id].unit.value),
                (row, "numerator", row.numerator, ""),
                (row, "denominator", row.denominator, ""),
            )
        found += [(task, "progress", task.progress, "%") for task in self.submission.tasks]
        return found

    @cached_property
    def figures(self) -> list[Answer]:
        """The answers that have a value."""
        return [answer for answer in self._answers if answer[2].value is not None]

    @cached_property
    def flawed(self) -> Mapping[Flaw, list[Answer]]:
        """The answers that have a flaw, by flaw."""
        found: dict[Flaw, list[Answer]] = {}
        for answer in self._answers:
            flaw = answer[2].flaw
            if flaw is not None:
                found.setdefault(flaw, []).append(answer)
        return found

    @cached_property
    def tasks_by_status(self) -> Mapping[str, list[TaskRow]]:
        """The rows of tasks by what they say in 完成状态."""
        found: dict[str, list[TaskRow]] = {}
        for row in self.submission.tasks:
            found.setdefault(row.status, []).append(row)
        return found

    @cached_property
    def rates(self) -> list[IndicatorRow]:
        """The rows of indicators that have a numerator and a denominator."""
        return [r for r in self.submission.indicators if self.policy.indicators[r.id].numerator is not None]

    @cached_property
    def quotients(self) -> list[tuple[IndicatorRow, Decimal]]:
        """The rates whose numerator and denominator are there, with their quotient."""
        return [
            (row, row.exact)
            for row in self.rates
            if row.numerator.value is not None and row.denominator.value and row.exact is not None
        ]


@frozen
class Hit:
    """A place where a check found something; the rule it serves gives severity and words.

    ``params`` fill the rule's message and hint, beside {found}, {expected} and {name}.
    """

    subject: str | None = None
    sheet: str | None = None
    cell: str | None = None
    found: str | None = None
    expected: str | None = None
    explanation: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


Check = Callable[[Case, Mapping[str, Any]], Iterator[Hit]]


def row_hit(row: Row, key: str, *, found: str | None = None, expected: str | None = None, **params: str) -> Hit:
    """Return a hit at a column of a row, with the row's 情况说明 as its explanation."""
    return Hit(
        subject=row.id,
        sheet=row.sheet,
        cell=row.ref(key),
        found=row.text(key) if found is None else found,
        expected=expected,
        explanation=row.text("explanation"),
        params=params,
    )
