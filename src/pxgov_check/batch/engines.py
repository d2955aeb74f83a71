"""What judges batches: a function of a plan and batches, which gives them back in their order."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING

from pxgov_check.batch.plan import Batch, Done, Plan
from pxgov_check.on_demand import on_demand

# With a ledger there may be nothing to judge.
if TYPE_CHECKING:
    from pxgov_check.batch import judge
else:
    judge = on_demand("pxgov_check.batch.judge")

# Closing the generator stops whatever it has begun. A batch may be empty; it comes back all the same.
Engine = Callable[[Plan, Iterable[Batch]], Generator[Done, None, None]]


def in_this_process(plan: Plan, batches: Iterable[Batch]) -> Generator[Done, None, None]:
    """Judge each batch when it is asked for."""
    ready = judge.Judge(plan)
    for batch in batches:
        yield ready(batch)
