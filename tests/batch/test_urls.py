"""Forms and results by URL."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import fsspec
import pytest

from batches import write_forms
from pxgov_check.batch.copies import sources
from pxgov_check.cli.output import write_target
from pxgov_check.cli.workbooks import find_workbooks
from pxgov_check.errors import SubmissionError, UsageError
from pxgov_check.formats.result_stream import open_result
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.open import read_bytes
from running import run


@pytest.fixture(autouse=True)
def broken_store() -> None:
    fsspec.register_implementation("broken", BrokenStore, clobber=True)


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


def test_what_is_not_written_to_the_end_is_not_there(tmp_path: Path) -> None:
    """Neither in a store, where the pieces so far are thrown away, nor on this disk, where the file before stays."""

    def breaks() -> Iterator[bytes]:
        yield b"{"
        raise KeyboardInterrupt

    before = tmp_path / "result.json"
    before.write_bytes(b"before")
    for target in ("broken://out/result.json", before.as_uri()):
        with pytest.raises(KeyboardInterrupt):
            write_target(target, breaks())
    assert (BrokenStore.discarded, BrokenStore.committed) == (["out/result.json"], [])
    assert [path.name for path in tmp_path.iterdir()] == ["result.json"]
    assert before.read_bytes() == b"before"


class BrokenStore(fsspec.AbstractFileSystem):  # type: ignore[misc]  # it has no types
    """A store whose package has failures of its own kind, and which keeps nothing before it is committed."""

    protocol = "broken"
    discarded: ClassVar[list[str]] = []
    committed: ClassVar[list[str]] = []
    given: ClassVar[list[bytes]] = []

    def _fail(self, *_: object, **__: object) -> Any:  # noqa: ANN401 (never returns)
        raise BrokenStoreError

    find = glob = size = _fail

    def open(self, path: str, mode: str = "rb", *, autocommit: bool = True, **_: object) -> Any:  # noqa: ANN401 (a file)
        """Open for writing, or for reading half of it."""
        if mode == "rb" and "half" in path:
            return BreakingStream()
        if mode == "rb":
            self._fail()
        assert not autocommit
        return BrokenStream(path)


class BrokenStream(io.BytesIO):
    """A file of it, which knows what became of it."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path

    def commit(self) -> None:
        """Say that it was."""
        BrokenStore.committed.append(self.path)

    def discard(self) -> None:
        """Say that it was."""
        BrokenStore.discarded.append(self.path)


class BreakingStream(io.BytesIO):
    """One that gives a few pieces."""

    def read(self, _: int | None = -1, /) -> bytes:
        """Give the next."""
        if not BrokenStore.given:
            raise BrokenStoreError
        return BrokenStore.given.pop(0)


class BrokenStoreError(Exception):
    """No OSError, as those of a real store's client are none."""

    def __str__(self) -> str:
        return "no such endpoint"


def test_a_store_that_fails_in_its_own_way_is_told_as_any_other() -> None:
    """A folder by what it said, a form as a finding; a result as one that can't be read."""
    with pytest.raises(UsageError) as caught:
        find_workbooks(["broken://month/"])
    assert (caught.value.key, caught.value.params["reason"]) == ("error.no_remote", "no such endpoint")
    with pytest.raises(SubmissionError) as unread:
        read_bytes("broken://month/a.xlsx")
    assert (unread.value.rule, unread.value.params["reason"]) == ("F001", "no such endpoint")
    with pytest.raises(UsageError) as result:
        open_result("broken://month/result.json")
    assert (result.value.key, result.value.params["reason"]) == ("error.no_remote", "no such endpoint")
    with pytest.raises(UsageError) as missing:
        open_result("memory://nothing.json")
    assert missing.value.key == "error.no_file"


def test_a_store_that_breaks_off_while_a_result_is_read_is_told() -> None:
    """As one that could not be reached, with what it said, however far the reading was."""
    BrokenStore.given = [b'{\n  "submissions": [\n', b"    {\n"]
    with pytest.raises(UsageError) as caught:
        open_result("broken://month/half.json")
    assert (caught.value.key, caught.value.params["reason"]) == ("error.no_remote", "no such endpoint")


def test_shards_are_joined_where_they_are(folder: Path) -> None:
    """By their URLs, as by their names; what is read is not written over, however it is called."""
    run(folder, "validate", "forms", "--policy", "pack", "-q", "-o", "whole.json")
    parts = [(folder / f"part-{number}.json").as_uri() for number in (1, 2)]
    for number, part in enumerate(parts, 1):
        run(folder, "validate", "forms", "--policy", "pack", "-q", "--shard", f"{number}/2", "-o", part)
    done = run(folder, "merge", *parts, "--policy", "pack", "-q", "-o", "joined.json")
    assert (done.returncode, done.stderr) == (3, "")
    assert (folder / "joined.json").read_bytes() == (folder / "whole.json").read_bytes()
    for output in ("part-1.json", parts[0]):
        done = run(folder, "merge", *parts, "--policy", "pack", "-q", "-o", output)
        assert done.returncode == 2
        assert "part-1.json" in done.stderr


def test_a_report_on_the_city_is_made_from_and_written_to_urls(folder: Path) -> None:
    """From a result and from an earlier report, with the bytes that it has by path; one output is written once."""
    run(folder, "validate", "forms", "--policy", "pack", "-q", "-o", "city.json")
    options = ("--policy", "pack", "--year", "2025", "-q")
    plain = run(folder, "gap", "city.json", *options, "-o", "plain.json", "-o", "plain.md")
    done = run(folder, "gap", (folder / "city.json").as_uri(), *options, "-o", (folder / "gap.json").as_uri())
    assert (done.returncode, done.stderr) == (plain.returncode, "")
    assert (folder / "gap.json").read_bytes() == (folder / "plain.json").read_bytes()
    run(folder, "gap", (folder / "plain.json").as_uri(), "-q", "-o", "again.md")
    assert (folder / "again.md").read_bytes() == (folder / "plain.md").read_bytes()
    done = run(folder, "gap", "plain.json", "-o", "twice.md", "-o", (folder / "twice.md").as_uri())
    assert done.returncode == 2
    assert "twice.md" in done.stderr


def test_a_drive_is_no_scheme() -> None:
    """A path of Windows is a path."""
    with pytest.raises(UsageError) as caught:
        find_workbooks(["C:\\forms\\a.xlsx"])
    assert caught.value.key == "error.no_file"
