"""An example's change to a clean form, in words; the keys are those of judging/examples.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pxgov_check.policy.messages import Messages
from pxgov_check.submission.layout import INDICATORS, TASKS

_TITLES = frozenset(column.title for table in (INDICATORS, TASKS) for column in table.columns)
_SIMPLE = frozenset({"column_removed", "column_twice", "sheet_removed", "id_instead"})
_BARE = frozenset({"row_added", "row_removed", "row_repeated", "cleared", "formats"})
_WHOLE = frozenset({"unit", "earlier", "forms"})
_NAMED = frozenset({"basics", "identity", "limit"})


def in_words(given: Mapping[str, Any], m: Messages) -> str:
    """Return what an example fills in or changes, in one line."""
    subject = str(given.get("subject", ""))
    parts = [part for key, value in given.items() if key != "subject" for part in _part(key, value, m)]
    told = m("report.clause_separator").join(parts) or m("example.unchanged")
    return f"{subject} {told}".strip() if parts else told


def _part(key: str, value: Any, m: Messages) -> Iterator[str]:  # noqa: ANN401 (what YAML holds)
    if key in _TITLES:
        yield m("example.cell", title=key, value=_value(value, m))
    elif key in _NAMED:
        for title, content in value.items():
            yield m(f"example.{key}", title=str(title), value=_value(content, m))
    elif key in _SIMPLE:
        yield m(f"example.{key}", value=str(value))
    elif key in _BARE:
        yield m(f"example.{key}")
    elif key == "file":
        yield m("example.file", value=str(value)) if value else m("example.empty_file")
    elif key in _WHOLE:
        yield from _whole(key, value, m)
    elif key == "hidden":
        what, _, title = str(value).partition(" ")
        yield m(f"example.hidden_{what}", **({"value": title} if title else {}))
    else:
        yield m("example.other", title=key, value=_value(value, m))


def _whole(key: str, value: Any, m: Messages) -> Iterator[str]:  # noqa: ANN401 (same)
    """Yield whose form it is, what the form of the last period says, or what several forms say."""
    if key == "unit":
        yield str(value)
    elif key == "earlier":
        yield m("example.earlier", told=in_words(value, m))
    elif value == "all":
        yield m("example.every_unit")
    else:
        for number, form in enumerate(value, 1):
            yield m("example.form", n=str(number), told=in_words(form, m))


def _value(value: Any, m: Messages) -> str:  # noqa: ANN401 (same)
    if value is None or value == "":
        return m("example.blank")
    if not isinstance(value, Mapping):
        return str(value)
    if "error" in value:
        return str(value["error"])
    if "formula" in value:
        if value.get("cached") is None:
            return m("example.uncalculated", formula=str(value["formula"]))
        return m("example.formula", formula=str(value["formula"]), cached=str(value["cached"]))
    if "number" in value:
        return m("example.number", number=str(value["number"]), format=str(value.get("format", "General")))
    return ", ".join(f"{title}: {_value(content, m)}" for title, content in value.items())
