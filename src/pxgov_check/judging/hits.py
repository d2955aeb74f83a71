"""What a check sees and what it yields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import date
from typing import Any

from pxgov_check.frozen import frozen
from pxgov_check.model import Period, SubmissionResult
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.rows import Row, Submission


@frozen
class Case:
    """One submission to be judged by a policy for a day. ``as_of`` is None where no period can be read.

    ``asked`` is the period that the caller expects, if any; ``earlier`` what the unit reported before.
    """

    policy: Policy
    submission: Submission
    as_of: date | None
    asked: Period | None = None
    earlier: SubmissionResult | None = None


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
