"""Audit rules that a pack writes as expressions."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from filling import filled, plant, save
from pxgov_check.errors import PolicyError, Problem
from pxgov_check.judging import judge_workbook
from pxgov_check.judging.examples import run_examples
from pxgov_check.judging.expressions import MAX_CHARACTERS
from pxgov_check.judging.rule_problems import rule_problems
from pxgov_check.judging.terms import Terms
from pxgov_check.model import Finding
from pxgov_check.policy.lint import lint
from pxgov_check.policy.load import load_policy
from pxgov_check.policy.locate import builtin_root
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.open import open_workbook
from running import run

UNIT = "市大数据中心"
FILE = "rules/audit/own.yaml"

# Holds for everything that is tried when the pack loads, and fails on what somebody may write.
FRAGILE = 'explanation == "" || explanation == "文字" || int(explanation) > 0'

Pack = Callable[..., Policy]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a copy of the shipped pack."""
    for folder in ("data", "rules"):
        shutil.copytree(builtin_root() / folder, tmp_path / "pack" / folder)
    return tmp_path / "pack"


@pytest.fixture
def pack(root: Path) -> Pack:
    """Return a function that writes one expression rule into the copy and loads it."""

    def write(check: Mapping[str, Any], message: str = "不对。", examples: list[Any] | None = None) -> Policy:
        rule = {
            "id": "A901",
            "title": {"zh": "自定", "en": "Own"},
            "severity": "mandatory",
            "check": {"kind": "expression", **check},
            "message": {"zh": message, "en": message + " (English)"},
            "hint": {"zh": "请改正。", "en": "Correct it."},
            "examples": examples or [],
        }
        (root / FILE).write_text(yaml.safe_dump({"rules": [rule]}, allow_unicode=True, sort_keys=False), "utf-8")
        return load_policy(root)

    return write


def problem(policy: Policy) -> Problem:
    """Return the one problem of the rules of a pack."""
    (found,) = rule_problems(policy)
    return found


@pytest.fixture
def find(tmp_path: Path) -> Callable[[Policy, openpyxl.Workbook], list[Finding]]:
    """Return a function that gives what A901 finds in a workbook."""

    def run_on(policy: Policy, book: openpyxl.Workbook) -> list[Finding]:
        path = save(book, tmp_path / "form.xlsx")
        workbook, digest = open_workbook(path)
        (result,) = judge_workbook(policy, workbook, Terms("zh"), file=path.name, digest=digest)
        return [f for f in result.findings if f.rule == "A901"]

    return run_on


Find = Callable[[Policy, openpyxl.Workbook], list[Finding]]


def test_a_rule_about_a_row(pack: Pack, messages: Messages, find: Find) -> None:
    """Where the condition holds and the demand does not, the row is found at its cell, with its values in words."""
    policy = pack(
        {"when": 'unit == "%" && value > target', "require": 'explanation != ""', "cell": "情况说明"},
        message="{value} 高于目标 {target}({due}),没有说明。",
    )
    assert rule_problems(policy) == []
    book = filled(policy, UNIT, messages)
    for subject in ("I03", "I04"):
        plant(book, "指标填报", subject, "分子", 149)
        plant(book, "指标填报", subject, "本期完成值", 149 / 150)
    cell = plant(book, "指标填报", "I04", "情况说明", None)
    for subject in (i for i in policy.expected_indicators(UNIT) if i != "I04"):
        plant(book, "指标填报", subject, "情况说明", "已核对")
    (found,) = find(policy, book)
    assert (found.subject, found.sheet, found.cell) == ("I04", "指标填报", cell)
    assert found.message == "99.3333333333333 高于目标 80(2025-12-31),没有说明。"


@pytest.mark.parametrize(("value", "finds"), [(0.9, True), (0.9001, False), (None, False), ("约90%", False)])
def test_the_boundary_and_what_is_not_there(
    pack: Pack, messages: Messages, find: Find, value: object, finds: bool
) -> None:
    """A figure at the boundary is compared as it stands; where there is none, or none that can be read, nothing is."""
    policy = pack({"subjects": ["I03"], "require": "value > 90.0"})
    book = filled(policy, UNIT, messages)
    for column in ("分子", "分母"):
        plant(book, "指标填报", "I03", column, None)
    plant(book, "指标填报", "I03", "本期完成值", value)
    assert [f.subject for f in find(policy, book)] == (["I03"] if finds else [])


def test_a_rule_may_ask_what_is_blank(pack: Pack, messages: Messages, find: Find) -> None:
    """Blank lists what was not filled in, so that absence itself can be judged."""
    policy = pack({"subjects": ["I03"], "require": '!("origin" in blank)', "cell": "数据来源"})
    book = filled(policy, UNIT, messages)
    assert find(policy, book) == []
    cell = plant(book, "指标填报", "I03", "数据来源", None)
    assert [f.cell for f in find(policy, book)] == [cell]


def test_a_rule_about_a_task(pack: Pack, messages: Messages, find: Find) -> None:
    """Tasks have their own names; days are text in the order of the calendar."""
    check = {"table": "tasks", "when": 'status == "已完成"', "require": "completed_on <= due", "cell": "完成日期"}
    policy = pack(check, message="{completed_on} 晚于 {due}。")
    book = filled(policy, UNIT, messages)
    assert find(policy, book) == []
    cell = plant(book, "任务填报", "T29", "完成日期", "2024-01-01")
    assert [(f.subject, f.cell, f.message) for f in find(policy, book)] == [
        ("T29", cell, "2024-01-01 晚于 2023-12-31。")
    ]


def test_a_rule_over_the_whole_submission(pack: Pack, messages: Messages, find: Find) -> None:
    """Rows are named by id; the finding stands at the first, and without a figure of each nothing is said."""
    check = {
        "scope": "submission",
        "subjects": ["I07", "I06"],
        "when": 'form.unit == "市大数据中心"',
        "require": 'rows.I07.value <= rows["I06"]["value"] + 0.001',
    }
    policy = pack(check)
    book = filled(policy, UNIT, messages)
    assert find(policy, book) == []
    plant(book, "指标填报", "I06", "分子", 141)
    plant(book, "指标填报", "I06", "本期完成值", 141 / 150)
    (found,) = find(policy, book)
    assert (found.subject, found.found) == ("I07", "I07 100%、I06 94%")
    for column in ("分子", "分母", "本期完成值"):
        plant(book, "指标填报", "I06", column, None)
    assert find(policy, book) == []


def test_a_submission_may_mix_indicators_and_tasks(pack: Pack, messages: Messages, find: Find) -> None:
    """An indicator and the task that drives it are judged together."""
    check = {
        "scope": "submission",
        "subjects": ["T29", "I18"],
        "when": 'rows.T29.status == "已完成"',
        "require": "rows.I18.value >= 100.0",
        "cell": "完成状态",
    }
    policy = pack(check)
    book = filled(policy, UNIT, messages)
    assert find(policy, book) == []
    plant(book, "指标填报", "I18", "本期完成值", 0.98)
    assert [(f.subject, f.sheet) for f in find(policy, book)] == [("T29", "任务填报")]


def test_examples_run_and_lint_is_content(pack: Pack) -> None:
    """An expression rule carries examples like any other; one that does not hold is told."""
    examples = [
        {"given": {"subject": "I03", "分子": 45, "分母": 150, "本期完成值": 30}, "finds": True},
        {"given": {"subject": "I03"}, "finds": False},
    ]
    policy = pack({"subjects": ["I03"], "require": "value >= 35.0"}, examples=examples)
    assert list(run_examples(policy)) == []
    assert lint(policy) == []
    examples[0]["finds"] = False
    assert [f.key for f in run_examples(pack({"require": "value >= 35.0"}, examples=examples))] == ["A901"]


@pytest.mark.parametrize(
    ("check", "key", "field", "told"),
    [
        ({"require": "valeu > 1.0"}, "pack.expression_name", "require", "valeu"),
        ({"require": "true || valeu > 1.0"}, "pack.expression_name", "require", "valeu"),
        ({"when": "progress > 1.0", "require": "true"}, "pack.expression_name", "when", "progress"),
        ({"require": "value - 1 > 0.0"}, "pack.expression_wrong", "require", "double"),
        ({"require": 'id != "I03" || value - 1 > 0.0'}, "pack.expression_wrong", "require", "double"),
        ({"require": 'value > "80"'}, "pack.expression_wrong", "require", "overload"),
        ({"require": "int(explanation) > 0"}, "pack.expression_wrong", "require", "int"),
        ({"require": "value >"}, "pack.expression_wrong", "require", "parse"),
        ({"require": "open('/etc/passwd') == 1"}, "pack.expression_wrong", "require", "open"),
        ({"require": "form.user == ''"}, "pack.expression_wrong", "require", "user"),
        ({"require": "explanation.matches('(')"}, "pack.expression_wrong", "require", "regex"),
        ({"require": "numerator / denominator > 0.5"}, "pack.expression_zero", "require", "denominator > 0.0 &&"),
        ({"require": "value / 2.0 > explanation"}, "pack.expression_wrong", "require", "overload"),
        ({"require": "value"}, "pack.expression_no_bool", "require", "float"),
        ({"require": "value > 1.0", "when": "explanation"}, "pack.expression_no_bool", "when", "str"),
        ({"require": "value > 1.0" + " && true" * 70}, "pack.expression_long", "require", "500"),
        ({"require": "[1].all(a, [1].all(b, a == b))"}, "pack.expression_loops", "require", "2"),
        ({"require": "(" * 240 + "true" + ")" * 240}, "pack.expression_wrong", "require", "parse"),
        ({"require": "true", "cell": "备注"}, "pack.expression_cell", "cell", "本期完成值"),
        ({"require": "true", "subjects": ["I99"]}, "pack.unknown_reference", "subjects", "I99"),
        ({"require": "true", "subjects": ["T01"]}, "pack.invalid", "check", "indicators"),
        ({"require": "true", "scope": "submission"}, "pack.invalid", "check", "subjects"),
        ({"require": "true", "requires": "x"}, "pack.invalid", "requires", "requires"),
        ({"when": "true"}, "pack.invalid", "check", "require"),
        (
            {"scope": "submission", "subjects": ["I03"], "require": "rows.I04.value > 1.0"},
            "pack.expression_wrong",
            "require",
            "I04",
        ),
    ],
)
def test_a_wrong_expression_is_refused_when_the_pack_loads(
    pack: Pack, messages: Messages, check: Mapping[str, Any], key: str, field: str, told: str
) -> None:
    """Names, types, syntax, length and parameters are checked before any form, at the line of the expression."""
    policy = pack(check)
    found = problem(policy)
    lines = (Path(policy.places.trees[FILE].file), policy.places.trees[FILE].line(("rules", 0, "check", field)))
    assert (found.key, found.file, found.line) == (key, lines[0].as_posix(), lines[1])
    assert told in messages.problem(found)
    if key in {"pack.expression_name", "pack.expression_wrong"} and "scope" not in check:
        assert "blank, category, denominator, due, explanation, form, id" in messages.problem(found)


def test_the_remedy_for_a_division_by_zero_is_one(pack: Pack) -> None:
    """What the message proposes is accepted as it stands."""
    assert rule_problems(pack({"require": "denominator > 0.0 && numerator / denominator > 0.5"})) == []


def test_the_longest_expression_is_taken(pack: Pack) -> None:
    """500 characters are allowed, 501 are not."""
    longest = "value >= 0.0" + " " * (MAX_CHARACTERS - 12)
    assert rule_problems(pack({"require": longest})) == []
    assert problem(pack({"require": longest + " "})).key == "pack.expression_long"


def test_words_of_the_row_may_be_used_in_sentences(pack: Pack) -> None:
    """A message may name what is in scope of a row, and nothing else."""
    assert rule_problems(pack({"require": "true"}, message="{numerator} {reported} {explanation}")) == []
    assert problem(pack({"require": "true"}, message="{progress}")).key == "pack.unknown_word"
    check = {"scope": "submission", "subjects": ["I03"], "require": "true"}
    assert problem(pack(check, message="{value}")).key == "pack.unknown_word"


@pytest.mark.parametrize("text", ["\ud800", "=1+1", "'; DROP", "{value}", "a\x00b", "九" * 32_000])
def test_hostile_text_is_only_text(pack: Pack, policy: Policy, text: str) -> None:
    """Whatever stands in a cell is a value of the expression and never part of it."""
    del policy
    examples = [{"given": {"subject": "I03", "情况说明": "x"}, "finds": True}]
    own = pack({"subjects": ["I03"], "require": 'explanation == ""'}, message="{explanation}", examples=examples)
    rule = own.rules["A901"]
    hostile = replace(rule.examples[0], given={"subject": "I03", "情况说明": text})
    changed = replace(rule, examples=(hostile,))
    rules = {**own.rules, "A901": changed}
    assert list(run_examples(replaced(own, rules))) == []


def replaced(policy: Policy, rules: Mapping[str, Any]) -> Policy:
    """Return a policy with other rules."""
    return replace(policy, rules=rules)


def test_a_rule_that_fails_on_a_form_is_the_packs_fault(
    pack: Pack, messages: Messages, tmp_path: Path, root: Path
) -> None:
    """An expression that only fails on what somebody wrote ends with 2 and names the rule, never a finding."""
    policy = pack(
        {"subjects": ["I03"], "require": 'explanation == "" || explanation == "文字" || int(explanation) > 0'}
    )
    assert rule_problems(policy) == []
    book = filled(policy, UNIT, messages)
    plant(book, "指标填报", "I03", "情况说明", "不是数")
    save(book, tmp_path / "form.xlsx")
    done = run(tmp_path, "validate", "form.xlsx", "--policy", str(root))
    assert done.returncode == 2
    assert f"{FILE}:" in done.stderr
    assert "A901 对 I03 算不出来" in done.stderr


LOADED = (
    "import sys; from pxgov_check.cli.main import main; code = main(sys.argv[1:]); print(code, 'cel' in sys.modules)"
)
MISSING = "import sys; sys.modules['cel'] = None; from pxgov_check.cli.main import main; sys.exit(main(sys.argv[1:]))"


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run code in an interpreter of its own."""
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_the_engine_is_loaded_only_for_a_pack_that_needs_it(pack: Pack, root: Path) -> None:
    """Without an expression rule nothing imports the extra; with one it is there."""
    example = str(builtin_root() / "examples" / "report-2025Q4.xlsx")
    assert python(LOADED, "validate", example, "-q").stdout.split() == ["1", "False"]
    assert python(LOADED, "lint", "--policy", str(builtin_root())).stdout.split()[-2:] == ["0", "False"]
    pack({"require": "value >= 0.0"})
    assert python(LOADED, "validate", example, "-q", "--policy", str(root)).stdout.split() == ["1", "True"]


def test_without_the_extra_it_is_said_plainly(pack: Pack, root: Path) -> None:
    """The missing package is named with the command that installs it, at the rule's line, with exit code 2."""
    pack({"require": "value >= 0.0"})
    done = python(MISSING, "list", "--policy", str(root), "--lang", "en")
    assert done.returncode == 2
    assert 'pip install "pxgov-check[expressions]"' in done.stderr
    assert f"{FILE}:" in done.stderr


def test_a_failure_on_a_form_carries_its_place(pack: Pack, messages: Messages, find: Find) -> None:
    """The error is one of the pack, with file and line."""
    policy = pack(
        {"subjects": ["I03"], "require": 'explanation == "" || explanation == "文字" || int(explanation) > 0'}
    )
    book = filled(policy, UNIT, messages)
    plant(book, "指标填报", "I03", "情况说明", "不是数")
    with pytest.raises(PolicyError) as wrong:
        find(policy, book)
    assert wrong.value.problems[0].file == FILE
