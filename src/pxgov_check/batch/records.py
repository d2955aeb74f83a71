"""Gists and results as text: what the ledger remembers of a file, and what a long run keeps on disk.

No file name is in it: the ledger knows a file by its content, and the same content may come under another name.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from pxgov_check.batch.plan import Learnt, Row, Source
from pxgov_check.formats.json import piece, placed
from pxgov_check.formats.result_json import parse_submission
from pxgov_check.judging.gist import Counts, Gist, Told
from pxgov_check.model import FindingState, Severity, Status, SubmissionResult

# Between the pieces of a file's submissions; no JSON text holds it.
_BETWEEN = "\0"
_FASTEST = 1


def key_of(digest: bytes, terms_digest: bytes) -> bytes:
    """Return what a file's content, judged on some terms, is known by."""
    return hashlib.sha256(digest + terms_digest).digest()


def learn(key: bytes, gists: Sequence[Gist], results: Sequence[SubmissionResult]) -> Learnt:
    """Return what is to be remembered of a file that was judged."""
    pieces = _BETWEEN.join(piece(replace(one, file="", copies=())) for one in results)
    return Learnt(key, Row(encode_all(gists), zlib.compress(pieces.encode(), _FASTEST)))


def recalled_gists(row: Row, source: Source, digest: str) -> list[Gist]:
    """Return the gists of a file's submissions."""
    return [replace(decode(told), file=source.file, digest=f"sha256:{digest}") for told in json.loads(row.gists)]


def recalled_pieces(row: Row, source: Source) -> Iterator[str]:
    """Yield what the JSON result says of each submission of a file."""
    for text in zlib.decompress(row.pieces).decode().split(_BETWEEN):
        yield placed(text, source.file, source.copies)


def recalled_results(row: Row, source: Source) -> Iterator[SubmissionResult]:
    """Yield what came of each submission of a file."""
    for text in recalled_pieces(row, source):
        yield parse_submission(json.loads(text), source.file)


def encode_all(gists: Sequence[Gist]) -> str:
    """Return gists as a JSON list, without the names of their files."""
    return json.dumps([_told(one) for one in gists], ensure_ascii=False, separators=(",", ":"))


def encode(one: Gist) -> str:
    """Return a gist as one line of JSON, without the name of its file."""
    return json.dumps(_told(one), ensure_ascii=False, separators=(",", ":"))


def decode(told: Mapping[str, Any]) -> Gist:
    """Return the gist that ``encode`` wrote, parsed; its file and digest have to be put in."""
    findings = {(Severity(sev), FindingState(state), bool(known)): n for sev, state, known, n in told["findings"]}
    verdicts = {(Status(status), bool(known)): n for status, known, n in told["verdicts"]}
    return Gist(
        file="",
        digest=told["digest"],
        unit=told["unit"],
        period=told["period"],
        as_of=_day(told["as_of"]),
        reported_on=_day(told["reported_on"]),
        counts=Counts(told["readable"], findings, verdicts),
        subjects=tuple(told["subjects"]),
        told=tuple(_said(*parts) for parts in told["told"]),
        covered=dict(told["covered"]),
    )


def _told(one: Gist) -> dict[str, Any]:
    return {
        "digest": one.digest,
        "unit": one.unit,
        "period": one.period,
        "as_of": one.as_of and one.as_of.isoformat(),
        "reported_on": one.reported_on and one.reported_on.isoformat(),
        "readable": one.counts.readable,
        "findings": [[*kind, n] for kind, n in one.counts.findings.items()],
        "verdicts": [[*kind, n] for kind, n in one.counts.verdicts.items()],
        "subjects": one.subjects,
        "told": [
            [t.subject, t.sheet, t.cell, t.shown, None if t.value is None else str(t.value), t.explanation]
            for t in one.told
        ],
        "covered": list(one.covered.items()),
    }


def _said(
    subject: str, sheet: str | None, cell: str | None, shown: str, value: str | None, explanation: str | None
) -> Told:
    return Told(subject, sheet, cell, shown, None if value is None else Decimal(value), explanation)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
