"""The installed program as a process, from any folder and under any locale."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pxgov_check.policy.pack import Policy

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "report-2025Q4.xlsx"


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run pxcheck as a process of its own."""
    command = [sys.executable, "-m", "pxgov_check", *arguments]
    return subprocess.run(command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, check=False)


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """JSON does not depend on the hash seed, the locale or the time zone."""
    settings = [
        {"PYTHONHASHSEED": "1", "LANG": "C", "TZ": "UTC"},
        {"PYTHONHASHSEED": "2", "LANG": "zh_CN.GBK", "TZ": "Asia/Shanghai", "PYTHONIOENCODING": "gbk"},
        {"PYTHONHASHSEED": "3", "LC_ALL": "C.UTF-8", "TZ": "America/New_York"},
    ]
    runs = [run("validate", str(EXAMPLE), "-f", "json", cwd=tmp_path, **s) for s in settings]
    assert {r.returncode for r in runs} == {1}
    assert len({r.stdout for r in runs}) == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["validate", str(EXAMPLE)], 1),
        (["validate", str(EXAMPLE), "--fail-on", "never"], 0),
        (["validate", str(EXAMPLE), "--fail-on", "overdue"], 0),
        (["validate", str(EXAMPLE), "--fail-on", "verify"], 1),
        (["validate", "nothing.xlsx"], 2),
        (["validate", str(EXAMPLE), "--period", "soon"], 2),
        (["validate", str(EXAMPLE), "-o", "no/such/folder/r.json"], 4),
        (["explain", "I99"], 2),
        (["explain", "I3"], 0),
        (["list"], 0),
        (["nonsense"], 2),
        (["--version"], 0),
    ],
)
def test_exit_codes(tmp_path: Path, arguments: list[str], code: int) -> None:
    """Each command ends with the code that the README gives, and never with a traceback."""
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    """An unreadable file is one finding among the results, and the batch ends with 3."""
    (tmp_path / "good.xlsx").write_bytes(EXAMPLE.read_bytes())
    (tmp_path / "bad.xlsx").write_text("<html>", "utf-8")
    done = run("validate", ".", cwd=tmp_path)
    assert done.returncode == 3
    assert "F001" in done.stdout.decode()
    assert "A103" in done.stdout.decode()


def test_a_form_for_another_period_is_not_the_one_asked_for(tmp_path: Path) -> None:
    """--period names the period wanted; a form for another is F007."""
    done = run("validate", str(EXAMPLE), "--period", "2025Q3", cwd=tmp_path)
    assert "F007" in done.stdout.decode()


def test_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    """Whoever stops reading early gets no traceback."""
    command = f'"{sys.executable}" -m pxgov_check validate "{EXAMPLE}" -f json | head -c 1'
    done = subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr


def test_the_readme_names_what_exists(policy: Policy, tmp_path: Path) -> None:
    """Every command and option in both READMEs is in the help, and both give the same commands."""
    told = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh-CN.md")}
    blocks = {
        name: [re.sub(r"\s+#.*", "", b) for b in re.findall(r"```\n(.*?)```", t, re.DOTALL)] for name, t in told.items()
    }
    assert blocks["README.md"] == blocks["README.zh-CN.md"]
    for line in re.findall(r"pxcheck (\w+)([^\n]*)", "\n".join(blocks["README.md"])):
        helped = run(line[0], "--help", cwd=tmp_path).stdout.decode()
        for option in re.findall(r"--[a-z-]+", line[1]):
            assert option in helped, line
    assert f"{len(policy.tasks)} tasks" in told["README.md"]
