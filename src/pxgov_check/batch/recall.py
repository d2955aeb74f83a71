"""What the ledger knows is told by the process that asks; only what it does not know is given to an engine.

Where nothing is unknown, no process is started and nothing travels between any: a batch is looked up at once, and
while the next one is, a thread unpacks what was found.
"""

from __future__ import annotations

import itertools
import queue
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Self

from pxgov_check.batch.engines import Engine
from pxgov_check.batch.ledger_reader import LedgerReader
from pxgov_check.batch.plan import Batch, Done, Judged, Keep, Plan, Row, Source
from pxgov_check.batch.records import key_of, recalled_gists, suffices, told_again
from pxgov_check.frozen import frozen
from pxgov_check.judging.gist import Gist

# Batches that are unpacked or about to be.
_AHEAD = 2


def remembering(engine: Engine) -> Engine:
    """Return an engine that tells what the ledger of the plan knows, and asks another engine for the rest."""

    def run(plan: Plan, batches: Iterable[Batch]) -> Generator[Done, None, None]:
        if plan.ledger is None:
            yield from engine(plan, batches)
            return
        with closing(_Memory(plan)) as memory:
            looked_up = (memory.look_up(batch) for batch in batches)
            first_unknown = yield from _known(looked_up)
            if first_unknown is not None:
                yield from _mixed(engine, plan, itertools.chain([first_unknown], looked_up))

    return run


@frozen
class _Recalled:
    """What is remembered of a file."""

    key: bytes
    row: Row
    gists: Sequence[Gist]


@dataclass(slots=True)
class _LookedUp:
    """A batch, and what is remembered of each file of it; of the others, ``unknown`` is what an engine is asked."""

    plan: Plan
    batch: Batch
    recalled: Mapping[str, _Recalled]
    unknown: Batch
    damaged: bool
    unpacked: Mapping[str, Sequence[Judged]] | None = None

    def unpack(self) -> Mapping[str, Sequence[Judged]]:
        """Return what was remembered, unpacked, by file; that is done once."""
        if self.unpacked is None:
            plan = self.plan
            self.unpacked = {
                source.file: told_again(plan, source, one.row, one.gists)
                for source in self.batch.sources
                if (one := self.recalled.get(source.file)) is not None
            }
        return self.unpacked

    def done(self, rest: Done) -> Done:
        """Return the batch judged, given what an engine says of the unknown files."""
        judged: dict[str, Sequence[Judged]] = {**self.unpack()}
        for file, told in itertools.groupby(rest.judged, key=lambda one: one.gist.file):
            judged[file] = list(told)
        seen = [
            (file, one.key, source.digest.hex())
            for source in self.batch.sources
            if (one := self.recalled.get(source.file)) is not None
            for file in (source.file, *source.copies)
        ]
        return Done(
            judged=tuple(told for source in self.batch.sources for told in judged.get(source.file, ())),
            files=sum(1 + len(source.copies) for source in self.batch.sources),
            learnt=rest.learnt,
            seen=(*rest.seen, *seen),
            damaged=self.damaged or rest.damaged,
        )


class _Memory:
    """The ledger of a plan, asked batch by batch."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._reader = LedgerReader(plan.path(plan.ledger or ""))

    def look_up(self, batch: Batch) -> _LookedUp:
        plan, keep = self._plan, batch.keep
        keys = {one.file: key_of(one.digest, plan.terms_digest) for one in batch.sources if one.digest}
        rows = self._reader.find(keys.values(), pieces=bool(plan.streams) or keep is not Keep.NONE)
        recalled: dict[str, _Recalled] = {}
        unknown: list[Source] = []
        for source in batch.sources:
            key = keys.get(source.file, b"")
            row = rows.get(key)
            if row is None:
                unknown.append(source)
            elif suffices(plan, keep):
                recalled[source.file] = _Recalled(key, row, recalled_gists(row, source.file))
            else:
                # Whoever makes the results of this row anew looks it up himself.
                unknown.append(replace(source, digest=b""))
        return _LookedUp(plan, batch, recalled, Batch(unknown, keep), self._reader.damaged)

    def close(self) -> None:
        self._reader.close()


def _known(looked_up: Iterator[_LookedUp]) -> Generator[Done, None, _LookedUp | None]:
    """Yield batches for as long as nothing in them is unknown; return the first in which something is."""
    waiting: deque[tuple[_LookedUp, threading.Event]] = deque()
    with _Unpacking() as unpacking:
        for one in looked_up:
            if one.unknown.sources:
                break
            waiting.append((one, unpacking.begin(one)))
            if len(waiting) > _AHEAD:
                yield _when_ready(*waiting.popleft())
        else:
            one = None
        while waiting:
            yield _when_ready(*waiting.popleft())
    # The thread has ended: an engine may start processes.
    return one


def _when_ready(one: _LookedUp, ready: threading.Event) -> Done:
    ready.wait()
    return one.done(_NOTHING)


def _mixed(engine: Engine, plan: Plan, looked_up: Iterator[_LookedUp]) -> Generator[Done, None, None]:
    """Yield batches of which an engine has judged what is unknown; it is given one for each, though it be empty."""
    waiting: deque[_LookedUp] = deque()

    def unknown() -> Iterator[Batch]:
        for one in looked_up:
            waiting.append(one)
            yield one.unknown

    with closing(engine(plan, unknown())) as coming:
        for done in coming:
            yield waiting.popleft().done(done)


_NOTHING = Done((), 0)


class _Unpacking:
    """A thread that unpacks batches, one after the other, while others are looked up."""

    def __init__(self) -> None:
        self._given: queue.SimpleQueue[tuple[_LookedUp, threading.Event] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._given.put(None)
        self._thread.join()

    def begin(self, one: _LookedUp) -> threading.Event:
        """Have a batch unpacked; the event says when it is."""
        ready = threading.Event()
        self._given.put((one, ready))
        return ready

    def _work(self) -> None:
        while (given := self._given.get()) is not None:
            one, ready = given
            try:
                one.unpack()
            finally:
                # Where that failed, it fails again for whoever waits.
                ready.set()
