"""Values that are defined without the standard decorator, and behave as if they were."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, is_dataclass, replace
from typing import Any

import pytest
from pydantic import TypeAdapter

from pxgov_check.frozen import frozen


@frozen
class Point:
    """A class with everything that ours have: defaults, one made anew, one that is derived, one of no account."""

    x: int
    y: int = 0
    seen: list[int] = field(default_factory=list)
    sum: int = field(init=False)
    note: str = field(default="", repr=False, compare=False, kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sum", self.x + self.y)


@frozen
class Named(Point):
    """One that inherits."""

    name: str = "n"


@dataclass(frozen=True, slots=True)
class Standard:
    """What they are held against."""

    x: int
    y: int = 0
    seen: list[int] = field(default_factory=list)
    sum: int = field(init=False)
    note: str = field(default="", repr=False, compare=False, kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sum", self.x + self.y)


@frozen
class Nothing:
    """One without fields."""


@frozen
class Own:
    """One that says itself how it is shown."""

    x: int

    def __repr__(self) -> str:
        return "own"


@pytest.mark.parametrize("kind", [Point, Standard])
def test_it_is_made_and_changed_like_a_dataclass(kind: Any) -> None:  # noqa: ANN401 (either class)
    """Arguments, defaults, copies with changes, pickles and dictionaries come out as those of the standard class."""
    one = kind(1, 2, note="a")
    assert (one.x, one.y, one.seen, one.sum, one.note) == (1, 2, [], 3, "a")
    assert (replace(one, x=5).sum, asdict(one)["sum"]) == (7, 3)
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 (our own)
    assert copy.deepcopy(one) == one
    assert copy.deepcopy(one).note == "a"
    assert kind(1).seen is not kind(1).seen
    assert (is_dataclass(kind), [f.name for f in fields(kind)]) == (True, ["x", "y", "seen", "sum", "note"])
    assert TypeAdapter(kind).validate_python({"x": "4", "seen": [1]}) == kind(4, seen=[1])
    assert kind.__match_args__ == ("x", "y", "seen")


@pytest.mark.parametrize("kind", [Point, Standard])
def test_it_is_compared_and_shown_like_a_dataclass(kind: Any) -> None:  # noqa: ANN401 (same)
    """Equality, hash and repr go by the fields that count, and only among one class."""
    assert kind(1, 2, note="a") == kind(1, 2, note="b")
    assert kind(1, 2) != kind(1, 3)
    assert kind(1, 2) != (1, 2, [], 3)
    assert repr(kind(1, 2)) == f"{kind.__name__}(x=1, y=2, seen=[], sum=3)"
    with pytest.raises(TypeError):
        hash(kind(1, 2))
    assert hash(replace(kind(1), seen=())) == hash(replace(kind(1), seen=()))


@pytest.mark.parametrize("kind", [Point, Standard])
@pytest.mark.parametrize("arguments", [((), {}), ((1, 2, [], 3), {}), ((1,), {"z": 1}), ((1,), {"x": 1})])
def test_wrong_arguments_are_refused(kind: Any, arguments: tuple[Any, dict[str, Any]]) -> None:  # noqa: ANN401 (same)
    """Too few, too many, unknown and doubled arguments are a TypeError, the first time and later."""
    for _ in range(2):
        with pytest.raises(TypeError):
            kind(*arguments[0], **arguments[1])


@pytest.mark.parametrize("kind", [Point, Standard])
def test_nothing_of_it_changes(kind: Any) -> None:  # noqa: ANN401 (same)
    """No field is set or deleted, and there is no room for another."""
    one = kind(1)
    with pytest.raises(FrozenInstanceError):
        one.x = 2
    with pytest.raises(FrozenInstanceError):
        del one.x
    assert not hasattr(one, "__dict__")


def test_kinds_are_told_apart() -> None:
    """A class that inherits has its own fields and is never equal to the other; one without fields is one value."""
    assert (Named(1, name="a").name, Named(1, 2).sum, Point(1, 2).sum) == ("a", 3, 3)
    assert Named(1) != Point(1)
    assert (Nothing() == Nothing(), repr(Nothing()), repr(Own(1))) == (True, "Nothing()", "own")
    assert hash(Nothing()) == hash(Nothing())
