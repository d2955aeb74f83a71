"""What a worker of a cluster does with a batch: it hands it to its child, and the answer back, without looking inside.

Workers load this module and nothing else of pxcheck, so that one that has just been started is soon of use.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from pxgov_check.batch.child import Child, CrashedError, packed, unpacked
from pxgov_check.on_demand import on_demand

if TYPE_CHECKING:
    from pxgov_check.batch import isolation, packing
else:
    isolation = on_demand("pxgov_check.batch.isolation")
    packing = on_demand("pxgov_check.batch.packing")


def same(plan: bytes) -> bytes:
    """Return a packed plan, as the result of a task."""
    return plan


def judge_here(plan: bytes, batch: bytes) -> bytes:
    """Judge a packed batch in the child of this thread of this worker; return it packed."""
    child = _child(plan)
    try:
        return child.judge_packed(batch)
    except CrashedError:
        return packed(isolation.one_by_one(packing.unpack(plan), unpacked(batch), child.judge))


# Each thread of a worker keeps its child for as long as the plan is the same.
_own = threading.local()


def _child(plan: bytes) -> Child:
    held: tuple[bytes, Child] | None = getattr(_own, "child", None)
    if held is not None and held[0] == plan:
        return held[1]
    if held is not None:
        held[1].stop()
    child = Child(plan)
    _own.child = (plan, child)
    return child
