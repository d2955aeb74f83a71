"""What happens to a batch whose process died: each of its files is tried alone, and the one that kills is refused."""

from __future__ import annotations

from collections.abc import Callable

from pxgov_check.batch.child import CrashedError
from pxgov_check.batch.judge import Judge
from pxgov_check.batch.plan import Batch, Done, Keep, Plan, Source
from pxgov_check.errors import SubmissionError


def one_by_one(plan: Plan, batch: Batch, alone: Callable[[Batch], Done]) -> Done:
    """Return what comes of a batch when each file is judged ``alone``, which raises ``CrashedError``."""
    return Done.joined([_single(plan, source, batch.keep, alone) for source in batch.sources])


def _single(plan: Plan, source: Source, keep: Keep, alone: Callable[[Batch], Done]) -> Done:
    try:
        return alone(Batch((source,), keep))
    except CrashedError:
        refused = Judge(plan).refuse(source, SubmissionError("F001", "unreadable.crashed"), keep)
        return Done((refused,), 1 + len(source.copies))
