"""Gists and results as text: what the ledger remembers of a file, and what a long run keeps on disk.

No file name is in it: the ledger knows a file by its content, and the same content may come under another name.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache, partial
from typing import Any

from pxgov_check.batch.plan import Judged, Keep, Learnt, Plan, Row, Source, Written
from pxgov_check.formats.json import piece, placed
from pxgov_check.formats.result_json import parse_submission
from pxgov_check.judging.gist import Counts, FindingKind, Gist, VerdictKind
from pxgov_check.model import FindingState, Severity, Status, SubmissionResult

# Between the parts of a gist, between gists, and between the pieces of a file's submissions; no JSON text holds them.
_PART, _GIST, _PIECE = "\t", "\n", b"\0"
# The last key of a piece that names a file, as it stands where there is none to name.
_NAMES_END = b'"copies": []'
# Packs this text faster than lower levels do, and smaller.
_LEVEL = 3
# What most files come to, so that unpacking does not have to make room again and again.
_ROOM = 1 << 17
# How all this is written; what was written otherwise is not found again.
_LAYOUT = b"3"
# Short texts by the thousand: json.loads would look at each twice.
_parsed = json.JSONDecoder().raw_decode


def key_of(digest: bytes, terms_digest: bytes) -> bytes:
    """Return what a file's content, judged on some terms, is known by."""
    return hashlib.sha256(digest + terms_digest + _LAYOUT).digest()


def nameless(one: SubmissionResult) -> bytes:
    """Return what the JSON result says of a submission, without the names of its files."""
    return piece(replace(one, file="", copies=())).encode("utf-8", "replace")


def named(nameless_piece: bytes, source: Source) -> bytes:
    """Return what ``nameless`` said, with the names of the files: what the JSON result says."""
    # They belong into the first lines; the rest stays bytes.
    end = nameless_piece.index(_NAMES_END) + len(_NAMES_END)
    head = placed(nameless_piece[:end].decode(), source.file, source.copies)
    return b"".join((head.encode("utf-8", "replace"), memoryview(nameless_piece)[end:]))


def learn(key: bytes, gists: Sequence[Gist], pieces: Sequence[bytes]) -> Learnt:
    """Return what is to be remembered of a file that was judged: ``pieces`` are nameless."""
    told = _GIST.join(map(encode, gists)).encode("utf-8", "surrogatepass")
    return Learnt(key, Row(told, zlib.compress(_PIECE.join(pieces), _LEVEL)))


def recalled_gists(row: Row, file: str) -> list[Gist]:
    """Return the gists of a file's submissions."""
    return [decode(told, file) for told in row.gists.decode("utf-8", "surrogatepass").split(_GIST)]


def recalled_pieces(row: Row) -> list[bytes]:
    """Return what ``nameless`` said of each submission of a file."""
    return zlib.decompress(row.pieces, bufsize=_ROOM).split(_PIECE)


def recalled_results(row: Row, source: Source) -> Iterator[SubmissionResult]:
    """Yield what came of each submission of a file."""
    for told in recalled_pieces(row):
        yield parse_submission(json.loads(named(told, source)), source.file)


def recalled_result(row: Row, source: Source, place: int) -> SubmissionResult:
    """Return what came of one submission of a file, by its place."""
    return next(itertools.islice(recalled_results(row, source), place, None))


def suffices(plan: Plan, keep: Keep) -> bool:
    """Whether what is remembered of a file is all that is wanted of it: gists, pieces of JSON, and few wholes."""
    return keep is not Keep.ALL and {*plan.streams} <= {"json"}


def told_again(plan: Plan, source: Source, row: Row, gists: Sequence[Gist]) -> list[Judged]:
    """Return what comes of a file by what is remembered of it."""
    if not row.pieces:
        return [Judged(gist) for gist in gists]
    wholes = [partial(recalled_result, row, source, place) for place in range(len(gists))]
    if not plan.streams:
        return [Judged(gist, remembered=whole) for gist, whole in zip(gists, wholes, strict=True)]
    told = zip(gists, recalled_pieces(row), wholes, strict=True)
    return [Judged(gist, (Written(named(piece, source)),), remembered=whole) for gist, piece, whole in told]


def encode(one: Gist) -> str:
    """Return a gist as one line of text, without the name of its file."""
    head = [
        one.unit,
        one.period,
        one.as_of and one.as_of.isoformat(),
        one.reported_on and one.reported_on.isoformat(),
        list(one.covered.items()),
    ]
    counts = [
        one.counts.readable,
        [[*kind, n] for kind, n in one.counts.findings.items()],
        [[*kind, n] for kind, n in one.counts.verdicts.items()],
    ]
    return _PART.join((_text(head), _text(counts), _text(one.subjects), one.claims, one.all_places()))


def decode(told: str, file: str) -> Gist:
    """Return the gist of a file that ``encode`` wrote."""
    head, counts, subjects, claims, places = told.split(_PART)
    (unit, period, as_of, reported_on, covered), _ = _parsed(head)
    return Gist(
        file=file,
        unit=unit,
        period=period,
        as_of=_day(as_of),
        reported_on=_day(reported_on),
        counts=_counts(counts),
        subjects=_subjects(subjects),
        claims=claims,
        places=places,
        covered=dict(covered),
    )


def _text(told: Any) -> str:  # noqa: ANN401 (a tree of plain values)
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


# Most forms of a run are told of in the same few words.
@lru_cache(1000)
def _counts(told: str) -> Counts:
    (readable, findings, verdicts), _ = _parsed(told)
    return Counts(
        readable,
        {_finding_kind(*kind): n for *kind, n in findings},
        {_verdict_kind(*held): n for *held, n in verdicts},
    )


# There are few kinds, and to make a word of an enumeration from its text takes long.
@cache
def _finding_kind(severity: str, state: str, known: bool) -> FindingKind:
    return Severity(severity), FindingState(state), bool(known)


@cache
def _verdict_kind(status: str, known: bool) -> VerdictKind:
    return Status(status), bool(known)


@lru_cache(1000)
def _subjects(told: str) -> tuple[str, ...]:
    return tuple(json.loads(told))


@lru_cache(1000)
def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
