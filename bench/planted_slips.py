"""The defects of one form alone that ``planted.py`` plants, each beside what it has to be found as."""

from __future__ import annotations

from datetime import date

from planted_forms import (
    DENOMINATOR,
    DONE_ON,
    EVIDENCE,
    INDICATORS,
    NEXT_STEP,
    NUMERATOR,
    PROBLEM,
    PROGRESS,
    STATUS,
    VALUE,
    WHY,
    Line,
    Percent,
    rate,
)
from planting import REASON, REOPENED, Planting


def wrong_figures(p: Planting) -> None:
    """Figures wrong in themselves, each in two quarters: what is wrong is not compared with another quarter too."""
    none: Line = {NUMERATOR: None, DENOMINATOR: None}
    told: tuple[tuple[Line, tuple[tuple[str, str], ...]], ...] = (
        ({VALUE: None}, (("A101", VALUE),)),
        ({VALUE: "已完成"}, (("A102", VALUE),)),
        ({VALUE: Percent(85)}, (("A103", VALUE),)),
        ({VALUE: 0.71}, (("A104", VALUE),)),
        (none | {VALUE: Percent(120)}, (("A105", VALUE), ("A119", VALUE))),
        (rate(501, 500), (("A106", NUMERATOR),)),
        (rate(100.5, 500), (("A107", NUMERATOR),)),
        ({VALUE: "≥80"}, (("A108", VALUE),)),
        ({VALUE: "82个"}, (("A112", VALUE),)),
        ({VALUE: "3O"}, (("A116", VALUE),)),
        ({NUMERATOR: 0, DENOMINATOR: 0, VALUE: Percent(0)}, (("A118", DENOMINATOR),)),
        (none | {VALUE: "不适用"}, (("A101", WHY),)),
        ({"指标名称": "电子文件归档率"}, (("F012", "指标名称"),)),
    )
    for number, (change, rules) in enumerate(told):
        for unit, quarter in ((5 + number, number % 4), (20 + number, (number + 2) % 4)):
            p.at(p.form(unit, quarter), "I16", change, *rules)


def wrong_rows(p: Planting) -> None:
    """Rows of tasks wrong in themselves; once each what only has to be verified and is explained."""
    told: tuple[tuple[str, int, int, Line, str, str], ...] = (
        ("T28", 5, 0, {STATUS: "已经完成"}, "A201", STATUS),
        ("T26", 32, 1, {PROGRESS: Percent(60)}, "A202", PROGRESS),
        ("T10", 17, 1, {EVIDENCE: None}, "A203", EVIDENCE),
        ("T20", 27, 2, {EVIDENCE: "无", WHY: REASON}, "A203", EVIDENCE),
        ("T13", 21, 2, {DONE_ON: None}, "A204", DONE_ON),
        ("T13", 22, 1, {DONE_ON: "2024年底"}, "A204", DONE_ON),
        ("T20", 28, 0, {DONE_ON: date(2025, 4, 1)}, "A204", DONE_ON),
        ("T31", 0, 0, REOPENED | {PROBLEM: None, NEXT_STEP: None}, "A205", PROBLEM),
        ("T55", 0, 0, REOPENED | {NEXT_STEP: "无"}, "A205", NEXT_STEP),
        ("T23", 29, 0, {STATUS: None}, "A101", STATUS),
        ("T21", 19, 0, {PROGRESS: None}, "A101", PROGRESS),
    )
    for task, unit, quarter, change, rule, column in told:
        state = "explained" if WHY in change else "open"
        p.at(p.form(unit, quarter), task, change, (rule, column), state=state)


def wrong_forms(p: Planting) -> None:
    """Defects of a form as a form."""
    for unit, quarter, label, written, rule in (
        (10, 0, "审核人", "", "F008"),
        (14, 1, "政策文号", "赣府发〔2023〕8号", "F005"),
    ):
        form = p.form(unit, quarter)
        form.basics[label] = written
        p.expect(rule, form, "", form.basic(label))
    lacking, strange, double, unseen = p.form(33, 3), p.form(35, 2), p.form(34, 1), p.form(37, 2)
    del lacking.tables[INDICATORS]["I20"]
    p.expect("F011", lacking, "I20", INDICATORS)
    rows = strange.tables[INDICATORS]
    rows["strange"] = dict(rows["I20"]) | {"指标编号": "I99"}
    p.expect("F009", strange, "", strange.place("strange", "指标编号"))
    rows = double.tables[INDICATORS]
    rows["double"] = dict(rows["I17"])
    p.expect("F010", double, "I17", double.place("double", "指标编号"))
    unseen.hidden.add("I19")
    p.expect("F013", unseen, "I19", unseen.place("I19", VALUE))
