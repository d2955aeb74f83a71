"""The rules of the city roll-up, one by one, on forms made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from made_city import WRONG, figure, form, rate, rolled, small, without, work
from pxgov_check.model import Finding, FindingState, Period, Severity, Status, SubmissionResult
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.rollup.indicator_nouns import CityIndicator
from pxgov_check.rollup.report import GapReport
from pxgov_check.rollup.selection import Scope
from pxgov_check.rollup.task_nouns import CityTask

A, B, C = "市审计局", "市档案馆", "市水利局"
OWNER = "市政务服务中心"


@pytest.fixture
def three(policy: Policy) -> Policy:
    """Return the policy with a roster of three units."""
    return small(policy, A, B, C)


def indicator(report: GapReport, subject: str) -> CityIndicator:
    return next(i for i in report.indicators if i.subject == subject)


def task(report: GapReport, subject: str) -> CityTask:
    return next(t for t in report.tasks if t.subject == subject)


def test_a_city_rate_is_a_quotient_of_sums_and_never_a_mean(three: Policy, messages: Messages) -> None:
    """1 of 2 and 97 of 98 make 98 of 100, not the mean of 50 % and 98.98 %."""
    one = indicator(rolled(three, messages, [form(A, rate("I03", 1, 2)), form(B, rate("I03", 97, 98))]), "I03")
    assert (one.value, one.numerator, one.denominator, one.status) == (
        Decimal(98),
        Decimal(98),
        Decimal(100),
        Status.MET,
    )
    assert (one.units_expected, one.units_counted, one.units_missing) == (3, 2, (C,))


def test_the_city_is_judged_before_rounding(three: Policy, messages: Messages) -> None:
    """79.9999 % is not 80 %, and one item is missing."""
    one = indicator(rolled(three, messages, [form(A, rate("I03", 799999, 1000000))]), "I03")
    assert (one.status, one.gap, one.items_needed) == (Status.UNMET, Decimal("0.0001"), 1)


def test_nothing_reported_is_missing_and_never_zero(three: Policy, messages: Messages) -> None:
    """No unit, no figure: every indicator is missing, there is no gap, and the day is the end of the year."""
    report = rolled(three, messages, [])
    assert {i.status for i in report.indicators} == {Status.MISSING}
    assert all(i.value is None and i.gap is None and i.pace is None for i in report.indicators)
    assert (report.counted_period, report.as_of) == (None, date(2025, 12, 31))
    assert (report.coverage.received, report.coverage.missing) == (0, (A, B, C))
    assert [(s.kind, s.unit) for s in report.steps] == [("submit", A), ("submit", B), ("submit", C)]


def test_one_unit_alone_speaks_for_what_it_reports(three: Policy, messages: Messages) -> None:
    """One of three units: the figure stands, and says that it rests on one of three."""
    one = indicator(rolled(three, messages, [form(A, rate("I03", 9, 10))]), "I03")
    assert (one.value, one.units_counted, one.units_expected) == (Decimal(90), 1, 3)


def test_all_met_and_all_missed(three: Policy, messages: Messages) -> None:
    """The same three units reach the target together or miss it together."""
    met = rolled(three, messages, [form(u, rate("I03", 8, 10)) for u in (A, B, C)])
    missed = rolled(three, messages, [form(u, rate("I03", 7, 10)) for u in (A, B, C)])
    assert met.gaps == []
    assert [i.subject for i in missed.gaps] == ["I03"]
    assert [(u.unit, u.rank, u.items_needed) for u in missed.gaps[0].ranked] == [(A, 1, 1), (B, 2, 1), (C, 3, 1)]
    assert missed.gaps[0].items_needed == 3


def test_a_figure_that_failed_its_audit_is_left_out_with_the_reason(three: Policy, messages: Messages) -> None:
    """The other figures of the same form count; the form itself is not accepted."""
    wrong = replace(WRONG, subject="I03")
    bad = form(A, without("I03", Status.INVALID), rate("I04", 9, 10), findings=[wrong])
    report = rolled(three, messages, [bad, form(B, rate("I03", 9, 10))])
    one = indicator(report, "I03")
    assert (one.value, one.units_counted) == (Decimal(90), 1)
    assert [(e.unit, e.reason, e.cell, e.message) for e in one.units_excluded] == [(A, "A106", "F7", WRONG.message)]
    assert (report.coverage.received, report.coverage.accepted) == (2, 1)
    assert [(r.unit, r.reasons[0].rule, r.reasons[0].count) for r in report.coverage.returned] == [(A, "A106", 1)]
    assert indicator(report, "I04").units_counted == 1
    assert next(r for r in report.rules if r.rule == "A106").open == 1


def test_only_wrong_figures_make_the_city_invalid(three: Policy, messages: Messages) -> None:
    """Wrong data is told apart from no data, also where no rule of the policy says what is wrong."""
    report = rolled(three, messages, [form(A, without("I03", Status.INVALID))])
    assert indicator(report, "I03").units_excluded[0].reason == "invalid"
    assert (indicator(report, "I03").status, indicator(report, "I04").status) == (Status.INVALID, Status.MISSING)


def test_a_rate_without_its_two_figures_is_left_out(three: Policy, messages: Messages) -> None:
    """A119: it can't be added up; alone it leaves the city undetermined."""
    one = indicator(rolled(three, messages, [form(A, figure("I03", "90"))]), "I03")
    assert (one.status, one.value, one.units_counted) == (Status.UNDETERMINED, None, 0)
    assert [(e.unit, e.reason) for e in one.units_excluded] == [(A, "A119")]


def test_not_applicable_counts_as_reported_and_is_in_no_sum(three: Policy, messages: Messages) -> None:
    """Two of three have no such systems; the third's figure is the city's; where all say so it is not applicable."""
    forms = [form(u, without("I03", Status.NOT_APPLICABLE), without("I04", Status.NOT_APPLICABLE)) for u in (A, B)]
    report = rolled(three, messages, [*forms, form(C, rate("I03", 9, 10), without("I04", Status.NOT_APPLICABLE))])
    one = indicator(report, "I03")
    assert (one.value, one.units_not_applicable, one.units_missing) == (Decimal(90), (A, B), ())
    assert indicator(report, "I04").status is Status.NOT_APPLICABLE


def test_an_owner_speaks_for_the_city(policy: Policy, messages: Messages) -> None:
    """What another unit says of a single indicator is shown and never counted."""
    forms = [form(OWNER, rate("I15", 22, 22)), form(A, rate("I15", 20, 22))]
    one = indicator(rolled(small(policy, OWNER, A), messages, forms), "I15")
    assert (one.value, one.reported_by, one.units_expected) == (Decimal(100), OWNER, 1)
    assert [(u.unit, u.numerator, u.counted) for u in one.other_reports] == [(A, Decimal(20), False)]


def test_a_target_that_asks_to_keep_what_there_is(policy: Policy, messages: Messages) -> None:
    """100 → 100: kept is met and dropped is unmet; there is no completion to speak of and no division by zero."""
    roster = small(policy, OWNER)
    kept = indicator(rolled(roster, messages, [form(OWNER, rate("I15", 22, 22))]), "I15")
    dropped = indicator(rolled(roster, messages, [form(OWNER, rate("I15", 21, 22))]), "I15")
    assert (kept.maintain, kept.completion, kept.status) == (True, None, Status.MET)
    assert (dropped.status, dropped.items_needed, dropped.completion) == (Status.UNMET, 1, None)


def test_counts_are_added_up(three: Policy, messages: Messages) -> None:
    """An indicator counted by each unit is a sum; a unit's part has no target of its own."""
    whole = three.indicators["I13"]
    each = replace(whole.reporting.value, mode="each_unit", reported_by=None)
    reporting = replace(whole.reporting, value=each)
    changed = replace(whole, reporting=reporting, aggregate=replace(whole.aggregate, value="sum"))
    roster = replace(three, indicators={**three.indicators, "I13": changed})
    one = indicator(rolled(roster, messages, [form(A, figure("I13", "120")), form(B, figure("I13", "230.5"))]), "I13")
    assert (one.value, one.status, one.gap, one.gap_unit) == (Decimal("350.5"), Status.UNMET, Decimal("149.5"), "个")
    assert [(u.status, u.rank) for u in one.by_unit if u.counted] == [(Status.UNDETERMINED, None)] * 2


def test_a_lower_is_better_target(three: Policy, messages: Messages) -> None:
    """Short of a ceiling means above it; the pace leads down."""
    target = three.targets["I03"]
    milestones = tuple(
        replace(m, op="<=", value=v) for m, v in zip(target.milestones, (Decimal(30), Decimal(10)), strict=True)
    )
    roster = replace(three, targets={**three.targets, "I03": replace(target, milestones=milestones)})
    forms = [form(A, rate("I03", 3, 10), period="2025Q3"), form(A, rate("I03", 2, 10))]
    one = indicator(rolled(roster, messages, forms), "I03")
    assert (one.status, one.gap, one.items_needed) == (Status.UNMET, Decimal(10), None)
    assert one.completion == 50
    assert one.pace is not None
    assert (one.pace.so_far, one.pace.months_to_target) == (Decimal("-3.33333333333333"), 3)


def test_a_unit_that_stopped_is_missing_and_its_last_figure_is_shown(three: Policy, messages: Messages) -> None:
    """The latest period that any unit reported counts; an older figure is not carried over."""
    forms = [form(A, rate("I03", 9, 10)), form(B, rate("I03", 1, 10), period="2025Q3")]
    report = rolled(three, messages, forms)
    one = indicator(report, "I03")
    assert (one.value, one.units_missing) == (Decimal(90), (B, C))
    row = one.by_unit[1]
    assert (row.unit, row.status, row.counted, row.period, row.value) == (
        B,
        Status.MISSING,
        False,
        "2025Q3",
        Decimal(10),
    )
    assert [(s.unit, s.last_period) for s in report.coverage.stopped] == [(B, "2025Q3")]
    assert [(u.unit, u.state) for u in report.units] == [(A, "accepted"), (B, "stopped"), (C, "missing")]


def test_a_unit_with_two_different_forms_counts_with_neither(three: Policy, messages: Messages) -> None:
    """X301: both are named, no figure of either is used; the same bytes twice are one form."""
    twice = [form(A, rate("I03", 9, 10)), form(A, rate("I03", 8, 10), copy="-2")]
    report = rolled(three, messages, [*twice, form(B, rate("I03", 5, 10))])
    one = indicator(report, "I03")
    assert (one.value, [(e.unit, e.reason) for e in one.units_excluded]) == (Decimal(50), [(A, "X301")])
    assert [f.finding.rule for f in report.findings] == ["X301", "X303"]
    assert report.coverage.conflicting[0].files == (f"{A}-2025Q4-2.xlsx", f"{A}-2025Q4.xlsx")
    assert (report.coverage.received, report.coverage.accepted, report.coverage.missing) == (2, 1, (C,))
    same = [twice[0], replace(twice[0], file="copy.xlsx")]
    assert indicator(rolled(three, messages, same), "I03").value == 90


def test_files_that_hold_different_tables_are_parts_of_one_form(three: Policy, messages: Messages) -> None:
    """Indicators in one file and tasks in another: both count, each with its own file."""
    due = three.tasks["T35"].due
    lacking = replace(without("I03", Status.MISSING), sheet=None, cell=None, reported=None)
    tasks = form(A, lacking, work("T35", Status.DONE, "已完成", due, completed_on=date(2024, 12, 1)), copy="-任务")
    report = rolled(three, messages, [form(A, rate("I03", 9, 10)), tasks])
    one = indicator(report, "I03")
    assert (one.value, one.by_unit[0].file) == (Decimal(90), f"{A}-2025Q4.xlsx")
    told = next(u for u in task(report, "T35").units if u.unit == A)
    assert (told.status, told.file) == (Status.DONE, f"{A}-2025Q4-任务.xlsx")
    assert (report.coverage.conflicting, report.coverage.accepted) == ((), 1)


def test_a_waiver_lifts_the_demand_and_hides_no_figure(three: Policy, messages: Messages) -> None:
    """A waived figure is in the city's sum and asks for no step; who is excused from reporting is not missing."""
    waived = replace(rate("I03", 1, 10), status=Status.WAIVED, unwaived=Status.UNMET)
    excused = replace(without("I03", Status.WAIVED), unwaived=Status.MISSING)
    report = rolled(three, messages, [form(A, waived), form(B, excused), form(C, rate("I03", 5, 10, "缺经费"))])
    one = indicator(report, "I03")
    assert (one.value, one.units_counted, one.units_waived, one.units_missing) == (Decimal(30), 2, (B,), ())
    assert one.by_unit[0].status is Status.WAIVED
    assert [(s.kind, s.unit) for s in report.steps] == [("close_gap", C)]


def test_the_longest_period_of_a_unit_that_closes_the_year_counts(three: Policy, messages: Messages) -> None:
    """A form for 2025 beside one for 2025Q4: the year's; a unit with the quarter's alone counts too."""
    forms = [
        form(A, rate("I03", 9, 10), period="2025"),
        form(A, rate("I03", 1, 10)),
        form(B, rate("I03", 9, 10)),
    ]
    one = indicator(rolled(three, messages, forms), "I03")
    assert (one.value, one.units_counted) == (Decimal(90), 2)


def test_one_period_can_be_asked_for(three: Policy, messages: Messages) -> None:
    """--period 2025Q3 takes that quarter's forms, its last day, and nothing later."""
    forms = [form(A, rate("I03", 5, 10), period="2025Q3"), form(A, rate("I03", 9, 10))]
    report = rolled(three, messages, forms, Scope(Period("2025Q3"), within=False))
    one = indicator(report, "I03")
    assert (report.as_of, one.value, len(one.series)) == (date(2025, 9, 30), Decimal(50), 1)


def test_between_milestones_the_reference_is_the_judging_one(three: Policy, messages: Messages) -> None:
    """In mid-2025 I03 is measured by 67.5 %, a linear interpolation, with its pace and projection ahead."""
    forms = [form(A, rate("I03", 50, 100), period="2025Q1"), form(A, rate("I03", 60, 100), period="2025Q2")]
    one = indicator(rolled(three, messages, forms), "I03")
    assert (one.status, one.reference, one.gap, one.items_needed) == (Status.BEHIND, Decimal("67.5"), Decimal(20), 20)
    assert one.pace is not None
    assert (one.pace.months, one.pace.months_left) == (3, 6)
    assert (one.pace.so_far, one.pace.needed) == (Decimal("3.33333333333333"), Decimal("3.33333333333333"))
    assert (one.pace.projected, one.pace.projected_meets) == (Decimal(80), True)


def test_a_projected_rate_ends_at_100(three: Policy, messages: Messages) -> None:
    """A straight line beyond the whole is cut at the whole."""
    forms = [form(A, rate("I03", 10, 100), period="2025Q1"), form(A, rate("I03", 70, 100), period="2025Q2")]
    one = indicator(rolled(three, messages, forms), "I03")
    assert one.pace is not None
    assert (one.pace.projected, one.pace.projected_meets) == (Decimal(100), True)


def test_a_change_says_whether_it_compares_the_same_units(three: Policy, messages: Messages) -> None:
    """A jump that comes from another unit's reporting is marked."""
    forms = [form(A, rate("I03", 1, 10), period="2025Q3"), form(A, rate("I03", 1, 10)), form(B, rate("I03", 10, 10))]
    points = indicator(rolled(three, messages, forms), "I03").series
    assert [(p.period, p.units_counted, p.change, p.comparable) for p in points] == [
        ("2025Q3", 1, None, True),
        ("2025Q4", 2, Decimal(45), False),
    ]


def test_forms_are_judged_anew_for_the_day(three: Policy, messages: Messages) -> None:
    """--as-of moves city, unit and task verdicts alike, whatever the forms were judged for."""
    open_task = work("T35", Status.IN_PROGRESS, "推进中", date(2024, 12, 31))
    forms = [form(A, rate("I03", 70, 100), open_task, period="2025Q2")]
    late = rolled(three, messages, forms, as_of=date(2025, 12, 31))
    early = rolled(three, messages, forms)
    assert (indicator(late, "I03").status, indicator(late, "I03").by_unit[0].status) == (Status.UNMET, Status.UNMET)
    assert indicator(early, "I03").by_unit[0].status is Status.ON_TRACK
    assert [(u.status, u.days_overdue) for u in task(late, "T35").units if u.counted] == [(Status.OVERDUE, 365)]
    assert [(u.status, u.days_overdue) for u in task(early, "T35").units if u.counted] == [(Status.OVERDUE, 181)]


def test_a_task_stands_as_its_first_listed_unit_reports(policy: Policy, messages: Messages) -> None:
    """Else as the first of its units that reports; a differing report is a disagreement; nobody's is missing."""
    first, second, third = policy.tasks["T02"].units
    roster = small(policy, first, second, third)
    due = policy.tasks["T02"].due
    done = work("T02", Status.DONE, "已完成", due, completed_on=date(2023, 12, 1))
    late = work("T02", Status.OVERDUE, "推进中", due, reason="缺经费", next_step="年内完成")
    led = task(rolled(roster, messages, [form(second, done), form(first, late)]), "T02")
    assert (led.status, led.lead, led.decided_by, led.disagreement) == (Status.OVERDUE, first, first, True)
    assert (led.days_overdue, led.decisive and led.decisive.next_step) == (731, "年内完成")
    silent = task(rolled(roster, messages, [form(second, done)]), "T02")
    assert (silent.status, silent.decided_by, silent.disagreement) == (Status.DONE, second, False)
    assert task(rolled(roster, messages, []), "T02").status is Status.MISSING


def test_a_task_of_unnamed_units_is_nobodys_fault(policy: Policy, messages: Messages) -> None:
    """T39 names 市直有关部门 alone: nobody can be asked by name, so it is undetermined and not missing."""
    told = task(rolled(policy, messages, []), "T39")
    assert (told.status, told.groups, told.units) == (Status.UNDETERMINED, ("市直有关部门",), ())


def test_the_burn_down_counts_what_was_left_on_each_deadline(policy: Policy, messages: Messages) -> None:
    """13 tasks due 2023, 27 due 2024, 8 due 2025; one done in time, one a year late."""
    unit = policy.tasks["T02"].units[0]
    due = date(2023, 12, 31)
    works = [
        work("T02", Status.DONE, "已完成", due, completed_on=date(2023, 12, 1)),
        work("T12", Status.DONE_LATE, "已完成", due, completed_on=date(2024, 12, 1)),
    ]
    report = rolled(policy, messages, [form(unit, *works)], as_of=date(2025, 6, 30))
    points = [(p.due.year, len(p.subjects), p.done, p.done_late, p.planned_left, p.left) for p in report.burn_down]
    assert points == [(2023, 13, 1, 1, 35, 47), (2024, 27, 0, 0, 8, 46), (2025, 8, 0, 0, 0, None)]


def test_steps_follow_from_the_data(three: Policy, messages: Messages) -> None:
    """Who has given a reason is not asked for one; who has not is; nobody is told to close a gap that isn't there."""
    forms = [form(A, rate("I03", 1, 10, "缺经费")), form(B, rate("I03", 5, 10)), form(C, rate("I03", 10, 10))]
    steps = rolled(three, messages, forms).steps
    assert [(s.kind, s.unit, s.count, s.text) for s in steps] == [
        ("close_gap", A, 7, "缺经费"),
        ("close_gap", B, 3, None),
        ("give_reason", B, None, None),
    ]


def test_explained_findings_keep_their_explanations(three: Policy, messages: Messages) -> None:
    """They are listed and counted apart from the open ones; rules without hits are listed too."""
    said = Finding("A121", "变动过大", Severity.VERIFY, "变动过大。", "请核实。", subject="I03")
    told = replace(said, state=FindingState.EXPLAINED, explanation="机构合并")
    report = rolled(three, messages, [form(A, rate("I03", 9, 10), findings=[said, told])])
    assert [f.finding.explanation for f in report.answered] == ["机构合并"]
    assert (report.units[0].findings["verify"], report.units[0].explained) == (1, 1)
    assert {r.rule for r in report.rules} == set(three.rules)
    assert any(r.hits == 0 for r in report.rules)


def test_what_cannot_be_placed_is_listed_and_never_counted(three: Policy, messages: Messages) -> None:
    """An unreadable file, a unit off the roster, an unreadable period."""
    why = Finding("F001", "文件无法读取", Severity.MANDATORY, "这是网页。", "请另存。")
    stray = Finding("F006", "单位不明", Severity.MANDATORY, "不在名单。", "请改。")
    broken = SubmissionResult("page.xlsx", None, readable=False, findings=(why,))
    unknown = form("市某某局", rate("I03", 0, 10), findings=[stray])
    undated = replace(form(B, rate("I03", 0, 10)), period=None, file="undated.xlsx")
    report = rolled(three, messages, [broken, unknown, undated, form(A, rate("I03", 9, 10))])
    assert indicator(report, "I03").value == 90
    assert [(u.file, u.rule) for u in report.coverage.unreadable] == [("page.xlsx", "F001")]
    assert [(a.file, a.rule) for a in report.coverage.left_aside] == [
        ("undated.xlsx", "F007"),
        ("市某某局-2025Q4.xlsx", "F006"),
    ]


def test_the_order_of_the_forms_changes_nothing(three: Policy, messages: Messages) -> None:
    """The same forms in any order are the same report."""
    forms = [
        *(form(u, rate("I03", n, 10), period=p) for n, u in enumerate((A, B, C), 1) for p in ("2025Q3", "2025Q4")),
        form(B, rate("I03", 9, 10), copy="-2"),
    ]
    assert rolled(three, messages, forms) == rolled(three, messages, reversed(forms))
