"""The one list of formats: name, the suffix that asks for it (where one does), and what renders it, once called."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from pxgov_check.formats.context import FILE_WIDTH, Context
from pxgov_check.frozen import frozen
from pxgov_check.model import Result


@frozen
class Format:
    """A format: ``render`` returns the whole document as text. Two JSON documents can't share one suffix."""

    suffix: str | None
    render: Callable[[Result, Context], str]


def text_report(result: Result, context: Context, width: int = FILE_WIDTH, *, colour: bool = False) -> str:
    """Return the text report for a screen of so many cells."""
    report: str = _module("text").TextReport(context.messages, context.policy.info, width, colour).render(result)
    return report


def _json(result: Result, context: Context) -> str:
    text: str = _module("json").render(result, context.exit_code)
    return text


def _by(name: str) -> Callable[[Result, Context], str]:
    def render(result: Result, context: Context) -> str:
        text: str = _module(name).render(result, context)
        return text

    return render


def _module(name: str) -> Any:  # noqa: ANN401 (a module, whose functions vary)
    return importlib.import_module(f"pxgov_check.formats.{name}")


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": Format(".txt", text_report),
        "json": Format(".json", _json),
        "junit": Format(".xml", _by("junit")),
        "sarif": Format(".sarif", _by("sarif")),
        "github": Format(None, _by("github")),
        "gitlab": Format(None, _by("gitlab")),
        "markdown": Format(".md", _by("markdown")),
        "csv": Format(".csv", _by("csv")),
    }
)
