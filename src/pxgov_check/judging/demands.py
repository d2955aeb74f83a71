"""What a policy says of each of its subjects on a day, put together once for all the forms of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from pxgov_check.model import Lang
from pxgov_check.policy.pack import Policy

Demand = TypeVar("Demand")
Make = Callable[[Policy, str, date | None, Lang], Demand]


def demands_on(policy: Policy, as_of: date | None, lang: Lang, make: Make[Demand]) -> Mapping[str, Demand]:
    """Return what ``make`` says of a subject of the policy on a day, by subject; made when it is first asked for."""
    days = policy.once(_Days)
    key = make, as_of, lang
    if key not in days:
        days[key] = _Kept(lambda subject: make(policy, subject, as_of, lang))
    return days[key]


class _Kept(dict[str, Any]):
    """Makes what it is asked for and does not have yet."""

    def __init__(self, make: Callable[[str], Any]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, subject: str) -> Any:  # noqa: ANN401 (a demand)
        made = self[subject] = self._make(subject)
        return made


class _Days(dict[tuple[Make[Any], date | None, Lang], _Kept]):
    """The demands of one policy."""

    def __init__(self, _: Policy) -> None:
        super().__init__()
