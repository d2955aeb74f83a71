"""Writing: to the screen, or to a file by a temporary one that takes its place when it is whole."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from pxgov_check.errors import OutputError
from pxgov_check.on_demand import on_demand
from pxgov_check.submission.remote import is_url, local_path, write_remote

if TYPE_CHECKING:
    import tempfile
else:
    tempfile = on_demand("tempfile")

# Windows has none, and removes no file that is open.
fcntl = importlib.import_module("fcntl") if sys.platform != "win32" else None

# Begins the name of a file being written; one left by a killed run is removed by the next to write there.
PARTIAL = ".pxcheck-"


def write_target(target: str, chunks: Iterable[bytes]) -> os.stat_result | None:
    """Write to a path or a URL; return the state of the file, None of what is elsewhere.

    Raises:
        OutputError: it can't be written.

    """
    path = local_path(target) if is_url(target) else target
    if path is not None:
        return write_chunks(Path(path), chunks)
    try:
        write_remote(target, chunks)
    except OSError as error:
        raise OutputError("error.cannot_write", path=target, reason=error.strerror or str(error)) from None
    return None


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        OutputError: it can't be written; what stood there before is untouched.

    """
    write_chunks(path, (data,))


def write_chunks(path: Path, chunks: Iterable[bytes]) -> os.stat_result:
    """Write a file, piece by piece, whole or not at all; return its state.

    Raises:
        OutputError: it can't be written; what stood there before is untouched.

    """
    partial: str | None = None
    try:
        _sweep(path)
        handle, partial = tempfile.mkstemp(prefix=f"{PARTIAL}{path.name}-", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            _claim(handle)
            for chunk in chunks:
                stream.write(chunk)
            stream.flush()
            return _replace(handle, partial, path)
    except OSError as error:
        raise OutputError("error.cannot_write", path=str(path), reason=error.strerror or "") from None
    finally:
        if partial is not None:
            with contextlib.suppress(OSError):
                os.unlink(partial)  # noqa: PTH108 (mkstemp gives a name, not a Path)


def write_completed(path: Path, complete: Callable[[], int | None]) -> os.stat_result | None:
    """Give a file that is written already, and has no name yet, its name; None where that can't be done.

    ``complete`` writes what is missing and returns the handle, or None where the file is of no use. Its state is
    returned.

    Raises:
        OutputError: the disk is full.

    """
    partial = path.parent / f"{PARTIAL}{path.name}-{os.urandom(4).hex()}"
    try:
        handle = complete()
        if handle is None:
            return None
        _sweep(path)
        _claim(handle)
        try:
            # Only with a folder to start from does Python let the system follow the link; this one is never looked at.
            os.link(f"/proc/self/fd/{handle}", partial, src_dir_fd=handle, follow_symlinks=True)
        except OSError:
            # Another disk, or a system without /proc.
            return None
        return _replace(handle, str(partial), path)
    except OSError as error:
        raise OutputError("error.cannot_write", path=str(path), reason=error.strerror or "") from None
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()


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
    """Print text as it is, to standard output or standard error.

    Raises:
        OSError: standard output can't be written. That standard error can't be could be told to nobody.

    """
    stream = sys.stderr if error else sys.stdout
    try:
        stream.write(text if text.endswith("\n") else text + "\n")
        stream.flush()
    except OSError:
        silence(stream)
        if not error:
            raise


def say_document(text: str) -> None:
    """Print a machine's document as UTF-8 with plain line feeds, whatever the terminal's encoding."""
    say_chunks((text.encode("utf-8"),))


def say_chunks(chunks: Iterable[bytes]) -> None:
    """Print a machine's document piece by piece, as it is."""
    for chunk in chunks:
        left = memoryview(chunk)
        while left:
            # Without a buffer of Python's own (PYTHONUNBUFFERED) a write may end early, and the next one says why.
            left = left[sys.stdout.buffer.write(left) :]
    sys.stdout.buffer.flush()


def silence(stream: TextIO) -> None:
    """Send a stream that can't be written to nowhere, so that the interpreter does not fail once more at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def open_closed_streams() -> None:
    """Open to nowhere what the caller has closed of the standard streams; a file would take its number else."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 (open to the end)


def _replace(handle: int, partial: str, path: Path) -> os.stat_result:
    """Let a file that is written take its place; return its state there, though another may have replaced it since."""
    os.fsync(handle)
    os.chmod(partial, 0o666 & ~_umask())  # noqa: PTH101 (mkstemp gives a name, not a Path)
    os.replace(partial, path)  # noqa: PTH105 (same)
    return os.fstat(handle)


def _claim(handle: int) -> None:
    """Say that a partial file is being written; the system forgets it with the process."""
    if fcntl is not None:
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sweep(path: Path) -> None:
    """Remove what killed runs have left; what another run is writing stays."""
    for left in path.parent.glob(f"{PARTIAL}{_literal(path.name)}-*"):
        with contextlib.suppress(OSError), left.open("rb") as stream:
            if fcntl is not None:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()


def _literal(name: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
