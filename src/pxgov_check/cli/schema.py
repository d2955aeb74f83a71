"""pxcheck schema: write the JSON Schemas."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pxgov_check.cli.options import DebugOption, LangOption
from pxgov_check.cli.output import make_folder, say, write_file
from pxgov_check.formats.schemas import output_schemas
from pxgov_check.policy.schemas import pack_schemas, render


def command(  # noqa: D103 (its help is in the catalogue)
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="help.folder")] = Path("schemas"),
    lang: LangOption = "zh",  # noqa: ARG001 (shared by all commands)
    debug: DebugOption = False,  # noqa: ARG001 (main looks for it)
) -> int:
    make_folder(output)
    for name, schema in {**pack_schemas(), **output_schemas()}.items():
        write_file(output / name, render(schema).encode())
        say(str(output / name))
    return 0
