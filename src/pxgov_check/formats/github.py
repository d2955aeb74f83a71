"""Workflow commands of GitHub Actions: one annotation a finding and a verdict that leaves something to do.

A runner shows ten annotations a kind and step, so the worst come first and the step summary (markdown) holds the rest.
"""

from __future__ import annotations

from pxgov_check.formats.clean import clean
from pxgov_check.formats.context import Context
from pxgov_check.formats.entries import Entry, Level, entries
from pxgov_check.formats.kinds import Whole
from pxgov_check.formats.wording import entry_sentence, entry_title
from pxgov_check.model import Result

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def render(result: Result, context: Context) -> str:
    """Return one command a line, errors first; nothing where there is nothing to say."""
    told = [(entry, level) for entry in entries(result) if (level := entry.level)]
    told.sort(key=lambda pair: list(_COMMANDS).index(pair[1]))
    return "".join(_command(entry, level, context) for entry, level in told)


def _command(entry: Entry, level: Level, context: Context) -> str:
    cells = entry.cells
    properties = {"file": context.repository.path(entry.file)}
    if cells is not None:
        properties |= {"line": str(cells.first_row), "col": str(cells.first_column)}
    properties["title"] = entry_title(entry)
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    place = f"{entry.place} " if entry.place else ""
    return f"::{_COMMANDS[level]} {told}::{_data(place + entry_sentence(entry, context))}\n"


def _data(text: str) -> str:
    """Escape a command's text as the runner unescapes it."""
    return clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMAT = Whole(render)
