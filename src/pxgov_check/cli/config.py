"""pxcheck config: the settings in force, and where each came from.

The commands themselves are asked, by parsing as they would, so that what is printed is what is in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Annotated, Any

import typer
from rich.cells import cell_len

from pxgov_check import __version__
from pxgov_check.cli.commands import COMMANDS
from pxgov_check.cli.config_file import ConfigFile
from pxgov_check.cli.options import DebugOption, LangOption
from pxgov_check.cli.output import say, say_document
from pxgov_check.cli.session import as_lang
from pxgov_check.cli.settings import Setting, settings_of
from pxgov_check.errors import UsageError
from pxgov_check.formats.clean import clean
from pxgov_check.formats.json import dumps
from pxgov_check.frozen import frozen
from pxgov_check.policy.locate import find_pack
from pxgov_check.policy.messages import Messages, load_messages

SCHEMA = "pxcheck/config/1"
# What follows the name of a command is that command's.
CONTEXT_SETTINGS = {"ignore_unknown_options": True, "allow_interspersed_args": False}
_FORMATS = ("text", "json")
_SOURCES = {"COMMANDLINE": "flag", "ENVIRONMENT": "variable", "DEFAULT_MAP": "file"}


@frozen
class InForce:
    """A setting's value, the kind of place it came from, the place itself, and the commands for which that holds."""

    name: str
    value: Any
    source: str
    place: str | None
    commands: tuple[str, ...]


def command(  # noqa: D103 (its help is in the catalogue)
    ctx: typer.Context,
    line: Annotated[list[str] | None, typer.Argument(metavar="[COMMAND [OPTIONS]...]", help="help.config_line")] = None,
    format_: Annotated[str, typer.Option("-f", "--format", metavar="text|json", help="help.config_format")] = "text",
    lang: LangOption = "zh",
    debug: DebugOption = False,  # noqa: ARG001 (main looks for it)
) -> int:
    messages = load_messages(as_lang(lang))
    if format_ not in _FORMATS:
        raise UsageError("error.bad_format", found=format_, known=", ".join(_FORMATS))
    called, *arguments = line or [""]
    if called and called not in COMMANDS:
        raise UsageError("error.unknown_command", found=called, known=" ".join(COMMANDS))
    names = [called] if called else [name for name in COMMANDS if name != "config"]
    settings = _merged(one for name in names for one in in_force(ctx, name, arguments))
    if format_ == "json":
        say_document(dumps(_as_dict(settings)))
    else:
        say("\n".join(_lines(settings, messages)))
    return 0


def in_force(ctx: typer.Context, name: str, arguments: Sequence[str]) -> Iterator[InForce]:
    """Yield the settings of one command as it would see them with these arguments.

    Raises:
        ClickException: an argument that is no option of the command, or lacks its value.

    """
    group: Any = ctx.find_root().command
    config: ConfigFile = ctx.find_root().obj.config
    loaded = group.get_command(ctx.find_root(), name)
    parsed = loaded.make_context(name, list(arguments), parent=ctx.find_root(), resilient_parsing=True)
    _refuse_strangers(loaded, parsed, arguments)
    for setting in settings_of(loaded):
        told = parsed.get_parameter_source(setting.parameter)
        source = _SOURCES.get(told.name if told else "", "default")
        value = _plain(parsed.params.get(setting.parameter))
        if setting.parameter == "policy" and not value:
            # What is in force where nothing was chosen depends on the folder and the installation.
            value = find_pack(None).as_posix()
        yield InForce(setting.name, value, source, _place(setting, source, config), (name,))


def _refuse_strangers(loaded: Any, parsed: Any, arguments: Sequence[str]) -> None:  # noqa: ANN401 (typer's own copy of click has no public name)
    """Parse once more, strictly: the first parsing passes over what is not there and what is no option."""
    parsed.resilient_parsing = False
    loaded.make_parser(parsed).parse_args(args=list(arguments))


def _merged(told: Iterator[InForce]) -> list[InForce]:
    """Put the commands for which a setting is the same on one line."""
    merged: dict[tuple[object, ...], InForce] = {}
    for one in told:
        key = (one.name, repr(one.value), one.source)
        before = merged.get(key)
        merged[key] = replace(before, commands=(*before.commands, *one.commands)) if before else one
    return sorted(merged.values(), key=lambda one: (one.name, one.commands))


def _place(setting: Setting, source: str, config: ConfigFile) -> str | None:
    places = {"flag": setting.flag, "variable": setting.variable, "file": config.place(setting.name)}
    return places.get(source)


def _plain(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.as_posix() if isinstance(value, PurePath) else value


def _as_dict(settings: Sequence[InForce]) -> dict[str, object]:
    listed = [
        {"name": s.name, "value": s.value, "source": s.source, "from": s.place, "commands": list(s.commands)}
        for s in settings
    ]
    return {"schema": SCHEMA, "tool": {"name": "pxcheck", "version": __version__}, "settings": listed}


def _lines(settings: Sequence[InForce], messages: Messages) -> Iterator[str]:
    names = [s.name for s in settings]
    rows = [
        (
            s.name if names.count(s.name) == 1 else f"{s.name} ({', '.join(s.commands)})",
            _shown(s.value),
            clean(messages(f"config.{s.source}", place=s.place or "")),
        )
        for s in settings
    ]
    widths = [max((cell_len(row[column]) for row in rows), default=0) for column in (0, 1)]
    for name, value, source in rows:
        padded = [text + " " * (width - cell_len(text)) for text, width in zip((name, value), widths, strict=True)]
        yield f"{padded[0]}  {padded[1]}  {source}"


def _shown(value: object) -> str:
    if value is None or value in ("", []):
        return "—"
    if isinstance(value, list):
        return clean(" ".join(str(item) for item in value))
    return str(value).lower() if isinstance(value, bool) else clean(str(value))
