"""The options that commands share. Help texts are keys of the catalogue, put into words by commands.translate."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated

import typer
from typer._click.types import StringParamType  # typer carries click and gives it no public name

from pxgov_check.judging.outcome import DEFAULT_FAIL_ON


class _Targets(StringParamType):
    """Files or URLs; in a variable they stand as in PATH, and the colon of a URL separates nothing."""

    def split_envvar_value(self, rv: str) -> list[str]:
        """Return the targets in a variable."""
        return re.split(rf"{re.escape(os.pathsep)}(?!//)", rv)


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
TargetsOption = Annotated[
    list[str] | None,
    typer.Option("-o", "--output", envvar="PXCHECK_OUTPUT", metavar="FILE", help="help.output", click_type=_Targets()),
]
JobsOption = Annotated[int | None, typer.Option("-j", "--jobs", envvar="PXCHECK_JOBS", metavar="N", help="help.jobs")]
LedgerOption = Annotated[
    Path | None, typer.Option("--ledger", envvar="PXCHECK_LEDGER", metavar="FILE", help="help.ledger")
]
FilesFromOption = Annotated[
    str | None, typer.Option("--files-from", envvar="PXCHECK_FILES_FROM", metavar="FILE", help="help.files_from")
]
FormatsOption = Annotated[
    list[str] | None,
    typer.Option("-f", "--format", envvar="PXCHECK_FORMAT", metavar="FORMAT[=FILE]", help="help.format"),
]
FailOnOption = Annotated[str, typer.Option("--fail-on", envvar="PXCHECK_FAIL_ON", metavar="LIST", help="help.fail_on")]
WaiversOption = Annotated[
    Path | None, typer.Option("--waivers", envvar="PXCHECK_WAIVERS", metavar="FILE", help="help.waivers")
]
NoWaiversOption = Annotated[bool, typer.Option("--no-waivers", envvar="PXCHECK_NO_WAIVERS", help="help.no_waivers")]
# What fails a run unless somebody says otherwise.
FAIL_ON_DEFAULT = ",".join(sorted(DEFAULT_FAIL_ON))
