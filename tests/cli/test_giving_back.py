from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from filling import filled, plant
from pxgov_check.cli.return_paths import Names, plan
from pxgov_check.cli.written import RECORD
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from running import make_form, run


def names_in(folder: Path) -> list[str]:
    """Return the names of a folder's files that are not hidden."""
    return sorted(p.name for p in folder.iterdir() if not p.name.startswith("."))


def test_each_form_with_a_problem_goes_back(tmp_path: Path) -> None:
    """The exit code is as without it; standard error says how many went where, and -q keeps silent."""
    make_form(tmp_path)
    (tmp_path / "网页.xlsx").write_text("<html></html>", "utf-8")
    done = run(tmp_path, "validate", ".", "--annotate", "退回", "--notice", "通知")
    assert done.returncode == 3
    assert "退回 2 份(其中须改后重报 2 份),已写入 退回。\n退回通知 2 份,催报通知 36 份,已写入 通知。\n" in done.stderr
    names = names_in(tmp_path / "退回")
    assert names == ["市档案馆-退回.xlsx", "网页.xlsx-问题清单.xlsx"]
    assert openpyxl.load_workbook(tmp_path / "退回" / names[0]).sheetnames[:2] == ["问题清单", "基本信息"]
    assert openpyxl.load_workbook(tmp_path / "退回" / names[1]).sheetnames == ["问题清单"]
    assert {"市档案馆-退回通知.txt", "网页-退回通知.txt"} < set(names_in(tmp_path / "通知"))
    assert "“市档案馆-退回.xlsx”的第一张表" in (tmp_path / "通知" / "市档案馆-退回通知.txt").read_text("utf-8")
    assert run(tmp_path, "validate", ".", "--annotate", "退回", "-q").stderr == ""


def test_what_went_back_is_no_submission_of_the_next_run(tmp_path: Path) -> None:
    """A search passes over what was returned and nobody has touched, unless its folder or the file is named."""
    make_form(tmp_path)
    first = run(tmp_path, "validate", ".", "--annotate", "out")
    for arguments in (["--annotate", "out"], []):
        assert run(tmp_path, "validate", ".", *arguments).stdout == first.stdout
    named = run(tmp_path, "validate", "out", "--annotate", "again")
    assert names_in(tmp_path / "again") == ["市档案馆-退回.xlsx"]
    assert "市档案馆-退回.xlsx" in named.stdout


def test_what_a_unit_has_changed_is_read_and_never_written_over(tmp_path: Path) -> None:
    """A returned file that was corrected where it lay counts as a form, and no run puts another in its place."""
    make_form(tmp_path)
    run(tmp_path, "validate", ".", "--annotate", "out")
    back = tmp_path / "out" / "市档案馆-退回.xlsx"
    book = openpyxl.load_workbook(back)
    book["指标填报"]["J2"] = "已核对"
    book.save(back)
    before = back.read_bytes()
    assert "市档案馆-退回.xlsx" in run(tmp_path, "validate", ".").stdout
    done = run(tmp_path, "validate", "市档案馆.xlsx", "--annotate", "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert "市档案馆-退回.xlsx 已被别人改过" in done.stderr
    assert back.read_bytes() == before


def test_a_forged_record_hides_no_form(tmp_path: Path) -> None:
    """Only files with a digest in the record are passed over; a record that is no text is none."""
    folder = tmp_path / "in"
    folder.mkdir()
    make_form(folder)
    expected = run(tmp_path, "validate", ".").stdout
    for forged in (b"\xff" * 64, b"0" * 64, b"", "市档案馆.xlsx".encode()):
        (folder / RECORD).write_bytes(forged)
        assert run(tmp_path, "validate", ".").stdout == expected != ""


def test_files_of_one_name_do_not_meet(tmp_path: Path) -> None:
    """Folders are kept; names that only differ in case, or by what we add, are numbered; none leaves the folder."""
    files = [
        tmp_path / "in" / n for n in ("a/报.xlsx", "b/报.xlsx", "b/报.XLSX", "b/报-退回.xlsx", "b/报.xls", "c.XLSM")
    ]
    ways = plan(files, tmp_path / "out")
    marked = [way.marked.relative_to(tmp_path / "out").as_posix() for way in ways.values()]
    assert marked == [
        "a/报-退回.xlsx",
        "b/报-退回.xlsx",
        "b/报(2)-退回.XLSX",
        "b/报(3)-退回.xlsx",
        "b/报.xls-退回.xlsx",
        "c-退回.XLSM",
    ]
    listed = [way.listed.relative_to(tmp_path / "out").as_posix() for way in ways.values()]
    assert listed[1:5] == [
        "b/报.xlsx-问题清单.xlsx",
        "b/报.XLSX(2)-问题清单.xlsx",
        "b/报-退回.xlsx-问题清单.xlsx",
        "b/报.xls-问题清单.xlsx",
    ]
    assert len({p.casefold() for p in marked + listed}) == 12


def test_a_path_out_of_the_folder_stays_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``..`` in an argument is the common folder's affair, not the output's."""
    (tmp_path / "x").mkdir()
    monkeypatch.chdir(tmp_path / "x")
    ways = plan([Path("../a.xlsx"), Path("../../b.xlsx")], Path("out"))
    assert {way.marked.as_posix() for way in ways.values()} == {f"out/{tmp_path.name}/a-退回.xlsx", "out/b-退回.xlsx"}


def test_an_input_is_never_written_over(tmp_path: Path) -> None:
    """A returned file that came back in the same folder is refused before anything is judged or written."""
    shutil.copy(make_form(tmp_path), tmp_path / "报-退回.xlsx")
    before = (tmp_path / "报-退回.xlsx").read_bytes()
    done = run(tmp_path, "validate", "报-退回.xlsx", "--annotate", ".")
    assert (done.returncode, done.stdout) == (2, "")
    assert "报-退回.xlsx" in done.stderr
    assert (tmp_path / "报-退回.xlsx").read_bytes() == before


def test_a_folder_that_cant_be_made_is_an_output_error(tmp_path: Path) -> None:
    """The report is there, and the exit code says that something could not be written."""
    make_form(tmp_path)
    (tmp_path / "out").write_text("", "utf-8")
    done = run(tmp_path, "validate", "市档案馆.xlsx", "--annotate", "out")
    assert done.returncode == 4
    assert "退回修改" in done.stdout


def test_names_fit_a_file_system(tmp_path: Path) -> None:
    """A long name is cut between characters, leaving room for what is added; different ones stay apart."""
    names = Names(tmp_path)
    paths = [names.take(Path(), "报" * 80 + end, "-退回.xlsx") for end in "甲乙"]
    assert all(len(os.fsencode(path.name)) < 200 for path in paths)
    assert [path.name.removeprefix("报" * 53) for path in paths] == ["-退回.xlsx", "(2)-退回.xlsx"]


def test_a_form_without_a_problem_stays_home(tmp_path: Path, policy: Policy, messages: Messages) -> None:
    """Nothing goes back for what is in order, and the run says so."""
    filled(policy, "市审计局", messages).save(tmp_path / "报.xlsx")
    done = run(tmp_path, "validate", "报.xlsx", "--annotate", "out", "--notice", "out")
    assert "退回 0 份" in done.stderr
    assert list((tmp_path / "out").iterdir()) == []


def test_findings_across_forms_go_to_every_form_they_name(tmp_path: Path, policy: Policy, messages: Messages) -> None:
    """Each unit's list and cell say what others report; a remedy that is the collector's is put as the unit's own."""
    for name, unit, state in (("甲", "市大数据中心", "已完成"), ("乙", "市政务服务中心", "推进中")):
        book = filled(policy, unit, messages)
        plant(book, "任务填报", "T29", "完成状态", state)
        plant(book, "任务填报", "T29", "完成进度(%)", 1 if state == "已完成" else 0.6)
        book.save(tmp_path / f"{name}.xlsx")
    basics = book["基本信息"]
    next(row for row in basics.iter_rows() if row[0].value == "填报日期")[1].value = date(2026, 6, 30)
    book.save(tmp_path / "丙.xlsx")
    run(tmp_path, "validate", "甲.xlsx", "乙.xlsx", "丙.xlsx", "--annotate", "out")
    told = {name: across_in(tmp_path / "out" / f"{name}-退回.xlsx") for name in "甲乙丙"}
    assert [rule for rule, *_ in told["甲"]] == ["X305"]
    assert [rule for rule, *_ in told["乙"]] == ["X301", "X305"]
    assert [rule for rule, *_ in told["丙"]] == ["X301", "X305", "X304"]
    assert all(cell and sheet == "任务填报" for rule, sheet, cell, _ in told["甲"] + told["乙"] if rule == "X305")
    assert "请确认以哪一份为准" in told["乙"][0][3]


def across_in(path: Path) -> list[tuple[str, str, str, str]]:
    """Return rule, sheet, cell and remedy of the findings across forms on a returned workbook's list."""
    rows = [
        [str(c.value or "") for c in row] for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=6)
    ]
    rules = [(row[5].rpartition("(")[2].rstrip(")"), row[2], row[3], row[6]) for row in rows]
    return [one for one in rules if one[0].startswith("X")]


def test_a_unit_that_has_sent_nothing_is_asked_for_it(tmp_path: Path) -> None:
    """Where a folder is meant to hold all forms, each missing unit gets a message of its own, naming the period."""
    make_form(tmp_path)
    run(tmp_path, "validate", ".", "--notice", "out")
    text = (tmp_path / "out" / "市教育局-催报通知.txt").read_text("utf-8")
    assert text == (
        "市教育局:\n\n市教育局没有 2025Q4 的填报表。请尽快填报并报送;"
        "已经报送的,请核对表内的填报单位和报告期。\n\n谢谢!\n"
    )
    run(tmp_path, "validate", "市档案馆.xlsx", "--notice", "one")
    assert names_in(tmp_path / "one") == ["市档案馆-退回通知.txt"]
