"""Command lines: the language before the command, and what is wrong with the rest, in one line of the catalogue."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Any

from typer._click.exceptions import ClickException  # typer carries click and gives it no public name

from pxgov_check.cli.commands import COMMANDS
from pxgov_check.formats.clean import clean
from pxgov_check.policy.messages import Messages

_LANG = "--lang"
_QUOTED = re.compile(r"'(.*)'", re.DOTALL)
_BRACKETED = re.compile(r"\((.*)\)", re.DOTALL)


def for_command(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with a language given before the command moved behind its name, where it is a flag too."""
    for number, argument in enumerate(arguments):
        after_lang = number > 0 and arguments[number - 1] == _LANG
        if not argument.startswith("-") and not after_lang:
            before, rest = list(arguments[:number]), list(arguments[number + 1 :])
            told = [one for n, one in enumerate(before) if one.startswith(_LANG) or (n and before[n - 1] == _LANG)]
            return [*(one for one in before if one not in told), argument, *told, *rest]
    return list(arguments)


def misuse(error: ClickException, messages: Messages) -> str:
    """Return what is wrong with the arguments in one line; the help itself when nothing was asked for."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return error.message
    key, params = _command_line(kind, error)
    return "pxcheck: " + messages(key, **{name: clean(text) for name, text in params.items()})


def _command_line(kind: str, error: Any) -> tuple[str, dict[str, str]]:  # noqa: ANN401 (each kind has names of its own)
    found, said = _named(error), error.message
    if kind == "NoSuchOption":
        return "error.no_option", {"found": found}
    if kind == "MissingParameter":
        return "error.missing", {"found": found}
    if kind == "BadOptionUsage":
        return "error.takes_no_value" if "does not take" in said else "error.no_value", {"found": found}
    if kind == "BadParameter":
        return ("error.bad_truth", {"found": found}) if "boolean" in said else _other(found, said)
    if said == "Missing command.":
        return "error.no_command_given", {}
    if said.startswith("No such command"):
        return _unknown_command(_inner(_QUOTED, said))
    if "unexpected extra argument" in said:
        return "error.extra", {"found": _inner(_BRACKETED, said.partition("argument(s)")[2] or said)}
    return _other(found, error.format_message())


def _unknown_command(wanted: str) -> tuple[str, dict[str, str]]:
    near = difflib.get_close_matches(wanted, list(COMMANDS), n=1, cutoff=0.5)
    if near:
        return "error.no_command", {"found": wanted, "nearest": near[0]}
    return "error.unknown_command", {"found": wanted, "known": " ".join(COMMANDS)}


def _other(found: str, said: str) -> tuple[str, dict[str, str]]:
    return "error.bad_value", {"found": found or "pxcheck", "detail": said}


def _named(error: Any) -> str:  # noqa: ANN401 (same)
    """Return the option as it was typed, or the option or argument as the help calls it."""
    typed = getattr(error, "option_name", None)
    if typed:
        return str(typed)
    parameter = getattr(error, "param", None)
    if parameter is None:
        return ""
    return max(parameter.opts, key=len) if parameter.param_type_name == "option" else parameter.metavar or ""


def _inner(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else text
