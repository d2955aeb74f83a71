"""What a run keeps on disk so that its memory does not grow with the number of files.

The files have no name (or lose it at once), so that nothing is left behind however the run ends.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from pxgov_check.batch.records import decode, encode
from pxgov_check.errors import OutputError
from pxgov_check.frozen import frozen
from pxgov_check.judging.across import period_order
from pxgov_check.judging.gist import Gist
from pxgov_check.on_demand import on_demand

if TYPE_CHECKING:
    import tempfile
else:
    tempfile = on_demand("tempfile")

# What fits in here never reaches the disk.
_IN_MEMORY = 4 << 20
_CHUNK = 1 << 20
# Forms for one period that are held at once while they are compared; of more, each comparison reads them anew.
_AT_ONCE = 5_000


class Spool:
    """Bytes written once and read as often as wanted: in memory while they are few, else in a file without a name."""

    def __init__(self, folder: Path | None = None) -> None:
        """``folder`` is where a file would be made, by default where the system keeps temporary files."""
        self._file: IO[bytes] = io.BytesIO()
        self._folder = folder
        self.size = 0
        self._small = True

    def write(self, data: bytes) -> None:
        """Add bytes.

        Raises:
            OutputError: the disk is full.

        """
        try:
            if self._small and self.size + len(data) > _IN_MEMORY:
                self._to_disk()
            self._file.write(data)
        except OSError as error:
            raise OutputError("error.no_room", reason=error.strerror or "") from None
        self.size += len(data)

    def chunks(self) -> Iterator[bytes]:
        """Yield everything, piece by piece."""
        self._file.seek(0)
        while chunk := self._file.read(_CHUNK):
            yield chunk

    def line_at(self, offset: int) -> bytes:
        """Return the line that begins at an offset."""
        self._file.seek(offset)
        return self._file.readline()

    def close(self) -> None:
        """Give the room back."""
        self._file.close()

    def _to_disk(self) -> None:
        held, self._small = self._file, False
        self._file = tempfile.TemporaryFile(dir=self._folder)
        held.seek(0)
        self._file.write(held.read())
        held.close()


class Body:
    """The middle of a document, written piece by piece: everything between its head and its tail."""

    def __init__(self, between: str, folder: Path | None) -> None:
        self._spool = Spool(folder)
        self._between = between.encode()

    def add(self, text: str) -> None:
        """Add a piece.

        Raises:
            OutputError: the disk is full.

        """
        if self._spool.size and self._between:
            self._spool.write(self._between)
        self._spool.write(text.encode("utf-8", "replace"))

    def chunks(self) -> Iterator[bytes]:
        """Yield everything, piece by piece."""
        return self._spool.chunks()

    def close(self) -> None:
        """Give the room back."""
        self._spool.close()


@frozen
class _Kept:
    """Where a gist is: the file that it names, and its place in the spool."""

    unit: str
    file: str
    offset: int


class Gists:
    """The gists of a run, kept on disk, and given back by period and in order."""

    def __init__(self) -> None:
        self._spool = Spool()
        self._periods: dict[str, list[_Kept]] = {}

    def add(self, one: Gist) -> None:
        """Keep a gist.

        Raises:
            OutputError: the disk is full.

        """
        self._periods.setdefault(one.period or "", []).append(_Kept(one.unit or "", one.file, self._spool.size))
        self._spool.write(encode(one).encode("utf-8", "surrogatepass") + b"\n")

    def by_period(self) -> Iterator[tuple[str, Iterable[Gist]]]:
        """Yield the forms of each period, in the order in which forms are held against one another."""
        for period in sorted(self._periods, key=period_order):
            kept = sorted(self._periods[period], key=lambda one: (one.unit, one.file, one.offset))
            forms = _Forms(self._spool, kept)
            yield period, list(forms) if len(kept) <= _AT_ONCE else forms

    def close(self) -> None:
        """Give the room back."""
        self._spool.close()


@frozen
class _Forms:
    """The forms of one period; each time they are gone through they are read again."""

    spool: Spool
    kept: list[_Kept]

    def __iter__(self) -> Iterator[Gist]:
        """Yield each form."""
        for one in self.kept:
            line = self.spool.line_at(one.offset).decode("utf-8", "surrogatepass")
            yield replace(decode(json.loads(line)), file=one.file)
