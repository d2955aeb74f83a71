"""The one list of formats: name, the suffix that asks for it (where one does), and what renders it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pxgov_check.formats import csv, github, gitlab, json, junit, markdown, sarif
from pxgov_check.formats.context import FILE_WIDTH, Context
from pxgov_check.formats.text import TextReport
from pxgov_check.model import Result


@dataclass(frozen=True, slots=True)
class Format:
    """A format: ``render`` returns the whole document as text. Two JSON documents can't share one suffix."""

    suffix: str | None
    render: Callable[[Result, Context], str]


def _text(result: Result, context: Context) -> str:
    return TextReport(context.messages, context.policy.info, FILE_WIDTH, colour=False).render(result)


def _json(result: Result, context: Context) -> str:
    return json.render(result, context.exit_code)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": Format(".txt", _text),
        "json": Format(".json", _json),
        "junit": Format(".xml", junit.render),
        "sarif": Format(".sarif", sarif.render),
        "github": Format(None, github.render),
        "gitlab": Format(None, gitlab.render),
        "markdown": Format(".md", markdown.render),
        "csv": Format(".csv", csv.render),
    }
)
