"""The task-by-task guide names what exists, in both languages alike."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from pxgov_check.policy.locate import builtin_root, starter_root
from running import run

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = ("guide.md", "guide.zh-CN.md")


def commands(name: str) -> list[str]:
    """Return the commands of a guide's code blocks, without their remarks."""
    blocks = re.findall(r"```\n(.*?)```", (DOCS / name).read_text("utf-8"), re.DOTALL)
    return [re.sub(r"\s+#.*", "", line).strip() for block in blocks for line in block.splitlines()]


def waivers(name: str) -> str:
    """Return the file of waivers that a guide shows."""
    (told,) = re.findall(r"~~~yaml\n(.*?)~~~", (DOCS / name).read_text("utf-8"), re.DOTALL)
    return str(told)


def test_both_guides_give_the_same_commands() -> None:
    """What can be done is the same in both languages, in the same order, under as many headings."""
    chinese, english = ((DOCS / name).read_text("utf-8") for name in GUIDES)
    assert commands("guide.md") == commands("guide.zh-CN.md")
    assert waivers("guide.md").partition("\n")[2] == waivers("guide.zh-CN.md").partition("\n")[2]
    for mark in (r"^## ", r"^\*\*", r"^\| "):
        assert len(re.findall(mark, chinese, re.MULTILINE)) == len(re.findall(mark, english, re.MULTILINE)), mark


@pytest.mark.parametrize("line", sorted({line.split(" ", 2)[1] for line in commands("guide.md")}))
def test_every_option_that_the_guide_names_is_in_the_help(tmp_path: Path, line: str) -> None:
    """Each option in a command of the guide is one that the command has."""
    helped = run(tmp_path, line, "--help", COLUMNS="200").stdout
    for command in commands("guide.md"):
        if command.split()[1] == line:
            for option in re.findall(r"(?<= )--?[a-z][a-z-]*", command):
                assert option in helped, command


@pytest.mark.parametrize("name", GUIDES)
def test_every_link_of_the_guide_leads_somewhere(name: str) -> None:
    """Files that the guide links to are there, and so are the headings in them."""
    for link in re.findall(r"\]\(([^)]+)\)", (DOCS / name).read_text("utf-8")):
        path, _, anchor = link.partition("#")
        assert (DOCS / path).is_file(), link
        headings = re.findall(r"^#+ (.+)", (DOCS / path).read_text("utf-8"), re.MULTILINE)
        assert not anchor or anchor in {h.lower().replace(" ", "-") for h in headings}, link


def test_the_guide_can_be_followed(tmp_path: Path) -> None:
    """The commands of the guide, run one after the other on a small collection, do what they are said to do."""
    shutil.copytree(starter_root(), tmp_path / "old-pack")
    shutil.copytree(starter_root(), tmp_path / "new-pack")
    (tmp_path / "submissions").mkdir()
    (tmp_path / "last-quarter").mkdir()
    for folder in ("submissions", "last-quarter"):
        shutil.copy(builtin_root() / "examples" / "report-2025Q4.xlsx", tmp_path / folder)
    shutil.copy(builtin_root() / "examples" / "report-2025Q4.xlsx", tmp_path / "我的表.xlsx")
    shutil.copy(starter_root() / "policy.txt", tmp_path)
    (tmp_path / "waivers.yaml").write_text(waivers("guide.md"), "utf-8")
    for command in commands("guide.md"):
        if "HEAD" in command:  # needs a repository; see test_diff
            continue
        done = run(tmp_path, *command.split()[1:])
        # The sample has figures to correct, and the text is another policy's; everything else ends well.
        wanted = {"validate": {0, 1}, "verify": {1}}.get(command.split()[1], {0})
        assert done.returncode in wanted, (command, done.stderr)
