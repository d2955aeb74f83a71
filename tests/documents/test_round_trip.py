from __future__ import annotations

import io

import openpyxl
import pytest

from conftest import Judge
from filling import PERIOD, filled
from pxgov_check.documents.template import HEAD_ROW, template
from pxgov_check.model import Status
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.layout import IDENTITY_NAME, IDENTITY_SHEET
from pxgov_check.submission.open import read_workbook

GOOD = {Status.MET, Status.DONE, Status.ONGOING}


def test_every_unit_comes_back_clean(policy: Policy, messages: Messages, judge: Judge) -> None:
    """The template of each unit on the roster, filled in as it should be, is accepted without a finding."""
    for unit in policy.units:
        result = judge(filled(policy, unit, messages))
        assert result.findings == (), unit
        assert result.accepted
        assert {v.status for v in result.verdicts} <= GOOD, unit
        subjects = [v.subject for v in result.verdicts]
        assert subjects == [*policy.expected_indicators(unit), *policy.expected_tasks(unit)]


def test_a_blank_template_has_nothing_to_check(policy: Policy, messages: Messages, judge: Judge) -> None:
    """A template sent back empty says so once (F015), beside the blank signatures, and not at every cell."""
    book = openpyxl.load_workbook(io.BytesIO(template(policy, "市档案馆", PERIOD, messages)))
    assert {f.rule for f in judge(book).findings} >= {"F008"}
    raw = read_workbook(template(policy, "市档案馆", PERIOD, messages))
    values = [c for s in raw.sheets if s.name == "指标填报" for r in s.rows() for c in r if c.formula]
    assert values
    assert all(c.raw == "" for c in values)


def test_the_same_arguments_give_the_same_bytes(policy: Policy, messages: Messages) -> None:
    """A template is the same to the byte whenever it is made."""
    assert template(policy, "市司法局", PERIOD, messages) == template(policy, "市司法局", PERIOD, messages)


def test_identity_is_kept_three_ways(policy: Policy, messages: Messages) -> None:
    """Unit, period and pack can be read from the hidden sheet, a defined name and the document's properties."""
    raw = read_workbook(template(policy, "市司法局", PERIOD, messages))
    sheet = next(s for s in raw.sheets if s.name == IDENTITY_SHEET)
    told = {row[0].raw: row[1].raw for row in sheet.rows() if row[0].column == 1}
    assert told["unit"] == raw.properties["pxcheck.unit"] == "市司法局"
    assert told["digest"] == raw.properties["pxcheck.digest"] == policy.digest
    assert f"digest={policy.digest}" in raw.defined_names[IDENTITY_NAME]
    assert f"period={PERIOD}" in raw.defined_names[IDENTITY_NAME]


def test_only_answer_cells_are_unlocked(policy: Policy, messages: Messages) -> None:
    """Both tables are protected without a password, and exactly the answer columns can be typed into."""
    book = openpyxl.load_workbook(io.BytesIO(template(policy, "市档案馆", PERIOD, messages)))
    sheet = book["任务填报"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    open_titles = {
        str(sheet.cell(HEAD_ROW, c.column or 1).value) for c in sheet[HEAD_ROW + 1] if not c.protection.locked
    }
    assert open_titles == {"完成状态", "完成进度(%)", "完成日期", "佐证材料", "存在问题", "下一步措施", "情况说明"}


def test_statuses_are_chosen_from_a_range(policy: Policy, messages: Messages) -> None:
    """The drop-down of 完成状态 names a range, and the prompts are the rules' own hints."""
    book = openpyxl.load_workbook(io.BytesIO(template(policy, "市档案馆", PERIOD, messages)))
    validations = book["任务填报"].data_validations.dataValidation
    lists = [v for v in validations if v.type == "list"]
    assert [v.formula1 for v in lists] == ["_pxcheck!$D$1:$D$5"]
    prompts = {v.prompt for v in validations}
    assert policy.rules["A203"].hint.zh in prompts


@pytest.mark.parametrize("typed", [0.85, "85%", "８５％", 85])
def test_a_rate_may_be_typed_in_any_plain_way(policy: Policy, messages: Messages, judge: Judge, typed: object) -> None:
    """85 per cent is 85, whether a per cent cell holds 0.85 or somebody wrote 85%."""
    book = filled(policy, "市档案馆", messages)
    sheet = book["指标填报"]
    cell = sheet.cell(HEAD_ROW + 1, 8)
    sheet.cell(HEAD_ROW + 1, 6).value = sheet.cell(HEAD_ROW + 1, 7).value = None
    cell.value = typed  # type: ignore[assignment]
    if typed == 85:
        cell.number_format = "General"
    verdict = judge(book).verdicts[0]
    assert (verdict.subject, str(getattr(verdict, "value", None)).rstrip("0").rstrip(".")) == ("I03", "85")
