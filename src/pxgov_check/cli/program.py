"""The program behind the entry: one command, called. Failures become one line here and nowhere else."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer
from typer._click.exceptions import ClickException  # typer carries click and gives it no public name
from typer.main import get_command

from pxgov_check import __version__
from pxgov_check.cli.commands import HELP_NAMES, CommandGroup, Startup, language, translate
from pxgov_check.cli.config_file import ConfigFile, read_config
from pxgov_check.cli.options import LangOption
from pxgov_check.cli.output import open_closed_streams, say, silence
from pxgov_check.cli.usage import for_command, misuse
from pxgov_check.errors import OutputError, PolicyError, PxcheckError
from pxgov_check.formats.clean import clean
from pxgov_check.on_demand import on_demand
from pxgov_check.policy.messages import Messages, load_messages

if TYPE_CHECKING:
    import hashlib
    import traceback
else:
    hashlib = on_demand("hashlib")
    traceback = on_demand("traceback")

BUG, INTERRUPTED, TERMINATED = 5, 130, 143

# Standard output goes to a disk that is full. Every other file is written by ``write_file``.
_UNWRITABLE = frozenset({errno.ENOSPC, errno.EIO, errno.EFBIG})

app = typer.Typer(
    cls=CommandGroup, add_completion=False, rich_markup_mode=None, no_args_is_help=True, context_settings=HELP_NAMES
)


class _TerminatedError(BaseException):
    """SIGTERM, raised where the program stands so that half-written outputs are removed on the way out."""


def _print_version(wanted: bool) -> None:
    if wanted:
        say(f"pxcheck {__version__}")
        raise typer.Exit


@app.callback(help="help.pxcheck")
def _root(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="help.version")
    ] = False,
    lang: LangOption = "zh",
) -> None:
    pass


def run(arguments: Sequence[str]) -> int:
    """Run one command with the process's own streams and signals, and return its exit code."""
    open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            # A C locale knows only ASCII, in which our report would be nothing but question marks.
            ascii_only = (stream.encoding or "").lower() in {"ascii", "us-ascii", "ansi_x3.4-1968"}
            stream.reconfigure(errors="replace", encoding="utf-8" if ascii_only else None)  # type: ignore[union-attr]
    try:
        signal.signal(signal.SIGTERM, _on_terminate)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        code = main(arguments)
        if code in {INTERRUPTED, TERMINATED}:
            # What was not read yet is not waited for.
            silence(sys.stdout)
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except _TerminatedError:
        code = TERMINATED
    finally:
        # What comes now is the interpreter's own end.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return code


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code (README: exit codes)."""
    config = ConfigFile()
    messages = load_messages(language(arguments, config))
    try:
        config = read_config()
        messages = load_messages(language(arguments, config))
        return _call(arguments, Startup(messages, config))
    except PolicyError as error:
        lines = [messages(error.key, **error.params), *(messages.problem(p) for p in error.problems)]
        say("\n".join(clean(line) for line in lines), error=True)
        return error.exit_code
    except PxcheckError as error:
        say("pxcheck: " + clean(messages(error.key, **error.params)), error=True)
        return error.exit_code
    except ClickException as error:
        say(misuse(error, messages), error=True)
        return error.exit_code
    except SystemExit:
        # The reader of the pipe has left, which typer turns into this, and nothing else.
        silence(sys.stdout)
        return OutputError.exit_code
    except OSError as error:
        return _unwritable(error, messages) or _confess(messages, _debugging(arguments, config))
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except _TerminatedError:
        return TERMINATED
    except Exception:  # noqa: BLE001 (the one last catcher: a user never sees a traceback)
        return _confess(messages, _debugging(arguments, config))


def _unwritable(error: OSError, messages: Messages) -> int | None:
    """Say that standard output can't be written, if that is what happened."""
    if error.errno not in _UNWRITABLE or error.filename is not None:
        return None
    silence(sys.stdout)
    say("pxcheck: " + messages("error.cannot_write", path="stdout", reason=error.strerror or ""), error=True)
    return OutputError.exit_code


def _call(arguments: Sequence[str], startup: Startup) -> int:
    command = get_command(app)
    translate(command, startup.messages)
    outcome = command.main(for_command(arguments), "pxcheck", standalone_mode=False, obj=startup)
    return outcome if isinstance(outcome, int) else 0


def _debugging(arguments: Sequence[str], config: ConfigFile) -> bool:
    told = os.environ.get("PXCHECK_DEBUG", "").lower() not in {"", "0", "false", "no", "off"}
    return "--debug" in arguments or told or config.values.get("debug") is True


def _confess(messages: Messages, debug: bool) -> int:
    trace = traceback.format_exc()
    # The same bug has the same id on every machine: it is made from the trace without its paths.
    lines = "".join(line.rpartition(os.sep)[2] for line in trace.splitlines())
    say("pxcheck: " + messages("error.bug", id=hashlib.sha256(lines.encode()).hexdigest()[:8]), error=True)
    if debug:
        say(trace, error=True)
    return BUG


def _on_terminate(_signal: int, _frame: FrameType | None) -> None:
    raise _TerminatedError
