"""A pack as it stood at a git revision, in a folder for the time it is needed."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from pxgov_check.errors import PxcheckError, UsageError

_FOLDERS = ("data", "rules")


@contextmanager
def at_revision(root: Path, revision: str) -> Iterator[Path]:
    """Give a folder that holds the pack of ``root`` as committed at ``revision``; it is gone afterwards.

    Raises:
        UsageError: git is not there, the folder is no checkout, or it holds no such revision or no pack at it.

    """
    # A revision is whatever somebody typed: git is told that no option follows, and only a commit's name comes back.
    wanted = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = _git(root, *wanted, failing=UsageError("diff.no_revision", found=revision)).decode().strip()
    failing = UsageError("diff.no_pack_at", found=revision)
    archive = _git(root, "archive", "--format=tar", commit, "--", *_FOLDERS, failing=failing)
    with tempfile.TemporaryDirectory(prefix="pxcheck-") as folder:
        _unpack(archive, Path(folder))
        yield Path(folder)


def _git(root: Path, *arguments: str, failing: PxcheckError) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)  # noqa: S603, S607 (git is found where the user has it; no shell)
    except OSError:
        raise UsageError("diff.no_git") from None
    if done.returncode != 0:
        raise failing
    return done.stdout


def _unpack(archive: bytes, folder: Path) -> None:
    """Write the YAML files of an archive; links, and names that lead elsewhere, stay where they are."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            name = PurePosixPath(member.name)
            inside = name.parts[:1] in {(f,) for f in _FOLDERS} and ".." not in name.parts
            data = tar.extractfile(member) if member.isfile() and inside and name.suffix == ".yaml" else None
            if data is not None:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(data.read())
