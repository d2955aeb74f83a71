"""Forms and results by URL."""

from __future__ import annotations

import json
from pathlib import Path

import fsspec
import pytest

from batches import write_forms
from pxgov_check.batch.copies import sources
from pxgov_check.cli.output import write_target
from pxgov_check.cli.workbooks import find_workbooks
from pxgov_check.errors import SubmissionError, UsageError
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.open import read_bytes
from running import run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_forms(tmp_path_factory.mktemp("run"))


def test_a_folder_by_url_is_the_folder(folder: Path) -> None:
    """Its forms are found, read and judged; only their names are others. The result goes to a URL too."""
    base = (folder / "forms").as_uri()
    run(folder, "validate", "forms", "--policy", "pack", "-q", "-o", "plain.json")
    done = run(folder, "validate", base, "--policy", "pack", "-q", "-o", (folder / "remote.json").as_uri())
    assert (done.returncode, done.stderr) == (3, "")
    plain, remote = ((folder / name).read_text("utf-8") for name in ("plain.json", "remote.json"))
    named = json.loads(remote.replace(f"file://{folder}/forms/", "forms/"))
    assert named == json.loads(plain)


def test_a_store_is_listed_and_read(folder: Path) -> None:
    """Below a folder, by a pattern, or one by its name; copies are found by their size and content."""
    store = fsspec.filesystem("memory")
    form = next(path for path in (folder / "forms").iterdir() if "-2025" in path.name).read_bytes()
    for name in ("a.xlsx", "sub/b.xlsx", "~$a.xlsx", "notes.txt"):
        store.pipe(f"/month/{name}", form)
    found = find_workbooks(["memory://month"])
    assert [name.rpartition("month/")[2] for name in found] == ["a.xlsx", "sub/b.xlsx"]
    assert len(find_workbooks(["memory://month/*.xlsx"])) == 1
    assert read_bytes(found[0]) == form
    assert [(len(one.copies)) for one in sources(found, Limits())] == [1]


def test_what_is_not_there_or_too_large_is_a_finding() -> None:
    """As for a file on the disk."""
    fsspec.filesystem("memory").pipe("/large.xlsx", b"x" * 200)
    for name, limits, rule in (
        ("memory://nothing.xlsx", Limits(), "F001"),
        ("memory://large.xlsx", Limits(file_bytes=100), "F014"),
    ):
        with pytest.raises(SubmissionError) as caught:
            read_bytes(name, limits)
        assert caught.value.rule == rule


def test_a_scheme_that_nobody_knows_is_a_usage_error(tmp_path: Path) -> None:
    """It names the address and what to install."""
    with pytest.raises(UsageError) as caught:
        find_workbooks(["nobody://month/"])
    assert caught.value.key == "error.no_remote"
    done = run(tmp_path, "validate", "nobody://month/a.xlsx")
    assert done.returncode == 2
    assert "pxgov-check[remote]" in done.stderr


def test_a_result_is_written_to_a_store_piece_by_piece() -> None:
    """The pieces come out as one."""
    write_target("memory://out/result.json", (b"{", b"}"))
    assert fsspec.filesystem("memory").cat("/out/result.json") == b"{}"


def test_a_drive_is_no_scheme() -> None:
    """A path of Windows is a path."""
    with pytest.raises(UsageError) as caught:
        find_workbooks(["C:\\forms\\a.xlsx"])
    assert caught.value.key == "error.no_file"
