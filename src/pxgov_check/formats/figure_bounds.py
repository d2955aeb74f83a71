"""Figures in a JSON document that comes from elsewhere: a few characters can ask for a number of a million digits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Any

# Far beyond what a form can report (15 significant digits) and what comes of adding up a country's.
MOST_DIGITS = 60
# What nearly all parts of a document are.
_NO_FIGURES = (str, NoneType, bool, date)


def unbounded(noun: Any, *path: str) -> Iterator[str]:  # noqa: ANN401 (a noun, or what its fields hold)
    """Yield the place of each figure that is not finite or has more than ``MOST_DIGITS`` digits on a side."""
    if isinstance(noun, Decimal):
        if not noun.is_finite() or abs(noun.adjusted()) > MOST_DIGITS or len(noun.as_tuple().digits) > MOST_DIGITS:
            yield "/".join(path)
    elif isinstance(noun, int) and abs(noun) >= 10**MOST_DIGITS:
        yield "/".join(path)
    for name, part in _parts(noun):
        if not isinstance(part, _NO_FIGURES):
            yield from unbounded(part, *path, name)


def _parts(noun: Any) -> Iterable[tuple[str, Any]]:  # noqa: ANN401 (a noun, or what its fields hold)
    if is_dataclass(noun):
        return [(name, getattr(noun, name)) for name in noun.__dataclass_fields__]
    if isinstance(noun, Mapping):
        return [(str(key), item) for key, item in noun.items()]
    if isinstance(noun, tuple | list):
        return [(str(number), item) for number, item in enumerate(noun)]
    return ()
