"""The environments that are measured: pxcheck installed as users do, and its peers in one of their own."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
import tomllib
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
BENCH = ROOT / "bench"
PEERS = ("frictionless[excel]", "pandas", "pandera", "openpyxl")


@dataclass(frozen=True)
class Environment:
    """A virtual environment by its folder; programs in it are called by their own paths, never through a shim."""

    folder: Path

    def program(self, name: str) -> str:
        """Return the path of a program in it."""
        return str(self.folder / ("Scripts" if os.name == "nt" else "bin") / name)

    def version(self, package: str) -> str:
        """Return the version of a package in it; empty where it isn't there."""
        code = f"from importlib import metadata; print(metadata.version({package!r}))"
        done = subprocess.run([self.program("python"), "-I", "-c", code], capture_output=True, text=True, check=False)  # noqa: S603 (our own code)
        return done.stdout.strip()


def here() -> Environment:
    """Return the environment that the benchmark itself runs in."""
    return Environment(Path(sys.prefix))


def ours(cache: Path) -> Environment:
    """Return an environment with this checkout installed as users do, made anew as far as pxcheck goes."""
    made = _made(cache / "ours")
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    _install(made, [f"{ROOT}[cluster]" if "cluster" in extras else str(ROOT)])
    _install(made, ["--force-reinstall", "--no-deps", str(ROOT)])
    return made


def peers(cache: Path) -> Environment:
    """Return an environment with everything that pxcheck is measured against; one that is there stays as it is."""
    made = _made(cache / "peers")
    done = cache / "peers" / "installed.json"
    if not done.exists() or json.loads(done.read_text("utf-8")) != list(PEERS):
        _install(made, PEERS)
        done.write_text(json.dumps(PEERS), "utf-8")
    return made


def _made(folder: Path) -> Environment:
    if not (folder / "pyvenv.cfg").exists():
        venv.create(folder, with_pip=True)
    return Environment(folder)


def _install(environment: Environment, packages: Sequence[str]) -> None:
    command = [
        environment.program("python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        *packages,
    ]
    subprocess.run(command, check=True)  # noqa: S603 (our own command)


def variables(cache: Path) -> dict[str, str]:
    """Return the variables that everybody runs with: none of the caller's pxcheck settings, and caches of our own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PXCHECK_", "PYTHON", "NO_COLOR", "COLUMNS"))}
    return {**kept, "XDG_CACHE_HOME": str(cache / "xdg"), "PYTHONIOENCODING": "utf-8"}


def machine() -> str:
    """Return in a few words what all this is measured on."""
    cpuinfo = Path("/proc/cpuinfo")
    told = re.search(r"model name\s*:\s*(.+)", cpuinfo.read_text()) if cpuinfo.exists() else None
    name = told[1] if told else platform.processor() or platform.machine()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{name}, {os.cpu_count()} cores, {platform.system()}, {python}"
