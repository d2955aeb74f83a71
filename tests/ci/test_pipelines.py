from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from filling import filled
from pipelines import ROOT, action_step, load, runner, shell
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.sniff import SUFFIXES
from running import make_form, run

SCHEMAS = {
    "action.yml": "vendor.github-actions",
    "examples/ci/github/.github/workflows/forms.yml": "vendor.github-workflows",
    "ci/gitlab.yml": "vendor.gitlab-ci",
    "examples/ci/gitlab/.gitlab-ci.yml": "vendor.gitlab-ci",
}
EXAMPLES = sorted(path.name for path in (ROOT / "examples" / "ci").iterdir())
DOCS = [ROOT / "docs" / "pipelines.md", ROOT / "docs" / "pipelines.zh-CN.md"]


@pytest.mark.parametrize("path", SCHEMAS)
def test_ci_files_are_what_their_hosts_take(path: str) -> None:
    """Validated against the published schemas of GitHub's actions and workflows and of GitLab's CI."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", SCHEMAS[path], str(ROOT / path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout


def test_hooks_are_what_pre_commit_takes() -> None:
    """The manifest and the example's configuration, which names hooks that exist."""
    for kind, path in (
        ("manifest", ".pre-commit-hooks.yaml"),
        ("config", "examples/ci/pre-commit/.pre-commit-config.yaml"),
    ):
        command = [sys.executable, "-m", "pre_commit", f"validate-{kind}", str(ROOT / path)]
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    offered = {hook["id"] for hook in load(".pre-commit-hooks.yaml")}
    (repository,) = load("examples/ci/pre-commit/.pre-commit-config.yaml")["repos"]
    assert {hook["id"] for hook in repository["hooks"]} == offered == {"pxcheck-validate", "pxcheck-lint"}


@pytest.mark.parametrize(
    ("name", "checked"),
    [
        ("submissions/市档案馆.xlsx", True),
        ("a/b.XLS", True),
        ("a/~$b.xlsx", False),
        (".b.xlsx", False),
        ("notes.docx", False),
    ],
)
def test_the_hook_checks_what_the_command_would(name: str, checked: bool) -> None:
    """Workbooks by suffix, without lock files and hidden ones."""
    (hook,) = [h for h in load(".pre-commit-hooks.yaml") if h["id"] == "pxcheck-validate"]
    assert bool(re.search(hook["files"], name) and not re.search(hook["exclude"], name)) == checked


def test_the_hook_takes_every_suffix_that_a_folder_means() -> None:
    """A kind of workbook that the reader learns is not forgotten here."""
    (hook,) = [h for h in load(".pre-commit-hooks.yaml") if h["id"] == "pxcheck-validate"]
    assert all(re.search(hook["files"], f"a{suffix}") for suffix in SUFFIXES)


def test_every_way_to_install_it_brings_the_extras() -> None:
    """Older formats are read and expressions judged in a hook, in the action and in the GitLab example alike."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    needed = {hook["id"]: hook["additional_dependencies"] for hook in load(".pre-commit-hooks.yaml")}
    assert needed == {
        "pxcheck-validate": extras["legacy"] + extras["expressions"],
        "pxcheck-lint": extras["expressions"],
    }
    assert "[legacy,expressions]" in action_step("install", {})[0]
    assert "[legacy,expressions]" in load("examples/ci/gitlab/.gitlab-ci.yml")["pxcheck"]["variables"]["PXCHECK_FROM"]


def test_no_input_stands_in_a_script() -> None:
    """What an expression holds would be run by the shell; inputs come as variables."""
    for step in load("action.yml")["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_the_action_annotates_summarises_and_keeps_the_result(tmp_path: Path) -> None:
    """Its step ends with pxcheck's code, names its files as outputs, and links rules to the action's own version."""
    forms = tmp_path / "forms"
    forms.mkdir()
    make_form(forms, "市 档案馆 $(touch x).xlsx")
    given = runner(tmp_path / "runner")
    script, variables = action_step("validate", {"paths": "forms/市 档案馆 $(touch x).xlsx\n\nforms\n"})
    done = shell(script, tmp_path, {**given, **variables})
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error file=")
    told = dict(line.split("=", 1) for line in Path(given["GITHUB_OUTPUT"]).read_text("utf-8").splitlines())
    assert told["exit-code"] == "1"
    assert json.loads((tmp_path / told["result"]).read_text("utf-8"))["exit_code"] == 1
    summary = (tmp_path / told["summary"]).read_text("utf-8")
    assert Path(given["GITHUB_STEP_SUMMARY"]).read_text("utf-8") == summary
    assert "https://github.com/tools/pxcheck/blob/v0.1.0/docs/rules/A" in (tmp_path / told["sarif"]).read_text("utf-8")
    assert not (tmp_path / "x").exists()


def test_the_action_passes_a_form_without_a_fault(tmp_path: Path, policy: Policy, messages: Messages) -> None:
    """Exit code 0, and its inputs are settings."""
    filled(policy, "市档案馆", messages).save(tmp_path / "form.xlsx")
    given = runner(tmp_path / "runner")
    script, variables = action_step("validate", {"paths": "form.xlsx", "lang": "en", "period": "2025Q4"})
    done = shell(script, tmp_path, {**given, **variables})
    assert done.returncode == 0, done.stderr
    assert "ACCEPTABLE" in done.stderr


@pytest.mark.parametrize("program", ["bash", "sh"])
def test_the_gitlab_job_writes_what_it_promises(tmp_path: Path, program: str) -> None:
    """Its script leaves every file that its artifacts name, also when a form is refused."""
    job = load("ci/gitlab.yml")["pxcheck"]
    (tmp_path / "submissions").mkdir()
    make_form(tmp_path / "submissions")
    done = shell(
        "\n".join(job["script"]), tmp_path, {**job["variables"], "CI_PROJECT_DIR": str(tmp_path)}, program=program
    )
    assert done.returncode == 1, done.stderr
    for path in job["artifacts"]["reports"].values():
        assert (tmp_path / path).stat().st_size > 0
    issues = json.loads((tmp_path / job["artifacts"]["reports"]["codequality"]).read_text("utf-8"))
    # The units that have not reported are placed at the file that configures the run.
    assert {issue["location"]["path"] for issue in issues} == {"submissions/市档案馆.xlsx", "pxcheck.toml"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_settings_are_settings(tmp_path: Path, name: str) -> None:
    """The pxcheck.toml of every example is in force as it stands."""
    shutil.copy(ROOT / "examples" / "ci" / name / "pxcheck.toml", tmp_path)
    told = json.loads(run(tmp_path, "config", "--format", "json", "validate").stdout)["settings"]
    from_file = {one["name"]: one["value"] for one in told if one["source"] == "file"}
    assert from_file == {"period": "2025Q4", "fail-on": "data", "lang": "zh"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_described(name: str) -> None:
    """Its README shows the layout and names every file that is there."""
    folder = ROOT / "examples" / "ci" / name
    told = (folder / "README.md").read_text("utf-8")
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "README.md":
            assert path.relative_to(folder).as_posix() in told


def test_the_guide_names_what_exists(tmp_path: Path) -> None:
    """Both languages give the same commands, and every option of them is in the help."""
    blocks = [re.findall(r"```\w*\n(.*?)```", path.read_text("utf-8"), re.DOTALL) for path in DOCS]
    bare = [[re.sub(r"\s*#.*", "", block) for block in told] for told in blocks]
    assert bare[0] == bare[1] != []
    helped = run(tmp_path, "validate", "--help").stdout + run(tmp_path, "config", "--help").stdout
    for line in re.findall(r"pxcheck (?:validate|config)([^\n]*)", "\n".join(bare[0])):
        for option in re.findall(r"(?<!\S)--[a-z-]+", line):
            assert option in helped
