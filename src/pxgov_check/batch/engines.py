"""What judges batches: a function of a plan and batches, which gives them back in their order."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable

from pxgov_check.batch.judge import Judge
from pxgov_check.batch.plan import Batch, Done, Plan

# Closing the generator stops whatever it has begun. A batch may be empty; it comes back all the same.
Engine = Callable[[Plan, Iterable[Batch]], Generator[Done, None, None]]


def in_this_process(plan: Plan, batches: Iterable[Batch]) -> Generator[Done, None, None]:
    """Judge each batch when it is asked for."""
    judge = Judge(plan)
    for batch in batches:
        yield judge(batch)
