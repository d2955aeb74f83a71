"""What every file of a run is judged by and rendered as, and what comes back of a file: the nouns of a batch."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from enum import IntEnum

from pxgov_check.formats.context import Context
from pxgov_check.frozen import frozen
from pxgov_check.judging.baseline import Baseline
from pxgov_check.judging.gist import Gist
from pxgov_check.judging.terms import Terms
from pxgov_check.model import SubmissionResult
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.remote import is_url

_MARK_BYTES = 8


class Keep(IntEnum):
    """Which results come back whole, beside their gists and pieces. Each takes the room of a hundred gists.

    ``RETURNED`` are those of forms that can't be accepted, ``WANTING`` all that somebody has to look at, ``SHOWN`` all
    that are not remembered. What is remembered is made whole when it is shown, but for ``ALL``.
    """

    NONE = 0
    RETURNED = 1
    WANTING = 2
    SHOWN = 3
    ALL = 4


@frozen
class Plan:
    """The same for every file of a run, in whatever process it is judged.

    ``context`` has the policy and the words; its exit code is not known yet. ``streams`` names the formats of which a
    piece is made of each submission. ``known`` is what a baseline holds. ``ledger`` is the path of the ledger to look
    results up in, and ``terms_digest`` says on what terms those are the results of this plan. ``folder`` is where the
    names of files begin, for a process whose own folder is another.
    """

    context: Context
    terms: Terms
    limits: Limits
    streams: tuple[str, ...] = ()
    known: Baseline | None = None
    ledger: str | None = None
    terms_digest: bytes = b""
    folder: str = ""

    def path(self, name: str) -> str:
        """Return where a file is, by its path or URL."""
        return name if is_url(name) else os.path.join(self.folder, name)  # noqa: PTH118 (a name, as it was given)


@frozen
class Source:
    """A file to judge, by its path or URL as the command line names it. ``copies`` are others with the same bytes.

    ``digest`` is the SHA-256 of these where somebody has read them already.
    """

    file: str
    copies: tuple[str, ...] = ()
    digest: bytes = b""


@frozen
class Batch:
    """Some files in order, and which of their results are wanted whole."""

    sources: Sequence[Source]
    keep: Keep


@frozen
class Written:
    """A piece of a document (see ``formats.kinds.Piece``) as the bytes that are written."""

    data: bytes
    counts: Mapping[str, int] = field(default_factory=dict)


@frozen
class Judged:
    """What comes back of one submission: its gist, a piece for each stream of the plan, and the whole where wanted.

    ``remembered`` makes the whole anew of what a ledger remembers.
    """

    gist: Gist
    pieces: tuple[Written, ...] = ()
    whole: SubmissionResult | None = None
    remembered: Callable[[], SubmissionResult] | None = None


@frozen
class Row:
    """What is remembered of a file: its gists, and the compressed pieces of the JSON result (see ``records``).

    ``pieces`` are empty where nobody asked for them.
    """

    gists: bytes
    pieces: bytes = b""

    @property
    def mark(self) -> bytes:
        """What tells a row that came back as it was from one that was damaged."""
        return _checked(self.gists) + _checked(self.pieces)

    def has(self, mark: object) -> bool:
        """Whether this is what was given that mark, or its gists alone."""
        own = self.mark if self.pieces else _checked(self.gists)
        return isinstance(mark, bytes) and len(mark) == 2 * _MARK_BYTES and mark.startswith(own)


def _checked(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()[:_MARK_BYTES]


@frozen
class Learnt:
    """What the ledger is to remember: what came of a file's content, under its key on the plan's terms."""

    key: bytes
    row: Row


@frozen
class Done:
    """A batch judged, in the order of its files.

    With a ledger: ``learnt`` is what it did not know, ``seen`` the key and digest of each file by its name, and
    ``damaged`` tells that something in it did not come back as it was.
    """

    judged: tuple[Judged, ...]
    files: int
    learnt: tuple[Learnt, ...] = ()
    seen: tuple[tuple[str, bytes, str], ...] = ()
    damaged: bool = False

    @classmethod
    def joined(cls, parts: Sequence[Done]) -> Done:
        """Return several batches, in order, as one."""
        return cls(
            judged=tuple(one for part in parts for one in part.judged),
            files=sum(part.files for part in parts),
            learnt=tuple(one for part in parts for one in part.learnt),
            seen=tuple(one for part in parts for one in part.seen),
            damaged=any(part.damaged for part in parts),
        )
