"""Checks against what the same unit reported before; they find nothing where no earlier form is at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import PurePath
from typing import Any, NamedTuple

from pxgov_check.judging.hits import Case, Hit, row_hit
from pxgov_check.model import IndicatorVerdict, Status, SubmissionResult, TaskVerdict, Verdict
from pxgov_check.submission.figures import plain, rounded
from pxgov_check.submission.rows import IndicatorRow

_HUNDRED = Decimal(100)
_DONE = frozenset({Status.DONE, Status.DONE_LATE})


class _Pair(NamedTuple):
    """A figure now, and the same figure then: both as judged, none that failed its audit."""

    row: IndicatorRow
    now: Decimal
    then: Decimal
    verdict: IndicatorVerdict


def cumulative_fell(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each figure that can only grow and is smaller than before."""
    for pair in _pairs(case):
        if pair.now < pair.then and case.policy.indicators[pair.row.id].cumulative.value:
            yield _hit(case, pair)


def changed(case: Case, params: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each figure that differs from the one before by more than ``percent`` of that."""
    limit = Decimal(str(params["percent"]))
    for pair in _pairs(case):
        if pair.then and (change := abs(pair.now - pair.then) / abs(pair.then) * _HUNDRED) > limit:
            yield _hit(case, pair, change=plain(change.quantize(Decimal("0.1"))), limit=plain(limit))


def unchanged(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each figure that is the same as before to the last digit and could have moved."""
    for pair in _pairs(case):
        at_bound = case.policy.indicators[pair.row.id].is_percent and pair.now in {0, _HUNDRED}
        same_parts = (pair.row.numerator.value, pair.row.denominator.value) == (
            pair.verdict.numerator,
            pair.verdict.denominator,
        )
        if pair.now == pair.then and same_parts and not at_bound:
            yield _hit(case, pair)


def went_backwards(case: Case, _: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield each task that was done and no longer is, or whose progress fell."""
    if case.earlier is None:
        return
    words = case.policy.task_rules.vocabulary
    verdicts = _verdicts(case.earlier)
    for row in case.submission.tasks:
        then = verdicts.get(row.id)
        if not isinstance(then, TaskVerdict) or then.status is Status.INVALID or not row.status:
            continue
        now = row.progress.value
        undone = then.status in _DONE and row.status != words["done"]
        if undone or (now is not None and then.progress is not None and now < then.progress):
            yield row_hit(
                row,
                "status" if undone else "progress",
                found=_task_text(row.status, now),
                expected=_task_text(then.reported or "", then.progress),
                **_earlier(case, _task_text(then.reported or "", then.progress), then),
            )


def _pairs(case: Case) -> Iterator[_Pair]:
    if case.earlier is None:
        return
    verdicts = _verdicts(case.earlier)
    for row in case.submission.indicators:
        then, now = verdicts.get(row.id), row.exact
        if now is not None and isinstance(then, IndicatorVerdict) and then.value is not None:
            yield _Pair(row, now, then.value, then)


def _verdicts(earlier: SubmissionResult) -> dict[str, Verdict]:
    return {v.subject: v for v in earlier.verdicts}


def _hit(case: Case, pair: _Pair, **params: str) -> Hit:
    unit = case.policy.indicators[pair.row.id].unit.value
    # Read in two decimals, or in as many as keep the two apart.
    earlier = f"{plain(rounded(pair.then, pair.now))}{unit}"
    now = f"{plain(rounded(pair.now, pair.then))}{unit}"
    told = _earlier(case, earlier, pair.verdict)
    return row_hit(pair.row, "value", found=now, expected=earlier, **told, **params)


def _earlier(case: Case, figure: str, then: Verdict) -> dict[str, str]:
    """Return the words about the earlier form: its figure, its period, its file and the cell there."""
    form = case.earlier
    if form is None:
        return {}
    return {
        "earlier": figure,
        "earlier_period": form.period or "",
        "earlier_file": PurePath(form.file).name,
        "earlier_cell": f"{then.sheet}!{then.cell}",
    }


def _task_text(status: str, progress: Decimal | None) -> str:
    return status if progress is None else f"{status}({plain(progress)}%)"
