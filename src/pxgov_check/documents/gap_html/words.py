"""What several parts of the page write alike: words, marks, and the anchors that links go to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from pxgov_check.documents.gap_html.blocks import Cell, Share, Tone
from pxgov_check.model import Status
from pxgov_check.rollup.indicator_nouns import CityIndicator, Exclusion, UnitFigure
from pxgov_check.rollup.report import GapReport
from pxgov_check.rollup.task_nouns import CityTask, UnitTask
from pxgov_check.rollup.wording import GapWording, figure_text
from pxgov_check.submission.figures import plain, rounded

DASH = "—"
# Every status has a mark of its own shape, so that nothing is told by colour alone.
_LOOKS: Mapping[str, tuple[str, Tone]] = MappingProxyType(
    {
        Status.MET: ("●", "good"),
        Status.ON_TRACK: ("◎", "fair"),
        Status.BEHIND: ("△", "warn"),
        Status.UNMET: ("▼", "bad"),
        Status.DONE: ("●", "good"),
        Status.DONE_LATE: ("◆", "warn"),
        Status.IN_PROGRESS: ("◎", "fair"),
        Status.DUE_SOON: ("△", "warn"),
        Status.OVERDUE: ("▼", "bad"),
        Status.ONGOING: ("○", "fair"),
        Status.MISSING: ("□", "none"),
        Status.INVALID: ("×", "data"),
        Status.UNDETERMINED: ("◇", "none"),
        Status.NOT_APPLICABLE: ("－", "none"),
        Status.WAIVED: ("☆", "none"),
        "accepted": ("●", "good"),
        "returned": ("×", "data"),
        "conflicting": ("×", "data"),
        "stopped": ("□", "none"),
        "mandatory": ("▼", "bad"),
        "verify": ("△", "warn"),
        "notice": ("○", "none"),
    }
)
_PLAIN_ID = re.compile(r"[A-Za-z][A-Za-z0-9]{0,15}\Z")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_BAR = 100


def look(status: str) -> tuple[str, Tone]:
    """Return the mark and the tone of a status, a severity or the state of a form."""
    return _LOOKS.get(str(status), ("○", ""))


@dataclass(frozen=True)
class Page:
    """A report with its words, and where on the page each thing stands. ``rule_pages`` ends where a rule's id begins.

    Anchors are made from positions and from ids of letters and digits, never from what a unit wrote.
    """

    w: GapWording
    rule_pages: str | None = None

    def __call__(self, key: str, **params: str) -> str:
        """Return a sentence of the catalogue."""
        return self.w.messages(key, **params)

    @property
    def report(self) -> GapReport:
        """The report."""
        return self.w.report

    @property
    def every(self) -> list[CityIndicator | CityTask]:
        """All indicators, then all tasks."""
        return [*self.report.indicators, *self.report.tasks]

    @cached_property
    def _units(self) -> Mapping[str, str]:
        return {one.unit: f"u{number}" for number, one in enumerate(self.report.units, 1)}

    @cached_property
    def _subjects(self) -> Mapping[str, str]:
        return {
            one.subject: one.subject if _PLAIN_ID.match(one.subject) else f"s{number}"
            for number, one in enumerate(self.every, 1)
        }

    @cached_property
    def _sent(self) -> Mapping[tuple[str, str], str]:
        """The anchor of every figure and task that a unit of the roster has sent in a form."""
        told: list[tuple[str, UnitFigure | UnitTask]] = [
            (i.subject, f) for i in self.report.indicators for f in (*i.by_unit, *i.other_reports)
        ]
        told += [(t.subject, u) for t in self.report.tasks for u in t.units]
        return {
            (subject, one.unit): f"{self._units[one.unit]}-{self._subjects[subject]}"
            for subject, one in told
            if one.file is not None and one.unit in self._units
        }

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        return {one.subject: one.title for one in self.every}

    @cached_property
    def _rules(self) -> frozenset[str]:
        return frozenset(one.rule for one in self.report.rules)

    def unit(self, unit: str | None) -> str | None:
        """Return the anchor of a unit of the roster; None for any other."""
        return self._units.get(unit or "")

    def subject(self, subject: str | None) -> str | None:
        """Return the anchor of an indicator or a task; None for what is neither."""
        return self._subjects.get(subject or "")

    def clause(self, subject: str) -> str:
        """Return the anchor of what the document says of an indicator or a task."""
        return f"{self._subjects[subject]}-clause"

    def figure(self, subject: str, one: UnitFigure | UnitTask | Exclusion | None) -> str | None:
        """Return the anchor of a unit's own report with its cell; None where it has sent none."""
        return self._sent.get((subject, one.unit)) if one is not None and one.file is not None else None

    def status(self, status: Status | str, *, to: str | None = None) -> Cell:
        """Return a status with its mark."""
        mark, tone = look(status)
        return Cell(self.w.status(status), tone=tone, mark=mark, to=to)

    def severity(self, severity: str) -> Cell:
        """Return a severity with its mark."""
        mark, tone = look(severity)
        return Cell(self.w.severity(severity), tone=tone, mark=mark)

    def state(self, state: str) -> Cell:
        """Return the state of a form with its mark."""
        mark, tone = look(state)
        return Cell(self(f"gap.state.{state}"), tone=tone, mark=mark)

    def value(self, one: CityIndicator | UnitFigure, indicator: CityIndicator, *, to: str | None = None) -> Cell:
        """Return a figure as it reads; it is sorted by what it exactly is."""
        text = self.w.value(one, indicator)
        return Cell(text, exact(one.value), to=to if text != DASH else None)

    def gap(self, one: CityIndicator | UnitFigure, indicator: CityIndicator) -> Cell:
        """Return a gap; it is sorted by what it exactly is."""
        return Cell(self.w.gap(one, indicator), exact(one.gap))

    def target(self, one: CityIndicator) -> Cell:
        """Return a target with a link to its clause."""
        to = self.clause(one.subject) if one.target is not None else None
        return Cell(self.w.target(one), exact(one.target), to=to)

    def share(self, value: Decimal | None) -> Cell:
        """Return a share in per cent."""
        return Cell(figure_text(value, "%"), exact(value))

    def day(self, day: date | None, text: str = "") -> Cell:
        """Return a day, or what stands in its place."""
        return Cell(self.w.day(day) if day or not text else text, day.isoformat() if day else None)

    def rule(self, rule: str) -> Cell:
        """Return a rule with a link to its own page where those are published, else to where it stands on this one."""
        known = rule in self._rules and _PLAIN_ID.match(rule)
        return Cell(rule, to=self.rule_anchor(rule), page=self.rule_page(rule) if known else None)

    def rule_anchor(self, rule: str) -> str | None:
        """Return where a rule stands on this page; None for what is no rule of the report."""
        return f"rule-{rule}" if rule in self._rules and _PLAIN_ID.match(rule) else None

    def rule_page(self, rule: str) -> str | None:
        """Return the address of a rule's own page; None where none is published."""
        if self.rule_pages is None or not _WEB.match(self.rule_pages) or not _PLAIN_ID.match(rule):
            return None
        return f"{self.rule_pages.rstrip('/')}/{rule}.md"

    def named(self, subject: str | None) -> Cell:
        """Return an indicator or a task by id with its name below."""
        return Cell(subject or DASH, to=self.subject(subject), under=self._titles.get(subject or "", ""))


def exact(value: Decimal | int | None) -> str | None:
    """Return a figure to its last digit."""
    return None if value is None else plain(Decimal(value))


def count(number: int | None) -> Cell:
    """Return a count; a dash for none."""
    return Cell(str(number) if number else DASH, str(number or 0))


def change(page: Page, value: Decimal | None, one: CityIndicator) -> Cell:
    """Return the change on the period before."""
    if value is not None and not rounded(value):
        return Cell(page("paper.unchanged"), exact(value))
    return Cell(page.w.points(value, one), exact(value))


def place(page: Page, sheet: str | None, cell: str | None) -> str:
    """Return where something stands in a workbook, ``指标填报!H7``."""
    return "!".join(page.w.safe(part) for part in (sheet, cell) if part) or DASH


def file_name(page: Page, file: str | None) -> str:
    """Return the name of a file without its folders."""
    return page.w.safe(file.rsplit("/", 1)[-1]) if file else DASH


def shares(told: Sequence[tuple[str, int, str]]) -> list[Share]:
    """Return a bar of 100 from label, count and status of each part; what there is none of is left out."""
    total = sum(number for _, number, _ in told)
    made: list[Share] = []
    x = 0.0
    for label, number, status in told:
        if number:
            mark, tone = look(status)
            width = number * _BAR / total
            made.append(Share(label, number, tone, mark, round(x, 2), round(width, 2)))
            x += width
    return made
