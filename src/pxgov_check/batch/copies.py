"""Files with the same bytes: one is judged, the others are its copies.

They are found before anything is judged, so that what is said of a file can name its copies at once. Sizes are compared
first, then the last kilobytes (where a zip file lists a checksum of each part), and only then the whole contents.
"""

from __future__ import annotations

import hashlib
import os
import stat
import zlib
from array import array
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, overload

from pxgov_check.batch.plan import Source
from pxgov_check.errors import SubmissionError
from pxgov_check.on_demand import on_demand
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.remote import is_url, remote_size

# With a ledger there may be nothing to read.
if TYPE_CHECKING:
    from pxgov_check.submission import open as reading
else:
    reading = on_demand("pxgov_check.submission.open")

_TAIL_BYTES = 4096
# In the place of a digest, where a file was not read.
_NO_DIGEST = bytes(hashlib.sha256().digest_size)


class Sources(Sequence[Source]):
    """Files in order, each with its copies and its digest, as one text and numbers.

    Of objects, each that is looked at makes the system copy a page of memory that processes have in common: those of a
    hundred thousand files would let a run grow by a third.
    """

    def __init__(self, given: Iterable[Source]) -> None:
        names: list[bytes] = []
        self._ends, self._firsts, size = array("Q", [0]), array("Q", [0]), 0
        digests = bytearray()
        for one in given:
            for name in (one.file, *one.copies):
                names.append(name.encode("utf-8", "surrogatepass"))
                size += len(names[-1])
                self._ends.append(size)
            self._firsts.append(len(names))
            digests += one.digest or _NO_DIGEST
        self._names, self._digests = b"".join(names), bytes(digests)

    def __len__(self) -> int:
        """Return how many there are, copies not counted."""
        return len(self._firsts) - 1

    @overload
    def __getitem__(self, place: int) -> Source: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Source]: ...

    def __getitem__(self, place: int | slice) -> Source | Sequence[Source]:
        """Return a file, or several."""
        places = range(len(self))[place]
        return self._source(places) if isinstance(places, int) else [self._source(one) for one in places]

    def _source(self, place: int) -> Source:
        numbers = range(self._firsts[place], self._firsts[place + 1])
        names = [self._names[self._ends[n] : self._ends[n + 1]].decode("utf-8", "surrogatepass") for n in numbers]
        digest = self._digests[place * len(_NO_DIGEST) : (place + 1) * len(_NO_DIGEST)]
        return Source(names[0], tuple(names[1:]), b"" if digest == _NO_DIGEST else digest)


def sources(files: Sequence[str], limits: Limits, known: Mapping[str, bytes] = MappingProxyType({})) -> Sources:
    """Return each file with its copies, in order; a copy stands with the first of its kind and nowhere else.

    ``known`` are the digests of those whose bytes are known; they are given with theirs.
    """
    copies: dict[str, list[str]] = {}
    unread = [file for file in files if file not in known]
    for alike in (*_alike(unread, [_size, _tail, lambda f: content_digest(f, limits)]), *_alike(known, [known.get])):
        copies[alike[0]] = list(alike[1:])
    behind = {copy for others in copies.values() for copy in others}
    return Sources(
        Source(file, tuple(copies.get(file, ())), known.get(file) or b"") for file in files if file not in behind
    )


def content_digest(file: str, limits: Limits) -> bytes | None:
    """Return the SHA-256 of a file's bytes; None where it can't be read."""
    try:
        return hashlib.sha256(reading.read_bytes(file, limits)).digest()
    except SubmissionError:
        return None


def state_of(file: str) -> os.stat_result | None:
    """Return what the system says of a regular file; None of anything else."""
    try:
        state = os.stat(file)  # noqa: PTH116 (a name, as the command line gave it)
    except (OSError, ValueError):
        return None
    return state if stat.S_ISREG(state.st_mode) else None


def _alike(files: Iterable[str], tests: Sequence[Callable[[str], Hashable | None]]) -> Iterable[Sequence[str]]:
    """Yield the groups of files that are alike in every test; what a test returns None for is like nothing."""
    groups: dict[Hashable, list[str]] = {}
    for file in files:
        if (told := tests[0](file)) is not None:
            groups.setdefault(told, []).append(file)
    for group in groups.values():
        if len(group) > 1:
            yield from _alike(group, tests[1:]) if len(tests) > 1 else [group]


def _size(file: str) -> Hashable | None:
    if is_url(file):
        return remote_size(file)
    state = state_of(file)
    return None if state is None else state.st_size


def _tail(file: str) -> Hashable | None:
    if is_url(file):
        # A part costs as much as the whole.
        return ""
    try:
        with open(file, "rb", buffering=0) as stream:  # noqa: PTH123 (same)
            stream.seek(max(0, stream.seek(0, os.SEEK_END) - _TAIL_BYTES))
            # Whether those that are alike in this are alike is asked again, of all their bytes.
            return zlib.crc32(stream.read(_TAIL_BYTES))
    except OSError:
        return None
