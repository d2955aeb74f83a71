"""Each audit rule finds the defect that it is for, at its cell, in a workbook that is otherwise clean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import openpyxl
import pytest

from conftest import Judge
from filling import columns, filled, plant, rows
from pxgov_check.judging.across import ACROSS_CHECKS
from pxgov_check.judging.checks import ACROSS_KINDS, CHECKS, READER_KINDS
from pxgov_check.judging.examples import run_examples
from pxgov_check.judging.expressions import KIND
from pxgov_check.model import Severity, SubmissionResult
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy

UNIT = "市大数据中心"
INDICATORS, T, B = "指标填报", "任务填报", "基本信息"

Book = openpyxl.Workbook


def test_every_example_of_the_pack_comes_out(policy: Policy) -> None:
    """Every example that a target or an audit rule carries gives the status or the finding it says."""
    assert list(run_examples(policy)) == []


def test_every_check_is_used_and_every_rule_has_one(policy: Policy) -> None:
    """The catalogue names existing checks only, and no check but the packs' own expressions is left without a rule."""
    kinds = {rule.check.kind for rule in policy.rules.values()}
    assert kinds == (set(CHECKS) | READER_KINDS | ACROSS_KINDS) - {KIND}
    assert set(ACROSS_CHECKS) == ACROSS_KINDS


def _pair(book: Book, subject: str, over: object, under: object, value: object, fmt: str = "General") -> str:
    plant(book, INDICATORS, subject, "分子", over)
    plant(book, INDICATORS, subject, "分母", under)
    return plant(book, INDICATORS, subject, "本期完成值", value, fmt)


def _alone(book: Book, subject: str, value: object, fmt: str = "General") -> str:
    return _pair(book, subject, None, None, value, fmt)


def _basic(book: Book, label: str, value: object) -> str:
    sheet = book[B]
    row = next(r for r in range(1, 12) if sheet.cell(r, 1).value == label)
    sheet.cell(row, 2).value = value  # type: ignore[assignment]
    return f"B{row}"


def _drop_sheet(book: Book) -> None:
    del book[T]


def _drop_column(book: Book) -> str:
    book[INDICATORS].cell(4, columns(book[INDICATORS])["情况说明"]).value = "其他"
    return "A4"


def _double_column(book: Book) -> str:
    book[INDICATORS].cell(4, 11).value = "本期完成值"
    return "K4"


def _unknown_id(book: Book) -> str:
    row = rows(book[INDICATORS])["I03"]
    book[INDICATORS].cell(row, 1).value = "I99"
    return f"A{row}"


def _repeat(book: Book) -> str:
    sheet, row = book[INDICATORS], rows(book[INDICATORS])["I03"]
    for column in range(1, 11):
        sheet.cell(60, column).value = sheet.cell(row, column).value
        sheet.cell(60, column).number_format = sheet.cell(row, column).number_format
    return "A60"


def _rename(book: Book) -> str:
    row = rows(book[INDICATORS])["I03"]
    book[INDICATORS].cell(row, 3).value = "电子文件归档率"
    return f"C{row}"


def _hide(book: Book) -> str:
    row = rows(book[INDICATORS])["I03"]
    book[INDICATORS].row_dimensions[row].hidden = True
    return f"H{row}"


def _overdue(book: Book) -> str:
    plant(book, T, "T29", "完成状态", "推进中")
    plant(book, T, "T29", "完成进度(%)", 0.5)
    plant(book, T, "T29", "完成日期", None)
    return plant(book, T, "T29", "存在问题", None)


def _not_ours(book: Book) -> str:
    row = rows(book[T])["T32"]
    book[T].cell(row, 1).value = "T24"
    book[T].cell(row, 2).value = "数字文旅平台"
    return f"A{row}"


PLANTED: list[tuple[str, Callable[[Book], str | None], set[str]]] = [
    ("F002", _drop_sheet, set()),
    ("F003", _drop_column, set()),
    ("F004", _double_column, set()),
    ("F005", lambda b: _basic(b, "政策文号", "赣府发〔2023〕8号"), set()),
    ("F006", lambda b: _basic(b, "填报单位", "市大数剧中心"), set()),
    ("F007", lambda b: _basic(b, "报告期", "去年年底"), set()),
    ("F008", lambda b: _basic(b, "审核人", None), set()),
    ("F009", _unknown_id, {"F011"}),
    ("F010", _repeat, set()),
    ("F012", _rename, set()),
    ("F013", _hide, set()),
    ("A101", lambda b: plant(b, INDICATORS, "I01", "本期完成值", None), set()),
    ("A102", lambda b: plant(b, INDICATORS, "I01", "本期完成值", "很多"), set()),
    ("A103", lambda b: _pair(b, "I03", 123, 150, 85), set()),
    ("A104", lambda b: _alone(b, "I03", 0.85), set()),
    ("A105", lambda b: _alone(b, "I03", 185), set()),
    ("A106", lambda b: _pair(b, "I03", 151, 150, 100).replace("H", "F"), set()),
    ("A107", lambda b: plant(b, INDICATORS, "I01", "本期完成值", 9000.5), set()),
    ("A108", lambda b: plant(b, INDICATORS, "I01", "本期完成值", "约9000"), set()),
    ("A109", lambda b: plant(b, INDICATORS, "I01", "本期完成值", "=4500*2"), set()),
    ("A110", lambda b: plant(b, INDICATORS, "I01", "本期完成值", "#DIV/0!"), set()),
    ("A111", lambda b: _alone(b, "I03", 79.6, "0"), set()),
    ("A112", lambda b: plant(b, INDICATORS, "I01", "本期完成值", "9000台"), set()),
    ("A114", lambda b: plant(b, INDICATORS, "I01", "本期完成值", "1234567890123456"), set()),
    ("A115", lambda b: plant(b, INDICATORS, "I01", "本期完成值", "9500核"), set()),
    ("A116", lambda b: plant(b, INDICATORS, "I01", "本期完成值", "9O00"), set()),
    ("A117", lambda b: _pair(b, "I03", 125, 150, 83.33), set()),
    ("A118", lambda b: _pair(b, "I03", 0, 0, 0).replace("H", "G"), set()),
    ("A119", lambda b: _alone(b, "I03", 85), set()),
    ("A201", lambda b: plant(b, T, "T31", "完成状态", "已经完成"), set()),
    ("A202", lambda b: plant(b, T, "T01", "完成进度(%)", 0.6), set()),
    ("A203", lambda b: plant(b, T, "T29", "佐证材料", None), set()),
    ("A204", lambda b: plant(b, T, "T29", "完成日期", date(2026, 2, 1)), set()),
    ("A205", _overdue, set()),
    ("A206", _not_ours, {"F011"}),
]


@pytest.mark.parametrize(("rule", "defect", "besides"), PLANTED, ids=[p[0] for p in PLANTED])
def test_a_planted_defect_is_found_at_its_cell(
    policy: Policy,
    messages: Messages,
    judge: Judge,
    rule: str,
    defect: Callable[[Book], str | None],
    besides: set[str],
) -> None:
    """The rule finds the defect at its cell, and no other mandatory finding appears."""
    book = filled(policy, UNIT, messages)
    cell = defect(book)
    result = judge(book)
    assert {f.cell for f in result.findings if f.rule == rule} == {cell}
    assert {f.rule for f in result.findings if f.severity is Severity.MANDATORY} <= {rule, *besides}


def test_i15_can_only_be_k_of_22(policy: Policy, messages: Messages, judge: Judge) -> None:
    """A rate of the 22 items that is no k/22 is A113; 21/22 at two decimals is not."""
    for value, found in ((96, True), (95.45, False), (100, False)):
        book = filled(policy, "市政务服务中心", messages)
        cell = _alone(book, "I15", value)
        assert ("A113" in {f.rule for f in judge(book).findings if f.cell == cell}) is found


def test_an_absent_row_is_missed(policy: Policy, messages: Messages, judge: Judge) -> None:
    """A deleted row is F011 for its id, and the indicator is missing."""
    book = filled(policy, UNIT, messages)
    book[INDICATORS].delete_rows(rows(book[INDICATORS])["I20"])
    result = judge(book)
    assert [(f.rule, f.subject) for f in result.findings] == [("F011", "I20")]
    assert _status(result, "I20") == "missing"


def test_an_empty_form_says_so_once(policy: Policy, messages: Messages, judge: Judge) -> None:
    """A form without one answer is F015, and its blank cells are not listed one by one."""
    book = filled(policy, UNIT, messages)
    for name in (INDICATORS, T):
        for row in rows(book[name]).values():
            for column in range(5 if name == T else 6, 12):
                book[name].cell(row, column).value = None
    assert [f.rule for f in judge(book).findings] == ["F015"]


def test_an_explanation_settles_what_may_be_explained(policy: Policy, messages: Messages, judge: Judge) -> None:
    """A verify finding with 情况说明 is explained, the words travel along, and the form is accepted."""
    book = filled(policy, UNIT, messages)
    plant(book, T, "T29", "佐证材料", None)
    plant(book, T, "T29", "情况说明", "材料随后补报")
    result = judge(book)
    assert [(f.rule, f.state, f.explanation) for f in result.findings] == [("A203", "explained", "材料随后补报")]
    assert result.accepted


def test_an_explanation_does_not_settle_what_must_be_corrected(
    policy: Policy, messages: Messages, judge: Judge
) -> None:
    """A mandatory finding stays open whatever is explained, and its figure is not judged."""
    book = filled(policy, UNIT, messages)
    _pair(book, "I03", 123, 150, 85)
    plant(book, INDICATORS, "I03", "情况说明", "口径不同")
    result = judge(book)
    assert not result.accepted
    assert _status(result, "I03") == "invalid"


def test_what_does_not_apply_is_not_judged(policy: Policy, messages: Messages, judge: Judge) -> None:
    """不适用 with a reason is not applicable; without a reason the reason is asked for."""
    book = filled(policy, UNIT, messages)
    _alone(book, "I20", "不适用")
    cell = plant(book, INDICATORS, "I20", "情况说明", None)
    result = judge(book)
    assert [(f.rule, f.cell) for f in result.findings] == [("A101", cell)]
    plant(book, INDICATORS, "I20", "情况说明", "由市档案馆统一报送")
    result = judge(book)
    assert result.findings == ()
    assert _status(result, "I20") == "not_applicable"


def _status(result: SubmissionResult, subject: str) -> str:
    return next(str(v.status) for v in result.verdicts if v.subject == subject)
