from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from pxgov_check.cli.reports import parse_wanted
from pxgov_check.cli.workbooks import find_workbooks
from pxgov_check.errors import UsageError
from running import make_form, run


def test_a_folder_means_its_workbooks(tmp_path: Path) -> None:
    """Sub-folders too; lock files, hidden files and other suffixes are left out, and each file comes once."""
    for name in ("b.xlsx", "sub/a.xls", "~$b.xlsx", ".hidden.xlsx", ".git/c.xlsx", "notes.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = find_workbooks([str(tmp_path), str(tmp_path / "b.xlsx"), str(tmp_path / "*.xlsx")])
    assert [Path(p).relative_to(tmp_path).as_posix() for p in found] == ["b.xlsx", "sub/a.xls"]


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    """A path, a pattern or a folder that yields nothing is a usage error."""
    for argument in (tmp_path / "x.xlsx", tmp_path / "*.xlsx", tmp_path):
        with pytest.raises(UsageError) as caught:
            find_workbooks([str(argument)])
        assert caught.value.params["path"] == str(argument)


def test_a_file_with_brackets_in_its_name_is_found(tmp_path: Path) -> None:
    """A name that looks like a pattern is a name first."""
    (tmp_path / "报表[1].xlsx").touch()
    assert len(find_workbooks([str(tmp_path / "报表[1].xlsx")])) == 1


def test_the_format_follows_the_suffix() -> None:
    """An unknown suffix or format is refused, not guessed."""
    assert [w.format for w in parse_wanted(["json=a"], ["b.txt", "C.JSON"])] == ["json", "text", "json"]
    for formats, outputs in ((["xml"], []), ([], ["a.pdf"])):
        with pytest.raises(UsageError):
            parse_wanted(formats, outputs)


def test_json_has_standard_output_to_itself(tmp_path: Path) -> None:
    """The report for people goes to standard error then, and -q silences it."""
    form = make_form(tmp_path)
    both = run(tmp_path, "validate", form.name, "-f", "json")
    assert json.loads(both.stdout)["exit_code"] == both.returncode == 1
    assert "退回修改" in both.stderr
    assert run(tmp_path, "validate", form.name, "-f", "json", "-q").stderr == ""


def test_the_report_goes_to_a_file_as_well(tmp_path: Path) -> None:
    """-o writes by suffix, without colour, and the screen still shows the report."""
    form = make_form(tmp_path)
    done = run(tmp_path, "validate", form.name, "-o", "r.json", "-o", "r.txt", FORCE_COLOR="1")
    assert "退回修改" in done.stdout
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["submissions"][0]["file"] == form.name
    assert "\x1b" not in (tmp_path / "r.txt").read_text("utf-8")


def test_an_input_is_never_overwritten(tmp_path: Path) -> None:
    """Not even when the output is another name of it."""
    form = make_form(tmp_path)
    before = form.read_bytes()
    (tmp_path / "link.json").symlink_to(form)
    assert run(tmp_path, "validate", form.name, "-o", "link.json").returncode != 0
    assert form.read_bytes() == before


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    """Whatever the order of the arguments, the hash seed and the locale."""
    form = make_form(tmp_path)
    shutil.copy(form, tmp_path / "乙.xlsx")
    one = run(tmp_path, "validate", form.name, "乙.xlsx", "-f", "json", PYTHONHASHSEED="1", LC_ALL="C.UTF-8")
    other = run(tmp_path, "validate", "乙.xlsx", form.name, "-f", "json", PYTHONHASHSEED="2", LC_ALL="C")
    assert one.stdout == other.stdout != ""


def test_a_file_name_can_hold_anything(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 don't stop the run or spoil the JSON."""
    form = make_form(tmp_path)
    form.rename(tmp_path / os.fsdecode(b"\xff\xfe.xlsx"))
    done = run(tmp_path, "validate", ".", "-f", "json", "-q")
    (submission,) = json.loads(done.stdout)["submissions"]
    assert submission["unit"] == "市档案馆"
    assert submission["file"].endswith(".xlsx")


def test_help_is_chinese_and_english(tmp_path: Path) -> None:
    """--lang chooses the language of the help, wherever it stands; no key shows through."""
    chinese = run(tmp_path, "validate", "--help").stdout
    english = run(tmp_path, "validate", "--lang", "en", "--help").stdout
    assert "截至日" in chinese
    assert "The day judged for" in english
    assert "help." not in chinese + english


def test_explain_and_list_answer(tmp_path: Path) -> None:
    """An id is explained, an unknown one names the nearest, and list counts."""
    assert "非涉密政务系统上云率" in run(tmp_path, "explain", "I03").stdout
    unknown = run(tmp_path, "explain", "I99")
    assert unknown.returncode == 2
    assert "I09" in unknown.stderr
    listed = run(tmp_path, "list", "tasks")
    assert listed.returncode == 0
    assert "T56" in listed.stdout


def test_a_limit_is_raised_and_lowered_by_name(tmp_path: Path) -> None:
    """The finding names the limit, what was found and the option; the option makes the file readable again."""
    form = make_form(tmp_path)
    refused = run(tmp_path, "validate", form.name, "--limit", "cells=10", "-f", "json")
    finding = json.loads(refused.stdout)["submissions"][0]["findings"][0]
    assert (refused.returncode, finding["rule"]) == (3, "F014")
    assert "10" in finding["message"]
    assert "--limit cells=" in finding["hint"]
    assert run(tmp_path, "validate", form.name, "--limit", "cells=1K", "-q").returncode == 1


@pytest.mark.parametrize("given", ["cels=10", "cells", "cells=0", "cells=-1", "cells=1.5", "cells=9T"])
def test_a_limit_that_makes_no_sense_is_a_usage_error(tmp_path: Path, given: str) -> None:
    """The names there are stand in the error."""
    done = run(tmp_path, "validate", make_form(tmp_path).name, "--limit", given)
    assert (done.returncode, "file-bytes" in done.stderr, done.stdout) == (2, True, "")


def test_limits_come_from_the_file_too(tmp_path: Path) -> None:
    """What a site allows is written once."""
    (tmp_path / "pxcheck.toml").write_text('limit = ["cells=10"]', "utf-8")
    assert run(tmp_path, "validate", make_form(tmp_path).name, "-q").returncode == 3


def test_what_only_bears_the_name_of_a_workbook_is_refused(tmp_path: Path) -> None:
    """In a folder as by name, and the workbooks beside it are read."""
    make_form(tmp_path)
    (tmp_path / "甲.xlsx").mkdir()
    (tmp_path / "乙.xlsx").symlink_to(tmp_path / "none")
    done = run(tmp_path, "validate", ".", "-f", "json")
    told = {s["file"]: s["readable"] for s in json.loads(done.stdout)["submissions"]}
    assert (done.returncode, told) == (3, {"乙.xlsx": False, "市档案馆.xlsx": True, "甲.xlsx": False})


def test_units_that_are_missing_are_told_together(tmp_path: Path) -> None:
    """One sentence for all of them on the screen and one row in Markdown; the JSON has a finding each."""
    make_form(tmp_path)
    run(tmp_path, "validate", ".", "-o", "r.json", "-o", "r.md")
    missing = [f for f in json.loads((tmp_path / "r.json").read_text("utf-8"))["findings"] if f["rule"] == "X303"]
    assert len(missing) == 36
    (told,) = [line for line in (tmp_path / "r.md").read_text("utf-8").splitlines() if "X303" in line]
    screen = run(tmp_path, "validate", ".").stdout
    assert screen.count("X303") == 1
    sentence = "".join(screen.split())
    assert sentence.count("没有2025Q4的填报表") == 1
    for one in missing:
        assert one["message"] in told
        assert one["found"] in sentence
