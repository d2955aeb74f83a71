"""Figures in a JSON document that comes from elsewhere: a few characters can ask for a number of a million digits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Any

# Far beyond what a form can report (15 significant digits) and what comes of adding up a country's.
MOST_DIGITS = 60
_BEYOND = 10**MOST_DIGITS
# What nearly all parts of a document are.
_NO_FIGURES = (str, NoneType, bool, date)


def unbounded(noun: Any, *path: str) -> Iterator[str]:  # noqa: ANN401 (a noun, or what its fields hold)
    """Yield the place of each figure that is not finite or has more than ``MOST_DIGITS`` digits on a side."""
    # To look without keeping in mind where takes a fifth of the time, and nearly always nothing is there.
    if _is_bounded(noun):
        return
    if isinstance(noun, Decimal | int):
        yield "/".join(path)
    for name, part in _parts(noun).items():
        yield from unbounded(part, *path, name)


def _is_bounded(noun: Any) -> bool:  # noqa: ANN401 (the same)
    if isinstance(noun, _NO_FIGURES):
        return True
    if isinstance(noun, Decimal):
        return noun.is_finite() and abs(noun.adjusted()) <= MOST_DIGITS >= len(noun.as_tuple().digits)
    if isinstance(noun, int):
        return bool(-_BEYOND < noun < _BEYOND)
    return all(_is_bounded(part) for part in _parts(noun).values())


def _parts(noun: Any) -> Mapping[str, Any]:  # noqa: ANN401 (the same)
    if is_dataclass(noun):
        return {name: getattr(noun, name) for name in noun.__dataclass_fields__}
    if isinstance(noun, Mapping):
        return {str(key): item for key, item in noun.items()}
    return {str(number): item for number, item in enumerate(noun)} if isinstance(noun, tuple | list) else {}
