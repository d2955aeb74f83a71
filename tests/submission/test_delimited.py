from __future__ import annotations

from datetime import date

import pytest

from pxgov_check.errors import SubmissionError
from pxgov_check.judging import judge_workbook
from pxgov_check.judging.terms import Terms
from pxgov_check.model import Period, Status, SubmissionResult
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.cells import CellType
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.open import read_workbook

HEAD = "填报单位,报告期,指标编号,指标名称,分子,分母,本期完成值,情况说明\n"
ROW = "市档案馆,2025Q4,I05,电子印章覆盖率,1,2,50%,\n"


def judged(policy: Policy, text: str, period: Period | None = None) -> tuple[SubmissionResult, ...]:
    book = read_workbook(text.encode())
    return tuple(judge_workbook(policy, book, Terms("zh", period=period), file="表.csv", digest="sha256:0"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_found_by_content(encoding: str) -> None:
    """What Excel saves on a Chinese Windows reads like what other systems export."""
    book = read_workbook((HEAD + ROW).encode(encoding))
    assert (book.container, [s.name for s in book.sheets]) == ("csv", ["指标填报"])
    assert [c.raw for row in book.sheets[0].rows() for c in row][8:] == [
        "市档案馆", "2025Q4", "I05", "电子印章覆盖率", "1", "2", "50%",
    ]  # fmt: skip


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_the_one_that_makes_the_head(delimiter: str) -> None:
    """Commas, tabs and semicolons all come from Excel, by country and by menu."""
    book = read_workbook((HEAD + ROW).replace(",", delimiter).encode())
    assert [len(row) for row in book.sheets[0].rows()] == [8, 7]


def test_plain_numbers_are_numbers_and_the_rest_is_text() -> None:
    """A figure is a number, an id with leading zeros is none, an error value is an error, a formula is only text."""
    book = read_workbook((HEAD + "甲,2025,007,名,-1.5,#DIV/0!,=1+1,1e3\n").encode())
    row = list(book.sheets[0].rows())[1]
    assert [c.type for c in row] == [
        CellType.TEXT, CellType.NUMBER, CellType.TEXT, CellType.TEXT,
        CellType.NUMBER, CellType.ERROR, CellType.TEXT, CellType.TEXT,
    ]  # fmt: skip
    assert row[6].formula is None


def test_tasks_are_told_from_indicators_by_the_head() -> None:
    """A file has no sheet name; its columns say which table it is."""
    head = "任务编号,重点任务,完成状态,完成进度(%),完成日期,佐证材料,存在问题,下一步措施,情况说明\n"
    assert read_workbook((head + "T01,名,已完成,100,2023-12-31,x,,,\n").encode()).sheets[0].name == "任务填报"


def test_one_table_is_judged_alone(policy: Policy) -> None:
    """Nothing is missed that another sheet would say: no other table, no signatures."""
    (result,) = judged(policy, HEAD + ROW)
    assert (result.unit, result.period, result.as_of) == ("市档案馆", "2025Q4", date(2025, 12, 31))
    assert {v.subject[0] for v in result.verdicts} == {"I"}
    assert next(v for v in result.verdicts if v.subject == "I05").status is Status.MET
    assert not {f.rule for f in result.findings} & {"F002", "F006", "F007", "F008"}


def test_many_units_are_many_submissions(policy: Policy) -> None:
    """However a unit is written, its rows are one submission."""
    other = "萍乡市档案馆,2025Q4,I06,电子档案,3,4,75%,\n"
    results = judged(policy, HEAD + ROW + other + ROW.replace("市档案馆", "市林业局"))
    reported = {r.unit: {v.subject for v in r.verdicts if v.status is not Status.MISSING} for r in results}
    assert reported == {"市林业局": {"I05"}, "市档案馆": {"I05", "I06"}}


def test_rows_without_a_unit_are_not_lost(policy: Policy) -> None:
    """A row that names no unit beside rows that do is a submission of nobody, and said so."""
    results = judged(policy, HEAD + ROW + ROW.replace("市档案馆", ""))
    assert [(r.unit, "F006" in {f.rule for f in r.findings}) for r in results] == [(None, True), ("市档案馆", False)]


def test_the_period_asked_for_stands_in(policy: Policy) -> None:
    """Without a column the file is for the period it was asked for; without either that is a finding."""
    text = HEAD.replace("报告期,", "") + ROW.replace("2025Q4,", "")
    (asked,) = judged(policy, text, Period("2025Q4"))
    (unknown,) = judged(policy, text)
    assert (asked.period, [f.rule for f in asked.findings if f.rule == "F007"]) == ("2025Q4", [])
    assert (unknown.period, [f.rule for f in unknown.findings if f.rule == "F007"]) == (None, ["F007"])


@pytest.mark.parametrize(
    ("data", "limits", "key"),
    [
        (b"just, some, text\n1,2,3\n", Limits(), "unreadable.text"),
        (HEAD.encode() + b'"' + b"x" * 100, Limits(cell_characters=99), "limit.cell_characters"),
        ((HEAD + ROW * 20).encode(), Limits(cells=100), "limit.cells"),
    ],
)
def test_what_is_no_table_or_too_much_is_refused(data: bytes, limits: Limits, key: str) -> None:
    """Text of another kind is F001, a table over a limit F014."""
    with pytest.raises(SubmissionError) as refused:
        read_workbook(data, limits)
    assert refused.value.key == key
