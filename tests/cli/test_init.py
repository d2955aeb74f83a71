"""pxcheck init, run as a user does, and everything that its output must pass."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from running import run


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a pack as init writes it."""
    folder = tmp_path_factory.mktemp("made")
    done = run(folder, "init", "方案/规则包")
    assert done.returncode == 0, done.stderr
    made = folder / "方案" / "规则包"
    assert {line.removeprefix("方案/规则包/") for line in done.stdout.splitlines()} == {
        path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()
    }
    return made


@pytest.mark.parametrize(
    "command",
    [
        "gap samples --period 2025Q4 --fail-on data,unmet,behind,overdue,missing",
        "lint",
        "test",
        "verify policy.txt",
        "template --unit 东区文化站 --period 2025Q4 -o another",
        "validate samples --fail-on data,verify,unmet,behind,overdue,missing",
        "validate samples --as-of 2026-12-31 --fail-on data,verify",
        "explain I03",
        "list",
    ],
)
def test_a_new_pack_passes_everything(pack: Path, command: str) -> None:
    """What init writes passes lint, test, verify, template and validate from its own folder."""
    done = run(pack, *shlex.split(command))
    assert (done.returncode, done.stderr if "template" not in command else "") == (0, "")


def test_the_ci_file_runs(pack: Path) -> None:
    """Every pxcheck command in the CI file ends with 0."""
    text = (pack / ".github" / "workflows" / "policy.yml").read_text("utf-8")
    commands = re.findall(r"run: pxcheck (.+)", text)
    assert [c.split()[0] for c in commands] == ["lint", "test", "verify", "validate"]
    for command in commands:
        assert run(pack, *shlex.split(command)).returncode == 0, command


def test_what_the_readme_of_the_pack_says_is_so(pack: Path) -> None:
    """The commands in its README work, and the change that it proposes is objected to."""
    text = (pack / "README.md").read_text("utf-8")
    commands = re.findall(r"^pxcheck ([^#\n]+)", text, re.MULTILINE)
    assert len(commands) == 5
    for command in commands:
        assert run(pack, *shlex.split(command)).returncode == 0, command
    path = pack / "rules" / "targets" / "reading.yaml"
    before = path.read_text("utf-8")
    path.write_text(before.replace("value: 90\n", "value: 95\n"), "utf-8")
    try:
        assert [run(pack, c).returncode for c in ("lint", "test")] == [2, 2]
        assert run(pack, "verify", "policy.txt").returncode == 1
    finally:
        path.write_text(before, "utf-8")


def test_the_expression_that_it_shows_works(pack: Path, tmp_path: Path) -> None:
    """The rule in the comments, once they are removed, passes lint and its examples hold."""
    shutil.copytree(pack, tmp_path / "pack")
    path = tmp_path / "pack" / "rules" / "audit" / "own.yaml"
    head, rule = path.read_text("utf-8").split("  #\n")
    path.write_text(head + re.sub("^  # ", "  ", rule, flags=re.MULTILINE), "utf-8")
    assert "A901" in run(tmp_path / "pack", "list", "rules").stdout
    assert [run(tmp_path / "pack", c).returncode for c in ("lint", "test")] == [0, 0]


def test_every_file_names_a_schema_that_is_there(pack: Path) -> None:
    """An editor finds the schema of each YAML file of the pack beside it."""
    for path in [*pack.glob("data/*.yaml"), *pack.glob("rules/**/*.yaml")]:
        match = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text("utf-8"))
        assert match, path
        assert (path.parent / match[1]).resolve().is_file(), path


def test_only_an_empty_folder_is_written_to(tmp_path: Path) -> None:
    """An empty folder is filled; one with anything in it, or a file, is left as it is and the code is 4."""
    (tmp_path / "empty").mkdir()
    assert run(tmp_path, "init", "empty").returncode == 0
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name in ("full", "file", "empty", "file/below"):
        done = run(tmp_path, "init", name)
        assert done.returncode == 4, name
        assert name in done.stderr
    assert [p.name for p in (tmp_path / "full").iterdir()] == ["mine.txt"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["empty", "file", "full"]


def test_init_writes_the_same_bytes_every_time(tmp_path: Path, pack: Path) -> None:
    """Two runs differ in nothing, workbooks included."""
    assert run(tmp_path, "init", "again").returncode == 0
    for path in (p for p in (tmp_path / "again").rglob("*") if p.is_file()):
        if path.parent.name != "forms":  # rewritten by what the README of the pack proposes
            assert path.read_bytes() == (pack / path.relative_to(tmp_path / "again")).read_bytes(), path
