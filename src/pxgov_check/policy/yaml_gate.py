"""YAML as a policy pack may use it: plain mappings, lists and scalars, each with its line.

PyYAML's loaders accept duplicate keys, run for minutes on merge bombs and crash on deep nesting, so the tree is built
here from parser events, behind limits. Scalars follow YAML 1.2: ``no``, ``1:30`` and ``010``, which older parsers read
as something else, are refused until they are quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from pxgov_check.policy.tree import Path, Tree

MAX_BYTES = 1_000_000
MAX_DEPTH = 50

_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# A newer libyaml (with PyYAML 6.0.4) looks that far ahead that it meets a limit of its own before ours.
_TOO_DEEP = "exceeded maximum nesting depth"
_INTEGER = re.compile(r"[-+]?(?:0|[1-9]\d*)\Z")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9]\d*)\.\d+\Z")
_SURPRISING = re.compile(
    r"(?:yes|no|on|off|y|n)\Z|[-+]?\d+(?::\d+)+\Z|[-+]?0[\d_]+\Z|0[xob][\da-f_]+\Z|[-+]?\.(?:inf|nan)\Z"
    r"|[-+]?\d[\d.]*e[-+]?\d+\Z",
    re.IGNORECASE,
)
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


class _TooDeepError(Exception):
    """Nesting beyond MAX_DEPTH; the rest of the file is not read."""


def parse(data: bytes, file: str) -> Tree:
    """Parse one file of a pack; problems are in the tree, which then holds as much as could be read."""
    tree = Tree(file)
    if len(data) > MAX_BYTES:
        tree.object_to(1, "pack.too_large", size=str(len(data)), limit=str(MAX_BYTES))
        return tree
    try:
        events = iter(yaml.parse(data.decode("utf-8"), Loader=_PARSER))
        tree.value = _document(events, tree)
    except UnicodeDecodeError as error:
        tree.object_to(data[: error.start].count(b"\n") + 1, "pack.not_utf8")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if error.problem == _TOO_DEEP:
            tree.object_to(mark.line + 1 if mark else 1, "pack.too_deep", limit=str(MAX_DEPTH))
            return tree
        tree.object_to(mark.line + 1 if mark else 1, "pack.syntax", detail=str(error.problem or error.context))
    except yaml.reader.ReaderError as error:
        tree.object_to(1, "pack.syntax", detail=str(error.reason))
    except _TooDeepError:
        tree.object_to(1, "pack.too_deep", limit=str(MAX_DEPTH))
    return tree


def _document(events: Iterator[Event], tree: Tree) -> Any:  # noqa: ANN401 (what YAML holds)
    value: Any = None
    documents = 0
    for event in events:
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                tree.object_to(_line(event), "pack.second_document")
                break
        elif isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent | AliasEvent):
            value = _node(event, events, tree, ())
    return value


def _node(event: Event, events: Iterator[Event], tree: Tree, path: Path) -> Any:  # noqa: ANN401
    if len(path) > MAX_DEPTH:
        raise _TooDeepError
    tree.lines.setdefault(path, _line(event))
    if isinstance(event, AliasEvent):
        tree.object_to(_line(event), "pack.anchor")
        return None
    if getattr(event, "anchor", None) is not None:
        tree.object_to(_line(event), "pack.anchor")
    if getattr(event, "tag", None) is not None:
        tree.object_to(_line(event), "pack.tag")
    if isinstance(event, ScalarEvent):
        return _scalar(event, tree)
    if isinstance(event, SequenceStartEvent):
        return _sequence(events, tree, path)
    return _mapping(events, tree, path)


def _sequence(events: Iterator[Event], tree: Tree, path: Path) -> list[Any]:
    items: list[Any] = []
    for event in events:
        if isinstance(event, SequenceEndEvent):
            break
        items.append(_node(event, events, tree, (*path, len(items))))
    return items


def _mapping(events: Iterator[Event], tree: Tree, path: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for event in events:
        if isinstance(event, MappingEndEvent):
            break
        key = _key(event, events, tree, path)
        line = _line(event)
        if key in found:
            tree.object_to(line, "pack.duplicate_key", path=key, first=str(tree.lines[(*path, key)]))
            tree.lines.pop((*path, key))
        tree.lines[(*path, key)] = line
        found[key] = _node(next(events), events, tree, (*path, key))
    return found


def _key(event: Event, events: Iterator[Event], tree: Tree, path: Path) -> str:
    if not isinstance(event, ScalarEvent):
        tree.object_to(_line(event), "pack.key_not_text")
        _node(event, events, tree, (*path, "?"))
        return "?"
    if event.value == "<<" and not event.style:
        tree.object_to(_line(event), "pack.anchor")
    return str(event.value)


def _scalar(event: ScalarEvent, tree: Tree) -> Any:  # noqa: ANN401
    text = str(event.value)
    if event.style:  # quoted or a block: text, whatever it looks like
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _SURPRISING.match(text):
        tree.object_to(_line(event), "pack.surprising", found=text)
        return text
    if _INTEGER.match(text):
        return int(text) if len(text) < 100 else text
    if _DECIMAL.match(text):
        return Decimal(text)
    return text


def _line(event: Event) -> int:
    mark = event.start_mark
    return int(mark.line) + 1 if mark else 1
