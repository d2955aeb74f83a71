from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pxgov_check.cli import output
from pxgov_check.cli.output import write_file
from pxgov_check.errors import OutputError


def test_a_file_is_written_and_nothing_else(tmp_path: Path) -> None:
    """The folder holds the file and no temporary one."""
    write_file(tmp_path / "结果.json", b"{}")
    assert [p.name for p in tmp_path.iterdir()] == ["结果.json"]
    assert (tmp_path / "结果.json").read_bytes() == b"{}"


def test_what_stood_there_survives_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up half-way leaves the old file and no temporary one."""
    target = tmp_path / "result.json"
    target.write_bytes(b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError) as caught:
        output.write_file(target, b"new")
    assert caught.value.exit_code == 4
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["result.json"]


def test_a_folder_that_is_not_there_is_an_output_error(tmp_path: Path) -> None:
    """The failure names the path and says why."""
    with pytest.raises(OutputError) as caught:
        write_file(tmp_path / "nowhere" / "result.json", b"")
    assert caught.value.key == "error.cannot_write"
    assert caught.value.params["path"].endswith("result.json")
    assert caught.value.params["reason"]


def test_an_interruption_leaves_no_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while writing cleans up and goes on up."""

    def interrupt(_handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "result.json", b"")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows removes no file that is open")
def test_what_a_killed_run_left_goes_and_what_another_run_writes_stays(tmp_path: Path) -> None:
    """Two runs that write one file at once do not disturb each other; nobody else's file is touched."""
    target = tmp_path / "result.json"
    left, other = tmp_path / ".pxcheck-result.json-0left", tmp_path / ".pxcheck-result.csv-0left"
    left.touch()
    other.touch()

    def slow() -> Iterator[bytes]:
        yield b"first"
        write_file(target, b"second")
        assert target.read_bytes() == b"second"

    output.write_chunks(target, slow())
    assert target.read_bytes() == b"first"
    assert sorted(path.name for path in tmp_path.iterdir()) == [other.name, "result.json"]
