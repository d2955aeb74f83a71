"""A run that is the same as one before is told again by the ledger; one that differs in anything is carried out."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from pxgov_check.batch.copies import sources
from pxgov_check.batch.ledger import Ledger
from pxgov_check.batch.run import run
from pxgov_check.cli.main import main
from running import make_form

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows keeps no time that no program can set")

Told = tuple[int, str, str]
Call = Callable[..., Told]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Return what calls validate over two forms, and returns exit code and what was said."""
    (tmp_path / "forms").mkdir()
    form = make_form(tmp_path / "forms", "a.xlsx")
    (tmp_path / "forms" / "b.xlsx").write_bytes(form.read_bytes() + b"\0")
    monkeypatch.chdir(tmp_path)

    def called(*options: str, paths: tuple[str, ...] = ("forms",)) -> Told:
        code = main(("validate", *paths, *options))
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


@pytest.fixture
def carried_out(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how many files each run that is carried out is over, as they come."""
    seen: list[int] = []

    def watched(collector: object, plan: object, sources: list[object], *others: object) -> None:
        seen.append(len(sources))
        run(collector, plan, sources, *others)  # type: ignore[arg-type]

    monkeypatch.setattr("pxgov_check.cli.reported.run", watched)
    return seen


REPORTS = [
    (),
    ("-q",),
    ("--fail-on", "never"),
    ("-o", "out.json"),
    ("-q", "-o", "out.json", "-o", "out.csv", "-f", "junit=out.xml", "-f", "sarif=out.sarif", "-f", "text=out.txt"),
    ("-f", "text"),
]


@pytest.mark.parametrize("options", REPORTS)
def test_the_same_run_is_told_again_without_being_made(
    call: Call, carried_out: list[int], tmp_path: Path, options: tuple[str, ...]
) -> None:
    """Exit code and words are those of a run without a ledger, and its documents stay as they stand."""
    fresh = call(*options)
    documents = {path: path.read_bytes() for path in tmp_path.glob("out.*")}
    first = call("--ledger", "a.ledger", *options)
    states = {path: path.stat() for path in documents}
    assert call("--ledger", "a.ledger", *options) == first == fresh
    # Without a ledger, and with it once.
    assert carried_out == [2, 2]
    assert {path: path.stat() for path in documents} == states
    assert {path: path.read_bytes() for path in documents} == documents


def lose(path: Path) -> None:
    path.unlink()


def lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def alter_and_date_back(path: Path) -> None:
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"1", b"7"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replace_by_a_copy(path: Path) -> None:
    shutil.copy2(path, path.with_name("copy"))
    path.with_name("copy").replace(path)


def replace_by_a_link(path: Path) -> None:
    path.rename(path.with_name("kept"))
    path.symlink_to("nowhere")


@pytest.mark.parametrize("change", [lose, lengthen, alter_and_date_back, replace_by_a_copy, replace_by_a_link])
def test_a_document_that_is_not_as_it_was_left_is_written_again(
    call: Call, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    """Whatever was done to it, the same bytes stand there again, and again nothing has to be done after it."""
    out = tmp_path / "out.json"
    options = ("-q", "-o", "out.json", "--ledger", "a.ledger")
    call(*options)
    expected = out.read_bytes()
    change(out)
    call(*options)
    assert (out.is_symlink(), out.read_bytes()) == (False, expected)
    state = out.stat()
    call(*options)
    assert out.stat() == state


def test_a_document_on_a_disk_that_counts_seconds_is_written_again(call: Call, tmp_path: Path) -> None:
    """A file whose time is a whole second may have changed within it without its state telling."""
    out = tmp_path / "out.json"
    options = ("-q", "-o", "out.json", "--ledger", "a.ledger")
    call(*options)
    os.utime(out, ns=(0, 1_700_000_000 * 10**9))
    before = out.stat().st_ino
    call(*options)
    assert out.stat().st_ino != before


OTHER = [
    ("--as-of", "2026-01-31"),
    ("--period", "2025Q3"),
    ("--lang", "en"),
    ("--fail-on", "never"),
    ("--limit", "sheets=2"),
    ("--shard", "1/1"),
    ("--previous", "earlier.xlsx"),
    ("--baseline", "base.json"),
    ("--waivers", "waivers.yaml"),
    ("--rule-pages", "https://rules.example/"),
    ("-f", "sarif=out.sarif"),
    ("-f", "junit=out.xml"),
]


@pytest.mark.parametrize("other", OTHER)
def test_a_run_that_differs_in_anything_is_told_as_without_a_ledger(
    call: Call, tmp_path: Path, other: tuple[str, ...]
) -> None:
    """After the run without an option, the one with it says and writes what it would have anyway, and the other way."""
    (tmp_path / "waivers.yaml").write_text(WAIVERS, "utf-8")
    call("-q", "-o", "base.json", paths=("forms/a.xlsx",))
    make_earlier(tmp_path)
    options = ("-f", "sarif=out.one.sarif", "-o", "out.json", "-f", "markdown=out.md")

    def made(*more: str) -> tuple[Told, dict[str, bytes]]:
        told = call(*options, *more)
        targets = [one.rpartition("=")[2] for one in (*options, *more) if one.rpartition("=")[2].startswith("out.")]
        return told, {target: (tmp_path / target).read_bytes() for target in targets}

    fresh = made(*other), made()
    assert fresh[0] != fresh[1]
    assert fresh[0][0][0] != 2
    for document in tmp_path.glob("out.*"):
        document.unlink()
    ledger = ("--ledger", "a.ledger")
    made(*ledger)
    assert (made(*other, *ledger), made(*ledger)) == fresh
    assert (made(*other, *ledger), made(*ledger)) == fresh


def make_earlier(folder: Path) -> None:
    """Write a form of the quarter before, in which a figure was much lower."""
    path = make_form(folder, "earlier.xlsx")
    book = openpyxl.load_workbook(path)
    book["基本信息"]["B3"] = "2025Q3"
    for cell, figure in (("D2", 3), ("E2", 10), ("F2", 30)):
        book["指标填报"][cell] = figure
    book.save(path)


WAIVERS = """
waivers:
  - subject: I03
    unit: 市档案馆
    approver: 市数字政府建设领导小组
    document_no: "萍数办〔2025〕3号"
    expires: 2026-12-31
    starts: 2025-06-01
    justification: 系统在搬迁
"""


def test_the_screen_is_minded(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report for eighty columns is not told on a hundred and twenty, nor one in colour where there is none."""
    told = {}
    for columns, colour in (("80", False), ("120", False), ("80", True)) * 2:
        monkeypatch.setenv("COLUMNS", columns)
        monkeypatch.setattr(sys.stdout, "isatty", lambda colour=colour: colour)
        told[columns, colour] = call("--ledger", "a.ledger")
        assert told[columns, colour] == call()
    assert len(set(told.values())) == 3


def test_a_folder_is_more_than_the_forms_in_it(call: Call) -> None:
    """Of a folder it is told who is not there; of the same forms named one by one it is not."""
    told = {}
    for paths in (("forms",), ("forms/a.xlsx", "forms/b.xlsx")) * 2:
        told[paths] = call("--ledger", "a.ledger", paths=paths)
        assert told[paths] == call(paths=paths)
    assert len(set(told.values())) == 2


def test_where_a_run_is_called_from_is_minded(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the same files, a pipeline is told the paths from its own folder."""
    told = {}
    for folder in ("forms", ".") * 2:
        monkeypatch.chdir(tmp_path / folder)
        for name, ledger in (("out", ("--ledger", str(tmp_path / "a.ledger"))), ("fresh", ())):
            call("-q", "-f", f"sarif={tmp_path / name}", *ledger, paths=(str(tmp_path / "forms"),))
        told[folder] = (tmp_path / "out").read_bytes()
        assert told[folder] == (tmp_path / "fresh").read_bytes()
    assert len(set(told.values())) == 2


def change_a_form(forms: Path) -> None:
    data = (forms / "a.xlsx").read_bytes()
    (forms / "a.xlsx").write_bytes(data + b"\0")


def add_a_form(forms: Path) -> None:
    shutil.copy(forms / "a.xlsx", forms / "c.xlsx")


def remove_a_form(forms: Path) -> None:
    (forms / "b.xlsx").unlink()


def rename_a_form(forms: Path) -> None:
    (forms / "b.xlsx").rename(forms / "c.xlsx")


@pytest.mark.parametrize("change", [change_a_form, add_a_form, remove_a_form, rename_a_form])
def test_other_forms_make_it_another_run(call: Call, tmp_path: Path, change: Callable[[Path], None]) -> None:
    """A form changed, new, gone or renamed is told of."""
    options = ("-o", "out.json", "--ledger", "a.ledger")
    call(*options)
    change(tmp_path / "forms")
    told = call(*options), (tmp_path / "out.json").read_bytes()
    fresh = call("-o", "out.json"), (tmp_path / "out.json").read_bytes()
    assert told == fresh


def is_not_there(path: Path) -> None:
    path.symlink_to("nowhere")


def is_no_workbook(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 no workbook")


@pytest.mark.parametrize("file", [is_not_there, is_no_workbook])
def test_a_file_that_could_not_be_read_is_tried_anew(
    call: Call, carried_out: list[int], tmp_path: Path, file: Callable[[Path], None]
) -> None:
    """Nothing is remembered of a run over it: what lacked may have been memory, time or a right."""
    file(tmp_path / "forms" / "c.xlsx")
    for _ in range(2):
        call("-q", "--ledger", "a.ledger")
    assert carried_out == [3, 3]


def test_a_form_that_changed_while_it_was_judged_is_not_taken_for_what_it_was(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is told of its new bytes is not told again when the old ones are back."""
    form = tmp_path / "forms" / "a.xlsx"
    old, new = form.read_bytes(), form.read_bytes() + b"\0\0"

    def changing(*given: object) -> object:
        form.write_bytes(new)
        return sources(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("pxgov_check.cli.reported.sources", changing)
    call("-o", "out.json", "--ledger", "a.ledger")
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    form.write_bytes(old)
    call("-o", "out.json", "--ledger", "a.ledger")
    assert (
        json.loads((tmp_path / "out.json").read_bytes())["submissions"][0]["digest"]
        == f"sha256:{hashlib.sha256(old).hexdigest()}"
    )


def test_what_others_judged_since_is_not_passed_over(call: Call, carried_out: list[int], tmp_path: Path) -> None:
    """A run made again is the last one that the ledger tells of, even where it ran before another."""
    asked = (("-q", "--as-of", "2025-12-31"), ("-q", "--as-of", "2026-06-30"), ("-q", "--as-of", "2025-12-31"))
    last = []
    for options in asked:
        call(*options, "--ledger", "a.ledger")
        with sqlite3.connect(tmp_path / "a.ledger") as ledger:
            last.append(ledger.execute("SELECT key FROM files ORDER BY file").fetchall())
    assert carried_out == [2, 2, 2]
    assert last[0] == last[2] != last[1]


def test_what_a_run_told_is_not_remembered_where_another_wrote_meanwhile(tmp_path: Path) -> None:
    """Its files may have other results by then."""
    mine, other = (Ledger(tmp_path / "a.ledger", "test") for _ in range(2))
    other.write([], [("a.xlsx", b"key", "00")])
    mine.write_told(b"run", b"told")
    assert other.told(b"run") is None
    other.write_told(b"run", b"told")
    assert mine.told(b"run") == b"told"
    mine.close()
    other.close()


def test_the_last_twenty_runs_are_remembered(tmp_path: Path) -> None:
    """The oldest make room for others."""
    ledger = Ledger(tmp_path / "a.ledger", "test")
    keys = [bytes([number]) for number in range(23)]
    for key in keys:
        ledger.write_told(key, b"told")
    assert [key for key in keys if ledger.told(key)] == keys[3:]
    ledger.close()


def test_a_run_whose_memory_was_damaged_is_carried_out(call: Call, carried_out: list[int], tmp_path: Path) -> None:
    """A mark over what was told tells it, and afterwards it is remembered again."""
    first = call("--ledger", "a.ledger")
    with sqlite3.connect(tmp_path / "a.ledger") as ledger:
        ledger.execute("UPDATE runs SET told = zeroblob(50)")
    told = [call("--ledger", "a.ledger") for _ in range(2)]
    assert told == [first, first]
    assert carried_out == [2, 2]


@pytest.mark.parametrize("options", [("-f", "json"), ("--annotate", "back"), ("-f", "github=out.txt")])
def test_what_goes_elsewhere_than_into_documents_is_always_made(
    call: Call, carried_out: list[int], options: tuple[str, ...]
) -> None:
    """A document on standard output, workbooks to give back and a pipeline's summary are no document that stands."""
    first, second = (call(*options, "--ledger", "a.ledger") for _ in range(2))
    assert first == second
    assert carried_out == [2, 2]
