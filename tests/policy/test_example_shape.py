from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pxgov_check.policy.example_shape import check_shape


@pytest.mark.parametrize(
    "given",
    [
        {"subject": "I03", "本期完成值": Decimal("82.05"), "分子": None, "row_removed": True},
        {"本期完成值": {"number": Decimal("0.85"), "format": "0.0%"}},
        {"本期完成值": {"formula": "F4/G4", "cached": None}},
        {"本期完成值": {"error": "#DIV/0!"}, "basics": {"填报人": None}, "identity": {"version": "9"}},
        {"forms": "all"},
        {"forms": [{"unit": "市教育局", "本期完成值": 1}], "earlier": {"本期完成值": 2}},
        {"file": "<html>", "limit": {"cells": 5}},
    ],
)
def test_what_the_manual_describes_has_the_right_shape(given: dict[str, Any]) -> None:
    """Values as texts and numbers, the three kinds of cells, and the words for the form."""
    check_shape(given)


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"subject": {"kind": "x"}}, "subject"),
        ({"hidden": ["row"]}, "hidden"),
        ({"本期完成值": [1]}, "本期完成值"),
        ({"本期完成值": {}}, "本期完成值"),
        ({"本期完成值": {"numbr": 1}}, "本期完成值"),
        ({"本期完成值": {"number": 1, "formula": "A1"}}, "本期完成值"),
        ({"本期完成值": {"number": [1]}}, "本期完成值"),
        ({"本期完成值": {"formula": 1}}, "本期完成值"),
        ({"basics": "填报人"}, "basics"),
        ({"basics": {"填报人": [1]}}, "basics"),
        ({"earlier": "none"}, "earlier"),
        ({"earlier": {"本期完成值": [1]}}, "earlier"),
        ({"forms": [1]}, "forms"),
        ({"file": 1}, "file"),
        ({"limit": {"cells": "5"}}, "limit"),
        ({"limit": {"cells": True}}, "limit"),
    ],
)
def test_what_would_crash_a_form_is_refused_by_its_word(given: dict[str, Any], word: str) -> None:
    """A list or a map where a name or a cell is wanted is a problem of the pack, and not of the program."""
    with pytest.raises(ValueError, match=f"^{word} can't hold "):
        check_shape(given)
