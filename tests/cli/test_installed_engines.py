"""An engine that an installed package brings."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from batches import write_forms
from running import run

# Judges in its own process, and leaves a line that says where and with how many it was asked to.
ENGINE = """
from pathlib import Path
from pxgov_check.batch.judge import Judge

def engine(address, jobs):
    def judge(plan, batches):
        Path("asked").write_text(f"{address} {jobs}")
        yield from map(Judge(plan), batches)
    return judge
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with forms and, below ``site``, what an installer leaves of a package with an engine."""
    folder = write_forms(tmp_path_factory.mktemp("run"))
    about = folder / "site" / "city_engine-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: city-engine\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(
        "[pxgov_check.engines]\ncity = city_engine:engine\nlost = city_engine:gone\nmissing = no_such_module:engine\n"
    )
    (folder / "site" / "city_engine.py").write_text(ENGINE)
    return folder


def validate(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    arguments = ("validate", "forms", "--policy", "pack", "-q", *options)
    return run(folder, *arguments, PYTHONPATH=str(folder / "site"))


def test_an_installed_engine_judges_as_our_own_do(folder: Path) -> None:
    """It is asked by its name, told the address and the number of processes, and the bytes are the same."""
    here = validate(folder, "-o", "here.json")
    there = validate(folder, "-o", "there.json", "--engine", "city", "--scheduler", "city://head", "--jobs", "3")
    assert (there.returncode, there.stderr) == (here.returncode, "")
    assert (folder / "asked").read_text() == "city://head 3"
    assert (folder / "there.json").read_bytes() == (folder / "here.json").read_bytes()


def test_an_engine_that_nobody_brings_is_refused_with_those_that_there_are(folder: Path) -> None:
    """Our own and the installed ones."""
    done = validate(folder, "--engine", "spark")
    assert done.returncode == 2
    assert "local, dask, city, lost, missing" in done.stderr


@pytest.mark.parametrize(("name", "reason"), [("lost", "'gone'"), ("missing", "no_such_module")])
def test_an_engine_that_can_not_be_loaded_is_a_fault_of_its_package(folder: Path, name: str, reason: str) -> None:
    """What is wrong with it is said, and that its package is to be looked at."""
    done = validate(folder, "--engine", name)
    assert done.returncode == 2
    assert f"--engine {name}" in done.stderr
    assert reason in done.stderr
