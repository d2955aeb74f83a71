"""pxcheck test: examples, boundaries and what neither shows."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from pxgov_check.judging.boundaries import boundaries, count_boundaries, run_boundaries, step_of
from pxgov_check.judging.coverage import Lack, uncovered
from pxgov_check.judging.example_words import example_problems
from pxgov_check.judging.examples import run_examples
from pxgov_check.policy.load import load_policy
from pxgov_check.policy.locate import builtin_root
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.rule_models import RuleExample
from running import run

SCHEMAS = Path(__file__).parents[2] / "schemas"
UNDER_WAY = {"on_track", "behind"}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the shipped pack that a test may break."""
    for folder in ("data", "rules"):
        shutil.copytree(builtin_root() / folder, tmp_path / folder)
    return tmp_path


def edit(path: Path, after: str, old: str, new: str) -> int:
    """Replace the first text after a mark and return its line."""
    before, mark, rest = path.read_text("utf-8").partition(after)
    assert old in rest
    path.write_text(before + mark + rest.replace(old, new, 1), "utf-8")
    return (before + mark + rest[: rest.index(old)]).count("\n") + 1


def test_the_shipped_pack_is_proved(policy: Policy, tmp_path: Path) -> None:
    """Every example and boundary of the shipped pack holds, nothing is left unshown, and the command says so."""
    assert list(run_examples(policy)) == []
    assert list(run_boundaries(policy)) == []
    assert list(uncovered(policy)) == []
    done = run(tmp_path, "test", "--lang", "en")
    assert done.returncode == 0
    assert f"{count_boundaries(policy)} boundary cases" in done.stdout


def test_the_boundaries_of_a_rate(policy: Policy) -> None:
    """Just below, at and just above 50 %, the day before, on and after the due day, each with what may come of it."""
    made = [
        (str(b.value), b.as_of, set(map(str, b.allowed)))
        for b in boundaries(policy.indicators["I05"], policy.targets["I05"])
        if b.number == 1
    ]
    before, due, after = date(2025, 12, 30), date(2025, 12, 31), date(2026, 1, 1)
    assert made == [
        ("49.99", before, UNDER_WAY),
        ("49.99", due, {"unmet"}),
        ("49.99", after, {"unmet"}),
        ("50", before, {"met"}),
        ("50", due, {"met"}),
        ("50", after, {"met"}),
        ("50.01", before, {"met"}),
        ("50.01", due, {"met"}),
        ("50.01", after, {"met"}),
    ]


def test_the_first_milestone_before_its_day_cannot_be_judged(policy: Policy) -> None:
    """Before the first due day nothing has failed; on it the value counts, after it the way to the next begins."""
    made = {
        (str(b.value), b.as_of): set(map(str, b.allowed))
        for b in boundaries(policy.indicators["I05"], policy.targets["I05"])
        if b.number == 0
    }
    assert made["30", date(2023, 12, 30)] == {"undetermined"}
    assert made["30", date(2023, 12, 31)] == {"met"}
    assert made["29.99", date(2023, 12, 31)] == {"unmet"}
    assert made["30", date(2024, 1, 1)] == UNDER_WAY


@pytest.mark.parametrize(("subject", "step"), [("I01", "1"), ("I14", "1"), ("I02", "0.01"), ("I03", "0.01")])
def test_steps_are_in_the_units_of_the_indicator(policy: Policy, subject: str, step: str) -> None:
    """One item for a count, the last digit for a rate."""
    assert step_of(policy.indicators[subject], policy.targets[subject].milestones[0]) == Decimal(step)


def test_no_case_is_made_that_cannot_occur(policy: Policy) -> None:
    """A target of 100 % has nothing above it."""
    values = {b.value for b in boundaries(policy.indicators["I09"], policy.targets["I09"])}
    assert max(values) == 100


def test_a_target_edited_without_its_examples_is_objected_to(copy: Path, tmp_path: Path) -> None:
    """The e-seal target raised from 50 to 60: its examples fail at their lines, and the exact value is unshown."""
    targets = copy / "rules" / "targets" / "digital-base.yaml"
    edit(targets, "indicator: I05", "value: 50", "value: 60")
    pack = load_policy(copy)
    failed = list(run_examples(pack))
    assert {f.key for f in failed} == {"target:I05"}
    assert ("50 @ 2025-12-31", "met", "unmet") in {(f.example, f.wanted, f.came) for f in failed}
    assert [(u.key, u.lack) for u in uncovered(pack)] == [("target:I05", Lack.EXACT)]
    lines = targets.read_text("utf-8").splitlines()
    for one in failed:
        file, line = pack.place(one.key, *one.path)
        assert file == "rules/targets/digital-base.yaml"
        assert one.example.partition(" @ ")[0] in lines[line - 1]
    done = run(tmp_path, "test", str(copy))
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == len(failed) + 1 + 1


def test_a_rule_edited_without_its_examples_is_objected_to(copy: Path) -> None:
    """A tolerance that no longer fits the examples of its rule is found by them."""
    edit(copy / "rules" / "audit" / "values.yaml", "id: A103", "tolerance: 0.05", "tolerance: 5")
    assert {f.key for f in run_examples(load_policy(copy))} == {"A103"}


def test_a_target_that_no_form_can_meet_is_objected_to(policy: Policy) -> None:
    """Half an item meets the milestone by arithmetic; on a form the audit refuses it, which the boundary shows."""
    target = policy.targets["I14"]
    half = replace(target.milestones[-1], value=Decimal("99.5"))
    broken = replace(target, milestones=(*target.milestones[:-1], half))
    failed = list(run_boundaries(replace(policy, targets={**policy.targets, "I14": broken})))
    assert [(f.key, f.came) for f in failed] == [("target:I14", "invalid (A107)")]


def test_what_no_example_shows_is_named(policy: Policy) -> None:
    """A target and a rule without examples lack every kind."""
    bare = replace(policy.targets["I05"], examples=())
    rule = replace(policy.rules["A103"], examples=())
    pack = replace(policy, targets={**policy.targets, "I05": bare}, rules={**policy.rules, "A103": rule})
    lacking = [(u.key, u.lack) for u in uncovered(pack)]
    assert lacking == [
        *(("target:I05", lack) for lack in (Lack.MET, Lack.UNMET, Lack.EXACT) * 2),
        ("A103", Lack.FINDS),
        ("A103", Lack.PASSES),
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('{subject: "I03", 分子: 123', '{subject: "I03", 分字: 123', "“分字”"),
        ('{subject: "I03", 分子: 123', '{subjct: "I03", 分子: 123', "“subjct”"),
        ('{subject: "I03", 分子: 123', '{subject: "I93", 分子: 123', "“I93”"),
        ('{subject: "I03", 分子: 123', "{完成进度(%): 3, 分子: 123", "“完成进度(%)”"),
    ],
)
def test_a_misspelt_word_in_an_example_is_named(copy: Path, tmp_path: Path, old: str, new: str, said: str) -> None:
    """A word that changes nothing in the form would prove nothing; test and lint refuse it at its line."""
    line = edit(copy / "rules" / "audit" / "values.yaml", "id: A103", old, new)
    for command in ("test", "lint"):
        done = run(tmp_path, command, str(copy))
        assert done.returncode == 2
        (told,) = [each for each in (done.stdout + done.stderr).splitlines() if said in each]
        assert told.startswith(f"rules/audit/values.yaml:{line}: ")


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"forms": [{"unit": "市气象局站"}]}, "市气象局站"),
        ({"forms": "every"}, "every"),
        ({"earlier": {"完成值": 3}}, "完成值"),
        ({"limit": {"file_byte": 3}}, "file_byte"),
        ({"basics": {"填报单": ""}}, "填报单"),
        ({"hidden": "column 完成"}, "column 完成"),
        ({"column_removed": "指标编码"}, "指标编码"),
        ({"sheet_removed": "任务表"}, "任务表"),
        ({"formats": "known"}, "known"),
    ],
)
def test_words_are_known_at_every_level_of_an_example(policy: Policy, given: dict[str, object], word: str) -> None:
    """Names of units, columns, labels, sheets and limits are checked wherever an example holds them."""
    rule = policy.rules["A103"]
    broken = replace(rule, examples=(RuleExample(given=given, finds=True),))
    (problem,) = example_problems(replace(policy, rules={**policy.rules, "A103": broken}))
    assert problem.params["word"] == word


def test_the_test_of_a_pack_as_json(copy: Path, tmp_path: Path) -> None:
    """The JSON keeps to its schema, names what the lines name, and counts what it lists."""
    edit(copy / "rules" / "targets" / "digital-base.yaml", "indicator: I05", "value: 50", "value: 60")
    done = run(tmp_path, "test", str(copy), "-f", "json")
    told = json.loads(done.stdout)
    jsonschema.validate(told, json.loads((SCHEMAS / "test.schema.json").read_text("utf-8")))
    assert done.returncode == told["exit_code"] == 2
    lines = run(tmp_path, "test", str(copy)).stdout.splitlines()[:-1]
    assert [f"{f['file']}:{f['line']}: {f['message']}" for f in told["findings"]] == lines
    assert told["summary"]["failed"] + told["summary"]["lacking"] == len(lines)
    assert [f["lacks"] for f in told["findings"] if f["kind"] == "lacking"] == ["exact"]
