"""pxcheck template: write blank workbooks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pxgov_check.cli.options import DebugOption, LangOption, PolicyOption
from pxgov_check.cli.output import make_folder, say, write_file
from pxgov_check.cli.session import Session, as_period, open_session
from pxgov_check.documents.template import file_name, template
from pxgov_check.errors import OutputError, UsageError
from pxgov_check.model import Period


def command(  # noqa: D103 (its help is in the catalogue)
    period: Annotated[
        str, typer.Option("--period", envvar="PXCHECK_PERIOD", metavar="PERIOD", help="help.template_period")
    ],
    unit: Annotated[list[str] | None, typer.Option("--unit", metavar="UNIT", help="help.unit")] = None,
    all_units: Annotated[bool, typer.Option("--all", help="help.all")] = False,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="PATH", help="help.template_output")] = Path(),
    force: Annotated[bool, typer.Option("--force", help="help.force")] = False,
    policy: PolicyOption = None,
    lang: LangOption = "zh",
    debug: DebugOption = False,  # noqa: ARG001 (main looks for it)
) -> int:
    session = open_session(lang, policy)
    wanted = as_period(period)
    units = list(session.policy.units) if all_units else [_resolve(session, name) for name in unit or ()]
    if not units or wanted is None:
        raise UsageError("error.unit_or_all")
    paths = _paths(output, units, wanted)
    for path in paths:
        if path.exists() and not force:
            raise OutputError("error.exists", path=str(path))
    for name, path in zip(units, paths, strict=True):
        write_file(path, template(session.policy, name, wanted, session.messages))
        say(path.as_posix())
    say(session.messages("template.written", n=str(len(paths))), error=True)
    return 0


def _resolve(session: Session, name: str) -> str:
    found = session.policy.resolve_unit(name)
    if found is None:
        nearest = "、".join(session.policy.nearest_units(name)) or "—"
        raise UsageError("error.unknown_unit", found=name, nearest=nearest)
    return found


def _paths(output: Path, units: list[str], period: Period) -> list[Path]:
    """Return where each workbook goes: one named file for one unit, else files in a folder."""
    if output.suffix.lower() == ".xlsx" and len(units) == 1:
        return [output]
    make_folder(output)
    return [output / file_name(name, period) for name in units]
