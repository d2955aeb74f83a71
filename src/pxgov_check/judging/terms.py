"""On what terms a run judges, beside the policy."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from pxgov_check.frozen import frozen
from pxgov_check.judging.history import History
from pxgov_check.model import Lang, Period
from pxgov_check.policy.waivers import Waiver


@frozen
class Terms:
    """The language of the words; the day judged for and the period asked for, where the caller says them.

    Without ``as_of`` a form is judged for the end of its own period (of ``period``, where its own can't be read); a
    form for another period than the one asked for is finding F007. ``history`` is what units reported before.
    """

    lang: Lang = "zh"
    as_of: date | None = None
    period: Period | None = None
    history: History = field(default_factory=History)
    waivers: tuple[Waiver, ...] = ()
