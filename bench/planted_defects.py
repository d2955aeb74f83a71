"""What ``planted.py`` plants over time and across units: each defect beside what it has to be found as."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from city import quarter_end
from planted_forms import (
    DUE_DAYS,
    INDICATORS,
    PROGRESS,
    STATUS,
    TASKS,
    VALUE,
    WHY,
    Percent,
    Plan,
    figures,
    rate,
)
from planted_slips import wrong_figures, wrong_forms, wrong_rows
from planting import REASON, REOPENED, Found, Planting


def plant_all(plan: Plan) -> list[Found]:
    """Plant everything; returns what has to be found."""
    planting = Planting(plan)
    for plant in PLANTS:
        plant(planting)
    return planting.found


def jumps(p: Planting) -> None:
    """A121: half as much again, or two fifths less, from some quarter on; twice explained."""
    told = [(5, 1), (9, 2), (14, 3), (22, 1), (25, 2)]
    for subject, factor, units, why in (
        ("I03", 1.5, told, None),
        ("I04", 0.6, [(6, 1), (10, 2), (15, 3), (23, 2)], None),
        ("I07", 1.5, [(19, 1), (37, 3)], REASON),
    ):
        for unit, first in units:
            for quarter in range(first, 4):
                over, under = figures(p.form(unit, quarter).line(subject))
                p.form(unit, quarter).line(subject).update(rate(round(over * factor), under))
            found = ("A121", VALUE)
            p.at(p.form(unit, first), subject, {WHY: why}, found, state="explained" if why else "open")


def falls(p: Planting) -> None:
    """A120: a cumulative figure that fell, a little or by half (which is not A121 too); once explained."""
    p.at(p.form(0, 2), "I01", {VALUE: 5600}, ("A120", VALUE))
    p.at(p.form(4, 3), "I13", {VALUE: 104}, ("A120", VALUE))
    p.at(p.form(4, 3), "I11", {VALUE: 64, WHY: REASON}, ("A120", VALUE), state="explained")
    p.at(p.form(4, 2), "I15", rate(8, 22), ("A120", VALUE))
    p.at(p.form(4, 3), "I15", rate(9, 22))
    p.at(p.form(0, 3), "I18", rate(50, 500), ("A120", VALUE))


def repeats(p: Planting) -> None:
    """A122: the last quarter's figures once more."""
    for unit, quarter in ((7, 1), (11, 2), (16, 3), (24, 1), (38, 2)):
        p.at(p.form(unit, quarter), "I05", dict(p.form(unit, quarter - 1).line("I05")), ("A122", VALUE))


def alike_and_allowed(p: Planting) -> None:
    """Nothing: exactly thirty per cent, a rate that stays at 100 %, other parts of one rate, one wrong before."""
    for unit, told in (
        (8, [(95, 500), (100, 500), (130, 500), (135, 500)]),
        (10, [(105, 500), (100, 500), (70, 500), (69, 500)]),
        (13, [(500, 500)] * 4),
        (17, [(100, 200), (200, 400), (250, 500), (500, 1000)]),
        (18, [(100, 500), (110, 500), (400, 500), (410, 500)]),
    ):
        for quarter, (over, under) in enumerate(told):
            p.form(unit, quarter).line("I06").update(rate(over, under))
    p.at(p.form(18, 1), "I06", {VALUE: 0.22}, ("A104", VALUE))


def backwards(p: Planting) -> None:
    """A207: done and no longer, or less progress than before; the next quarter all is well again."""
    for task, unit, quarter, why in (
        ("T18", 11, 1, None),
        ("T17", 24, 2, None),
        ("T24", 30, 3, None),
        ("T27", 16, 1, REASON),
    ):
        state = "explained" if why else "open"
        p.at(p.form(unit, quarter), task, REOPENED | {WHY: why}, ("A207", STATUS), state=state)
    for task, unit, quarter in (("T05", 6, 1), ("T21", 19, 2), ("T43", 0, 2)):
        p.at(p.form(unit, quarter), task, {PROGRESS: Percent(15)}, ("A207", PROGRESS))
    p.at(p.form(4, 1), "T03", {PROGRESS: Percent(20)})


def not_theirs(p: Planting) -> None:
    """A206: a task of a closed list that another unit reports. A task of an open list, or of a group, anybody may."""
    for task, unit, quarter in (("T24", 37, 0), ("T27", 33, 1), ("T32", 39, 2)):
        form = p.plan.add(p.units[unit], p.quarters[quarter], task)
        p.at(form, task, {}, ("A206", "任务编号"))
    for task in ("T01", "T39"):
        p.plan.add(p.units[38], p.quarters[1], task)


def versions(p: Planting) -> None:
    """X301: two or three versions of a form. The same bytes twice, and two tables in two files, are none."""
    for unit, quarter, changes in (
        (20, 0, [("I08", 1)]),
        (4, 1, [("I13", 2)]),
        (26, 2, [("I08", 1), ("I09", 1)]),
        (35, 3, [("I20", -1)]),
    ):
        form = p.form(unit, quarter)
        sent = [form]
        for number, (subject, step) in enumerate(changes, 1):
            other = form.copy(f"{form.unit}-改{number}.xlsx")
            line = other.line(subject)
            over, under = figures(line)
            line.update(rate(over + step, under) if under else {VALUE: over + step})
            sent.append(other)
        p.plan.more += [*sent[1:], sent[-1].copy(f"重发 {form.unit}.xlsx")]
        p.across("X301", "", [(one, "") for one in sent])
    for unit, quarter in ((27, 1), (28, 2)):
        p.plan.more.append(p.form(unit, quarter).copy(f"重发 {p.units[unit]}.xlsx"))
    parts = p.form(29, 2)
    second = parts.copy(f"{parts.unit}-任务.xlsx")
    parts.sheets, second.sheets = (INDICATORS,), (TASKS,)
    p.expect("F002", parts, "", TASKS)
    p.expect("F002", second, "", INDICATORS)
    p.plan.more.append(second)


def other_owners(p: Planting) -> None:
    """X302: a figure of one owner that others report too, and differently; the same figure is nothing."""
    for quarter, subject, others in (
        (1, "I01", [(30, {VALUE: 7000.0})]),
        (2, "I18", [(31, rate(100, 400))]),
        (3, "I02", [(32, {VALUE: Percent(91.5)}), (34, {VALUE: Percent(92)})]),
    ):
        owner = p.form({"I01": 0, "I18": 0, "I02": 3}[subject], quarter)
        for unit, line in others:
            form = p.plan.add(p.units[unit], p.quarters[quarter], subject)
            form.line(subject).update(line)
            p.across("X302", subject, [(f, f.place(subject, VALUE)) for f in (owner, form)])
    p.plan.add(p.units[35], p.quarters[1], "I01")
    # The owner has sent nothing (X303); the others still have to agree.
    told = [p.plan.add(p.units[unit], p.quarters[0], "I02") for unit in (32, 34)]
    told[1].line("I02")[VALUE] = Percent(99.5)
    p.across("X302", "I02", [(f, f.place("I02", VALUE)) for f in told])


def absent(p: Planting) -> None:
    """X303: nothing sent, or so that nobody can tell whose it is. After a gap the form before it is compared."""
    for unit, quarter in ((36, 0), (36, 1), (36, 2), (3, 0), (9, 1), (39, 3)):
        del p.plan.forms[p.units[unit], p.quarters[quarter]]
        p.missing(unit, quarter)
    broken = p.form(22, 3)
    broken.content = b"<html><table><tr><td>85</td></tr></table></html>"
    p.found.append(Found(broken.quarter, "F001", "", broken.file, "", ""))
    nobody, timeless, old = p.form(23, 3), p.form(24, 3), p.form(12, 1)
    for form, label, written, rule in ((nobody, "填报单位", "市某某局", "F006"), (timeless, "报告期", "去年", "F007")):
        form.basics[label] = written
        p.expect(rule, form, "", form.basic(label))
    sent = p.form(12, 0).copy(old.file)
    sent.quarter = old.quarter
    p.plan.forms[p.units[12], p.quarters[1]] = sent
    p.expect("F007", sent, "", sent.basic("报告期"))
    for unit, quarter in ((22, 3), (23, 3), (24, 3), (12, 1)):
        p.missing(unit, quarter)


def late(p: Planting) -> None:
    """X304: dated after the fifteenth day, as a day or as text; the fifteenth day itself is in time."""
    for unit, quarter, days in ((13, 0, 1), (14, 2, 30), (5, 3, 5), (15, 1, 0)):
        form = p.form(unit, quarter)
        day = quarter_end(form.quarter) + timedelta(days=DUE_DAYS + days)
        form.basics["填报日期"] = f"{day.year}年{day.month}月{day.day}日" if unit == 14 else day
        if days:
            p.across("X304", "", [(form, "")])


def disagreements(p: Planting) -> None:
    """X305: units that report one task differently, each with its cell; other progress alone is no disagreement."""
    for task, quarter in (("T36", 0), ("T09", 0), ("T32", 2), ("T37", 2)):
        forms = [p.plan.forms[unit, p.quarters[quarter]] for unit in p.plan.units_of(task)]
        if quarter:
            p.at(forms[-1], task, REOPENED, ("A207", STATUS))
        else:
            p.at(forms[-1], task, {STATUS: "未启动", PROGRESS: Percent(0), WHY: REASON if task == "T09" else None})
        state = "explained" if task == "T09" else "open"
        p.across("X305", task, [(form, form.place(task, STATUS)) for form in forms], state)
    p.at(p.form(7, 1), "T08", {PROGRESS: Percent(45)})


PLANTS: tuple[Callable[[Planting], None], ...] = (
    absent,
    jumps,
    falls,
    repeats,
    alike_and_allowed,
    backwards,
    not_theirs,
    other_owners,
    disagreements,
    wrong_figures,
    wrong_rows,
    wrong_forms,
    late,
    versions,
)
