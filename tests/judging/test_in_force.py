"""Targets and audit rules that are in force for a time only."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from filling import columns, filled, plant, rows, save
from pxgov_check.documents.template import template
from pxgov_check.errors import PolicyError
from pxgov_check.judging import judge_workbook
from pxgov_check.judging.boundaries import run_boundaries
from pxgov_check.judging.coverage import uncovered
from pxgov_check.judging.examples import run_examples
from pxgov_check.judging.terms import Terms
from pxgov_check.model import IndicatorVerdict, Period, SubmissionResult
from pxgov_check.policy.lint import lint
from pxgov_check.policy.load import load_policy
from pxgov_check.policy.locate import builtin_root
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.open import open_workbook
from running import run

UNIT = "市档案馆"
RAISED = """
  - indicator: I05
    effective_from: "2026-01-01"
    milestones:
      - {due: "2025-12-31", op: ">=", value: 50, op_text: "≥", basis: stated}
      - {due: "2026-12-31", op: ">=", value: 60, op_text: "", basis: inferred, note: "省级指标更新。"}
    source: {section: "更新", quote: "5 电子印章应用覆盖率(%) 50 60"}
    examples:
      - {value: 60, as_of: "2026-12-31", status: met}
      - {value: 59.99, as_of: "2026-12-31", status: unmet}
"""

Edit = Callable[[str, str, str], None]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the shipped pack."""
    for folder in ("data", "rules"):
        shutil.copytree(builtin_root() / folder, tmp_path / "pack" / folder)
    return tmp_path / "pack"


@pytest.fixture
def two_years(copy: Path) -> Path:
    """Return a pack where the e-seal target is 50 until the end of 2025, and from then on 60 by the end of 2026."""
    path = copy / "rules" / "targets" / "digital-base.yaml"
    old = path.read_text("utf-8")
    ended = old.replace("  - indicator: I05\n", '  - indicator: I05\n    effective_to: "2025-12-31"\n')
    path.write_text(ended + RAISED, "utf-8")
    return copy


def replaced(path: Path, old: str, new: str) -> None:
    """Replace one text in a file."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def form(policy: Policy, messages: Messages, tmp_path: Path, value: float) -> Path:
    """Return a form of 2025Q4 with this e-seal rate and no numerator or denominator."""
    book = filled(policy, UNIT, messages)
    for column in ("分子", "分母"):
        plant(book, "指标填报", "I05", column, None)
    plant(book, "指标填报", "I05", "本期完成值", value)
    return save(book, tmp_path / "form.xlsx")


def judged(policy: Policy, path: Path, day: date) -> SubmissionResult:
    """Return the result of a form for a day."""
    workbook, digest = open_workbook(path)
    (result,) = judge_workbook(policy, workbook, Terms(as_of=day), file=path.name, digest=digest)
    return result


def seal(result: SubmissionResult) -> IndicatorVerdict:
    """Return the verdict of I05."""
    verdict = next(v for v in result.verdicts if v.subject == "I05")
    assert isinstance(verdict, IndicatorVerdict)
    return verdict


@pytest.mark.parametrize(
    ("day", "status", "due"),
    [
        ("2025-12-30", "met", "2025-12-31"),
        ("2025-12-31", "met", "2025-12-31"),
        ("2026-01-01", "on_track", "2026-12-31"),
        ("2026-12-30", "behind", "2026-12-31"),
        ("2026-12-31", "unmet", "2026-12-31"),
        ("2027-06-30", "unmet", "2026-12-31"),
    ],
)
def test_the_day_picks_the_target(
    two_years: Path, messages: Messages, tmp_path: Path, day: str, status: str, due: str
) -> None:
    """50 % is met to the very last day of the old target, and measured by the new one from its very first."""
    pack = load_policy(two_years)
    verdict = seal(judged(pack, form(pack, messages, tmp_path, 0.5), date.fromisoformat(day)))
    assert (str(verdict.status), str(verdict.due)) == (status, due)


def test_an_old_report_comes_out_the_same(two_years: Path, messages: Messages, tmp_path: Path, policy: Policy) -> None:
    """For a day of last year, a pack that also holds this year's figures says what the old pack said."""
    path = form(policy, messages, tmp_path, 0.45)
    told = []
    for arguments in ((), ("--policy", str(two_years))):
        for as_of in ((), ("--as-of", "2025-06-30")):
            done = run(tmp_path, "validate", path.name, "-f", "json", *arguments, *as_of)
            document = json.loads(done.stdout)
            del document["policy"]["digest"]
            told.append(document)
    assert told[0] == told[2]
    assert told[1] == told[3]
    assert told[0] != told[1]


def test_without_dates_a_policy_is_always_in_force(policy: Policy) -> None:
    """A pack without dates is the same on every day."""
    assert policy.on(date(1999, 1, 1)) is policy
    assert policy.every_target() == list(policy.targets.values())


def test_where_nothing_is_in_force_nothing_is_passed(copy: Path, messages: Messages, tmp_path: Path) -> None:
    """Before the first day of its only target an indicator is undetermined, and cites its row of the table."""
    path = copy / "rules" / "targets" / "digital-base.yaml"
    replaced(path, "  - indicator: I05\n", '  - indicator: I05\n    effective_from: "2025-12-31"\n')
    pack = load_policy(copy)
    filled_in = form(pack, messages, tmp_path, 1)
    before, first = (seal(judged(pack, filled_in, date(2025, 12, day))) for day in (30, 31))
    assert (str(before.status), before.target, before.due, before.gap) == ("undetermined", None, None, None)
    assert before.clause.quote == pack.indicators["I05"].source.quote
    assert str(first.status) == "met"


def test_two_targets_for_one_day_are_refused(two_years: Path, messages: Messages) -> None:
    """One day in both windows is an overlap, told at the second with the place of the first."""
    path = two_years / "rules" / "targets" / "digital-base.yaml"
    replaced(path, 'effective_from: "2026-01-01"', 'effective_from: "2025-12-31"')
    with pytest.raises(PolicyError) as wrong:
        load_policy(two_years)
    (problem,) = wrong.value.problems
    lines = path.read_text("utf-8").splitlines()
    first, second = (n for n, line in enumerate(lines, 1) if "indicator: I05" in line)
    assert (problem.key, problem.line) == ("pack.overlap", second)
    assert f"rules/targets/digital-base.yaml:{first}" in messages.problem(problem)


def test_a_dated_target_beside_an_undated_one_is_refused(copy: Path) -> None:
    """What is always in force leaves no room for another."""
    path = copy / "rules" / "targets" / "digital-base.yaml"
    path.write_text(path.read_text("utf-8") + RAISED, "utf-8")
    with pytest.raises(PolicyError) as wrong:
        load_policy(copy)
    assert [p.key for p in wrong.value.problems] == ["pack.overlap"]


def test_a_window_that_ends_before_it_begins_is_refused(two_years: Path) -> None:
    """effective_from after effective_to is a problem at the entry; the same day is a window of one day."""
    path = two_years / "rules" / "targets" / "digital-base.yaml"
    window = 'effective_from: "2026-01-01"\n    effective_to: "{}"'
    replaced(path, 'effective_from: "2026-01-01"', window.format("2025-12-31"))
    with pytest.raises(PolicyError):
        load_policy(two_years)
    replaced(path, window.format("2025-12-31"), window.format("2026-01-01"))
    assert load_policy(two_years).on(date(2026, 1, 2)).targets.get("I05") is None


def test_a_rule_finds_only_while_it_is_in_force(copy: Path, messages: Messages, tmp_path: Path) -> None:
    """A119 from 2026-01-01 is silent on the day before and speaks on the day."""
    path = copy / "rules" / "audit" / "values.yaml"
    replaced(path, "  - id: A119\n", '  - id: A119\n    effective_from: "2026-01-01"\n')
    pack = load_policy(copy)
    filled_in = form(pack, messages, tmp_path, 1)
    found = [{f.rule for f in judged(pack, filled_in, day).findings} for day in (date(2025, 12, 31), date(2026, 1, 1))]
    assert found == [set(), {"A119"}]
    assert list(run_examples(pack)) == []


def test_one_rule_may_have_another_tolerance_next_year(copy: Path, messages: Messages, tmp_path: Path) -> None:
    """Two versions of A103 hold one after the other, each by its own examples."""
    path = copy / "rules" / "audit" / "values.yaml"
    text = path.read_text("utf-8")
    start, end = text.index("  - id: A103\n"), text.index("  - id: A104\n")
    rule = text[start:end]
    old = rule.replace("  - id: A103\n", '  - id: A103\n    effective_to: "2025-12-31"\n')
    new = rule.replace("  - id: A103\n", '  - id: A103\n    effective_from: "2026-01-01"\n')
    new = new.replace("tolerance: 0.05", "tolerance: 10").replace("本期完成值: 85}", "本期完成值: 95}")
    new = new.replace("本期完成值: 82.06}", "本期完成值: 92.1}")
    path.write_text(text[:start] + old + new + text[end:], "utf-8")
    pack = load_policy(copy)
    assert list(run_examples(pack)) == []
    assert lint(pack) == []
    book = filled(pack, UNIT, messages)
    for column, value in (("分子", 123), ("分母", 150), ("本期完成值", 0.85)):
        plant(book, "指标填报", "I05", column, value)
    wrong = save(book, tmp_path / "wrong.xlsx")
    found = [
        "A103" in {f.rule for f in judged(pack, wrong, d).findings} for d in (date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert found == [True, False]


def test_the_form_of_a_period_prints_its_own_target(two_years: Path, messages: Messages) -> None:
    """The template of 2025Q4 says 50, that of 2026Q1 says 60."""
    pack = load_policy(two_years)
    for period, printed in (("2025Q4", "≥50"), ("2026Q1", "60")):
        book = openpyxl.load_workbook(io.BytesIO(template(pack, UNIT, Period(period), messages)))
        sheet = book["指标填报"]
        assert sheet.cell(rows(sheet)["I05"], columns(sheet)["本期目标"]).value == printed


def test_both_years_are_proved(two_years: Path, tmp_path: Path) -> None:
    """Examples, boundaries, coverage, lint and explain go through the targets of all times."""
    pack = load_policy(two_years)
    assert list(run_examples(pack)) == []
    assert list(run_boundaries(pack)) == []
    assert list(uncovered(pack)) == []
    told = run(tmp_path, "explain", "I05", "--policy", str(two_years), "--lang", "en").stdout
    assert "… – 2025-12-31" in told
    assert "2026-01-01 – …" in told
    replaced(
        two_years / "rules" / "targets" / "digital-base.yaml",
        'value: 60, as_of: "2026-12-31"',
        'value: 61, as_of: "2026-12-31"',
    )
    assert [(u.key, u.lack) for u in uncovered(load_policy(two_years))] == [("target:I05@2026-01-01", "exact")]
