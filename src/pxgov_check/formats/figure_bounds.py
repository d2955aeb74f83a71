"""Figures in a JSON document that comes from elsewhere: a few characters can ask for a number of a million digits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

# Far beyond what a form can report (15 significant digits) and what comes of adding up a country's.
MOST_DIGITS = 60


def unbounded(noun: Any, *path: str) -> Iterator[str]:  # noqa: ANN401 (a noun, or what its fields hold)
    """Yield the place of each figure that is not finite or has more than ``MOST_DIGITS`` digits on a side."""
    if isinstance(noun, Decimal):
        if not noun.is_finite() or abs(noun.adjusted()) > MOST_DIGITS or len(noun.as_tuple().digits) > MOST_DIGITS:
            yield "/".join(path)
    elif isinstance(noun, int) and abs(noun) >= 10**MOST_DIGITS:
        yield "/".join(path)
    for name, part in _parts(noun):
        yield from unbounded(part, *path, name)


def _parts(noun: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 (a noun, or what its fields hold)
    if is_dataclass(noun):
        yield from ((field.name, getattr(noun, field.name)) for field in fields(noun))
    elif isinstance(noun, Mapping):
        yield from ((str(key), item) for key, item in noun.items())
    elif isinstance(noun, tuple | list):
        yield from ((str(number), item) for number, item in enumerate(noun))
