"""What a pack's entries are: frozen values that cost next to nothing to define, and that pydantic knows how to fill.

A command needs the entries, but pydantic only where the YAML itself is read (policy/validation.py): importing it and
building its models takes longer than a whole run. So an entry is a dataclass of the standard library, which pydantic
validates as it stands, without the generated methods that make dataclasses slow to define.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar, NoReturn, dataclass_transform


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class Entry:
    """Base of everything in a pack: immutable, and a key that isn't known is an error."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def __init_subclass__(cls) -> None:
        """Make a dataclass of a subclass, with the methods of this class."""
        super().__init_subclass__()
        dataclass(init=False, repr=False, eq=False, kw_only=True)(cls)

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 (the fields of the subclass)
        """Take a value for each field that has no default; what YAML holds is filled in by pydantic instead.

        Raises:
            TypeError: a field is missing, or there is none of a name.

        """
        cls = type(self)
        known = {one.name: values.pop(one.name) if one.name in values else default_of(one) for one in fields(cls)}
        wrong = [*values, *(name for name, value in known.items() if value is MISSING)]
        if wrong:
            raise TypeError(f"{cls.__name__}: {', '.join(wrong)}")
        self.__dict__.update(known)
        self.__post_init__()

    def __post_init__(self) -> None:
        """Refuse what no field alone shows.

        Raises:
            ValueError: the fields contradict each other.

        """

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(name)

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(name)

    def __eq__(self, other: object) -> bool:
        return self.__dict__ == other.__dict__ if type(self) is type(other) else NotImplemented

    def __hash__(self) -> int:
        return hash((type(self), *self.__dict__.values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"


class Constraint:
    """What a value has to be beside its type, in the words of pydantic's core schemas (``min_length=1``, ``ge=0``)."""

    def __init__(self, **limits: object) -> None:
        self._limits = limits

    def __get_pydantic_core_schema__(self, source: object, handler: Callable[[object], dict[str, Any]]) -> Any:  # noqa: ANN401 (pydantic's protocol)
        return {**handler(source), **self._limits}


class Before:
    """What is done to a value before it is validated."""

    def __init__(self, change: Callable[[Any], object]) -> None:
        self._change = change

    def __get_pydantic_core_schema__(self, source: object, handler: Callable[[object], dict[str, Any]]) -> Any:  # noqa: ANN401 (pydantic's protocol)
        function = {"type": "no-info", "function": self._change}
        return {"type": "function-before", "function": function, "schema": handler(source)}


def default_of(one: Field[Any]) -> Any:  # noqa: ANN401 (whatever the field holds)
    """Return what a field holds where nothing is given; MISSING where something has to be."""
    return one.default if one.default_factory is MISSING else one.default_factory()


def plain(value: Any, *, defaults: bool = True) -> Any:  # noqa: ANN401 (what JSON holds)
    """Return an entry, or anything in one, as JSON can hold it; without ``defaults`` only what differs from them."""
    if isinstance(value, Entry):
        shown = dict(value.__dict__)
        if not defaults:
            for one in fields(value):
                if shown[one.name] == default_of(one):
                    del shown[one.name]
        return {name: plain(one, defaults=defaults) for name, one in shown.items()}
    if isinstance(value, Mapping):
        return {plain(key): plain(one, defaults=defaults) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one, defaults=defaults) for one in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
