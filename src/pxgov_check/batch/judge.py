"""The one function that every engine runs: a batch of files in, their gists, pieces and wanted results out.

It reads files and nothing else. The same plan and batch give the same answer in any process, on any machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pxgov_check.batch.ledger_reader import LedgerReader
from pxgov_check.batch.plan import Batch, Done, Judged, Keep, Learnt, Plan, Row, Source, Written
from pxgov_check.batch.records import (
    key_of,
    learn,
    named,
    nameless,
    recalled_gists,
    recalled_results,
    suffices,
    told_again,
)
from pxgov_check.errors import SubmissionError
from pxgov_check.formats.kinds import Piece, Stream
from pxgov_check.formats.registry import load_format
from pxgov_check.judging import judge_workbook, unreadable
from pxgov_check.judging.baseline import marked
from pxgov_check.judging.gist import gist_of
from pxgov_check.model import SubmissionResult
from pxgov_check.submission.guard import guarded
from pxgov_check.submission.open import read_bytes, read_workbook


@dataclass(slots=True)
class _Notes:
    """What a batch has for the ledger: see ``Done``."""

    learnt: list[Learnt] = field(default_factory=list)
    seen: list[tuple[str, bytes, str]] = field(default_factory=list)


class Judge:
    """A plan made ready in a process: its formats loaded, its ledger open."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._streams = [_stream(name) for name in plan.streams]
        self._ledger = LedgerReader(plan.path(plan.ledger)) if plan.ledger else None

    def __call__(self, batch: Batch) -> Done:
        """Judge a batch."""
        judged: list[Judged] = []
        notes = _Notes()
        for source in batch.sources:
            judged += self._file(source, batch.keep, notes)
        files = sum(1 + len(source.copies) for source in batch.sources)
        damaged = self._ledger is not None and self._ledger.damaged
        return Done(tuple(judged), files, tuple(notes.learnt), tuple(notes.seen), damaged)

    def refuse(self, source: Source, error: SubmissionError, keep: Keep, digest: str | None = None) -> Judged:
        """Return what comes of a file that can't be read or judged; ``digest`` where at least its bytes were read."""
        plan = self._plan
        context = plan.context
        one = unreadable(context.policy, error, context.messages, file=source.file, lang=plan.terms.lang)
        one = replace(one, digest=digest and f"sha256:{digest}", copies=source.copies)
        return self.judged(marked(one, plan.known) if plan.known is not None else one, keep)

    def _file(self, source: Source, keep: Keep, notes: _Notes) -> Sequence[Judged]:
        digest = None
        try:
            with guarded(self._plan.limits):
                data = read_bytes(self._plan.path(source.file), self._plan.limits)
                digest = hashlib.sha256(data)
                if self._ledger is not None:
                    return self._looked_up(self._ledger, source, data, digest.digest(), keep, notes)
                return [self.judged(one, keep) for one in self._results(source, data, digest.hexdigest())]
        except SubmissionError as error:
            return [self.refuse(source, error, keep, digest.hexdigest() if digest else None)]

    def _looked_up(
        self, ledger: LedgerReader, source: Source, data: bytes, digest: bytes, keep: Keep, notes: _Notes
    ) -> Sequence[Judged]:
        """Return what the ledger holds of a file's content, else judge it and note it for the ledger."""
        key = key_of(digest, self._plan.terms_digest)
        # Who gave the digest has looked it up.
        row = ledger.find((key,), pieces=True).get(key) if source.digest != digest else None
        if row is not None:
            judged = self._recalled(row, source, keep)
        else:
            results = list(self._results(source, data, digest.hex()))
            pieces = [nameless(one) for one in results]
            judged = [self.judged(one, keep, named(told, source)) for one, told in zip(results, pieces, strict=True)]
            notes.learnt.append(learn(key, [one.gist for one in judged], pieces))
        notes.seen += [(file, key, digest.hex()) for file in (source.file, *source.copies)]
        return judged

    def _recalled(self, row: Row, source: Source, keep: Keep) -> list[Judged]:
        """Return what is remembered; of more than gists and JSON the results themselves have to be there."""
        if suffices(self._plan, keep):
            return told_again(self._plan, source, row, recalled_gists(row, source.file))
        return [self.judged(one, keep) for one in recalled_results(row, source)]

    def _results(self, source: Source, data: bytes, digest: str) -> Iterator[SubmissionResult]:
        plan = self._plan
        policy, workbook = plan.context.policy, read_workbook(data, plan.limits)
        told = judge_workbook(policy, workbook, plan.terms, file=source.file, digest=f"sha256:{digest}")
        for one in told:
            result = replace(one, copies=source.copies) if source.copies else one
            yield marked(result, plan.known) if plan.known is not None else result

    def judged(self, one: SubmissionResult, keep: Keep, json: bytes | None = None) -> Judged:
        """Return what a run keeps of a submission that was judged here or elsewhere.

        ``json`` is its piece of the JSON result where that was made already.
        """
        plan = self._plan
        gist = gist_of(one, plan.context.policy, plan.terms.waivers)
        wanted = (
            keep >= Keep.SHOWN
            or (keep is Keep.WANTING and gist.counts.wanting)
            or (keep is Keep.RETURNED and not gist.counts.accepted)
        )
        return Judged(
            gist=gist,
            pieces=tuple(
                Written(json) if name == "json" and json is not None else _written(stream.piece(one, plan.context))
                for name, stream in zip(plan.streams, self._streams, strict=True)
            ),
            whole=one if wanted else None,
        )


def _written(piece: Piece) -> Written:
    return Written(piece.text.encode("utf-8", "replace"), piece.counts)


def _stream(name: str) -> Stream:
    found = load_format(name)
    if not isinstance(found, Stream):
        raise TypeError(name)
    return found
