"""The rule reference in docs/rules: current, complete, and leading nowhere that is not there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from pxgov_check.formats.pages import INDEX, page, pages
from pxgov_check.judging.checks import ACROSS_KINDS, CHECKS, READER_KINDS
from pxgov_check.policy.load import load_policy
from pxgov_check.policy.locate import starter_root
from pxgov_check.policy.messages import load_messages, load_texts
from pxgov_check.policy.pack import Policy
from running import run

PUBLISHED = Path(__file__).parents[2] / "docs" / "rules"
BOTH = {"zh": load_messages("zh"), "en": load_messages("en")}


@pytest.fixture(scope="module")
def made(policy: Policy) -> dict[str, str]:
    """Return the pages as the pack says them today."""
    return pages(policy, {"zh": BOTH["zh"], "en": BOTH["en"]})


def test_the_published_pages_are_current(made: dict[str, str]) -> None:
    """docs/rules holds what the pack says, and nothing else: pxcheck explain --all -f markdown -o docs/rules."""
    assert {path.name for path in PUBLISHED.iterdir()} == set(made)
    for name, text in made.items():
        assert (PUBLISHED / name).read_text("utf-8") == text, name


def test_there_is_a_page_for_everything_that_a_report_names(policy: Policy, made: dict[str, str]) -> None:
    """Every audit rule, indicator and task has its page, and the index names each once."""
    entries = {*policy.rules, *policy.indicators, *policy.tasks}
    assert set(made) == {INDEX, *(f"{entry}.md" for entry in entries)}
    assert sorted(re.findall(r"\((\w+)\.md\)", made[INDEX])) == sorted(entries)


def test_every_link_leads_to_a_page(made: dict[str, str]) -> None:
    """No page links to one that is not there."""
    for name, text in made.items():
        for link in re.findall(r"\]\(([^)]+)\)", text):
            assert link in made, (name, link)


def test_every_page_has_both_languages_and_every_section(policy: Policy, made: dict[str, str]) -> None:
    """Chinese comes first; what, why, how, examples and what to do are there in each, and no placeholder is left."""
    wanted = {"A": 6, "F": 6, "X": 6, "I": 6, "T": 4}
    for entry in (*policy.rules, *policy.indicators, *policy.tasks):
        text = made[f"{entry}.md"]
        chinese, english = text.split("\n## English\n")
        for half, first in ((chinese, "为什么"), (english, "Why")):
            assert len(re.findall(r"^### ", half, re.MULTILINE)) == wanted[entry[0]], entry
            assert f"### {first}\n" in half
        assert not re.search(r"\{\w+\}", text), entry


def test_every_rule_says_why_and_every_check_how(policy: Policy) -> None:
    """Each shipped rule gives its reason, and each kind of check its way of judging, in both languages."""
    assert [rule.id for rule in policy.rules.values() if rule.why is None] == []
    assert {f"check.{kind}" for kind in (*CHECKS, *READER_KINDS, *ACROSS_KINDS)} - set(load_texts()) == set()


def test_examples_are_told_in_words_with_what_they_bring_about(policy: Policy) -> None:
    """A page shows what was filled in and the very sentence that the reporter reads."""
    told = page(policy, "A103", {"zh": BOTH["zh"]})
    assert "| I03 分子 123,分母 150,本期完成值 85 | 完成值填的是 85,而按分子、分母计算 123÷150 等于 82%。 |" in told
    assert "空文件" in page(policy, "F001", {"zh": BOTH["zh"]})
    assert "(没有计算结果)" in page(policy, "A109", {"zh": BOTH["zh"]})
    # No key of an example is left untold.
    for rule in policy.rules:
        for word in ("row_", "column_", "sheet_", "identity", "cleared", "id_instead", "earlier:"):
            assert word not in page(policy, rule, {"zh": BOTH["zh"]}), rule


def test_words_of_the_pack_are_no_markup(policy: Policy) -> None:
    """Stars, bars and brackets of the pack's own words stay what they are."""
    assert r"=F4/G4\*100" in page(policy, "A109", {"zh": BOTH["zh"]})


def test_another_pack_has_its_own_pages(tmp_path: Path) -> None:
    """Any pack's pages can be written; inherited rules are told without being run on forms of this pack."""
    shutil.copytree(starter_root(), tmp_path / "pack")
    done = run(tmp_path, "explain", "--all", "-f", "markdown", "-o", "a/b", "--policy", "pack")
    pack = load_policy(tmp_path / "pack")
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "a" / "b").iterdir())) == 1 + len(pack.rules) + len(pack.indicators) + len(pack.tasks)
    assert "≤1%" in (tmp_path / "a" / "b" / "I03.md").read_text("utf-8")


def test_one_page_goes_to_the_screen(policy: Policy, tmp_path: Path) -> None:
    """Without --all the page of one entry is printed; half an order is a usage error."""
    done = run(tmp_path, "explain", "i5", "-f", "markdown")
    assert done.stdout == page(policy, "I05", {"zh": BOTH["zh"], "en": BOTH["en"]})
    for arguments in ([], ["--all"], ["--all", "-f", "markdown"], ["--all", "-o", "x"], ["I05", "-f", "html"]):
        assert run(tmp_path, "explain", *arguments).returncode == 2, arguments
    assert list(tmp_path.iterdir()) == []
