"""The engines by name: our own, and those that installed packages bring (entry points; see docs/scale.md)."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Generator, Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from pxgov_check.batch.engines import Engine
from pxgov_check.batch.plan import Batch, Done, Plan
from pxgov_check.errors import UsageError
from pxgov_check.on_demand import on_demand

# Few runs ask what is installed.
if TYPE_CHECKING:
    from importlib import metadata
    from importlib.metadata import EntryPoint
else:
    metadata = on_demand("importlib.metadata")

Maker = Callable[[str | None, int], Engine]

# Each is a name, and the module whose ``engine(address, jobs)`` returns one.
OWN: Mapping[str, str] = MappingProxyType({"local": "pxgov_check.batch.pool", "dask": "pxgov_check.batch.cluster"})
# Under this, packages name what takes an address and the number of processes and returns an engine.
GROUP = "pxgov_check.engines"


def engine_named(name: str, address: str | None, jobs: int) -> Engine:
    """Return an engine, which is loaded when it begins: with a ledger it may never be needed.

    Raises:
        UsageError: there is none of this name, at once; or when it begins, what it needs is not installed.

    """
    load = partial(_own, name) if name in OWN else partial(_brought, _installed(name))

    def run(plan: Plan, batches: Iterable[Batch]) -> Generator[Done, None, None]:
        yield from load()(address, jobs)(plan, batches)

    return run


def _own(name: str) -> Maker:
    try:
        make: Maker = importlib.import_module(OWN[name]).engine
    except ImportError:
        raise UsageError("error.engine_missing", found=name) from None
    return make


def _installed(name: str) -> EntryPoint:
    points = {point.name: point for point in metadata.entry_points(group=GROUP)}
    if name not in points:
        raise UsageError("error.bad_engine", found=name, known=", ".join((*OWN, *sorted(points))))
    return points[name]


def _brought(point: EntryPoint) -> Maker:
    try:
        make: Maker = point.load()
    except (ImportError, AttributeError) as error:
        raise UsageError("error.engine_broken", found=point.name, reason=str(error)) from None
    return make
