"""Finding a form in a workbook that people have moved about."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from conftest import Judge
from filling import PERIOD, filled, rows
from pxgov_check.documents.template import HEAD_ROW
from pxgov_check.judging import judge_workbook
from pxgov_check.judging.terms import Terms
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.open import read_workbook
from pxgov_check.submission.read import read_submissions

UNIT = "市档案馆"


def test_columns_may_stand_in_any_order(policy: Policy, messages: Messages, judge: Judge) -> None:
    """A table whose columns were moved, with strangers between them, reads the same."""
    book = filled(policy, UNIT, messages)
    sheet = book["指标填报"]
    _reverse(sheet, 10)
    sheet.insert_cols(4)
    sheet.cell(HEAD_ROW, 4).value = "我的备注"
    sheet.cell(HEAD_ROW + 1, 4).value = "随手记"
    result = judge(book)
    assert result.findings == ()
    assert {str(v.status) for v in result.verdicts} == {"met", "done"}


def test_titles_may_stand_above_and_remarks_below(policy: Policy, messages: Messages, judge: Judge) -> None:
    """Extra rows above the head, totals and remarks below the table are passed over."""
    book = filled(policy, UNIT, messages)
    sheet = book["指标填报"]
    bottom = max(rows(sheet).values()) + 4
    sheet.cell(bottom, 1).value = "合计"
    sheet.cell(bottom, 8).value = 99
    sheet.cell(bottom + 1, 1).value = "注:以上数据由各科室提供"
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.insert_rows(1, amount=3)
    assert judge(book).findings == ()


def test_a_signature_below_the_table_is_no_answer(policy: Policy, messages: Messages, judge: Judge) -> None:
    """审核人 and 单位负责人 written under the answer columns are passed over; a figure under an unknown id is not."""
    book = filled(policy, UNIT, messages)
    sheet = book["指标填报"]
    bottom = max(rows(sheet).values()) + 3
    sheet.cell(bottom, 1).value = "填报人:甘某"
    sheet.cell(bottom, 6).value = "审核人:黎某"
    sheet.cell(bottom, 8).value = "单位负责人:文某"
    assert judge(book).findings == ()
    sheet.cell(bottom + 1, 1).value = "新增指标"
    sheet.cell(bottom + 1, 8).value = 5
    assert [(f.rule, f.cell) for f in judge(book).findings] == [("F009", f"A{bottom + 1}")]


def test_sheets_and_columns_go_by_their_aliases(policy: Policy, messages: Messages, judge: Judge) -> None:
    """完成值 stands for 本期完成值, and a renamed sheet is known by its head."""
    book = filled(policy, UNIT, messages)
    book["指标填报"].cell(HEAD_ROW, 8).value = "完成值"
    book["指标填报"].title = "Sheet2"
    result = judge(book)
    assert result.findings == ()
    assert result.verdicts[0].sheet == "Sheet2"


def test_answers_without_an_id_are_not_dropped(policy: Policy, messages: Messages, judge: Judge) -> None:
    """A row whose id was deleted is reported, not passed over."""
    book = filled(policy, UNIT, messages)
    row = rows(book["指标填报"])["I20"]
    book["指标填报"].cell(row, 1).value = None
    assert {(f.rule, f.cell) for f in judge(book).findings} == {("F009", f"A{row}"), ("F011", None)}


def test_one_workbook_may_carry_many_units(policy: Policy, messages: Messages) -> None:
    """With a column 填报单位 each unit is a submission of its own, judged by its own list."""
    book = filled(policy, UNIT, messages)
    for name in ("指标填报", "任务填报"):
        sheet = book[name]
        column = 11 if name == "指标填报" else 12
        sheet.cell(HEAD_ROW, column).value = "填报单位"
        for row in rows(sheet).values():
            sheet.cell(row, column).value = "档案馆"
    sheet = book["指标填报"]
    row = max(rows(sheet).values()) + 1
    told: list[str | int] = ["I03", "", "非涉密政务系统上云率", "%", "≥80", 8, 10, "80%", "台账", "", "市司法局"]
    for column, cell_value in enumerate(told, 1):
        sheet.cell(row, column).value = cell_value
    raw = io.BytesIO()
    book.save(raw)
    results = list(judge_workbook(policy, read_workbook(raw.getvalue()), Terms(), file="汇总.xlsx", digest="sha256:0"))
    assert [r.unit for r in results] == ["市司法局", "市档案馆"]
    by_unit = {r.unit: r for r in results}
    assert by_unit["市档案馆"].findings == ()
    assert {f.rule for f in by_unit["市司法局"].findings} == {"A115", "F011"}
    assert str(by_unit["市司法局"].verdicts[0].status) == "met"


def test_the_rows_of_a_unit_are_found_wherever_they_stand(policy: Policy) -> None:
    """Units that take turns, each in two spellings, are one submission each, in the order of their names."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "指标填报"
    sheet.append(["填报单位", "报告期", "指标编号", "指标名称", "分子", "分母", "本期完成值", "情况说明"])
    spellings = (("档案馆", "市司法局"), ("市档案馆", "萍乡市司法局"), ("甲单位", "甲单位"))
    for subject, units in zip(("I03", "I04", "I05"), spellings, strict=True):
        for unit in units:
            sheet.append([unit, "2025Q4", subject, policy.indicators[subject].name, 8, 10, 80, ""])
    raw = io.BytesIO()
    book.save(raw)
    read = list(read_submissions(read_workbook(raw.getvalue()), policy))
    assert [(form.unit, form.unit_text, form.unit_ref, str(form.period)) for form in read] == [
        ("市司法局", "市司法局", "A3", "2025Q4"),
        ("市档案馆", "档案馆", "A2", "2025Q4"),
        (None, "甲单位", "A6", "2025Q4"),
    ]
    assert [[(row.id, row.number) for row in form.indicators] for form in read] == [
        [("I03", 3), ("I04", 5)],
        [("I03", 2), ("I04", 4)],
        [("I05", 6), ("I05", 7)],
    ]


def test_identity_survives_without_the_hidden_sheet(policy: Policy, messages: Messages) -> None:
    """When somebody deletes the hidden sheet, the properties or the defined name still say where the form is from."""
    book = filled(policy, UNIT, messages)
    del book["_pxcheck"]
    raw = io.BytesIO()
    book.save(raw)
    (submission,) = read_submissions(read_workbook(raw.getvalue()), policy)
    assert (submission.identity["unit"], submission.identity["period"]) == (UNIT, PERIOD.text)


def test_a_template_of_another_version_is_outdated(policy: Policy, messages: Messages, judge: Judge) -> None:
    """A form that names an older pack is F005, wherever that is kept."""
    book = filled(policy, UNIT, messages)
    sheet = book["_pxcheck"]
    for row in range(1, 9):
        if sheet.cell(row, 1).value == "policy_version":
            sheet.cell(row, 2).value = "0"
    assert [f.rule for f in judge(book).findings] == ["F005"]


def test_hidden_second_tables_are_found(policy: Policy, messages: Messages, judge: Judge) -> None:
    """A hidden copy of a table with figures in it is F013 at its sheet."""
    book = filled(policy, UNIT, messages)
    copy = book.copy_worksheet(book["指标填报"])
    copy.title = "旧数"
    copy.sheet_state = "hidden"
    assert [(f.rule, f.sheet) for f in judge(book).findings] == [("F013", "旧数")]


def _reverse(sheet: Worksheet, last: int) -> None:
    """Mirror the columns of a table, formats included."""
    for row in range(HEAD_ROW, sheet.max_row + 1):
        held = [(sheet.cell(row, c).value, sheet.cell(row, c).number_format) for c in range(1, last + 1)]
        for column, (value, number_format) in enumerate(reversed(held), 1):
            sheet.cell(row, column).value = value
            sheet.cell(row, column).number_format = number_format


def test_the_reader_sees_what_openpyxl_sees(policy: Policy, messages: Messages) -> None:
    """Over the forms of every unit, each non-empty cell agrees with openpyxl in value, format and formula."""
    for unit in policy.units:
        raw = io.BytesIO()
        filled(policy, unit, messages).save(raw)
        theirs = openpyxl.load_workbook(raw)
        for sheet in read_workbook(raw.getvalue()).sheets:
            ours = {c.ref: c for row in sheet.rows() for c in row}
            seen = {c.coordinate: c for row in theirs[sheet.name].iter_rows() for c in row if c.value is not None}
            assert ours.keys() == seen.keys()
            for ref, cell in ours.items():
                other = seen[ref]
                if cell.formula is not None:
                    assert other.value == f"={cell.formula}"
                elif isinstance(other.value, str):
                    assert cell.raw == other.value
                elif isinstance(other.value, int | float):
                    assert float(cell.raw) == other.value
                assert cell.number_format == other.number_format or other.is_date
