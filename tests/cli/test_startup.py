"""What a command imports, and what it does without."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pxgov_check.on_demand import on_demand
from running import make_form, run

# What takes longest to import, and what only people who write packs need.
HEAVY = {"pydantic", "yaml", "openpyxl", "docx", "jinja2", "tomllib", "tempfile", "cel", "jsonschema", "email", "http"}


def imported(folder: Path, *arguments: str) -> set[str]:
    """Return the modules, and the packages they are of, that a command imports when its cache is warm."""
    run(folder, *arguments)
    command = [sys.executable, "-X", "importtime", "-m", "pxgov_check", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", timeout=60, check=False)
    names = set(re.findall(r"^import time: .*\|\s+(\S+)$", done.stderr, re.MULTILINE))
    assert "pxgov_check.cli.entry" in names
    return names | {name.partition(".")[0] for name in names}


def test_the_version_needs_next_to_nothing(tmp_path: Path) -> None:
    """--version imports neither the commands nor what they are made of."""
    names = imported(tmp_path, "--version")
    assert not names & (HEAVY | {"typer", "rich", "dataclasses", "inspect", "pathlib", "json", "decimal"})
    assert {name for name in names if name.startswith("pxgov_check.")} == {
        "pxgov_check.cli",
        "pxgov_check.cli.entry",
        "pxgov_check.on_demand",
    }


def test_checking_a_form_imports_what_it_uses(tmp_path: Path) -> None:
    """A text report needs of rich what measures text, no pydantic, YAML or documents; other formats are left alone."""
    names = imported(tmp_path, "validate", make_form(tmp_path).name)
    assert not names & (HEAVY | {"rich.console", "rich.table", "rich.text", "rich.style"})
    assert "rich.cells" in names
    formats = {name.rpartition(".")[2] for name in names if name.startswith("pxgov_check.formats.")}
    assert not formats & {"sarif", "junit", "github", "gitlab", "markdown"}
    assert not any(name.startswith(("pxgov_check.documents", "pxgov_check.rollup")) for name in names)


@pytest.mark.parametrize("command", [("gap", "--year", "2025"), ("status", "--period", "2025Q4")], ids=lambda c: c[0])
def test_a_city_needs_no_pydantic_either(tmp_path: Path, command: tuple[str, ...]) -> None:
    """What is read of workbooks, and printed, needs nothing that reads YAML, JSON results or writes documents."""
    name, *options = command
    assert not imported(tmp_path, name, make_form(tmp_path).name, *options) & HEAVY


def test_a_document_for_machines_needs_no_terminal(tmp_path: Path) -> None:
    """JSON alone is made without rich."""
    names = imported(tmp_path, "validate", make_form(tmp_path).name, "-f", "json", "-q")
    assert not names & (HEAVY | {"rich"})


@pytest.mark.parametrize("config", ["lang = 'en'", "no such = thing", "unheard-of = 1"])
def test_the_version_is_told_whatever_the_settings(tmp_path: Path, config: str) -> None:
    """A pxcheck.toml, even one that is wrong, keeps nobody from asking which version it is that finds it wrong."""
    (tmp_path / "pxcheck.toml").write_text(config, "utf-8")
    told = run(tmp_path, "--version")
    assert re.fullmatch(r"pxcheck \d+\.\d+\.\d+\n", told.stdout)
    assert (told.returncode, told.stderr) == (0, "")


def test_the_version_among_other_arguments(tmp_path: Path) -> None:
    """Before a command it is the version; beside an option that does not exist, that is what is wrong."""
    version = run(tmp_path, "--version").stdout
    assert run(tmp_path, "--version", "validate", "no.xlsx").stdout == version
    wrong = run(tmp_path, "--version", "--bogus")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "--version" in run(tmp_path, "--help").stdout


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no /dev/full")  # noqa: PTH110 (a name)
def test_a_version_that_nobody_can_read(tmp_path: Path) -> None:
    """Where the stream is full the program does not end as if it had been told."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        command = [sys.executable, "-m", "pxgov_check", "--version"]
        done = subprocess.run(command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode not in {0, 1}


def test_a_module_on_demand_is_the_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is imported before something of it is asked for; what is not there is said then."""
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    later = on_demand("colorsys")
    assert "colorsys" not in sys.modules
    assert later.rgb_to_hsv is sys.modules["colorsys"].rgb_to_hsv
    assert on_demand("colorsys") is sys.modules["colorsys"]
    with pytest.raises(AttributeError):
        _ = later.no_such_name
    with pytest.raises(ImportError):
        _ = on_demand("pxgov_check.no_such_module").anything
