"""What the entries of a pack are."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date
from decimal import Decimal

import pytest

from pxgov_check.policy.entry import plain
from pxgov_check.policy.models import Basis, Fact, Source, Text
from pxgov_check.policy.rule_models import Check, Milestone, Target, TargetExample
from pxgov_check.policy.validation import ValidationError, validated

SOURCE = Source(section="一", quote="甲")


def test_an_entry_is_a_value() -> None:
    """Entries that say the same are equal, one that says more is not, and none can be changed."""
    one = Text(zh="甲", en="a")
    assert (one, hash(one)) == (Text(zh="甲", en="a"), hash(Text(zh="甲", en="a")))
    assert one != replace(one, en="b")
    assert one != ("甲", "a")
    assert repr(one) == "Text(zh='甲', en='a')"
    with pytest.raises(FrozenInstanceError):
        one.en = "b"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del one.en


def test_an_entry_made_by_hand_is_whole() -> None:
    """A field that is missing or unknown is refused, and so is what contradicts itself, as it is in YAML."""
    with pytest.raises(TypeError, match="quote"):
        Source(section="一")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="page"):
        Source(section="一", quote="甲", page=1)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="note"):
        Fact(value=1, basis=Basis.INFERRED)
    with pytest.raises(ValidationError, match="note"):
        validated(Fact, {"value": 1, "basis": "inferred"})


def test_a_target_refuses_what_its_parts_refuse() -> None:
    """The window of what is in force for a time is looked at in a target too, beside the order of its milestones."""
    milestone = Milestone(due=date(2025, 12, 31), op=">=", value=Decimal(80), op_text="≥", basis=Basis.STATED)
    target = Target(indicator="I01", milestones=(milestone,), source=SOURCE)
    with pytest.raises(ValueError, match="effective_from"):
        replace(target, effective_from=date(2026, 1, 2), effective_to=date(2026, 1, 1))
    with pytest.raises(ValueError, match="order"):
        replace(target, milestones=(milestone, milestone))


def test_an_entry_is_told_plainly() -> None:
    """As JSON can hold it, with its defaults or without; parameters of a check count, whatever they are called."""
    check = Check(kind="blank", tolerance=Decimal("0.50"), columns=["a", {"b": 1}])
    assert plain(check) == {"kind": "blank", "tolerance": "0.50", "columns": ["a", {"b": 1}]}
    assert (check.params, check == Check(kind="blank")) == (
        {"tolerance": Decimal("0.50"), "columns": ["a", {"b": 1}]},
        False,
    )
    assert plain(SOURCE) == {"section": "一", "quote": "甲", "begins": None, "digest": None}
    assert plain(SOURCE, defaults=False) == {"section": "一", "quote": "甲"}
    example = validated(TargetExample, {"value": "80", "as_of": "2025-12-31", "status": "met"})
    assert plain(example) == {"value": "80", "as_of": "2025-12-31", "status": "met"}
