"""One report written to several files, each in the format that its suffix names; all are made before any is written."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from types import MappingProxyType

from pxgov_check.cli.output import say, write_target
from pxgov_check.cli.places import posix, refuse_twice
from pxgov_check.errors import UsageError
from pxgov_check.policy.messages import Messages


def check_outputs(wanted: Sequence[str], renderings: Mapping[str, str]) -> None:
    """Refuse what can't be written as asked.

    Raises:
        UsageError: a suffix without a rendering, or two outputs with one name.

    """
    for target in wanted:
        if _suffix(target) not in renderings:
            raise UsageError("error.bad_suffix", found=PurePath(target).name, known=" ".join(renderings))
    refuse_twice(wanted)


def rendered(
    report: object,
    wanted: Sequence[str],
    messages: Messages,
    renderings: Mapping[str, str],
    beside: Mapping[str, Mapping[str, str | None]] = MappingProxyType({}),
) -> dict[str, bytes]:
    """Return every rendering; a module is loaded when its format is asked for. ``beside`` is for one suffix alone."""
    made = {}
    for target in wanted:
        module = importlib.import_module(renderings[_suffix(target)])
        document: str | bytes = module.render(report, messages, **beside.get(_suffix(target), {}))
        made[target] = document.encode("utf-8", "replace") if isinstance(document, str) else document
    return made


def write_all(documents: Mapping[str, bytes], *, quiet: bool) -> None:
    """Write each document and name it.

    Raises:
        OutputError: one can't be written.

    """
    for target, data in documents.items():
        write_target(target, (data,))
        if not quiet:
            say(posix(target))


def _suffix(target: str) -> str:
    return PurePath(target).suffix.lower()
