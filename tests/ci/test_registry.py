"""What installs pxcheck and its dependencies from the package registry; .ci/run calls it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from filling import filled, plant
from pipelines import ROOT, action_step, load, runner, shell
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy

_LEFT = shutil.ignore_patterns(".git", ".venv", "dist", "build", "*.egg-info", "__pycache__", ".*_cache", ".hypothesis")


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.strip()


def _clone(folder: Path) -> str:
    """Commit the checkout as it stands to a repository of its own and return the commit."""
    shutil.copytree(ROOT, folder, ignore=_LEFT)
    _git(folder, "init", "--quiet")
    _git(folder, "add", "--all", "--force")
    _git(folder, "commit", "--quiet", "--message", "as it stands")
    return _git(folder, "rev-parse", "HEAD")


def _pre_commit(folder: Path, home: Path, hook: str = "pxcheck-validate") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", "run", hook, "--all-files", "--verbose"]
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("PXCHECK_")}
    return subprocess.run(
        command,
        cwd=folder,
        env={**inherited, "PRE_COMMIT_HOME": str(home), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )


def test_the_hooks_run_through_pre_commit(policy: Policy, messages: Messages, tmp_path: Path) -> None:
    """The example's configuration, pointed at this checkout, passes what is clean and stops a form with an error."""
    commit = _clone(tmp_path / "pxcheck")
    repository = tmp_path / "forms"
    shutil.copytree(ROOT / "examples" / "ci" / "pre-commit", repository)
    config = load("examples/ci/pre-commit/.pre-commit-config.yaml")
    config["repos"][0] |= {"repo": str(tmp_path / "pxcheck"), "rev": commit}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
    _git(repository, "init", "--quiet")
    book = filled(policy, "市档案馆", messages)
    (repository / "submissions").mkdir()
    for name in ("data", "rules"):
        shutil.copytree(ROOT / name, repository / "policy" / name)
    book.save(repository / "submissions" / "市档案馆.xlsx")
    _git(repository, "add", "--all")
    clean = _pre_commit(repository, tmp_path / "home")
    assert clean.returncode == 0, clean.stdout + clean.stderr
    assert "Passed" in clean.stdout
    plant(book, "指标填报", "I03", "本期完成值", "约80")
    book.save(repository / "submissions" / "市档案馆.xlsx")
    stopped = _pre_commit(repository, tmp_path / "home")
    assert stopped.returncode == 1
    assert "A108" in stopped.stdout
    linted = _pre_commit(repository, tmp_path / "home", "pxcheck-lint")
    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert "Passed" in linted.stdout
    targets = repository / "policy" / "rules" / "targets" / "digital-base.yaml"
    targets.write_text(targets.read_text("utf-8") + "unknown: 1\n", "utf-8")
    faulty = _pre_commit(repository, tmp_path / "home", "pxcheck-lint")
    assert faulty.returncode == 1
    assert "digital-base.yaml" in faulty.stdout


def test_the_action_installs_itself(policy: Policy, messages: Messages, tmp_path: Path) -> None:
    """Its steps, run as a runner would, install pxcheck from the action's own folder and check a form with that."""
    work = tmp_path / "work"
    work.mkdir()
    filled(policy, "市档案馆", messages).save(work / "form.xlsx")
    given = runner(tmp_path / "runner")
    script, variables = action_step("install", {})
    installed = shell(script, work, {**given, **variables})
    assert installed.returncode == 0, installed.stderr
    added = Path(given["GITHUB_PATH"]).read_text("utf-8").strip()
    assert Path(added, "pxcheck").exists()
    script, variables = action_step("validate", {"paths": "form.xlsx"})
    path = os.pathsep.join([added, "/usr/bin", "/bin"])
    done = shell(script, work, {**given, **variables, "PATH": path})
    assert done.returncode == 0, done.stderr
    assert (work / "pxcheck-result" / "result.json").exists()
