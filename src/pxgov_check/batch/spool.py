"""What a run keeps on disk so that its memory does not grow with the number of files.

The files have no name (or lose it at once), so that nothing is left behind however the run ends.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from pxgov_check.batch.records import decode, encode
from pxgov_check.errors import OutputError
from pxgov_check.frozen import frozen
from pxgov_check.judging.across import period_order
from pxgov_check.judging.gist import Gist

# What fits in here never reaches the disk.
_IN_MEMORY = 4 << 20
_CHUNK = 1 << 20
# Forms for one period that are held at once while they are compared; of more, each comparison reads them anew.
_AT_ONCE = 5_000


class Body:
    """The middle of a document, written piece by piece: everything between its head and its tail."""

    def __init__(self, between: str, folder: Path | None) -> None:
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(folder) if folder else None)  # noqa: SIM115 (closed by close)
        self._between = between.encode()
        self._begun = False

    def add(self, text: str) -> None:
        """Add a piece.

        Raises:
            OutputError: the disk is full.

        """
        try:
            if self._begun and self._between:
                self._file.write(self._between)
            self._file.write(text.encode("utf-8", "replace"))
        except OSError as error:
            raise OutputError("error.no_room", reason=error.strerror or "") from None
        self._begun = True

    def chunks(self) -> Iterator[bytes]:
        """Yield everything, piece by piece."""
        self._file.seek(0)
        while chunk := self._file.read(_CHUNK):
            yield chunk

    def close(self) -> None:
        """Give the room back."""
        self._file.close()


@frozen
class _Kept:
    """Where a gist is: the file that it names, and its place in the spool."""

    unit: str
    file: str
    offset: int


class Gists:
    """The gists of a run, kept on disk, and given back by period and in order."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (closed by close)
        self._periods: dict[str, list[_Kept]] = {}
        self._end = 0

    def add(self, one: Gist) -> None:
        """Keep a gist.

        Raises:
            OutputError: the disk is full.

        """
        line = encode(one).encode("utf-8", "surrogatepass") + b"\n"
        try:
            self._file.write(line)
        except OSError as error:
            raise OutputError("error.no_room", reason=error.strerror or "") from None
        self._periods.setdefault(one.period or "", []).append(_Kept(one.unit or "", one.file, self._end))
        self._end += len(line)

    def by_period(self) -> Iterator[tuple[str, Iterable[Gist]]]:
        """Yield the forms of each period, in the order in which forms are held against one another."""
        for period in sorted(self._periods, key=period_order):
            kept = sorted(self._periods[period], key=lambda one: (one.unit, one.file, one.offset))
            forms = _Forms(self._file, kept)
            yield period, list(forms) if len(kept) <= _AT_ONCE else forms

    def close(self) -> None:
        """Give the room back."""
        self._file.close()


@frozen
class _Forms:
    """The forms of one period; each time they are gone through they are read again."""

    spool: IO[bytes]
    kept: list[_Kept]

    def __iter__(self) -> Iterator[Gist]:
        for one in self.kept:
            self.spool.seek(one.offset)
            line = self.spool.readline().decode("utf-8", "surrogatepass")
            yield replace(decode(json.loads(line)), file=one.file)
