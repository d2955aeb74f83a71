"""The entry: arguments in, exit code out. What it is not asked for it does not import; all else is program.py."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pxgov_check import __version__
from pxgov_check.on_demand import on_demand

if TYPE_CHECKING:
    from pxgov_check.cli import program
else:
    program = on_demand("pxgov_check.cli.program")

# How many objects are made before Python looks for cycles among them. Starting up makes many, which all stay.
_OFTEN = 50_000


def run() -> None:
    """Run pxcheck with the process's arguments and leave with its exit code."""
    gc.set_threshold(_OFTEN, 20, 20)
    code = 0 if _told_version(sys.argv[1:]) else program.run(sys.argv[1:])
    # Python looks for garbage once more at its end, in all that there is: a sixth of a short run.
    gc.freeze()
    sys.exit(code)


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code (DESIGN section 7)."""
    return 0 if _told_version(arguments) else program.main(arguments)


def _told_version(arguments: Sequence[str]) -> bool:
    """Answer the one question that takes no command, whatever pxcheck.toml says; False where it is another."""
    if list(arguments) != ["--version"]:
        return False
    try:
        sys.stdout.write(f"pxcheck {__version__}\n")
        sys.stdout.flush()
    except (OSError, ValueError):
        # A stream that nobody reads: the whole program tries again and says so.
        return False
    return True
