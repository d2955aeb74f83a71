"""A file that nobody touched since it was read is known by its state, and not opened; any other is read."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from batches import write_forms
from pxgov_check.batch import copies, file_states
from pxgov_check.batch.file_states import digests
from pxgov_check.batch.ledger import Ledger
from pxgov_check.cli.main import main
from pxgov_check.submission.limits import Limits
from running import run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows keeps no time that no program can set")

_FAR = 1 << 62


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    held = Ledger(tmp_path / "a.ledger", "test")
    yield held
    held.close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the files that are read, as they come."""
    seen: list[str] = []
    read = copies.content_digest

    def watched(file: str, limits: Limits) -> bytes | None:
        seen.append(file)
        return read(file, limits)

    monkeypatch.setattr(file_states, "content_digest", watched)
    return seen


def told(ledger: Ledger, *files: Path, settled: int = _FAR) -> list[str | None]:
    found = digests([str(file) for file in files], Limits(), ledger, settled)
    return [one.hex() if (one := found.get(str(file))) else None for file in files]


def written(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def test_a_file_is_read_once(ledger: Ledger, tmp_path: Path, opened: list[str]) -> None:
    """Whoever asks again is told the same without it being opened, of a thousand files as of one."""
    files = [tmp_path / f"{n}.xlsx" for n in range(1001)]
    expected = [written(file, b"%d" % n) for n, file in enumerate(files)]
    assert told(ledger, *files) == expected
    assert len(opened) == 1001
    assert told(ledger, *files) == expected
    assert len(opened) == 1001


@pytest.mark.parametrize("change", ["content", "dated back", "replaced", "renamed over"])
def test_a_file_that_changed_is_read_again(ledger: Ledger, tmp_path: Path, opened: list[str], change: str) -> None:
    """Though it is as long as before and says that it is as old."""
    path = tmp_path / "a.xlsx"
    written(path, b"first")
    told(ledger, path)
    before = path.stat()
    # So that no clock of a disk may stand still in between.
    time.sleep(0.02)
    if change == "replaced":
        path.unlink()
    if change == "renamed over":
        other = tmp_path / "b.xlsx"
        expected = written(other, b"other")
        other.replace(path)
    else:
        expected = written(path, b"other")
    if change == "dated back":
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert told(ledger, path) == [expected]
    assert opened == [str(path)] * 2


def test_a_file_that_may_still_change_is_not_remembered(ledger: Ledger, tmp_path: Path, opened: list[str]) -> None:
    """Where it changed after the moment that is given, it is read each time."""
    path = tmp_path / "a.xlsx"
    expected = written(path, b"first")
    changed = path.stat().st_ctime_ns
    for settled in (changed, changed, changed + 1, changed):
        assert told(ledger, path, settled=settled) == [expected]
    assert opened == [str(path)] * 3


def test_what_is_no_readable_file_has_no_digest(ledger: Ledger, tmp_path: Path) -> None:
    """A folder, a pipe, nothing, and a name with a NUL are passed over."""
    os.mkfifo(tmp_path / "pipe.xlsx")
    names = [tmp_path, tmp_path / "pipe.xlsx", tmp_path / "none.xlsx", tmp_path / "a\0.xlsx"]
    assert told(ledger, *names) == [None] * 4


def test_a_state_that_was_damaged_is_not_believed(ledger: Ledger, tmp_path: Path, opened: list[str]) -> None:
    """A digest that is not the one that was written down counts for nothing."""
    path = tmp_path / "a.xlsx"
    expected = written(path, b"first")
    told(ledger, path)
    with sqlite3.connect(tmp_path / "a.ledger") as database:
        database.execute("UPDATE states SET digest = zeroblob(32)")
    assert told(ledger, path) == [expected]
    assert opened == [str(path)] * 2


def test_a_run_over_an_unchanged_folder_opens_no_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], opened: list[str]
) -> None:
    """The second run says the same without one; after a form was touched, it opens that one."""
    write_forms(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(time, "time_ns", lambda: _FAR)
    arguments = ("validate", "forms", "--policy", "pack", "-q", "-f", "json", "--ledger", "a.ledger", "--jobs", "1")
    forms = sorted(f"forms/{path.name}" for path in (tmp_path / "forms").iterdir())
    code = main(arguments)
    first = capsys.readouterr().out
    assert opened == forms
    opened.clear()
    assert (main(arguments), capsys.readouterr().out, opened) == (code, first, [])
    Path(forms[3]).touch()
    assert (main(arguments), capsys.readouterr().out, opened) == (code, first, [forms[3]])


def test_a_name_that_is_no_text_is_remembered_too(tmp_path: Path) -> None:
    """Bytes that are no UTF-8, in a name as Linux allows them, come back from the ledger."""
    write_forms(tmp_path)
    forms = tmp_path / "forms"
    form = next(path for path in forms.iterdir() if "2025Q4" in path.name)
    odd = form.rename(os.fsdecode(os.fsencode(forms) + b"/\xff.xlsx"))
    arguments = ("validate", str(odd), "--policy", "pack", "-q", "-f", "json", "--ledger", "a.ledger")
    first, second = (run(tmp_path, *arguments) for _ in range(2))
    assert (first.returncode, first.stderr) == (1, "")
    assert (second.returncode, second.stdout) == (first.returncode, first.stdout)
    done = run(tmp_path, "gap", "a.ledger", "--policy", "pack", "--year", "2025", "-o", "gap.json")
    assert (done.returncode, done.stderr) == (0, "")
