"""A run: batches go out in order, what comes back is counted and kept as it comes, and at the end all is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from pxgov_check.batch.across_findings import AcrossFindings
from pxgov_check.batch.engines import Engine
from pxgov_check.batch.gists import Gists
from pxgov_check.batch.plan import Batch, Done, Judged, Keep, Plan, Source, Written
from pxgov_check.batch.spool import Body
from pxgov_check.formats.kinds import MOST_SHOWN, Ending, Shown, Stream
from pxgov_check.formats.registry import load_format
from pxgov_check.frozen import frozen
from pxgov_check.judging.across import Across, across_periods, across_rules, concerns
from pxgov_check.judging.baseline import marked_across
from pxgov_check.judging.outcome import Tally
from pxgov_check.judging.waivers import waiver_use, waives
from pxgov_check.model import Result, Shard, SubmissionResult, WaiverUse
from pxgov_check.policy.waivers import Waiver

_MOST_A_BATCH = 100
_FEWEST_A_BATCH = 10
_BATCHES_A_JOB = 4

Watcher = Callable[[Done], None]


def batches(sources: Sequence[Source], jobs: int, keep: Callable[[], Keep]) -> Iterator[Batch]:
    """Yield the files in order, in batches so small that every process gets some and none is held for long.

    Towards the end they become smaller, so that the processes end at the same time. ``keep`` is asked anew for each
    batch.
    """
    fewest = max(1, min(_FEWEST_A_BATCH, len(sources) // (jobs * _BATCHES_A_JOB)))
    start = 0
    while left := len(sources) - start:
        size = min(left, max(fewest, min(_MOST_A_BATCH, left // (jobs * _BATCHES_A_JOB))))
        yield Batch(sources[start : start + size], keep())
        start += size


@frozen
class Wants:
    """What the reports of a run want beside the pieces of streams.

    ``brief``: those results that a report for people shows; ``everything``: all of them. ``folders`` is where the
    middle of each stream is spooled, by default where the system keeps temporary files.
    """

    brief: bool = False
    everything: bool = False
    folders: Mapping[str, Path | None] = field(default_factory=dict)


@dataclass(slots=True)
class Spooled:
    """A format that is written as results come: its pieces so far, and what they add up to."""

    form: Stream
    body: Body
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, piece: Written) -> None:
        """Add a piece."""
        self.body.add(piece.data)
        if piece.counts:
            self.counts.update(piece.counts)


@frozen
class Outcome:
    """What a run came to: what is known at its end, the spooled streams, the results to show, and all where wanted."""

    ending: Ending
    streams: Mapping[str, Spooled]
    shown: Sequence[SubmissionResult]
    submissions: tuple[SubmissionResult, ...]

    @property
    def result(self) -> Result:
        """The result as a whole, for what wanted everything."""
        ending = self.ending
        return Result(ending.policy, ending.as_of, self.submissions, tuple(ending.findings), ending.waivers)


class Collector:
    """Everything that a run keeps of what comes back: counts, gists, spooled pieces, and as few results as it can."""

    def __init__(self, plan: Plan, wants: Wants, terms: Across, shard: Shard | None = None) -> None:
        """Make room. In a shard forms are not held against one another: it sees only some of them."""
        self._plan, self._wants, self._terms, self._shard = plan, wants, terms, shard
        self._tally, self._gists, self._shown = Tally(), Gists(), Shown()
        self._found = AcrossFindings(across_rules(plan.context.policy))
        self._whole: list[SubmissionResult] = []
        self._streams = {name: self._stream(name) for name in plan.streams}

    def still_wanted(self) -> Keep:
        """Return which results are still wanted whole."""
        if self._wants.everything:
            return Keep.ALL
        if not self._wants.brief or len(self._shown.returned) >= MOST_SHOWN:
            return Keep.NONE
        if len(self._shown.wanting) >= MOST_SHOWN:
            return Keep.RETURNED
        return Keep.SHOWN if self._tally.submissions < MOST_SHOWN else Keep.WANTING

    def take(self, one: Judged) -> None:
        """Take in what came back of a submission, in the order of the run."""
        days = len(self._tally.days)
        self._tally.add_gist(one.gist)
        if days == 1 < len(self._tally.days):
            # What begins with the day of all forms will not: better now than when all is written.
            for stream in self._streams.values():
                stream.body.foresee_again()
        if self._shard is None and concerns(one.gist, self._plan.context.policy, self._terms):
            self._gists.add(one.gist)
        for piece, stream in zip(one.pieces, self._streams.values(), strict=True):
            stream.add(piece)
        whole = one.whole
        if whole is not None and self._wants.everything:
            self._whole.append(whole)
        again = one.remembered if whole is None else lambda: whole
        if again is not None and self._wants.brief:
            self._shown.add(again, one.gist.counts, self._tally.submissions)

    def outcome(self) -> Outcome:
        """Return everything, now that every submission has been told."""
        plan, tally = self._plan, self._tally
        for stream in self._streams.values():
            stream.body.settle()
        used = self._across() if self._shard is None else Counter[int]()
        self._gists.close()
        ending = self._ending(tuple(_use(n, waiver, tally, used[n]) for n, waiver in enumerate(plan.terms.waivers)))
        return Outcome(ending, self._streams, self._shown.chosen(tally.submissions), tuple(self._whole))

    def close(self) -> None:
        """Give the room on the disk back; an outcome is of no use after it."""
        self._gists.close()
        self._found.close()
        for stream in self._streams.values():
            stream.body.close()

    def _across(self) -> Counter[int]:
        """Hold the forms against one another; return how many findings across them each waiver covers."""
        plan, used = self._plan, Counter[int]()
        for one in across_periods(plan.context.policy, self._gists.by_period(), self._terms):
            (told,) = marked_across((one,), plan.known) if plan.known is not None else (one,)
            self._found.add(told)
            self._tally.add_across((told,))
            used.update(n for n, waiver in enumerate(plan.terms.waivers) if waives(waiver, told))
        return used

    def _ending(self, waivers: tuple[WaiverUse, ...] = ()) -> Ending:
        """Return what is known so far."""
        plan, days = self._plan, self._tally.days
        return Ending(
            policy=plan.context.policy.ref(),
            as_of=plan.terms.as_of or (next(iter(days)) if len(days) == 1 else None),
            tally=self._tally,
            findings=self._found,
            waivers=waivers,
            shard=self._shard,
        )

    def _stream(self, name: str) -> Spooled:
        form = load_format(name)
        if not isinstance(form, Stream):
            raise TypeError(name)

        def foreseen() -> bytes:
            return form.around(self._ending(), self._plan.context)[0].encode("utf-8", "replace")

        return Spooled(form, Body(form.between, self._wants.folders.get(name), foreseen))


def _use(number: int, waiver: Waiver, tally: Tally, across: int) -> WaiverUse:
    """Return what came of a waiver over all forms and so many findings across them."""
    used, forms, last = tally.covered.get(number, (0, 0, None))
    beside = [day for period, day in tally.last_days.items() if waiver.period in {None, period}]
    return waiver_use(waiver, used + across, forms, last or max(beside, default=None))


def run(
    collector: Collector, plan: Plan, sources: Sequence[Source], engine: Engine, jobs: int, watchers: Sequence[Watcher]
) -> None:
    """Judge files and collect what comes of them; each watcher sees every batch once it is collected."""
    with closing(engine(plan, batches(sources, jobs, collector.still_wanted))) as coming:
        for done in coming:
            for one in done.judged:
                collector.take(one)
            for watcher in watchers:
                watcher(done)


def results(
    plan: Plan, sources: Sequence[Source], engine: Engine, jobs: int, watchers: Sequence[Watcher]
) -> Iterator[SubmissionResult]:
    """Yield what came of each file, whole."""
    with closing(engine(plan, batches(sources, jobs, lambda: Keep.ALL))) as coming:
        for done in coming:
            for watcher in watchers:
                watcher(done)
            yield from (one.whole for one in done.judged if one.whole is not None)
