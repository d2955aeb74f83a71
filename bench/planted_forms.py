"""Forms without a fault for a made-up city, to plant defects in (``planted.py``). Nothing here uses pxcheck.

Every figure grows from quarter to quarter by less than thirty per cent and by more than nothing; every task is done by
its day and said to be so by all its units; every form is dated a week after its period. So a form says what is planted
in it and nothing else.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from city import INDICATOR_HEAD, TASK_HEAD, City, make_city, quarter_end, unit_of
from plain_xlsx import DAY, EPOCH, PERCENT, Row, number_cell, package, text_cell, text_cells

INDICATORS, TASKS, BASICS = "指标填报", "任务填报", "基本信息"
NUMERATOR, DENOMINATOR, VALUE, WHY = "分子", "分母", "本期完成值", "情况说明"
STATUS, PROGRESS, DONE_ON, EVIDENCE = "完成状态", "完成进度(%)", "完成日期", "佐证材料"
PROBLEM, NEXT_STEP = "存在问题", "下一步措施"
HEADS = {INDICATORS: INDICATOR_HEAD, TASKS: TASK_HEAD}
LABELS = ("政策文号", "填报单位", "报告期", "填报人", "联系电话", "审核人", "单位负责人", "填报日期")
DUE_DAYS = 15
_DENOMINATORS = (200, 250, 400, 500, 1000)  # n/d has two decimals in per cent: nothing is rounded over a target


@dataclass(frozen=True)
class Percent:
    """A number in a cell with a per cent format, in per cent; with ``formula`` what the template's formula gives."""

    value: float
    formula: bool = False


Cell = str | float | date | Percent | None
Line = dict[str, Cell]


@dataclass
class Form:
    """One workbook: the lines of 基本信息, and the rows of the two tables by id, in order.

    A table's keys are ids, or for a row too many anything else. ``head`` is the row of the column titles, ``hidden``
    the keys of rows that are hidden, ``sheets`` the tables that it has; ``content`` replaces it all.
    """

    quarter: str
    file: str
    basics: dict[str, Cell]
    tables: dict[str, dict[str, Line]]
    head: int = 4
    hidden: set[str] = field(default_factory=set)
    sheets: tuple[str, ...] = (INDICATORS, TASKS)
    content: bytes | None = None

    @property
    def unit(self) -> str:
        """The unit that it names."""
        return str(self.basics["填报单位"])

    def line(self, subject: str) -> Line:
        """Return the row of an indicator or a task."""
        return next(rows[subject] for rows in self.tables.values() if subject in rows)

    def place(self, subject: str, column: str) -> str:
        """Return where an answer stands, as 指标填报!H5."""
        sheet = next(name for name, rows in self.tables.items() if subject in rows)
        row = self.head + 1 + list(self.tables[sheet]).index(subject)
        return f"{sheet}!{chr(65 + HEADS[sheet].index(column))}{row}"

    def basic(self, label: str) -> str:
        """Return where the answer to a label of 基本信息 stands."""
        return f"{BASICS}!B{3 + list(self.basics).index(label)}"

    def copy(self, file: str) -> Form:
        """Return the same form in another file, to be changed."""
        tables = {sheet: {key: dict(line) for key, line in rows.items()} for sheet, rows in self.tables.items()}
        return replace(self, file=file, basics=dict(self.basics), tables=tables, hidden=set(self.hidden))


def rate(over: float, under: float) -> Line:
    """Return the three cells of a rate, the last as the template's formula computes it."""
    return {NUMERATOR: over, DENOMINATOR: under, VALUE: Percent(100 * over / under, formula=True)}


def figures(line: Line) -> tuple[float, float]:
    """Return the numerator and the denominator of a row, or its figure and 0 where it has no two."""
    told = [line.get(NUMERATOR, line.get(VALUE)), line.get(DENOMINATOR, 0)]
    over, under = (float(cell) if isinstance(cell, int | float) else 0.0 for cell in told)
    return over, under


class Plan:
    """A city's forms by unit and quarter, without a fault until something is planted."""

    def __init__(self, units: int, quarters: Sequence[str], seed: int) -> None:
        """Plan the forms: the same arguments give the same ones."""
        self.city: City = make_city(units, 4, seed)
        self.quarters = list(quarters)
        self.forms: dict[tuple[str, str], Form] = {}
        self.more: list[Form] = []
        self._tasks = {task["id"]: task for task in self.city.tasks}
        self._indicators = {indicator["id"]: indicator for indicator in self.city.indicators}
        dice = random.Random(seed)  # noqa: S311 (figures, not secrets)
        for place, unit in enumerate(self.city.units):
            rates = {i["id"]: (dice.choice(_DENOMINATORS), dice.uniform(0.2, 0.4)) for i in self.city.indicators}
            for step, quarter in enumerate(self.quarters):
                form = self._form(unit, quarter, step, rates)
                form.head = 4 + place % 3
                self.forms[unit, quarter] = form

    def _form(self, unit: str, quarter: str, step: int, rates: Mapping[str, tuple[int, float]]) -> Form:
        dated = quarter_end(quarter) + timedelta(days=7)
        told: tuple[Cell, ...] = ("萍府发〔2023〕21号", unit, quarter, "甘某", "0799-6330000", "黎某", "文某", dated)
        asked = {i["id"]: self.indicator(i["id"], step, rates[i["id"]]) for i in self.city.asked(unit)}
        mine = {t["id"]: self.task(t["id"], quarter, step) for t in self.city.tasks if unit in t["units"]}
        tables = {INDICATORS: asked, TASKS: mine}
        return Form(quarter, f"{unit}.xlsx", dict(zip(LABELS, told, strict=True)), tables)

    def indicator(self, subject: str, step: int, scale: tuple[int, float] = (500, 0.3)) -> Line:
        """Return the row of an indicator in the quarter of that place; ``scale`` is a denominator and a first share."""
        indicator = self._indicators[subject]
        given = (subject, indicator["category"], indicator["name"], unit_of(indicator), "见目标")
        line: Line = dict(zip(INDICATOR_HEAD, given, strict=False)) | {"数据来源": "台账"}
        base = float(indicator["baseline"]["value"]["value"])
        if parts := indicator.get("parts"):
            return line | rate(8 + step, parts)
        if "numerator" in indicator:
            under, share = scale
            return line | rate(round(under * share) + step * under // 50, under)
        if indicator["unit"] == "%":
            return line | {VALUE: Percent(base + 0.25 * step)}
        return line | {VALUE: round(base * (1 + 0.05 * step))}

    def task(self, subject: str, quarter: str, step: int) -> Line:
        """Return the row of a task: done in the November before its day, until then a fifth more each quarter."""
        task = self._tasks[subject]
        given = (subject, f"{task['area']}:{task['title']}", task["units_text"], task["deadline_text"])
        line: Line = dict(zip(TASK_HEAD, given, strict=False)) | {EVIDENCE: f"材料{subject}.pdf"}
        if task["deadline"] == "ongoing":
            return line | {STATUS: "常态推进"}
        due = date.fromisoformat(str(task["deadline"]))
        if due <= quarter_end(quarter):
            return line | {STATUS: "已完成", PROGRESS: Percent(100), DONE_ON: date(due.year, 11, 20)}
        return line | {STATUS: "推进中", PROGRESS: Percent(20 + 20 * step)}

    def add(self, unit: str, quarter: str, subject: str) -> Form:
        """Add the row of an indicator or a task to a unit's form and return the form."""
        form, step = self.forms[unit, quarter], self.quarters.index(quarter)
        if subject.startswith("I"):
            form.tables[INDICATORS][subject] = self.indicator(subject, step)
        else:
            form.tables[TASKS][subject] = self.task(subject, quarter, step)
        return form

    def units_of(self, task: str) -> list[str]:
        """Return the units of a task, the lead first."""
        return list(self._tasks[task]["units"])

    def write(self, folder: Path) -> None:
        """Write every form to ``FOLDER/QUARTER/FILE``."""
        for form in (*self.forms.values(), *self.more):
            path = folder / form.quarter / form.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(workbook(form) if form.content is None else form.content)


def workbook(form: Form) -> bytes:
    """Return a form as a workbook, with the sheets and columns of the template."""
    basics: list[Row] = [
        (row, [text_cell(label), _cell(told, row)]) for row, (label, told) in enumerate(form.basics.items(), 3)
    ]
    sheets: dict[str, Sequence[Row]] = {"填报说明": [], BASICS: basics}
    hidden: dict[str, set[int]] = {}
    for name in form.sheets:
        rows = list(enumerate(form.tables[name].items(), form.head + 1))
        filled: list[Row] = [(row, [_cell(line.get(title), row) for title in HEADS[name]]) for row, (_, line) in rows]
        sheets[name] = [(form.head, text_cells(HEADS[name])), *filled]
        hidden[name] = {row for row, (key, _) in rows if key in form.hidden}
    return package(sheets, hidden)


def _cell(told: Cell, row: int) -> str | None:
    if told is None:
        return None
    if isinstance(told, str):
        return text_cell(told)
    if isinstance(told, date):
        return number_cell((told - EPOCH).days, DAY)
    if isinstance(told, Percent):
        formula = f'<f>IF(G{row}&gt;0,F{row}/G{row},"")</f>' if told.formula else ""
        return f'<c r="@" s="{PERCENT}">{formula}<v>{told.value / 100!r}</v></c>'
    return number_cell(told)
