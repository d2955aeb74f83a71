"""What a run keeps on disk so that its memory does not grow with the number of files.

The files have no name (or lose it at once), so that nothing is left behind however the run ends.
"""

from __future__ import annotations

import contextlib
import io
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from pxgov_check.errors import OutputError
from pxgov_check.on_demand import on_demand

if TYPE_CHECKING:
    import shutil
    import tempfile
else:
    shutil = on_demand("shutil")
    tempfile = on_demand("tempfile")

# What fits in here never reaches the disk.
_IN_MEMORY = 4 << 20
# A system takes a few large writes in a third of the time of many small ones.
_CHUNK = 1 << 20


class Spool:
    """Bytes written once and read as often as wanted: in memory while they are few, else in a file without a name."""

    def __init__(self, folder: Path | None = None, in_memory: int = _IN_MEMORY) -> None:
        """``folder`` is where a file would be made, by default where the system keeps temporary files."""
        self._file: IO[bytes] = io.BytesIO()
        self._folder, self._in_memory = folder, in_memory
        self.size = 0
        # What stands in the file before the bytes of the spool.
        self.head = b""
        self.on_disk = False

    def write(self, data: bytes) -> None:
        """Add bytes.

        Raises:
            OutputError: the disk is full.

        """
        try:
            if not self.on_disk and self.size + len(data) > self._in_memory:
                self._to_disk()
            self._file.write(data)
        except OSError as error:
            raise OutputError("error.no_room", reason=error.strerror or "") from None
        self.size += len(data)

    def chunks(self) -> Iterator[bytes]:
        """Yield everything, piece by piece."""
        self._file.seek(len(self.head))
        left = self.size
        while chunk := self._file.read(min(left, _CHUNK)):
            left -= len(chunk)
            yield chunk

    def at(self, offset: int, size: int) -> bytes:
        """Return so many bytes from an offset."""
        self._file.seek(len(self.head) + offset)
        return self._file.read(size)

    def close(self) -> None:
        """Give the room back."""
        self._file.close()

    def _open(self) -> IO[bytes]:
        return tempfile.TemporaryFile(dir=self._folder)

    def _to_disk(self) -> None:
        held, self.on_disk = self._file, True
        self._file = self._open()
        self._file.write(self.head)
        held.seek(0)
        self._file.write(held.read())
        held.close()


class Body(Spool):
    """The middle of a document, written piece by piece: everything between its head and its tail.

    A long one is written behind the head that the document will have as far as anybody knows by then. Where that holds
    to the end, the file becomes the document: only the tail has to be added, and a name.
    """

    def __init__(self, between: str, folder: Path | None, foresee: Callable[[], bytes] = lambda: b"") -> None:
        """``foresee`` tells the head as far as it is known when it is asked, which is not at the beginning."""
        super().__init__(folder)
        self._between, self._foresee = between.encode(), foresee
        self._can_be_named = False
        self._settling: threading.Thread | None = None

    def foresee_again(self) -> None:
        """Write what there is behind another head, where it has turned out that the document will have another.

        Raises:
            OutputError: the disk is full.

        """
        if not self._can_be_named or self.head == self._foresee():
            return
        try:
            with self._file as before:
                before.seek(len(self.head))
                self._file = self._open()
                self._file.write(self.head)
                shutil.copyfileobj(before, self._file, _CHUNK)
        except OSError as error:
            raise OutputError("error.no_room", reason=error.strerror or "") from None

    def settle(self) -> None:
        """Begin to bring what was written to the disk, while others are still at the tail."""
        if self._can_be_named:
            self._file.flush()
            self._settling = threading.Thread(target=_sync, args=(self._file.fileno(),))
            self._settling.start()

    def close(self) -> None:
        """Give the room back."""
        if self._settling is not None:
            self._settling.join()
        super().close()

    def add(self, data: bytes) -> None:
        """Add a piece.

        Raises:
            OutputError: the disk is full.

        """
        if self.size and self._between:
            self.write(self._between)
        self.write(data)

    def completed(self, head: bytes, tail: Iterable[bytes]) -> int | None:
        """Make the file the document and return its handle, for it to be given a name.

        None where that can't be done; the document has to be written from its parts then. At most one document can be
        made so.

        Raises:
            OSError: the disk is full.

        """
        if not self._can_be_named or self.head != head:
            return None
        self._can_be_named = False
        self._file.seek(len(head) + self.size)
        for chunk in tail:
            self._file.write(chunk)
        self._file.flush()
        return self._file.fileno()

    def _open(self) -> IO[bytes]:
        self.head = self._foresee()
        if self._folder is not None and hasattr(os, "O_TMPFILE"):
            # tempfile opens such a file too, but so that it can never have a name.
            with contextlib.suppress(OSError):
                handle = os.open(self._folder, os.O_TMPFILE | os.O_RDWR, 0o600)
                self._can_be_named = True
                return os.fdopen(handle, "w+b", _CHUNK)
        return super()._open()


def _sync(handle: int) -> None:
    # What goes wrong here goes wrong again for whoever needs it.
    with contextlib.suppress(OSError):
        os.fsync(handle)
