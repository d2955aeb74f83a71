from __future__ import annotations

import json
import multiprocessing
import shutil
import sqlite3
import zlib
from pathlib import Path

import pytest

from batches import write_forms
from pxgov_check.batch.ledger import Ledger
from pxgov_check.batch.ledger_file import is_ledger
from pxgov_check.batch.ledger_reader import LedgerReader
from pxgov_check.batch.plan import Learnt, Row
from pxgov_check.errors import UsageError
from running import run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_forms(tmp_path)


def validate(folder: Path, *options: str) -> dict[str, object]:
    done = run(folder, "validate", "forms", "--policy", "pack", "-q", "-f", "json", "--ledger", "a.ledger", *options)
    document: dict[str, object] = json.loads(done.stdout)
    return document


def test_what_has_not_changed_is_not_read_again(folder: Path) -> None:
    """A result put into the ledger by hand comes out, though the workbook says something else."""
    first = validate(folder)
    with sqlite3.connect(folder / "a.ledger") as ledger:
        rows = ledger.execute("SELECT key, gists, pieces FROM results").fetchall()
        one = next(row for row in rows if b"2025Q4" in row[1])
        gists = one[1].replace(b"\t[true,", b"\t[false,")
        ledger.execute("UPDATE results SET gists = ?, mark = ? WHERE key = ?", (gists, Row(gists, one[2]).mark, one[0]))
    second = validate(folder)
    assert second["summary"]["unreadable"] == first["summary"]["unreadable"] + 1  # type: ignore[index]


def test_a_form_that_changed_is_judged_again_and_no_other(folder: Path) -> None:
    """The ledger then holds one result more, and the file has the new one."""
    validate(folder)
    held = count(folder)
    name = max(path.name for path in (folder / "forms").iterdir() if "2025" in path.name)
    (folder / "forms" / name).write_bytes((folder / "forms" / name).read_bytes() + b"\0")
    validate(folder)
    assert count(folder) == held + 1


@pytest.mark.parametrize("options", [("--as-of", "2025-06-30"), ("--period", "2025Q4"), ("--lang", "en")])
def test_on_other_terms_everything_is_judged_again(folder: Path, options: tuple[str, ...]) -> None:
    """A result stands for the terms that it was judged on and for no others."""
    validate(folder)
    held = count(folder)
    told = validate(folder, *options)
    assert count(folder) == 2 * held
    fresh = run(folder, "validate", "forms", "--policy", "pack", "-q", "-f", "json", *options)
    assert told == json.loads(fresh.stdout)


def test_reports_are_made_from_the_ledger_alone(folder: Path) -> None:
    """Gap and status say the same from the ledger as from the result; --previous finds the same earlier forms."""
    for path in (folder / "forms").iterdir():
        if "-2025" not in path.name:
            path.unlink()
    (folder / "result.json").write_text(json.dumps(validate(folder)), "utf-8")
    for name, asked in (("gap", ("--year", "2025")), ("status", ("--period", "2025Q4"))):
        told = []
        for source in ("result.json", "a.ledger"):
            done = run(folder, name, source, "--policy", "pack", *asked, "-o", f"{source}.{name}.json")
            assert (done.returncode, done.stderr) == (0, ""), done.stderr
            told.append((folder / f"{source}.{name}.json").read_text("utf-8"))
        assert told[0] == told[1]
    arguments = ("validate", "forms", "--policy", "pack", "-q", "-f", "json", "--previous")
    assert run(folder, *arguments, "a.ledger").stdout == run(folder, *arguments, "forms").stdout


def test_names_and_numbers_of_people_are_not_kept(folder: Path) -> None:
    """Nothing of 基本信息 but unit, period and day is in the file, nor in what it remembers of reports."""
    validate(folder)
    for path in (folder / "forms").iterdir():
        if path.stat().st_size < 100:
            path.unlink()
    run(folder, "validate", "forms", "--policy", "pack", "--ledger", "a.ledger")
    text = run(folder, "status", "forms", "--policy", "pack", "--period", "2025Q4", "-f", "json").stdout
    contacts = [unit["contact"] for unit in json.loads(text)["units"] if unit["contact"]]
    people = {told for contact in contacts for told in contact.values() if told}
    assert people
    with sqlite3.connect(folder / "a.ledger") as ledger:
        held = str(ledger.execute("SELECT gists FROM results").fetchall())
        runs = ledger.execute("SELECT told FROM runs").fetchall()
        pieces = [*ledger.execute("SELECT pieces FROM results"), *runs]
    assert len(runs) == 1
    told = [held, *(zlib.decompress(one).decode("utf-8", "replace") for (one,) in pieces)]
    assert not any(person in one for one in told for person in people)


@pytest.mark.parametrize("where", [100, 4096, -2000])
def test_a_damaged_ledger_is_said_and_begun_anew(folder: Path, where: int) -> None:
    """The result is as without it, the damaged file is put aside, and the next run finds a whole one."""
    fresh = validate(folder)
    path = folder / "a.ledger"
    with sqlite3.connect(path) as ledger:
        ledger.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(path.read_bytes())
    start = where if where > 0 else len(data) + where
    data[start : start + 1500] = b"\xff" * len(data[start : start + 1500])
    path.write_bytes(data)
    arguments = ("validate", "forms", "--policy", "pack", "-q", "-f", "json", "--ledger", "a.ledger")
    first, second = run(folder, *arguments), run(folder, *arguments)
    assert json.loads(first.stdout) == fresh == json.loads(second.stdout)
    assert "已损坏" in first.stderr
    assert second.stderr == ""
    assert (folder / "a.ledger.damaged").exists()


def test_what_is_no_ledger_is_not_touched(folder: Path) -> None:
    """A workbook, or another program's database, named by mistake is refused with exit code 2."""
    workbook = next((folder / "forms").iterdir())
    other = folder / "other.db"
    with sqlite3.connect(other) as database:
        database.execute("CREATE TABLE mine (x)")
    for path in (workbook, other):
        before = path.read_bytes()
        done = run(folder, "validate", "forms", "--policy", "pack", "--ledger", str(path))
        assert done.returncode == 2
        assert "不是核对记录库" in done.stderr
        assert path.read_bytes() == before


def test_a_ledger_of_other_results_is_no_source(folder: Path) -> None:
    """It holds nothing in the language that is asked for, nor by another pack."""
    validate(folder)
    done = run(folder, "gap", "a.ledger", "--policy", "pack", "--year", "2025", "--lang", "en")
    assert done.returncode == 2
    assert "holds nothing judged by the pack and language in use" in done.stderr


def _write(path: Path, number: int) -> None:
    ledger = Ledger(path, "test")
    for round_ in range(25):
        key = f"{number}-{round_}".encode().ljust(32)
        row = Row(b"[]", bytes([number]) * 5000)
        ledger.write([Learnt(key, row)], [(f"{number}-{round_}.xlsx", key, "00")])
    ledger.close()


def test_eight_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    """Each result that any of them wrote is there, whole."""
    path = tmp_path / "a.ledger"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(path, number)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * 8
    reader = LedgerReader(str(path))
    assert len(list(reader.last("test"))) == 8 * 25
    assert is_ledger(path)


def test_a_row_that_was_damaged_is_no_result(tmp_path: Path) -> None:
    """A mark over its content tells it, and a report made from the ledger says so."""
    path = tmp_path / "a.ledger"
    _write(path, 1)
    with sqlite3.connect(path) as ledger:
        ledger.execute("UPDATE results SET gists = '[1]' WHERE key = (SELECT key FROM results LIMIT 1)")
    with pytest.raises(UsageError):
        list(LedgerReader(str(path)).last("test"))


def count(folder: Path) -> int:
    with sqlite3.connect(folder / "a.ledger") as ledger:
        (number,) = ledger.execute("SELECT count(*) FROM results").fetchone()
    return int(number)


def test_a_ledger_in_a_folder_that_is_not_there_is_an_output_error(folder: Path) -> None:
    """With exit code 4, before anything is judged."""
    done = run(folder, "validate", "forms", "--policy", "pack", "--ledger", "nowhere/a.ledger")
    assert done.returncode == 4
    assert "nowhere" in done.stderr


def test_a_ledger_that_was_moved_still_knows_every_file(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Files are known by their content, wherever they lie."""
    validate(folder)
    other = tmp_path_factory.mktemp("other")
    shutil.copytree(folder / "pack", other / "pack")
    shutil.copytree(folder / "forms", other / "forms" / "deeper")
    shutil.copy(folder / "a.ledger", other)
    held = count(other)
    validate(other)
    assert count(other) == held
