"""A bar while files are judged, where a person watches standard error; elsewhere nothing."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pxgov_check.batch.plan import Done
from pxgov_check.batch.run import Watcher
from pxgov_check.policy.messages import Messages

# A bar for fewer files would be gone before it is seen.
_WORTH_A_BAR = 2


def _nothing(_done: Done) -> None:
    """See a batch without a word."""


@contextmanager
def progress(messages: Messages, files: int, *, quiet: bool) -> Iterator[Watcher]:
    """Show how far a run is, how fast, how long it will take, and at once each form that can't be accepted."""
    if quiet or files < _WORTH_A_BAR or not sys.stderr.isatty():
        yield _nothing
        return
    # Rich is loaded only for a person at a terminal.
    bar = importlib.import_module("pxgov_check.cli.progress_bar").ProgressBar(messages, files)
    with bar:
        yield bar.see
