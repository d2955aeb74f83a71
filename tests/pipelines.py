"""Running what the CI files say, as their runners do: the steps of action.yml and the scripts of GitLab jobs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]


def load(path: str) -> Any:  # noqa: ANN401 (what YAML holds)
    """Return a YAML file of the repository. GitHub's ``on:`` reads as True, which nobody here asks for."""
    return yaml.safe_load((ROOT / path).read_text("utf-8"))


def action_step(name: str, inputs: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return the script and the environment of a step of action.yml, its expressions replaced by these inputs."""
    action = load("action.yml")
    values = {f"inputs.{key}": one.get("default", "") for key, one in action["inputs"].items()}
    values |= {f"inputs.{key}": value for key, value in inputs.items()}
    values |= {"github.action_repository": "tools/pxcheck", "github.action_ref": "v0.1.0"}
    (step,) = [s for s in action["runs"]["steps"] if s.get("id") == name]
    variables = {
        key: re.sub(r"\$\{\{ *([\w.-]+) *\}\}", lambda match: values[match[1]], text)
        for key, text in step.get("env", {}).items()
    }
    return step["run"], variables


def shell(
    script: str, folder: Path, variables: Mapping[str, str], *, program: str = "bash"
) -> subprocess.CompletedProcess[str]:
    """Run a script as a runner does, with this environment's pxcheck in the PATH."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PXCHECK_", "GITHUB_", "CI_", "NO_COLOR"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
    return subprocess.run(
        [program, "-e", "-c", script],
        cwd=folder,
        env={**kept, "PATH": path, **variables},
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )


def runner(folder: Path) -> dict[str, str]:
    """Return the variables that GitHub's runner gives every step, its files made in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {f"GITHUB_{name}": folder / name.lower() for name in ("OUTPUT", "PATH", "STEP_SUMMARY")}
    for path in files.values():
        path.touch()
    return {
        **{name: str(path) for name, path in files.items()},
        "RUNNER_TEMP": str(folder),
        "GITHUB_ACTIONS": "true",
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_SERVER_URL": "https://github.com",
    }
