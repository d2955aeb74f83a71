from __future__ import annotations

from dataclasses import replace

import pytest

from made_results import FINDING, HOSTILE, SUBMISSION, hostile_form, unreadable_file
from pxgov_check.formats.notice import asked, render
from pxgov_check.model import FindingState, Severity
from pxgov_check.policy.messages import Messages, load_messages

VERIFY = replace(FINDING, severity=Severity.VERIFY, rule="A203", cell="H15", message="没有佐证。", hint="请写明。")
ONE = replace(SUBMISSION, findings=(VERIFY, FINDING, replace(FINDING, severity=Severity.NOTICE)))
FILE = {ONE.file: "市教育局-2025Q4-退回.xlsx"}


def test_the_message_says_what_to_do_and_where(messages: Messages) -> None:
    """Unit, period, how many, each with its cell and remedy, the file to correct, and what may be explained."""
    assert render([ONE], FILE, messages) == (
        "市教育局:\n\n"
        "你单位报来的“市教育局-2025Q4.xlsx”(报告期 2025Q4)已核对,须改正后重报:必须改正 1 处,请核实 1 处。\n"
        "1. 指标填报 G7(I03 非涉密政务系统上云率):“分母”没有填写。请填写;没有此项业务的写“不适用”并写明原因。\n"
        "2. 指标填报 H15(I03 非涉密政务系统上云率):没有佐证。请写明。\n"
        "全部问题见“市教育局-2025Q4-退回.xlsx”的第一张表“问题清单”,有问题的单元格已标色并加批注。"
        "请直接在这个文件里改,保存后重新报送。\n"
        "需要核实的,数据有误就改正;数据属实的,在“情况说明”一列写明原因即可。\n\n"
        "谢谢!\n"
    )


def test_what_needs_nothing_is_not_asked(messages: Messages) -> None:
    """Notices and what has been explained or waived are left out."""
    done = [replace(VERIFY, state=state) for state in (FindingState.EXPLAINED, FindingState.WAIVED)]
    assert asked(replace(ONE, findings=(*done, replace(FINDING, severity=Severity.NOTICE)))) == []
    assert "可以受理,但请核实 1 处" in render([replace(ONE, findings=(VERIFY,))], {}, messages)


@pytest.mark.parametrize(("returned", "shown"), [(FILE, 5), ({}, 20)])
def test_many_problems_are_counted_not_listed(messages: Messages, returned: dict[str, str], shown: int) -> None:
    """With the list beside it the message names the first five; alone it names twenty."""
    text = render([replace(ONE, findings=(FINDING,) * 50)], returned, messages)
    assert f"\n{shown}. " in text
    assert f"\n{shown + 1}. " not in text
    assert f"……另有 {50 - shown} 处。" in text


def test_two_files_of_a_unit_are_one_message(messages: Messages) -> None:
    """One greeting, a paragraph a file."""
    text = render([ONE, replace(ONE, file="a/市教育局-2025Q3.xlsx", period="2025Q3")], FILE, messages)
    assert text.count("市教育局:") == text.count("谢谢!") == 1
    assert "“市教育局-2025Q3.xlsx”(报告期 2025Q3)" in text


def test_an_unreadable_file_is_named(messages: Messages) -> None:
    """Its reason and remedy are the finding's; the list that goes with it is named."""
    text = render([unreadable_file()], {"page.xlsx": "page.xlsx-问题清单.xlsx"}, messages)
    assert text.startswith("填报单位:\n\n你单位报来的“page.xlsx”无法读取,须重报。\n1. 整份文件:这是网页,不是工作簿。")
    assert "全部问题见“page.xlsx-问题清单.xlsx”。请在原文件里改" in text


def test_a_message_is_plain_text_whatever_was_sent() -> None:
    """Nothing of a submission steers a terminal or breaks a line, in either language."""
    form = replace(hostile_form(), findings=(replace(FINDING, message=HOSTILE, hint=HOSTILE, sheet=HOSTILE),))
    for lang in ("zh", "en"):
        text = render([form], {form.file: HOSTILE}, load_messages(lang))
        assert all(c.isprintable() or c == "\n" for c in text)
        assert len(text.splitlines()) == len(text.split("\n")) - 1 == 7
