"""The options that commands share. Help texts are keys of the catalogue, put into words by commands.translate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PolicyOption = Annotated[
    Path | None, typer.Option("--policy", envvar="PXCHECK_POLICY", metavar="DIR", help="help.policy")
]
LangOption = Annotated[str, typer.Option("--lang", envvar="PXCHECK_LANG", metavar="zh|en", help="help.lang")]
AsOfOption = Annotated[str | None, typer.Option("--as-of", envvar="PXCHECK_AS_OF", metavar="DAY", help="help.as_of")]
PeriodOption = Annotated[
    str | None, typer.Option("--period", envvar="PXCHECK_PERIOD", metavar="PERIOD", help="help.period")
]
LimitOption = Annotated[
    list[str] | None, typer.Option("--limit", envvar="PXCHECK_LIMIT", metavar="NAME=VALUE", help="help.limit")
]
QuietOption = Annotated[bool, typer.Option("-q", "--quiet", envvar="PXCHECK_QUIET", help="help.quiet")]
NoColorOption = Annotated[bool, typer.Option("--no-color", envvar="PXCHECK_NO_COLOR", help="help.no_color")]
PackArgument = Annotated[Path | None, typer.Argument(metavar="[PACK]", help="help.pack")]
PackFormatOption = Annotated[str, typer.Option("-f", "--format", metavar="text|json", help="help.pack_format")]
DebugOption = Annotated[bool, typer.Option("--debug", envvar="PXCHECK_DEBUG", help="help.debug")]
RulePagesOption = Annotated[
    str | None, typer.Option("--rule-pages", envvar="PXCHECK_RULE_PAGES", metavar="URL", help="help.rule_pages")
]
