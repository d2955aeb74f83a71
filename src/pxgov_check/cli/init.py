"""pxcheck init: a small pack of an invented policy to learn from, with its forms, samples and a CI file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from pxgov_check.cli.options import DebugOption, LangOption
from pxgov_check.cli.output import say
from pxgov_check.cli.session import as_lang
from pxgov_check.documents.sample import sample
from pxgov_check.documents.template import file_name, template
from pxgov_check.errors import OutputError
from pxgov_check.model import Period
from pxgov_check.policy.load import load_policy
from pxgov_check.policy.locate import starter_root
from pxgov_check.policy.messages import Messages, load_messages
from pxgov_check.policy.schemas import pack_schemas, render

PERIOD = Period("2025Q4")

# Files of the starter whose place in a pack is not their place in the program.
MOVED = {"ci.yml": Path(".github") / "workflows" / "policy.yml"}


def command(  # noqa: D103 (its help is in the catalogue)
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="help.init_folder")],
    lang: LangOption = "zh",
    debug: DebugOption = False,  # noqa: ARG001 (main looks for it)
) -> int:
    m = load_messages(as_lang(lang))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError("init.not_empty", path=str(folder))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".pxcheck-", dir=folder.parent) as temporary:
            whole = Path(temporary) / "pack"
            _write_pack(whole, m)
            _put(whole, folder)
    except OSError as error:
        raise OutputError("error.cannot_write", path=str(folder), reason=error.strerror or "") from None
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        say(path.as_posix())
    say(m("init.written", path=folder.as_posix()), error=True)
    return 0


def _write_pack(root: Path, m: Messages) -> None:
    for path in sorted(starter_root().rglob("*")):
        if path.is_file():
            name = path.relative_to(starter_root())
            _write(root / MOVED.get(name.as_posix(), name), path.read_bytes())
    for file, schema in pack_schemas().items():
        _write(root / "schemas" / file, render(schema).encode())
    policy = load_policy(root)
    for unit in policy.units:
        _write(root / "forms" / file_name(unit, PERIOD), template(policy, unit, PERIOD, m))
        _write(root / "samples" / file_name(unit, PERIOD), sample(policy, unit, PERIOD, m))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _put(whole: Path, folder: Path) -> None:
    """Move a finished pack to its place; an empty folder that is there stays the same folder."""
    if not folder.exists():
        whole.rename(folder)
        return
    for child in whole.iterdir():
        os.replace(child, folder / child.name)  # noqa: PTH105 (one name for files and folders)
