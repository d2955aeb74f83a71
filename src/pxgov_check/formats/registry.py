"""The one list of formats: name, the suffix that asks for it (where one does), and its module, loaded when wanted."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from pxgov_check.formats.context import Context
from pxgov_check.formats.kinds import Ending, Format
from pxgov_check.frozen import frozen
from pxgov_check.model import SubmissionResult


@frozen
class Listed:
    """A format in the list. ``module`` holds it as ``FORMAT``. Two JSON documents can't share one suffix."""

    suffix: str | None
    module: str


FORMATS: Mapping[str, Listed] = MappingProxyType(
    {
        "text": Listed(".txt", "pxgov_check.formats.text"),
        "json": Listed(".json", "pxgov_check.formats.json"),
        "junit": Listed(".xml", "pxgov_check.formats.junit"),
        "sarif": Listed(".sarif", "pxgov_check.formats.sarif"),
        "github": Listed(None, "pxgov_check.formats.github"),
        "gitlab": Listed(None, "pxgov_check.formats.gitlab"),
        "markdown": Listed(".md", "pxgov_check.formats.markdown"),
        "csv": Listed(".csv", "pxgov_check.formats.csv"),
    }
)


def load_format(name: str) -> Format:
    """Return a format of the list."""
    found: Format = importlib.import_module(FORMATS[name].module).FORMAT
    return found


def on_screen(ending: Ending, shown: Sequence[SubmissionResult], context: Context, width: int, *, colour: bool) -> str:
    """Return the text report for a screen of so many cells."""
    text = importlib.import_module(FORMATS["text"].module)
    report: str = text.on_screen(ending, shown, context, width, colour=colour)
    return report
