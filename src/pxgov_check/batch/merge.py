"""Joining results: what several runs found, as one run over all of their files would have told it."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pxgov_check.errors import UsageError
from pxgov_check.formats.json import SCHEMA
from pxgov_check.formats.result_json import parse_submission
from pxgov_check.formats.result_stream import ResultFile
from pxgov_check.model import Shard, SubmissionResult
from pxgov_check.policy.pack import Policy


def check_parts(parts: Sequence[ResultFile], policy: Policy) -> Shard | None:
    """Return what shards say of their whole; None where the results are whole runs of their own.

    Raises:
        UsageError: a document is no result or was judged by another pack, or of shards one is missing, there twice, or
            of another run.

    """
    for part in parts:
        if part.frame.get("schema") != SCHEMA:
            raise UsageError("error.bad_json", path=part.path, place="schema")
        found = _at(part.frame, "policy", "digest")
        if found != policy.digest:
            raise UsageError("error.other_pack", path=part.path, found=str(found), known=policy.digest)
    shards = [_shard(part) for part in parts]
    told = [one for one in shards if one is not None]
    if not told:
        return None
    first = told[0]
    if len(told) < len(parts) or any(replace(one, number=first.number) != first for one in told):
        raise UsageError("error.shards_differ")
    missing = set(range(1, first.of + 1)) - {one.number for one in told}
    if missing or len(told) > first.of:
        named = " ".join(f"{number}/{first.of}" for number in sorted(missing)) or "—"
        raise UsageError("error.shards_missing", missing=named, found=str(len(told)))
    return first


def joined(parts: Sequence[ResultFile]) -> Iterator[SubmissionResult]:
    """Yield the submissions of all parts in the order of their files, each with its copies, a copy nowhere else.

    Raises:
        UsageError: a submission is not what the schema promises.

    """
    copies = _copies(parts)
    streams = [((str(told.get("file")), part.path, told) for told in part.submissions()) for part in parts]
    for file, path, told in heapq.merge(*streams, key=lambda one: one[0]):
        files = copies.get(str(told.get("digest")), (file,))
        if file == files[0]:
            yield replace(parse_submission(told, path), copies=tuple(files[1:]))


def _copies(parts: Sequence[ResultFile]) -> Mapping[str, Sequence[str]]:
    """Return the files that have the same bytes, in order, by their digest; only where there are several."""
    first: dict[str, str] = {}
    several: dict[str, set[str]] = {}
    for part in parts:
        for told in part.submissions():
            digest, file, others = told.get("digest"), str(told.get("file")), told.get("copies") or ()
            if not digest:
                continue
            known = first.setdefault(digest, file)
            if others or known != file:
                several.setdefault(digest, {known}).update((file, *others))
    return {digest: sorted(files) for digest, files in several.items()}


def _shard(part: ResultFile) -> Shard | None:
    told = part.frame.get("shard")
    if told is None:
        return None
    try:
        return Shard(int(told["number"]), int(told["of"]), bool(told["complete"]), told["period"], _day(told["as_of"]))
    except (KeyError, TypeError, ValueError):
        raise UsageError("error.bad_json", path=part.path, place="shard") from None


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _at(document: Mapping[str, Any], *path: str) -> Any:  # noqa: ANN401 (what the document holds)
    found: Any = document
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found
