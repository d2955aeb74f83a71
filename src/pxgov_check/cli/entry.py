"""The first thing to run: until the program can tell that it was interrupted, it ends as any process does."""

from __future__ import annotations

import importlib
import signal


def run() -> None:
    """Run pxcheck with the process's arguments and leave with its exit code."""
    # Python's own handler would print a traceback of whatever is being imported.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    importlib.import_module("pxgov_check.cli.main").run()
