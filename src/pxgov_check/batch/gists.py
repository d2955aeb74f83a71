"""The gists of a run, kept on disk, and given back by period and in order for the checks across forms."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from datetime import date
from functools import lru_cache, partial

from pxgov_check.batch.spool import Spool
from pxgov_check.frozen import frozen
from pxgov_check.judging.across import period_order
from pxgov_check.judging.gist import Counts, Gist

# Forms that are held at once: of a whole run, else of one period while they are compared. Of a period with more, each
# comparison reads them anew.
_AT_ONCE = 5_000
# Between what is kept of a form as text; neither a file name nor JSON text holds it.
_PART = "\0"
# Forms are counted before they are compared.
_COUNTED = Counts(readable=True, findings={}, verdicts={})


@frozen
class _Index:
    """The gists for one period: a number for the unit of each, its two days, and where in the spool the rest is.

    Numbers and no objects: a hundred thousand forms take three megabytes.
    """

    units: array[int] = field(default_factory=lambda: array("I"))
    as_of: array[int] = field(default_factory=lambda: array("I"))
    reported_on: array[int] = field(default_factory=lambda: array("I"))
    offsets: array[int] = field(default_factory=lambda: array("Q"))
    sizes: array[int] = field(default_factory=lambda: array("I"))


class Gists:
    """The gists of a run: as they came while they are few, then on disk."""

    def __init__(self) -> None:
        self._held: list[Gist] | None = []
        self._spool = Spool()
        self._periods: dict[str, _Index] = {}
        self._units: dict[str, int] = {}

    def add(self, one: Gist) -> None:
        """Keep a gist. Those of one unit and period come in the order of their files.

        Raises:
            OutputError: the disk is full.

        """
        if self._held is None:
            self._put(one)
            return
        self._held.append(one)
        if len(self._held) > _AT_ONCE:
            held, self._held = self._held, None
            for earlier in held:
                self._put(earlier)

    def by_period(self) -> Iterator[tuple[str, Iterable[Gist]]]:
        """Yield the forms of each period, in the order in which forms are held against one another."""
        if self._held is None:
            yield from self._spooled()
            return
        periods: dict[str, list[Gist]] = {}
        for one in self._held:
            periods.setdefault(one.period or "", []).append(one)
        for period in sorted(periods, key=period_order):
            # Files are in order already, and sorting leaves them so.
            yield period, sorted(periods[period], key=lambda one: one.unit or "")

    def close(self) -> None:
        """Give the room back."""
        self._spool.close()

    def _put(self, one: Gist) -> None:
        index = self._periods.get(one.period or "")
        if index is None:
            index = self._periods[one.period or ""] = _Index()
        told = _PART.join((one.file, _text(one.subjects), one.claims, one.all_places()))
        data = told.encode("utf-8", "surrogatepass")
        index.units.append(self._units.setdefault(one.unit or "", len(self._units)))
        index.as_of.append(_number(one.as_of))
        index.reported_on.append(_number(one.reported_on))
        index.offsets.append(self._spool.size)
        index.sizes.append(len(data))
        self._spool.write(data)

    def _spooled(self) -> Iterator[tuple[str, Iterable[Gist]]]:
        names = list(self._units)
        for period in sorted(self._periods, key=period_order):
            index = self._periods[period]
            units = index.units
            order = array("I", sorted(range(len(units)), key=lambda place: names[units[place]]))
            forms = _Forms(self._spool, period, names, index, order)
            yield period, list(forms) if len(order) <= _AT_ONCE else forms


@frozen
class _Forms:
    """The forms of one period; each time they are gone through they are read again."""

    spool: Spool
    period: str
    units: Sequence[str]
    index: _Index
    order: array[int]

    def __iter__(self) -> Iterator[Gist]:
        """Yield each form; its places are read when they are asked for."""
        # What forms say alike is held once.
        alike: dict[str, str] = {}
        index = self.index
        for place in self.order:
            at = index.offsets[place], index.sizes[place]
            file, subjects, claims, _ = _parts(self.spool, *at)
            yield Gist(
                file=file,
                unit=self.units[index.units[place]],
                period=self.period,
                as_of=_day(index.as_of[place]),
                reported_on=_day(index.reported_on[place]),
                counts=_COUNTED,
                subjects=_subjects(subjects),
                claims=alike.setdefault(claims, claims),
                places=partial(_places, self.spool, *at),
            )


def _parts(spool: Spool, offset: int, size: int) -> list[str]:
    return spool.at(offset, size).decode("utf-8", "surrogatepass").split(_PART)


def _places(spool: Spool, offset: int, size: int) -> str:
    return _parts(spool, offset, size)[-1]


def _number(day: date | None) -> int:
    return 0 if day is None else day.toordinal()


def _day(number: int) -> date | None:
    return date.fromordinal(number) if number else None


# Many forms have the same rows.
@lru_cache(1000)
def _text(subjects: tuple[str, ...]) -> str:
    return json.dumps(subjects, ensure_ascii=False)


@lru_cache(1000)
def _subjects(told: str) -> tuple[str, ...]:
    return tuple(json.loads(told))
