"""``@frozen``: what ``@dataclass(frozen=True, slots=True)`` is, in a seventh of the time to define.

The standard decorator writes and compiles six methods for each class, which for all our classes takes as long as
reading, judging and reporting a form. Here ``__init__`` is compiled when the first instance is made, which for most
classes no run ever does, and the other methods are not compiled at all. ``fields`` and ``replace`` of dataclasses,
pickle and pydantic take such a class for what it is. What inherits from one has to be ``@frozen`` itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

Class = TypeVar("Class", bound=type)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: Class) -> Class:
    """Make a class a frozen dataclass with slots."""
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    for name, method in _methods(made, fields(made)).items():
        # What a class says of itself holds.
        if name not in cls.__dict__:
            setattr(made, name, method)
    made.__setattr__ = made.__delattr__ = _refuse
    return made  # type: ignore[no-any-return]


def _methods(cls: Any, own: Sequence[Field[Any]]) -> dict[str, Callable[..., Any]]:  # noqa: ANN401 (any class)
    every = _values([one.name for one in own])
    compared = _values([one.name for one in own if one.compare])
    shown = [one.name for one in own if one.repr]

    def init(self: Any, *args: Any, **named: Any) -> None:  # noqa: ANN401 (as the fields are)
        cls.__init__ = _compiled_init(cls, own)
        cls.__init__(self, *args, **named)

    def eq(self: object, other: object) -> bool:
        return bool(compared(self) == compared(other)) if other.__class__ is self.__class__ else NotImplemented

    def hash_(self: object) -> int:
        return hash(compared(self))

    def repr_(self: object) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    def getstate(self: object) -> tuple[Any, ...]:
        return every(self)

    def setstate(self: object, state: tuple[Any, ...]) -> None:
        for one, value in zip(own, state, strict=True):
            object.__setattr__(self, one.name, value)

    return {
        "__init__": init,
        "__eq__": eq,
        "__hash__": hash_,
        "__repr__": repr_,
        "__getstate__": getstate,
        "__setstate__": setstate,
    }


def _values(names: Sequence[str]) -> Callable[[object], tuple[Any, ...]]:
    """Return what reads some fields of an instance at once."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda one: tuple(getattr(one, name) for name in names)


def _compiled_init(cls: type, own: Sequence[Field[Any]]) -> Callable[..., None]:
    """Return the ``__init__`` of a class with some fields, which ends with its ``__post_init__``.

    While its fields are set an instance is of a twin of the class that is not frozen: to go around __setattr__ field by
    field takes more than twice as long.
    """
    given = [one for one in own if one.init]
    ways = {"__slots__": (), "__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    names: dict[str, Any] = {"_missing": MISSING, "_frozen": cls, "_open": type(cls)(cls.__name__, (cls,), ways)}
    names["_turn"] = object.__dict__["__class__"].__set__
    parameters, lines = ["self"], ["_turn(self, _open)"]
    for one in sorted(given, key=lambda f: bool(f.kw_only)):
        if one.kw_only and "*" not in parameters:
            parameters.append("*")
        names[f"_default_{one.name}"] = one.default
        names[f"_factory_{one.name}"] = one.default_factory
        optional = one.default is not MISSING or one.default_factory is not MISSING
        parameters.append(f"{one.name}=_default_{one.name}" if optional else one.name)
    for one in given:
        made = f"_factory_{one.name}() if {one.name} is _missing else {one.name}"
        lines.append(f"self.{one.name} = {one.name if one.default_factory is MISSING else made}")
    lines.append("self.__class__ = _frozen")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    text = f"def __init__({', '.join(parameters)}):\n " + "\n ".join(lines)
    # The names of fields, and nothing else, are in the text: the standard decorator does no other.
    exec(text, names)  # noqa: S102
    return names["__init__"]  # type: ignore[no-any-return]


def _refuse(_self: object, name: str, _value: object = None) -> NoReturn:
    raise FrozenInstanceError(name)
