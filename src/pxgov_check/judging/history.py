"""What units reported before: the forms that --previous names, found by unit and period and never by file name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from pxgov_check.frozen import frozen
from pxgov_check.model import Period, SubmissionResult


@frozen
class History:
    """Judged forms by unit, in order of their periods."""

    forms: Mapping[str, tuple[SubmissionResult, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, results: Iterable[SubmissionResult]) -> History:
        """Keep what says whose it is and for when. Of two forms for one period the accepted one counts."""
        forms: dict[str, list[SubmissionResult]] = {}
        for one in results:
            if one.unit is not None and one.period is not None:
                forms.setdefault(one.unit, []).append(one)
        return cls({unit: tuple(sorted(held, key=_order)) for unit, held in forms.items()})

    def before(self, unit: str | None, period: Period | None) -> SubmissionResult | None:
        """Return the latest form of a unit for a period that ended before this one; None where there is none."""
        if unit is None or period is None:
            return None
        earlier = [one for one in self.forms.get(unit, ()) if Period(one.period or "").end < period.end]
        return earlier[-1] if earlier else None


def _order(one: SubmissionResult) -> tuple[str, bool, str]:
    return Period(one.period or "").end.isoformat(), one.accepted, one.file
