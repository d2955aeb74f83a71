"""Where inputs and outputs are: two that are one file are told, so that none is written twice or over what is read."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pxgov_check.errors import UsageError
from pxgov_check.submission.remote import is_url, local_path


def posix(name: str) -> str:
    """Return a name with forward slashes; a URL as it is."""
    return name if os.sep == "/" or is_url(name) else Path(name).as_posix()


def refuse_twice(targets: Iterable[str]) -> None:
    """Refuse to write a file twice.

    Raises:
        UsageError: two outputs are one.

    """
    for place, count in Counter(map(_place, targets)).items():
        if count > 1:
            raise UsageError("error.same_output", path=place)


def refuse_overwriting(targets: Iterable[str], files: Iterable[str]) -> None:
    """Refuse to write over what is read.

    Raises:
        UsageError: an output is an input.

    """
    places = {_place(target): target for target in targets}
    named = {place: target for place, target in places.items() if is_url(place) or Path(place).exists()}
    last = {_last(place) for place in named}
    for file in files if named else ():
        # Asking where each of a hundred thousand files really is takes long; one of another name can only be a link.
        if (_last(file) in last or os.path.islink(file)) and (place := _place(file)) in named:  # noqa: PTH114 (nor a Path)
            raise UsageError("error.over_input", path=named[place])


def _place(name: str) -> str:
    """Return where a file really is, whatever it is called; a URL of a store is its own place."""
    path = local_path(name) if is_url(name) else name
    return name if path is None else os.path.realpath(path)


def _last(name: str) -> str:
    return posix(name).rpartition("/")[2]
