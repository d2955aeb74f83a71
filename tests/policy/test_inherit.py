from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pxgov_check.model import Status
from pxgov_check.policy.load import load_policy
from pxgov_check.policy.pack import Policy

STARTER = Path(__file__).parents[2] / "src" / "pxgov_check" / "policy" / "starter"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a pack with one audit rule of its own and no wording."""
    shutil.copytree(STARTER, tmp_path / "pack")
    return tmp_path / "pack"


def test_a_pack_without_audit_rules_has_those_of_the_program(small: Path, policy: Policy) -> None:
    """Audit rules, wording and task rules that a pack does not give are the shipped ones."""
    shutil.rmtree(small / "rules" / "audit")
    pack = load_policy(small)
    assert dict(pack.rules) == dict(policy.rules)
    assert pack.inherited == set(policy.rules)
    assert pack.task_rules == policy.task_rules
    assert (pack.info.statuses, pack.info.severities) == (policy.info.statuses, policy.info.severities)


def test_a_packs_own_rule_wins_by_its_id(small: Path, policy: Policy) -> None:
    """A103 of the pack stands in for the shipped one, at the pack's own line; the others stay."""
    pack = load_policy(small)
    assert pack.rules["A103"].check.params["tolerance"] != policy.rules["A103"].check.params["tolerance"]
    assert pack.lines["A103"][0] == "rules/audit/own.yaml"
    assert pack.lines["A104"][0] == "pxcheck:rules/audit/values.yaml"
    assert {i for i in pack.rules if pack.rules[i] != policy.rules[i]} == {"A103"}
    assert pack.inherited == set(policy.rules) - {"A103"}


def test_the_wording_of_one_status_may_be_the_packs_own(small: Path, policy: Policy) -> None:
    """A status worded by the pack is worded so; the others keep the shipped words."""
    path = small / "data" / "policy.yaml"
    path.write_text(path.read_text("utf-8") + 'statuses:\n  met: {zh: "完成目标", en: "reached"}\n', "utf-8")
    worded = load_policy(small).info.statuses
    assert worded[Status.MET].zh == "完成目标"
    assert worded[Status.UNMET] == policy.info.statuses[Status.UNMET]


def test_what_is_inherited_counts_in_the_digest(small: Path) -> None:
    """Writing out an inherited rule with another severity is another pack."""
    before = load_policy(small).digest
    path = small / "rules" / "audit" / "own.yaml"
    path.write_text(path.read_text("utf-8").replace("severity: mandatory", "severity: verify"), "utf-8")
    assert load_policy(small).digest != before


def test_the_shipped_pack_inherits_nothing(policy: Policy) -> None:
    """What the others inherit from stands on its own."""
    assert policy.inherited == frozenset()
