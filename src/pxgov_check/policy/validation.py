"""Entries from what YAML holds, by pydantic: the one place of the policy that imports it, and only loaders call it."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from pxgov_check.policy.entry import Entry

__all__ = ["ValidationError", "adapter", "validated"]

Kind = TypeVar("Kind", bound=Entry)


_ADAPTERS: dict[type[Entry], TypeAdapter[Any]] = {}


def adapter(kind: type[Entry]) -> TypeAdapter[Any]:
    """Return what validates a kind of entry, made once a process."""
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def validated(kind: type[Kind], value: object) -> Kind:
    """Return an entry.

    Raises:
        ValidationError: the value is none; names every place in it that is wrong.

    """
    entry: Kind = adapter(kind).validate_python(value)
    return entry
