from __future__ import annotations

from copy import copy

import openpyxl
from openpyxl.styles import PatternFill

from filling import plant
from pxgov_check.documents.returned.comments import OPENING
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.layout import RETURNED_SHEET
from returning import UNIT, Sent, colour, corrected, defective, judged, load, marks, returned, saved

INDICATORS, TASKS = "指标填报", "任务填报"
ANSWER = "FFF9E5"


def test_corrected_and_sent_back_it_is_accepted(policy: Policy, messages: Messages, rich: Sent) -> None:
    """With the listed cells put right the returned file is as good as one that was right at once."""
    (result,) = judged(policy, saved(corrected(returned(policy, messages, rich.data))))
    assert (result.findings, result.accepted, result.unit) == ((), True, UNIT)


def test_the_list_and_the_marks_are_not_read(policy: Policy, messages: Messages, rich: Sent) -> None:
    """A returned workbook that nobody has touched has the findings and verdicts of the one that was sent."""
    assert judged(policy, returned(policy, messages, rich.data)) == judged(policy, rich.data)


def test_a_list_that_was_renamed_hidden_or_copied_is_not_read(policy: Policy, messages: Messages, rich: Sent) -> None:
    """Whatever a person does with the list, it is never taken for reported data."""
    book = load(returned(policy, messages, rich.data))
    book.copy_worksheet(book.worksheets[0]).title = "问题清单 (2)"
    for sheet in (book.worksheets[0], book["问题清单 (2)"]):
        for column, title in enumerate(("任务编号", "重点任务", "完成状态", "完成进度(%)", "完成日期", "佐证材料"), 1):
            sheet.cell(3, column + 10).value, sheet.cell(4, column + 10).value = title, "T29"
        sheet.sheet_state = "hidden"
    book.active = 1
    assert judged(policy, saved(book)) == judged(policy, rich.data)


def test_returned_twice_it_is_as_returned_once(policy: Policy, messages: Messages, rich: Sent) -> None:
    """Returning what has been returned already changes not one byte."""
    once = returned(policy, messages, rich.data)
    assert returned(policy, messages, once) == once


def test_a_second_return_replaces_the_first(policy: Policy, messages: Messages, rich: Sent) -> None:
    """Saved again by another program and half corrected, it has one list, and marks where something is still wrong."""
    book = load(returned(policy, messages, rich.data))
    plant(book, INDICATORS, "I03", "本期完成值", 1)
    plant(book, TASKS, "T29", "佐证材料", "验收报告.pdf")
    plant(book, INDICATORS, "I09", "本期完成值", "八成")
    again = load(returned(policy, messages, saved(book)))
    assert again.sheetnames == [RETURNED_SHEET, *load(rich.data).sheetnames]
    assert marks(again) == {(INDICATORS, "H8"), (INDICATORS, "H12")}
    assert colour(again, INDICATORS, "H6") == colour(again, TASKS, "H15") == ANSWER
    texts = {c.coordinate: c.comment.text for row in again[INDICATORS].iter_rows() for c in row if c.comment}
    assert texts.keys() == {"H6", "H8", "H9", "H12"}
    assert texts["H6"].strip() == "科室:数据来自台账,请核"
    assert [texts[ref].count(OPENING) for ref in ("H8", "H9", "H12")] == [1, 0, 1]
    assert not any(c.comment for row in again[TASKS].iter_rows() for c in row)


def test_once_all_is_right_the_form_looks_as_before(policy: Policy, messages: Messages, rich: Sent) -> None:
    """Fills come back as they were, also where the list was deleted and rows were moved."""
    book = corrected(returned(policy, messages, rich.data))
    page = book[INDICATORS]
    page["H20"].fill, page["H6"].fill = copy(page["H6"].fill), PatternFill("solid", fgColor="FF123456")
    del book[RETURNED_SHEET]
    again = load(returned(policy, messages, saved(book)))
    assert marks(again) == set()
    assert [colour(again, INDICATORS, ref) for ref in ("H6", "H8", "H20")] == ["123456", ANSWER, ANSWER]
    assert again.sheetnames[0] == RETURNED_SHEET


def test_every_kind_of_fill_comes_back(policy: Policy, messages: Messages) -> None:
    """A theme colour, a pattern, an indexed colour and no fill at all are there again after correction."""
    fills = {
        "H6": PatternFill("lightUp", fgColor="FF00B050", bgColor="FFFFFF00"),
        "H8": PatternFill(),
    }
    fills["H6"].fgColor.theme, fills["H6"].fgColor.tint = 4, 0.59
    book = defective(policy, messages)
    for ref, fill in fills.items():
        book[INDICATORS][ref].fill = fill
    once = load(saved(book))
    back = returned(policy, messages, saved(book))
    assert marks(load(back)) >= {(INDICATORS, "H6"), (INDICATORS, "H8")}
    again = load(returned(policy, messages, saved(corrected(back))))
    for ref in fills:
        assert repr(again[INDICATORS][ref].fill) == repr(once[INDICATORS][ref].fill)


def test_a_sheet_of_theirs_with_the_lists_name_is_kept(policy: Policy, messages: Messages) -> None:
    """A department's own sheet 问题清单 is no list of ours: it stays, and ours goes under another name."""
    book = defective(policy, messages)
    book.create_sheet(RETURNED_SHEET)["A1"] = "本单位自己的问题清单"
    back = returned(policy, messages, saved(book))
    again = load(returned(policy, messages, back))
    assert again.sheetnames[0] == f"{RETURNED_SHEET}(2)"
    assert again[RETURNED_SHEET]["A1"].value == "本单位自己的问题清单"
    assert again.sheetnames.count(RETURNED_SHEET) == 1
    assert judged(policy, back) == judged(policy, saved(book))


def test_a_name_that_points_at_the_form_does_not_remove_it(policy: Policy, messages: Messages) -> None:
    """A forged mark of a returned workbook hides no sheet of the form, from the reader or from the sender."""
    book = defective(policy, messages)
    forged = openpyxl.workbook.defined_name.DefinedName("_pxcheck_returned", attr_text=f"'{INDICATORS}'!$A$1")
    book.defined_names["_pxcheck_returned"] = forged
    assert judged(policy, saved(book)) == judged(policy, saved(defective(policy, messages)))
    assert load(returned(policy, messages, saved(book))).sheetnames == [RETURNED_SHEET, *book.sheetnames]
