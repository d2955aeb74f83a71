"""Small parts that come again: the forms of a batch are made from one template, so that many of their parts are alike.

What a part says depends on its bytes, and on nothing that is not given beside them: what was read once need not be
read again. Only so many are remembered, and none that is large.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar

_KEPT, _KEPT_BYTES = 64, 1 << 15

Told = TypeVar("Told")


def remembered(read: Callable[..., Told], pieces: Iterable[bytes], *terms: object) -> Told:
    """Return ``read(pieces, *terms)``, of which nobody may change anything.

    Raises:
        SubmissionError: whatever ``read`` raises, which is not remembered.

    """
    given: Iterator[bytes] = iter(pieces)
    first, second = next(given, b""), next(given, b"")
    if second or len(first) > _KEPT_BYTES:
        return read(chain((first, second), given), *terms)
    found: Told = told(read, first, *terms)
    return found


@lru_cache(_KEPT)
def told(read: Callable[..., Any], part: bytes, *terms: object) -> Any:  # noqa: ANN401 (whatever is read)
    """Return what ``read`` says of a part that is there as a whole."""
    return read((part,), *terms)
