"""The one list of commands. A command's module is imported when it is called, and its help put into words then."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import typer
from typer.main import get_command

from pxgov_check.cli.config_file import ConfigFile
from pxgov_check.cli.help import WordedCommand, WordedGroup
from pxgov_check.cli.settings import name_variables, settings_of
from pxgov_check.frozen import frozen
from pxgov_check.policy.messages import Messages, load_messages

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "validate": "pxgov_check.cli.validate",
        "template": "pxgov_check.cli.template",
        "gap": "pxgov_check.cli.gap",
        "status": "pxgov_check.cli.status",
        "merge": "pxgov_check.cli.merge",
        "explain": "pxgov_check.cli.explain",
        "list": "pxgov_check.cli.list_entries",
        "verify": "pxgov_check.cli.verify",
        "lint": "pxgov_check.cli.lint",
        "test": "pxgov_check.cli.test",
        "init": "pxgov_check.cli.init",
        "diff": "pxgov_check.cli.diff",
        "schema": "pxgov_check.cli.schema",
        "config": "pxgov_check.cli.config",
    }
)

HELP_NAMES = {"help_option_names": ["-h", "--help"]}


@frozen
class Startup:
    """What is known before a command is chosen: the words, and what pxcheck.toml says."""

    messages: Messages
    config: ConfigFile


class CommandGroup(WordedGroup):
    """Commands by name, loaded on demand."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 (the base class's signature)
        """Return the names in the order of the list."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 (the base class's signature)
        """Return a command, loaded now with its defaults from pxcheck.toml, or None.

        Raises:
            UsageError: pxcheck.toml has a setting that no command has.

        """
        if cmd_name not in COMMANDS:
            return None
        startup = ctx.obj or Startup(load_messages(language(sys.argv[1:], ConfigFile())), ConfigFile())
        loaded = load_command(cmd_name)
        translate(loaded, startup.messages)
        own = settings_of(loaded)
        if set(startup.config.values) - {setting.name for setting in own}:
            startup.config.refuse_unknown(s.name for name in COMMANDS for s in settings_of(load_command(name)))
        ctx.default_map = {**(ctx.default_map or {}), cmd_name: startup.config.defaults(own)}
        return loaded


def load_command(name: str) -> Any:  # noqa: ANN401 (typer's own copy of click has no public name)
    """Import a command's module and return the command, its options with their variables."""
    module = importlib.import_module(COMMANDS[name])
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    settings = {**HELP_NAMES, **getattr(module, "CONTEXT_SETTINGS", {})}
    app.command(name, cls=WordedCommand, help=f"help.{name}", context_settings=settings)(module.command)
    loaded = get_command(app)
    name_variables(loaded, name)
    return loaded


def translate(command: Any, messages: Messages) -> None:  # noqa: ANN401 (typer's own copy of click has no public name)
    """Put the help of a command and its options into words; what is no key stays."""
    for owner in (command, *command.params):
        key = getattr(owner, "help", None)
        if isinstance(key, str) and key in messages:
            owner.help = messages(key)
    if command.help:
        command.short_help = command.help.partition("\n")[0]


def language(arguments: Sequence[str], config: ConfigFile) -> Any:  # noqa: ANN401 (zh or en; anything else is refused by the command)
    """Return the language asked for by flag, variable or file, before the arguments are parsed."""
    found = os.environ.get("PXCHECK_LANG") or config.values.get("lang", "zh")
    for index, argument in enumerate(arguments):
        if argument == "--lang" and index + 1 < len(arguments):
            found = arguments[index + 1]
        elif argument.startswith("--lang="):
            found = argument.partition("=")[2]
    return "en" if found == "en" else "zh"
