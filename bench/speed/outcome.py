"""What a part of the benchmark brings back: tables to print, and what was promised beside what was measured."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

NOT_MEASURED = "not measured"


@dataclass(frozen=True)
class Promise:
    """A figure that has to stay at or below a bound, or with ``at_least`` at or above it; None was not measured."""

    what: str
    measured: float | None
    bound: float
    unit: str = "×"
    at_least: bool = False

    @property
    def kept(self) -> bool | None:
        """Whether it is kept; None where it was not measured."""
        if self.measured is None:
            return None
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound


@dataclass(frozen=True)
class Table:
    """A table of a part: its head, its rows, and what a reader has to know to believe it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One part: what it is called, what of it is promised, its tables, and why something was not measured."""

    name: str
    title: str
    promises: tuple[Promise, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    failed: bool = False


def lacking(option: str) -> str:
    """Return the note on an option that the pxcheck at hand doesn't have."""
    return f"Not measured: this pxcheck has no `{option}`."


def ratio(over: Sequence[float], under: Sequence[float]) -> float | None:
    """Return the median of one over the median of another; None where either has nothing."""
    return statistics.median(over) / statistics.median(under) if over and under else None


def median(values: Sequence[float], form: str) -> str:
    """Return the median as text."""
    return format(statistics.median(values), form) if values else NOT_MEASURED


def number(value: float | None, form: str) -> str:
    """Return a figure as text."""
    return NOT_MEASURED if value is None else format(value, form)
