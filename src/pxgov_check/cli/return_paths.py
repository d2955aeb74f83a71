"""Where files go back to: names that no two share, over nothing that somebody else wrote."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pxgov_check.cli.written import digests, is_as_written
from pxgov_check.errors import UsageError
from pxgov_check.frozen import frozen
from pxgov_check.submission.layout import LIST_SUFFIX, RETURNED_SUFFIX

_MARKABLE = frozenset({".xlsx", ".xlsm"})
# Leaves room for our suffix and for the name of the temporary file within the 255 bytes of a file system.
_LONGEST_STEM = 160


@dataclass(slots=True)
class Names:
    """Paths below one folder that no two files share, on file systems without case or composed characters too."""

    folder: Path
    _taken: set[str] = field(default_factory=set)

    def take(self, below: Path, stem: str, suffix: str) -> Path:
        """Return a path for a name; ``(2)`` and so on follows a name that is taken."""
        stem, number = _cut(stem), 1
        while True:
            path = self.folder / below / (stem + (f"({number})" if number > 1 else "") + suffix)
            key = unicodedata.normalize("NFKC", str(path)).casefold()
            if key not in self._taken:
                self._taken.add(key)
                return path
            number += 1


@frozen
class Way:
    """Where one file goes back to: as itself with marks, or where that can't be as a list."""

    marked: Path
    listed: Path


def plan(files: Sequence[Path], folder: Path) -> Mapping[str, Way]:
    """Return where each file goes back to, below ``folder`` as it lies below the files' common folder.

    Raises:
        UsageError: that would be over one of the files, or over one that was not left there by pxcheck.

    """
    base = _common([_absolute(path).parent for path in files])
    names = Names(folder)
    ways: dict[str, Way] = {}
    for path in files:
        parent = _absolute(path).parent
        below = parent.relative_to(base) if base is not None else Path()
        stem = path.stem if path.suffix.lower() in _MARKABLE else path.name
        suffix = path.suffix if path.suffix.lower() in _MARKABLE else ".xlsx"
        # One that has come back marked goes back under the same name.
        stem = stem.removesuffix(RETURNED_SUFFIX)
        marked = names.take(below, stem, RETURNED_SUFFIX + suffix)
        ways[path.as_posix()] = Way(marked, names.take(below, path.name, f"{LIST_SUFFIX}.xlsx"))
    _refuse_loss(folder, [target for way in ways.values() for target in (way.marked, way.listed)], files)
    return ways


def _refuse_loss(folder: Path, targets: Sequence[Path], files: Sequence[Path]) -> None:
    inputs, known = {path.resolve() for path in files}, digests(folder)
    for target in targets:
        if target.resolve() in inputs:
            raise UsageError("error.over_input", path=str(target))
        if target.exists() and not is_as_written(target, known):
            raise UsageError("error.over_edited", path=str(target))


def _common(folders: Sequence[Path]) -> Path | None:
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:
        # Files on different drives have nothing in common; their names then stand side by side.
        return None


def _absolute(path: Path) -> Path:
    # Not resolved: a link goes back under its own name.
    return Path(os.path.abspath(path))  # noqa: PTH100 (Path.absolute keeps "..")


def _cut(stem: str) -> str:
    encoded = os.fsencode(stem)
    return encoded[:_LONGEST_STEM].decode("utf-8", "ignore") if len(encoded) > _LONGEST_STEM else stem
