from __future__ import annotations

import io
import re
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from filling import PERIOD, columns, filled, plant, rows
from pxgov_check.documents.self_check import BASICS_FORMULAS, FORMULAS
from pxgov_check.documents.self_check.marks import MARKS
from pxgov_check.documents.template import template
from pxgov_check.judging import judge_workbook
from pxgov_check.judging.terms import Terms
from pxgov_check.model import FindingState, Lang, SubmissionResult
from pxgov_check.policy.messages import Messages, load_messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.layout import BASICS_SHEET, SELF_CHECK
from pxgov_check.submission.open import open_workbook
from recalculation import recalculated

UNIT, INDICATORS, TASKS = "市大数据中心", "指标填报", "任务填报"

# One unit of every way of reporting.
CLEAN = (UNIT, "市政务服务中心", "市委网信办", "市档案馆", "市发改委")
N = "General"

# What people write into a row of a rate with numerator and denominator: 分子, 分母, 本期完成值, its format, 情况说明.
RATES: list[tuple[object, object, object, str, str | None]] = [
    (151, 150, 100, N, None),
    (151, 150, 1.00667, "0.00%", None),
    (1.5, 150, 1, N, None),
    (-1, 150, 0, N, None),
    (0, 0, 0, N, None),
    (0, 150, 0, N, None),
    (None, 150, 100, N, None),
    (150, "/", 100, N, None),
    ("一百五", 150, 100, N, None),
    (0.5, "150", 33, N, None),
    (123, 150, 85, N, None),
    (123, 150, 82.05, N, None),
    (123, 150, 82.06, N, None),
    (123, 150, 0.8206, "0.00%", None),
    (2, 3, 67, N, None),
    (2, 3, 66.7, N, None),
    (2, 3, 66.5, N, None),
    (123, 150, "82%", N, None),
    (123, 150, "８５％", N, None),
    (None, None, 0.85, N, None),
    (None, None, "0.85", N, None),
    (None, None, "0.85%", N, None),
    (None, None, 1, N, None),
    (None, None, 0.85, "0.0%", None),
    (None, None, 185, N, None),
    (None, None, -1, N, None),
    (None, None, "185%", N, None),
    (None, None, "已完成", N, None),
    (None, None, None, N, None),
    (None, None, "—", N, None),
    (None, None, "不适用", N, None),
    (None, None, "不适用", N, "本单位没有此项业务"),
    (150, 150, "不适用", N, "-"),
    (None, None, "=1/0", N, None),
    (0.12, 150, 0.08, "0%", None),
]
# The same of a count: 本期完成值 and its format.
COUNTS: list[tuple[object, str]] = [
    (9000.5, N),
    (-1, N),
    (9000, N),
    ("9,500核", N),
    ("1.2万", N),
    ("1.2万核", N),
    ("很多", N),
    (0.95, "0%"),
    (None, N),
]
# What people write into a row of a task: 完成状态, 完成进度(%), 完成日期, 佐证材料, 存在问题, 下一步措施, 情况说明.
DONE = date(2023, 11, 20)
STATUSES: list[tuple[object, ...]] = [
    ("已经完成", 1, DONE, "报告", None, None, None),
    (None, None, None, None, None, None, None),
    ("-", None, None, None, None, None, None),
    ("已完成", 0.6, DONE, "报告", None, None, None),
    ("已完成", None, DONE, "报告", None, None, None),
    ("已完成", "100%", DONE, "报告", None, None, None),
    ("未启动", 0.1, None, None, "缺经费", "落实经费", None),
    ("推进中", 1, None, None, "缺经费", "落实经费", None),
    ("推进中", None, None, None, "缺经费", "落实经费", None),
    ("推进中", 0.5, None, None, None, None, None),
    ("推进中", 0.5, None, None, "无", "落实经费", None),
    ("推进中", 0.5, None, None, "缺经费", "/", None),
    ("推进中", 0.5, None, None, None, None, "另行报告"),
    ("推进中", "一半", None, None, "缺经费", "落实经费", None),
    ("推进中", 1.5, None, None, "缺经费", "落实经费", None),
    ("常态推进", None, None, None, None, None, None),
    ("已完成", 1, None, "报告", None, None, None),
    ("已完成", 1, date(2026, 2, 1), "报告", None, None, None),
    ("已完成", 1, date(2025, 12, 31), "报告", None, None, None),
    ("已完成", 1, "2023年底", "报告", None, None, None),
    ("已完成", 1, "2025年12月", "报告", None, None, None),
    ("已完成", 1, "2025-12", "报告", None, None, None),
    ("已完成", 1, "2025年3月4日", "报告", None, None, None),
    ("已完成", 1, "2025.3.4", "报告", None, None, None),
    ("已完成", 1, "20250304", "报告", None, None, None),
    ("已完成", 1, 20250304, "报告", None, None, None),
    ("已完成", 1, "2026/1/1", "报告", None, None, None),
    ("已完成", 1, DONE, None, None, None, None),
    ("已完成", 1, DONE, "无", None, None, None),
    ("已完成", 1, DONE, None, None, None, "材料在省厅"),
    ("不适用", None, None, None, None, None, None),
    ("不适用", None, None, None, None, None, "机构改革后划出"),
]
ANSWERS = ("完成状态", "完成进度(%)", "完成日期", "佐证材料", "存在问题", "下一步措施", "情况说明")


def rate_books(policy: Policy, messages: Messages) -> dict[str, openpyxl.Workbook]:
    """Return forms that hold every case of RATES, one a row."""
    subjects = [i for i in policy.expected_indicators(UNIT) if policy.indicators[i].numerator is not None]
    books = {}
    for start in range(0, len(RATES), len(subjects)):
        book = books[f"rates-{start}"] = filled(policy, UNIT, messages)
        for subject, (over, under, value, number_format, reason) in zip(subjects, RATES[start:], strict=False):
            plant(book, INDICATORS, subject, "分子", over)
            plant(book, INDICATORS, subject, "分母", under)
            plant(book, INDICATORS, subject, "本期完成值", value, number_format)
            plant(book, INDICATORS, subject, "情况说明", reason)
    return books


def count_books(policy: Policy, messages: Messages) -> dict[str, openpyxl.Workbook]:
    """Return forms that hold one case of COUNTS each."""
    books = {}
    for number, (value, number_format) in enumerate(COUNTS):
        book = books[f"counts-{number}"] = filled(policy, UNIT, messages)
        plant(book, INDICATORS, "I01", "本期完成值", value, number_format)
    return books


def task_books(policy: Policy, messages: Messages) -> dict[str, openpyxl.Workbook]:
    """Return a form with the cases of STATUSES in tasks that were due, and one of a time before they were."""
    book, early = filled(policy, UNIT, messages), filled(policy, UNIT, messages)
    subjects = [t for t in policy.expected_tasks(UNIT) if policy.tasks[t].due]
    books = {"tasks": book, "tasks-2": early}
    for number, answers in enumerate(STATUSES):
        target = book if number < len(subjects) else early
        for title, value in zip(ANSWERS, answers, strict=True):
            number_format = "0" if isinstance(value, int) and value > 1 else ""
            plant(target, TASKS, subjects[number % len(subjects)], title, value, number_format)
    return books


def said(book: openpyxl.Workbook) -> set[tuple[str, str]]:
    """Return what the form says of itself: mark and cell, and the sentence."""
    found = set()
    for name in (INDICATORS, TASKS):
        sheet = book[name]
        column = columns(sheet)[SELF_CHECK.title]
        for row in rows(sheet).values():
            for line in str(sheet.cell(row, column).value or "").splitlines():
                found.add(_told(name, line))
    for line in summary(book)[BASICS_SHEET].splitlines():
        found.add(_told(BASICS_SHEET, line))
    return found


def _told(sheet: str, line: str) -> tuple[str, str]:
    mark, cell, sentence = line.split(" ", 2)
    return f"{sheet}!{mark}{cell}", sentence


def summary(book: openpyxl.Workbook) -> dict[str, str]:
    """Return what the foot of 基本信息 says, by label."""
    lines = book[BASICS_SHEET].iter_rows(min_row=13, max_col=2, values_only=True)
    return {str(label): str(text or "") for label, text in lines if label}


def judged(path: Path, policy: Policy, lang: Lang = "zh") -> SubmissionResult:
    """Return what ``validate`` says."""
    workbook, digest = open_workbook(path)
    (result,) = judge_workbook(policy, workbook, Terms(lang=lang), file=path.name, digest=digest)
    return result


def wanted(result: SubmissionResult, policy: Policy) -> set[tuple[str, str]]:
    """Return what the form should say: the open findings of the checks that have a formula."""
    kinds = {kind for formulas in (*FORMULAS.values(), BASICS_FORMULAS) for kind in formulas} - {"nothing"}
    flaws = {"not_a_number", "ambiguous_scale", "error_value", "wrong_unit"}
    return {
        (f"{f.sheet}!{MARKS[f.severity]}{f.cell}", f.message)
        for f in result.findings
        if f.state is FindingState.OPEN
        and policy.rules[f.rule].check.kind in kinds
        and policy.rules[f.rule].check.params.get("flaw", "not_a_number") in flaws
    }


@pytest.fixture(scope="module")
def calculated(policy: Policy, messages: Messages, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return every form of this file as LibreOffice leaves it."""
    unsigned = filled(policy, UNIT, messages)
    for row in range(6, 11):
        unsigned[BASICS_SHEET].cell(row, 2).value = None
    english = filled(policy, UNIT, load_messages("en"))
    plant(english, TASKS, "T29", "完成进度(%)", 0.6)
    books = {
        **rate_books(policy, messages),
        **count_books(policy, messages),
        **task_books(policy, messages),
        "unsigned": unsigned,
        "english": english,
        "blank": openpyxl.load_workbook(io.BytesIO(template(policy, UNIT, PERIOD, messages))),
        **{f"clean-{unit}": filled(policy, unit, messages) for unit in CLEAN},
    }
    return recalculated(books, tmp_path_factory.mktemp("forms"))


@pytest.mark.parametrize("kind", ["rates", "counts", "tasks", "unsigned"])
def test_the_form_says_what_validate_says(policy: Policy, calculated: dict[str, Path], kind: str) -> None:
    """自查 has the mark, the cell and the sentence of each finding that a formula can say, and nothing else."""
    for name, path in calculated.items():
        if name.startswith(kind):
            book = openpyxl.load_workbook(path, data_only=True)
            assert said(book) == wanted(judged(path, policy), policy), name


def test_the_counters_count_the_findings(policy: Policy, calculated: dict[str, Path]) -> None:
    """基本信息 and the line above each table say how many places are left, by what the severity asks for."""
    for name in ("rates-0", "tasks", "unsigned"):
        book = openpyxl.load_workbook(calculated[name], data_only=True)
        places = [place for place, _ in wanted(judged(calculated[name], policy), policy)]
        left = summary(book)
        for title in (INDICATORS, TASKS):
            own = [place for place in places if place.startswith(title)]
            assert counted(left[title]) == counted(book[title]["A3"].value) == by_mark(own)
        assert counted(left[SELF_CHECK.title]) == by_mark(places)


@pytest.mark.parametrize("unit", CLEAN)
def test_a_clean_form_is_silent(policy: Policy, calculated: dict[str, Path], unit: str) -> None:
    """A form without a fault says nothing anywhere but that nothing was found, and is accepted."""
    book = openpyxl.load_workbook(calculated[f"clean-{unit}"], data_only=True)
    assert said(book) == set()
    assert {label: text for label, text in summary(book).items() if text} == {SELF_CHECK.title: "√ 自查没有发现问题。"}
    assert not book[INDICATORS]["A3"].value
    assert judged(calculated[f"clean-{unit}"], policy).findings == ()


def test_an_empty_form_is_not_red_all_over(policy: Policy, calculated: dict[str, Path]) -> None:
    """Before the first answer no cell is asked for; the form says that nothing is filled in, as F015 does."""
    book = openpyxl.load_workbook(calculated["blank"], data_only=True)
    assert {place.partition("!")[0] for place, _ in said(book)} == {BASICS_SHEET}
    assert summary(book)[SELF_CHECK.title] == policy.rules["F015"].message.zh


def test_the_form_speaks_its_language(policy: Policy, calculated: dict[str, Path]) -> None:
    """An English form has the English sentences."""
    book = openpyxl.load_workbook(calculated["english"], data_only=True)
    result = judged(calculated["english"], policy, "en")
    assert len(said(book)) == 1
    assert said(book) == wanted(result, policy)


def counted(text: object) -> dict[str, int]:
    """Return the numbers behind the marks of a counter."""
    return {mark: int(number) for mark, number in re.findall(r"([×▲]) \D*?(\d+)", str(text or ""))}


def by_mark(places: list[str]) -> dict[str, int]:
    """Return how many places there are of each mark."""
    return dict(Counter(place.partition("!")[2][0] for place in places))
