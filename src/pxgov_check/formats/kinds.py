"""The three kinds of formats, by what of a run they have to see at once.

A ``Stream`` is written while results come: nothing in a piece depends on another submission, so that each piece is made
where its form is judged, and head and tail are made when all is known. A ``Brief`` shows the first so many and counts
the rest. A ``Whole`` needs every submission at once. Whatever the kind, nothing here is written: text comes back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from operator import itemgetter
from types import MappingProxyType

from pxgov_check.formats.context import Context
from pxgov_check.frozen import frozen
from pxgov_check.judging.gist import Counts, counts_of
from pxgov_check.judging.outcome import Tally
from pxgov_check.model import Finding, PolicyRef, Result, Shard, SubmissionResult, WaiverUse

# A report for people lists this many submissions; a longer list is for machines and spreadsheets.
MOST_SHOWN = 100


@frozen
class Ending:
    """What is known of a run when every submission has been told. ``counts`` adds up those of the pieces.

    ``findings`` are those across submissions; there may be more of them than fit into memory.
    With ``shard`` it is one part of a run, in which forms have not been held against one another.
    """

    policy: PolicyRef
    as_of: date | None
    tally: Tally
    findings: Collection[Finding] = ()
    waivers: tuple[WaiverUse, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    shard: Shard | None = None


@frozen
class Piece:
    """What a document says of one submission, and what its head has to add up over all of them."""

    text: str
    counts: Mapping[str, int] = field(default_factory=dict)


@frozen
class Stream:
    """How a format makes its pieces, puts them together, and makes what stands before and after them.

    ``around`` gives the head whole, and piece by piece the tail, in which all findings across submissions may stand.
    """

    piece: Callable[[SubmissionResult, Context], Piece]
    around: Callable[[Ending, Context], tuple[str, Iterable[str]]]
    between: str = ""

    def render(self, result: Result, context: Context) -> str:
        """Return the document of a result that is there as a whole."""
        pieces = [self.piece(one, context) for one in result.submissions]
        counts: Counter[str] = Counter()
        for piece in pieces:
            counts.update(piece.counts)
        head, tail = self.around(ending_of(result, counts), context)
        return head + self.between.join(piece.text for piece in pieces) + "".join(tail)


def ending_of(result: Result, counts: Mapping[str, int] = MappingProxyType({})) -> Ending:
    """Return what is known at the end, of a result that is there as a whole."""
    return Ending(result.policy, result.as_of, Tally.of(result), result.findings, result.waivers, counts)


@frozen
class Brief:
    """How a format tells of a run by its totals and some of its submissions: all of them, where they are not many."""

    summary: Callable[[Ending, Sequence[SubmissionResult], Context], str]

    def render(self, result: Result, context: Context) -> str:
        """Return the document of a result that is there as a whole."""
        return self.summary(ending_of(result), shown_of(result.submissions), context)


@frozen
class Whole:
    """How a format tells of a result that is there as a whole."""

    render: Callable[[Result, Context], str]


Format = Stream | Brief | Whole


def shown_of(submissions: Sequence[SubmissionResult]) -> Sequence[SubmissionResult]:
    """Return the submissions that a brief report shows."""
    shown = Shown()
    for place, one in enumerate(submissions):
        shown.add(partial(_itself, one), counts_of(one), place)
    return shown.chosen(len(submissions))


def _itself(one: SubmissionResult) -> SubmissionResult:
    return one


@dataclass(slots=True)
class Shown:
    """The submissions that a brief report shows: all, or of more than ``MOST_SHOWN`` those that need attention.

    Of more than so many of these, forms that can't be accepted come before targets that were missed. Each is held as
    what gives it, for of most only their counts are ever looked at.
    """

    first: list[Callable[[], SubmissionResult]] = field(default_factory=list)
    returned: list[tuple[int, Callable[[], SubmissionResult]]] = field(default_factory=list)
    wanting: list[tuple[int, Callable[[], SubmissionResult]]] = field(default_factory=list)

    def add(self, one: Callable[[], SubmissionResult], counts: Counts, place: int) -> None:
        """Take a submission in, by its place in the run."""
        if len(self.first) < MOST_SHOWN:
            self.first.append(one)
        kept = self.wanting if counts.accepted else self.returned
        if len(kept) < MOST_SHOWN and counts.wanting:
            kept.append((place, one))

    def chosen(self, of: int) -> Sequence[SubmissionResult]:
        """Return the submissions to show of so many in all, in their order."""
        if of <= MOST_SHOWN:
            return [one() for one in self.first]
        kept = (self.returned + self.wanting)[:MOST_SHOWN]
        return [one() for _, one in sorted(kept, key=itemgetter(0))]
