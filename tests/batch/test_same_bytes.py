"""However a run is carried out, it says the same to the last byte."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from batches import write_forms
from running import run

STREAMED = ("json", "junit", "csv", "text")
ARGUMENTS = ("forms", "--policy", "pack", "-q", *(part for name in STREAMED for part in ("-f", f"{name}=NAME.{name}")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_forms(tmp_path_factory.mktemp("run"))
    assert validate(folder, "one", "--jobs", "1") == 3
    return folder


def validate(folder: Path, name: str, *options: str) -> int:
    done = run(folder, "validate", *(a.replace("NAME", name) for a in ARGUMENTS), *options)
    assert done.stderr == ""
    return done.returncode


def assert_same(folder: Path, name: str, forms: tuple[str, ...] = STREAMED) -> None:
    for form in forms:
        assert (folder / f"{name}.{form}").read_bytes() == (folder / f"one.{form}").read_bytes(), form


@pytest.mark.parametrize("jobs", ["2", "4"])
def test_the_number_of_processes_changes_nothing(folder: Path, jobs: str) -> None:
    """Every format and the exit code are those of one process."""
    assert validate(folder, f"jobs{jobs}", "--jobs", jobs) == 3
    assert_same(folder, f"jobs{jobs}")


def test_the_order_of_the_folder_changes_nothing(folder: Path, tmp_path: Path) -> None:
    """The same files, written in another order, are read in the order of their names."""
    shutil.copytree(folder / "pack", tmp_path / "pack")
    (tmp_path / "forms").mkdir()
    for path in sorted((folder / "forms").iterdir(), reverse=True):
        shutil.copy(path, tmp_path / "forms")
    assert validate(tmp_path, "other") == 3
    assert (tmp_path / "other.json").read_bytes() == (folder / "one.json").read_bytes()


def test_shards_joined_are_the_whole(folder: Path) -> None:
    """Copies, missing units, contradictions and totals are those of one run, in whatever order the parts are given."""
    for number in (1, 2, 3):
        validate(folder, f"part{number}", "--shard", f"{number}/3")
    formats = [part for name in STREAMED for part in ("-f", f"{name}=joined.{name}")]
    done = run(folder, "merge", "part3.json", "part1.json", "part2.json", "--policy", "pack", "-q", *formats)
    assert (done.returncode, done.stderr) == (3, "")
    assert_same(folder, "joined")


def test_a_shard_says_which_part_it_is(folder: Path, tmp_path: Path) -> None:
    """It fits the schema, and leaves what only the whole can tell to merge."""
    shutil.copytree(folder, tmp_path / "run")
    validate(tmp_path / "run", "part", "--shard", "2/3", "--as-of", "2025-12-31")
    told = json.loads((tmp_path / "run" / "part.json").read_text("utf-8"))
    schema = Path(__file__).parents[2] / "schemas" / "result.schema.json"
    jsonschema.validate(told, json.loads(schema.read_text("utf-8")))
    shard = {"number": 2, "of": 3, "complete": True, "period": None, "as_of": "2025-12-31"}
    assert (told["shard"], told["findings"]) == (shard, [])


def test_a_ledger_changes_nothing_but_the_time(folder: Path) -> None:
    """Neither the run that fills it, nor one that reads no workbook, nor one in other formats than before."""
    for name in ("filling", "filled"):
        assert validate(folder, name, "--ledger", "a.ledger") == 3
        assert_same(folder, name)


def test_a_list_of_names_is_as_good_as_the_names(folder: Path) -> None:
    """From a file or from standard input, with line ends or with NULs; files that are picked are not all there are."""
    names = sorted(f"forms/{path.name}" for path in (folder / "forms").iterdir())
    (folder / "names").write_text("\n".join(names) + "\n", "utf-8")
    (folder / "nuls").write_bytes(b"".join(name.encode() + b"\0" for name in names))
    for name in ("names", "nuls"):
        run(folder, "validate", "--files-from", name, "--policy", "pack", "-q", "-o", f"{name}.json")
    run(folder, "validate", *names, "--policy", "pack", "-q", "-o", "named.json")
    named = (folder / "named.json").read_bytes()
    assert named == (folder / "names.json").read_bytes() == (folder / "nuls.json").read_bytes()
    assert "X303" not in {finding["rule"] for finding in json.loads(named)["findings"]}


def test_copies_are_named_with_the_first_of_them(folder: Path) -> None:
    """Also where a copy comes first in the order, and where nobody can read them."""
    told = json.loads((folder / "one.json").read_text("utf-8"))["submissions"]
    forms = sorted(path.name for path in (folder / "forms").iterdir() if "-2025" in path.name)
    assert {one["file"]: one["copies"] for one in told if one["copies"]} == {
        "forms/00.xlsx": [f"forms/{forms[-1]}"],
        "forms/broken.xlsx": ["forms/zz-broken.xlsx"],
        f"forms/{forms[0]}": ["forms/龙.xlsx"],
    }
    assert len(told) == len(list((folder / "forms").iterdir())) - 3
