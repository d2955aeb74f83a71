"""One report written to several files, each in the format that its suffix names; all are made before any is written."""

from __future__ import annotations

import importlib
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from pxgov_check.cli.output import say, write_file
from pxgov_check.errors import UsageError
from pxgov_check.policy.messages import Messages


def check_outputs(wanted: Sequence[Path], renderings: Mapping[str, str]) -> None:
    """Refuse what can't be written as asked.

    Raises:
        UsageError: a suffix without a rendering, or two outputs with one name.

    """
    for path in wanted:
        if path.suffix.lower() not in renderings:
            raise UsageError("error.bad_suffix", found=path.name, known=" ".join(renderings))
    for name, count in Counter(os.path.realpath(path) for path in wanted).items():
        if count > 1:
            raise UsageError("error.same_output", path=name)


def refuse_overwriting(wanted: Sequence[Path], inputs: Iterable[str | Path]) -> None:
    """Refuse to write over what is read.

    Raises:
        UsageError: an output is an input.

    """
    read = {Path(path).resolve() for path in inputs}
    for path in wanted:
        if path.resolve() in read:
            raise UsageError("error.over_input", path=str(path))


def rendered(
    report: object,
    wanted: Sequence[Path],
    messages: Messages,
    renderings: Mapping[str, str],
    beside: Mapping[str, Mapping[str, str | None]] = MappingProxyType({}),
) -> dict[Path, bytes]:
    """Return every rendering; a module is loaded when its format is asked for. ``beside`` is for one suffix alone."""
    made = {}
    for path in wanted:
        module = importlib.import_module(renderings[path.suffix.lower()])
        document: str | bytes = module.render(report, messages, **beside.get(path.suffix.lower(), {}))
        made[path] = document.encode("utf-8", "replace") if isinstance(document, str) else document
    return made


def write_all(documents: Mapping[Path, bytes], *, quiet: bool) -> None:
    """Write each document and name it.

    Raises:
        OutputError: one can't be written.

    """
    for path, data in documents.items():
        write_file(path, data)
        if not quiet:
            say(path.as_posix())
