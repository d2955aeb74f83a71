"""What was made of YAML once, kept in the user's cache folder so that the next run need not read YAML again.

An entry is found by the digest of everything that it was made of and ends in no other way than being written anew:
whatever is odd about the folder, the file or its content means that there is no entry. A run without a cache is slower
and otherwise the same. Nothing from it is run, and nothing is read that somebody else could have written.

``PXCHECK_CACHE_DIR`` names the folder, ``PXCHECK_NO_CACHE=1`` does without.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from pxgov_check import __version__
from pxgov_check.policy.locate import is_checkout

# Changes whenever what is kept changes its form.
_FORM = "1"
_PACKAGE = Path(__file__).resolve().parents[1]
_MOST_BYTES = 32 << 20
# The newest entries of a kind that are kept; each edit of a pack makes another.
_MOST_ENTRIES = 16
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
# Windows has neither; its folders for an application's data belong to the user alone.
_PLAIN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_USER = os.geteuid() if hasattr(os, "geteuid") else None


def key_of(kind: str, sources: Iterable[tuple[str, bytes]]) -> str:
    """Return the name of an entry: of its kind, this release, and the names and bytes of all that it is made of."""
    digest = hashlib.sha256(f"{kind} {_FORM} {__version__}".encode())
    for name, data in (*_program(), *sources):
        digest.update(f"\n{name} {len(data)}\n".encode("utf-8", "surrogateescape"))
        digest.update(data)
    return f"{kind}-{digest.hexdigest()}"


def recall(key: str) -> bytes | None:
    """Return what was kept under a key, or None where there is nothing that is whole and the user's own."""
    folder = _folder()
    if folder is None:
        return None
    try:
        if not _is_own(os.lstat(folder), stat.S_ISDIR):
            return None
        with open(os.open(folder / key, os.O_RDONLY | _PLAIN), "rb") as stream:  # noqa: PTH123 (no link, no pipe)
            about = os.fstat(stream.fileno())
            if not _is_own(about, stat.S_ISREG) or about.st_size > _MOST_BYTES:
                return None
            seal, _, data = stream.read(_MOST_BYTES).partition(b"\n")
    except OSError:
        return None
    return data if seal == _seal(key, data) else None


def keep(key: str, data: bytes) -> None:
    """Keep something under a key where that is possible; many processes may do so at once."""
    folder = _folder()
    if folder is None or len(data) >= _MOST_BYTES:
        return
    partial = folder / f".{key}-{os.getpid()}"
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_own(os.lstat(folder), stat.S_ISDIR):
            return
        try:
            partial.unlink(missing_ok=True)
            handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _PLAIN, 0o600)
            with open(handle, "wb") as stream:  # noqa: PTH123 (made for the user alone)
                stream.write(_seal(key, data) + b"\n" + data)
            partial.replace(folder / key)
        finally:
            partial.unlink(missing_ok=True)
        _sweep(folder, key)


@lru_cache(maxsize=1)
def _program() -> tuple[tuple[str, bytes], ...]:
    """Return the state of the program itself where it is a checkout, whose version says little."""
    if not is_checkout():
        return ()
    folders = (_PACKAGE / "policy", _PACKAGE / "judging", _PACKAGE / "judging" / "checks")
    files = sorted((one.path, one.stat().st_mtime_ns) for f in folders for one in os.scandir(f) if one.is_file())
    return tuple((path, str(changed).encode()) for path, changed in files)


def _folder() -> Path | None:
    """Return the folder, or None where nothing is to be kept."""
    if os.environ.get("PXCHECK_NO_CACHE", "").lower() not in {"", "0", "false", "no", "off"}:
        return None
    if chosen := os.environ.get("PXCHECK_CACHE_DIR"):
        return Path(chosen)
    home = os.path.expanduser("~")  # noqa: PTH111 (Path.home fails where there is none)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = f"{home}/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or f"{home}/.cache"
    # Without a home it would be a folder below the working folder.
    return Path(base) / "pxcheck" if os.path.isabs(base) else None  # noqa: PTH117 (a Path of "" is ".")


def _is_own(about: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    """Whether a file or folder is of a kind, and the user's, and nobody else can change it."""
    own = _USER is None or (about.st_uid == _USER and not about.st_mode & _OTHERS_WRITE)
    return own and is_kind(about.st_mode)


def _seal(key: str, data: bytes) -> bytes:
    """Return the line above the content: damaged content, or that of another entry, does not fit it."""
    return hashlib.sha256(key.encode() + b"\n" + data).hexdigest().encode()


def _sweep(folder: Path, key: str) -> None:
    """Remove the oldest entries of a kind, and what killed runs left half written."""
    kind = key.partition("-")[0]
    found = [one for pattern in (f"{kind}-*", f".{kind}-*") for one in folder.glob(pattern)]
    for old in sorted(found, key=lambda one: one.stat().st_mtime)[:-_MOST_ENTRIES]:
        old.unlink(missing_ok=True)
