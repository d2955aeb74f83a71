"""Where a status turns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Judge
from filling import filled, plant
from pxgov_check.judging.targets import months_between, reference_value, stand
from pxgov_check.model import IndicatorVerdict, Status, TaskVerdict
from pxgov_check.policy.load import load_policy
from pxgov_check.policy.locate import builtin_root
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy

YEAR_END, MID_2025, END_2023 = date(2025, 12, 31), date(2025, 6, 30), date(2023, 12, 31)
PACK = load_policy(builtin_root())


@pytest.mark.parametrize(
    ("subject", "value", "day", "status"),
    [
        ("I03", "79.9", YEAR_END, Status.UNMET),
        ("I03", "80", YEAR_END, Status.MET),
        ("I03", "80.1", YEAR_END, Status.MET),
        ("I03", "79.9999999999999", YEAR_END, Status.UNMET),
        ("I03", "67.4", MID_2025, Status.BEHIND),
        ("I03", "67.5", MID_2025, Status.ON_TRACK),
        ("I03", "80", MID_2025, Status.MET),
        ("I03", "29.9", MID_2025, Status.UNMET),
        ("I03", "30", END_2023, Status.MET),
        ("I03", "29.9", END_2023, Status.UNMET),
        ("I03", "50", date(2023, 6, 30), Status.UNDETERMINED),
        ("I02", "98.795", END_2023, Status.UNMET),
        ("I02", "98.8", END_2023, Status.MET),
        ("I15", "95.45", MID_2025, Status.UNMET),
        ("I15", "100", MID_2025, Status.MET),
    ],
)
def test_a_status_turns_at_its_boundary(policy: Policy, subject: str, value: str, day: date, status: Status) -> None:
    """A figure at the target meets it, one just below does not, and the reference value belongs to on track."""
    assert stand(policy.targets[subject], Decimal(value), day).status is status


def test_the_reference_of_i03_in_mid_2025_is_67_5(policy: Policy) -> None:
    """Between 30 at the end of 2023 and 80 at the end of 2025, eighteen of 24 months make 67.5."""
    assert reference_value(policy.targets["I03"], MID_2025) == Decimal("67.5")
    assert reference_value(policy.targets["I03"], YEAR_END) is None


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (END_2023, date(2024, 1, 30), 0),
        (END_2023, date(2024, 1, 31), 1),
        (END_2023, date(2024, 2, 29), 2),
        (END_2023, date(2025, 12, 31), 24),
    ],
)
def test_the_end_of_a_month_completes_it(start: date, end: date, months: int) -> None:
    """Whole months count, and the last day of a month completes it however long it is."""
    assert months_between(start, end) == months


def test_a_rate_shown_as_80_is_judged_as_79_6(policy: Policy, messages: Messages, judge: Judge) -> None:
    """What is displayed rounded is judged exactly."""
    book = filled(policy, "市档案馆", messages)
    for title in ("分子", "分母"):
        plant(book, "指标填报", "I03", title, None)
    plant(book, "指标填报", "I03", "本期完成值", 79.6, "0")
    verdict = judge(book).verdicts[0]
    assert isinstance(verdict, IndicatorVerdict)
    assert (verdict.status, verdict.value, verdict.gap) == (Status.UNMET, Decimal("79.6"), Decimal("0.4"))


def test_binary_dust_does_not_turn_a_verdict(policy: Policy, messages: Messages, judge: Judge) -> None:
    """(0.1+0.7)*100 is stored as 79.99999999999999, which is 80 to Excel's 15 digits."""
    book = filled(policy, "市档案馆", messages)
    for title in ("分子", "分母"):
        plant(book, "指标填报", "I03", title, None)
    plant(book, "指标填报", "I03", "本期完成值", (0.1 + 0.7) * 100, "General")
    assert judge(book).verdicts[0].status is Status.MET


def test_items_needed_are_whole_items(policy: Policy, messages: Messages, judge: Judge) -> None:
    """96 of 125 is 76.8 %; four more make 80 %."""
    book = filled(policy, "市档案馆", messages)
    for title, value in (("分子", 96), ("分母", 125), ("本期完成值", 0.768)):
        plant(book, "指标填报", "I03", title, value)
    verdict = judge(book).verdicts[0]
    assert isinstance(verdict, IndicatorVerdict)
    assert (verdict.gap, verdict.gap_unit, verdict.items_needed) == (Decimal("3.2"), "个百分点", 4)


@pytest.mark.parametrize(
    ("day", "status", "days"),
    [
        (date(2025, 11, 30), Status.IN_PROGRESS, None),
        (date(2025, 12, 1), Status.DUE_SOON, None),
        (date(2025, 12, 30), Status.DUE_SOON, None),
        (date(2025, 12, 31), Status.OVERDUE, 0),
        (date(2026, 1, 1), Status.OVERDUE, 1),
    ],
)
def test_a_task_is_judged_at_the_end_of_the_day(
    policy: Policy, messages: Messages, judge: Judge, day: date, status: Status, days: int | None
) -> None:
    """Thirty days before its due day a task is due soon; not done at the end of it, it is overdue."""
    book = filled(policy, "市大数据中心", messages)
    for title, value in (("完成状态", "推进中"), ("完成进度(%)", 0.5), ("完成日期", None)):
        plant(book, "任务填报", "T03", title, value)
    verdict = next(v for v in judge(book, as_of=day).verdicts if v.subject == "T03")
    assert isinstance(verdict, TaskVerdict)
    assert (verdict.status, verdict.days_overdue) == (status, days)


def test_done_after_the_deadline_is_done_late(policy: Policy, messages: Messages, judge: Judge) -> None:
    """The due day itself is in time, the day after is late."""
    for day, status in ((date(2023, 12, 31), Status.DONE), (date(2024, 1, 1), Status.DONE_LATE)):
        book = filled(policy, "市大数据中心", messages)
        plant(book, "任务填报", "T29", "完成日期", day)
        verdict = next(v for v in judge(book).verdicts if v.subject == "T29")
        assert verdict.status is status


@given(value=st.decimals(0, 100, places=2), more=st.decimals(0, 10, places=2))
def test_more_is_never_worse(value: Decimal, more: Decimal) -> None:
    """A higher figure of a higher-is-better indicator never has a worse status."""
    order = [Status.UNMET, Status.BEHIND, Status.ON_TRACK, Status.MET]
    target = PACK.targets["I03"]
    lower, higher = (order.index(stand(target, v, MID_2025).status) for v in (value, value + more))
    assert lower <= higher
