from __future__ import annotations

import os
import shutil
from pathlib import Path

import openpyxl
import pytest

from filling import filled
from pxgov_check.cli.returned import Names, plan, without_returned
from pxgov_check.errors import UsageError
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from running import make_form, run


def test_each_form_with_a_problem_goes_back(tmp_path: Path) -> None:
    """The exit code is as without it; standard error says how many went where, and -q keeps silent."""
    make_form(tmp_path)
    (tmp_path / "网页.xlsx").write_text("<html></html>", "utf-8")
    done = run(tmp_path, "validate", ".", "--annotate", "退回", "--notice", "通知")
    assert done.returncode == 3
    assert "退回 2 份,已写入 退回。\n通知 2 份,已写入 通知。\n" in done.stderr
    names = sorted(p.name for p in (tmp_path / "退回").iterdir())
    assert names == ["市档案馆-退回.xlsx", "网页.xlsx-问题清单.xlsx"]
    assert openpyxl.load_workbook(tmp_path / "退回" / names[0]).sheetnames[:2] == ["问题清单", "基本信息"]
    assert openpyxl.load_workbook(tmp_path / "退回" / names[1]).sheetnames == ["问题清单"]
    assert sorted(p.name for p in (tmp_path / "通知").iterdir()) == ["市档案馆-退回通知.txt", "网页-退回通知.txt"]
    assert "“市档案馆-退回.xlsx”的第一张表" in (tmp_path / "通知" / "市档案馆-退回通知.txt").read_text("utf-8")
    assert run(tmp_path, "validate", ".", "--annotate", "退回", "-q").stderr == ""


def test_what_went_back_is_no_submission_of_the_next_run(tmp_path: Path) -> None:
    """The folder that returned workbooks go to is not searched, unless it is named."""
    make_form(tmp_path)
    first = run(tmp_path, "validate", ".", "--annotate", "out")
    again = run(tmp_path, "validate", ".", "--annotate", "out")
    assert again.stdout == first.stdout
    named = run(tmp_path, "validate", "out", "--annotate", "again")
    assert [p.name for p in (tmp_path / "again").iterdir()] == ["市档案馆-退回.xlsx"]
    assert "市档案馆-退回.xlsx" in named.stdout
    with pytest.raises(UsageError):
        without_returned([tmp_path / "out" / "a.xlsx"], [str(tmp_path)], tmp_path / "out")


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
