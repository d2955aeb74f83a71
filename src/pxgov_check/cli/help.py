"""The help of a command in the user's language, laid out by the cells that text takes and not by its characters.

Click words its own part of the help in English and counts a Chinese character as one column; terminals show it in two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

from pxgov_check.on_demand import on_demand
from pxgov_check.policy.messages import Messages

if TYPE_CHECKING:
    from rich import cells

    from pxgov_check.formats import wrap
else:
    cells = on_demand("rich.cells")
    wrap = on_demand("pxgov_check.formats.wrap")

# What Click puts behind the help of an option: [env var: X; default: Y; required].
_EXTRA = re.compile(r"(?:^|  )\[((?:env var: |default: |required)[^\[]*)\]\Z")
_WORDS = {"env var": "help.variable", "default": "help.default", "required": "help.required"}
_CLICK_HELP = "Show this message and exit."
_USAGE = {"[OPTIONS]": "help.usage_options", "COMMAND [ARGS]...": "help.usage_command"}
_WIDEST_TERM, _INDENT, _GUTTER = 30, 2, 2

Record = tuple[str, str]


class WordedHelp:
    """What commands and the group of them have in common: usage, arguments and options in words of the catalogue."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 (typer's own copy of click has no public name)
        """Write the usage line."""
        m, pieces = _messages(ctx), self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        words = [m(_USAGE[piece]) if piece in _USAGE else piece for piece in pieces]
        formatter.write_usage(ctx.command_path, " ".join(words), prefix=m("help.usage"))

    def format_help_text(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 (same)
        """Write what the command is for."""
        lines = wrap.wrap(self.help or "", formatter.width - _INDENT)  # type: ignore[attr-defined]
        formatter.write("\n" + "".join(f"{'':{_INDENT}}{line}\n" for line in lines))

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 (same)
        """Write the arguments and the options."""
        m, told = _messages(ctx), [(p.param_type_name, p.get_help_record(ctx)) for p in self.get_params(ctx)]  # type: ignore[attr-defined]
        for kind, key in (("argument", "help.arguments"), ("option", "help.options")):
            records = [(names, _worded(text, m)) for one, (names, text) in told if one == kind]
            formatter.write("".join(_section(m(key), records, formatter.width)))


class WordedCommand(WordedHelp, TyperCommand):
    """A command."""


class WordedGroup(WordedHelp, TyperGroup):
    """The group of all commands."""

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 (the base class's signature)
        """Write the options, then the commands with what each is for."""
        super().format_options(ctx, formatter)
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        records = [(name, one.short_help or "") for name, one in commands if one is not None]
        formatter.write("".join(_section(_messages(ctx)("help.commands"), records, formatter.width)))

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 (same)
        """Return the names in the order in which they are shown."""
        return list(self.commands)


def _messages(ctx: Any) -> Messages:  # noqa: ANN401 (same)
    messages: Messages = ctx.find_root().obj.messages
    return messages


def _worded(text: str, m: Messages) -> str:
    """Return the help of an option with Click's additions in words."""
    if text == _CLICK_HELP:
        return m("help.help")
    match = _EXTRA.search(text)
    if match is None:
        return text
    parts = [part.partition(": ") for part in match[1].split("; ")]
    told = m("help.and").join(m(_WORDS[word], value=value) if word in _WORDS else word for word, _, value in parts)
    return f"{text[: match.start()]}  [{told}]".strip()


def _section(heading: str, records: Sequence[Record], width: int) -> Iterator[str]:
    """Yield the lines of a list of terms and what they mean; nothing where there is none."""
    if not records:
        return
    yield f"\n{heading}\n"
    column = min(max(cells.cell_len(term) for term, _ in records), _WIDEST_TERM) + _GUTTER
    for term, text in records:
        first, *others = wrap.wrap(text, max(width - _INDENT - column, 20))
        beside = cells.cell_len(term) + _GUTTER <= column
        margin = " " * (_INDENT + column)
        yield (
            f"{'':{_INDENT}}{term}"
            + (" " * (column - cells.cell_len(term)) if beside else "\n" + margin)
            + f"{first}\n"
        )
        yield from (f"{margin}{line}\n" for line in others)
