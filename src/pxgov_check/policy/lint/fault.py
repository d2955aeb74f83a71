"""What a check of the pack yields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pxgov_check.policy.pack import Policy
from pxgov_check.policy.tree import Path


class Spot(NamedTuple):
    """Something wrong at a path inside an entry of the pack; ``params`` fill the sentence of the check's code."""

    entry: str
    path: Path
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A spot with its place and its code. The catalogue holds ``lint.CODE`` and the remedy ``lint.CODE.fix``."""

    file: str
    line: int
    code: str
    entry: str
    params: Mapping[str, str]


Check = Callable[[Policy], Iterator[Spot]]


def spot(entry: str, *path: str | int, **params: str) -> Spot:
    """Return a spot; the entry's own id or name is given to the sentence as {id}."""
    return Spot(entry, path, {"id": entry.rpartition(":")[2], **params})
