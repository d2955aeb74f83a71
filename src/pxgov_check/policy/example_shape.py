"""The shape of what an audit rule's example gives: which words hold lists, maps, cells, texts or whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

_SCALAR = str | int | float | Decimal | None
# Words whose value is a name or a yes; every other word is a title, whose value is a cell.
_NAMES = frozenset(
    {"subject", "unit", "row_added", "row_removed", "row_repeated", "id_instead", "cleared", "sheet_removed"}
    | {"column_removed", "column_twice", "hidden", "formats"}
)
# A cell beyond a plain value: what it must have, and what it may have beside that.
_CELLS = (({"number"}, {"format"}), ({"formula"}, {"cached"}), ({"error"}, set[str]()))


def check_shape(given: Mapping[str, Any]) -> None:
    """Check what an example gives.

    Raises:
        ValueError: a word holds what it can't; the message names the word.

    """
    for word, value in given.items():
        if not _fits(word, value):
            raise ValueError(f"{word} can't hold {value}")


def _fits(word: str, value: Any) -> bool:  # noqa: ANN401 (what YAML holds)
    if word in {"forms", "earlier"}:
        forms = value if isinstance(value, list) and word == "forms" else [value]
        if word == "forms" and isinstance(value, str):
            return True  # A misspelt “all” is named by judging.example_words, with the nearest.
        return all(isinstance(form, Mapping) and all(_fits(w, v) for w, v in form.items()) for form in forms)
    if word in {"basics", "identity"}:
        return isinstance(value, Mapping) and all(_is_cell(one) for one in value.values())
    if word == "limit":
        return isinstance(value, Mapping) and all(type(one) is int and one > 0 for one in value.values())
    if word == "file":
        return isinstance(value, str)
    return isinstance(value, _SCALAR) if word in _NAMES else _is_cell(value)


def _is_cell(value: Any) -> bool:  # noqa: ANN401 (same)
    if not isinstance(value, Mapping):
        return isinstance(value, _SCALAR)
    if not all(isinstance(one, _SCALAR) for one in value.values()):
        return False
    texts = all(isinstance(value[key], str) for key in ("format", "formula", "error") if key in value)
    return texts and any(must <= value.keys() <= must | may for must, may in _CELLS)
