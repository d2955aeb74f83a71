"""Writing: to the screen, or to a file by a temporary one that takes its place when it is whole."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pxgov_check.errors import OutputError
from pxgov_check.on_demand import on_demand
from pxgov_check.submission.remote import is_url, write_remote

if TYPE_CHECKING:
    import tempfile
else:
    tempfile = on_demand("tempfile")

# Begins the name of a file being written; one left by a killed run is removed by the next to write there.
_PARTIAL = ".pxcheck-"


def write_target(target: str, chunks: Iterable[bytes]) -> None:
    """Write to a path or a URL.

    Raises:
        OutputError: it can't be written.

    """
    if not is_url(target):
        write_chunks(Path(target), chunks)
        return
    try:
        write_remote(target, chunks)
    except OSError as error:
        raise OutputError("error.cannot_write", path=target, reason=error.strerror or str(error)) from None


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        OutputError: it can't be written; what stood there before is untouched.

    """
    write_chunks(path, (data,))


def write_chunks(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file, piece by piece, whole or not at all.

    Raises:
        OutputError: it can't be written; what stood there before is untouched.

    """
    partial: str | None = None
    try:
        _sweep(path)
        handle, partial = tempfile.mkstemp(prefix=f"{_PARTIAL}{path.name}-", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            for chunk in chunks:
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(partial, 0o666 & ~_umask())  # noqa: PTH101 (mkstemp gives a name, not a Path)
        os.replace(partial, path)  # noqa: PTH105 (same)
    except OSError as error:
        raise OutputError("error.cannot_write", path=str(path), reason=error.strerror or "") from None
    finally:
        if partial is not None:
            with contextlib.suppress(OSError):
                os.unlink(partial)  # noqa: PTH108 (same)


def make_folder(path: Path) -> None:
    """Make a folder, and those around it, where they are not there.

    Raises:
        OutputError: it can't be made.

    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError("error.cannot_write", path=str(path), reason=error.strerror or "") from None


def append_file(path: Path, data: bytes) -> None:
    """Add to a file that belongs to somebody else, such as a pipeline's job summary.

    Raises:
        OutputError: it can't be written.

    """
    try:
        with path.open("ab") as stream:
            stream.write(data)
    except OSError as error:
        raise OutputError("error.cannot_write", path=str(path), reason=error.strerror or "") from None


def say(text: str, *, error: bool = False) -> None:
    """Print text as it is, to standard output or standard error."""
    stream = sys.stderr if error else sys.stdout
    stream.write(text if text.endswith("\n") else text + "\n")
    stream.flush()


def say_document(text: str) -> None:
    """Print a machine's document as UTF-8 with plain line feeds, whatever the terminal's encoding."""
    say_chunks((text.encode("utf-8"),))


def say_chunks(chunks: Iterable[bytes]) -> None:
    """Print a machine's document piece by piece, as it is."""
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def _sweep(path: Path) -> None:
    for left in path.parent.glob(f"{_PARTIAL}{_literal(path.name)}-*"):
        with contextlib.suppress(OSError):
            left.unlink()


def _literal(name: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
