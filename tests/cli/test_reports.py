from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from filling import filled, plant
from made_results import SHAPES
from pxgov_check.batch.run import Outcome
from pxgov_check.cli import reports
from pxgov_check.cli.reports import Screen, Wanted, find_repository, parse_wanted, write_reports
from pxgov_check.errors import UsageError
from pxgov_check.formats.context import Context
from pxgov_check.formats.kinds import Whole, ending_of
from pxgov_check.formats.registry import FORMATS, load_format
from pxgov_check.model import Result
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from rendering import context, parse_xml
from running import make_form, run

MACHINE = [name for name in FORMATS if name != "text"]
SUFFIXES = {name: one.suffix for name, one in FORMATS.items() if one.suffix}


def test_a_suffix_belongs_to_one_format() -> None:
    """-o never has to guess."""
    assert len(set(SUFFIXES.values())) == len(SUFFIXES)
    assert set(SUFFIXES.values()) == {".txt", ".json", ".xml", ".sarif", ".md", ".csv"}


@pytest.mark.parametrize(
    ("formats", "outputs", "key"),
    [
        (["json", "sarif"], [], "error.two_documents"),
        (["github", "github"], [], "error.two_documents"),
        (["json=a.json"], ["./a.json"], "error.same_output"),
        (["xml"], [], "error.bad_format"),
        (["json="], [], "error.bad_format"),
        ([], ["a.pdf"], "error.bad_suffix"),
    ],
)
def test_what_cannot_be_written_is_refused_before_anything_is_read(
    formats: list[str], outputs: list[str], key: str
) -> None:
    """Two documents for one place, an unknown format or a suffix that tells none are usage errors."""
    with pytest.raises(UsageError) as caught:
        parse_wanted(formats, outputs)
    assert caught.value.key == key


def test_two_documents_on_standard_output_are_told_apart(tmp_path: Path) -> None:
    """The message names the way out, and the exit code is 2."""
    make_form(tmp_path)
    done = run(tmp_path, "validate", ".", "-f", "json", "-f", "sarif")
    assert (done.returncode, done.stdout) == (2, "")
    assert "sarif=out.sarif" in done.stderr


@pytest.mark.parametrize("name", MACHINE)
def test_a_machine_format_has_standard_output_to_itself(tmp_path: Path, name: str) -> None:
    """What is on standard output is what -f NAME=FILE writes; the report for people goes to standard error."""
    form = make_form(tmp_path)
    done = run(tmp_path, "validate", form.name, "-f", name, "-f", f"{name}=out")
    assert done.stdout == (tmp_path / "out").read_bytes().decode("utf-8").replace("\r\n", "\n")
    assert "退回修改" in done.stderr
    assert run(tmp_path, "validate", form.name, "-f", name, "-q").stderr == ""


def test_the_exit_code_is_the_same_in_every_format(tmp_path: Path) -> None:
    """It belongs to the result: each format alone, to standard output and by suffix to a file."""
    form = make_form(tmp_path)
    for formats in ([], *(["-f", name] for name in FORMATS), *(["-o", f"x{s}"] for s in SUFFIXES.values())):
        assert run(tmp_path, "validate", form.name, "--fail-on", "data", *formats).returncode == 1, formats


@pytest.mark.parametrize(("fail_on", "code"), [("never", 0), ("data", 1), ("behind", 0), ("data,unmet,overdue", 1)])
def test_the_formats_agree_on_what_failed(tmp_path: Path, fail_on: str, code: int) -> None:
    """All at once: the process, the JSON and the SARIF say the same code, and JUnit has failures just when it is 1."""
    form = make_form(tmp_path)
    every = [part for name in FORMATS for part in ("-f", f"{name}=all.{name}")]
    assert run(tmp_path, "validate", form.name, "--fail-on", fail_on, *every).returncode == code
    told = json.loads((tmp_path / "all.json").read_text("utf-8"))["exit_code"]
    (sarif,) = json.loads((tmp_path / "all.sarif").read_text("utf-8"))["runs"]
    assert told == sarif["invocations"][0]["exitCode"] == code
    failed = int(parse_xml((tmp_path / "all.junit").read_text("utf-8")).get("failures", "0"))
    assert (failed > 0) == (code == 1)


def test_an_unreadable_file_is_three_whatever_the_formats(tmp_path: Path) -> None:
    """And every format tells of it."""
    (tmp_path / "page.xlsx").write_text("<html></html>")
    for name in MACHINE:
        done = run(tmp_path, "validate", "page.xlsx", "-f", name, "-q")
        assert done.returncode == 3
        assert "F001" in done.stdout


def test_every_format_is_the_same_bytes_on_every_run(tmp_path: Path) -> None:
    """Whatever the hash seed and the locale."""
    form = make_form(tmp_path)
    shutil.copy(form, tmp_path / "乙.xlsx")
    for seed, locale in (("1", "C"), ("2", "C.UTF-8")):
        every = [part for name in FORMATS for part in ("-f", f"{name}={seed}.{name}")]
        run(tmp_path, "validate", form.name, "乙.xlsx", *every, PYTHONHASHSEED=seed, LC_ALL=locale)
    for name in FORMATS:
        assert (tmp_path / f"1.{name}").read_bytes() == (tmp_path / f"2.{name}").read_bytes()


def test_an_output_that_cannot_be_written_is_four(tmp_path: Path) -> None:
    """It is named, standard output stays empty, and a file written before it is whole."""
    form = make_form(tmp_path)
    done = run(tmp_path, "validate", form.name, "-o", "r.json", "-o", "nowhere/r.xml", "-f", "sarif")
    assert (done.returncode, done.stdout) == (4, "")
    assert "nowhere" in done.stderr
    json.loads((tmp_path / "r.json").read_text("utf-8"))


def test_nothing_is_written_before_everything_is_rendered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A format that breaks leaves no half of the outputs behind."""

    def broken(_result: Result, _context: Context) -> str:
        raise ArithmeticError

    whole = {"json": Whole(load_format("json").render), "csv": Whole(broken)}
    monkeypatch.setattr(reports, "load_format", whole.__getitem__)
    wanted = [Wanted("json", str(tmp_path / "r.json")), Wanted("csv", str(tmp_path / "r.csv"))]
    result = SHAPES["one"]
    outcome = Outcome(ending_of(result), {}, result.submissions, result.submissions)
    with pytest.raises(ArithmeticError):
        write_reports(outcome, context(), wanted, Screen(quiet=True, no_color=True))
    assert list(tmp_path.iterdir()) == []


def test_the_same_command_twice_gives_the_same_reports(tmp_path: Path) -> None:
    """A CSV report that lies in the folder checked is no form, and may be replaced; a form in CSV may not."""
    make_form(tmp_path)
    for name in ("r.csv", "again.csv"):
        done = run(tmp_path, "validate", ".", "-o", name, "-q")
        assert done.returncode == 1, done.stderr
    assert run(tmp_path, "validate", ".", "-o", "r.csv", "-q").returncode == 1
    assert (tmp_path / "r.csv").read_bytes() == (tmp_path / "again.csv").read_bytes()
    (tmp_path / "form.csv").write_text("填报单位,市档案馆\n", "utf-8")
    assert run(tmp_path, "validate", ".", "-o", "form.csv", "-q").returncode == 2
    assert (tmp_path / "form.csv").read_text("utf-8") == "填报单位,市档案馆\n"


def test_github_gets_its_step_summary(tmp_path: Path) -> None:
    """Where the variable names a file the Markdown is added to what other steps wrote; without -f github it is not."""
    form = make_form(tmp_path)
    summary = tmp_path / "summary.md"
    summary.write_text("# before\n", "utf-8")
    run(tmp_path, "validate", form.name, "-f", "json", "-q", GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text("utf-8") == "# before\n"
    done = run(tmp_path, "validate", form.name, "-f", "github", "-o", "s.md", "-q", GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text("utf-8") == "# before\n" + (tmp_path / "s.md").read_text("utf-8")
    assert done.stdout.startswith("::error file=")
    wrong = run(tmp_path, "validate", form.name, "-f", "github", "-q", GITHUB_STEP_SUMMARY=str(tmp_path / "no" / "x"))
    assert (wrong.returncode, wrong.stdout) == (4, "")


def test_paths_begin_where_the_pipeline_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GITHUB_WORKSPACE or CI_PROJECT_DIR, else the nearest folder with .git, else the working folder."""
    inner = tmp_path / "repo" / "forms"
    inner.mkdir(parents=True)
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(inner)
    assert find_repository().root == str(inner)
    (tmp_path / "repo" / ".git").mkdir()
    assert find_repository().path("a.xlsx") == "forms/a.xlsx"
    monkeypatch.setenv("CI_PROJECT_DIR", str(tmp_path))
    assert find_repository().path("a.xlsx") == "repo/forms/a.xlsx"
    monkeypatch.setenv("GITHUB_WORKSPACE", "/somewhere/else")
    assert find_repository().path("a.xlsx") == "repo/forms/a.xlsx"


def test_paths_through_a_symbolic_link_begin_at_the_root_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The working copy may be reached by another name: by the pipeline's variable, or by where the shell stands."""
    forms = tmp_path / "real" / "forms"
    forms.mkdir(parents=True)
    (tmp_path / "real" / ".git").mkdir()
    (tmp_path / "link").symlink_to("real", target_is_directory=True)
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(forms)
    linked = str(tmp_path / "link" / "forms" / "a.xlsx")
    monkeypatch.setenv("PWD", str(forms))
    assert find_repository().path(linked) == linked
    monkeypatch.setenv("PWD", str(tmp_path / "link" / "forms"))
    assert find_repository().path(linked) == "forms/a.xlsx"
    monkeypatch.setenv("PWD", str(forms))
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "link"))
    assert find_repository().path(linked) == find_repository().path("a.xlsx") == "forms/a.xlsx"


def test_fingerprints_survive_a_form_that_was_saved_again(policy: Policy, messages: Messages, tmp_path: Path) -> None:
    """Saved by another program with three rows put on top, the same problems have the same fingerprints."""
    book = filled(policy, "市大数据中心", messages)
    plant(book, "指标填报", "I03", "本期完成值", "约80")
    plant(book, "指标填报", "I04", "数据来源", None)
    plant(book, "任务填报", "T01", "完成进度(%)", 0.6)
    path = tmp_path / "form.xlsx"
    book.save(path)
    before = _issues(tmp_path)
    again = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    for name in ("指标填报", "任务填报"):
        again[name].insert_rows(1, 3)
    again.save(path)
    after = _issues(tmp_path)
    assert len(before) == len({i["fingerprint"] for i in before}) >= 3
    assert {i["fingerprint"] for i in after} == {i["fingerprint"] for i in before}
    assert {i["location"]["lines"]["begin"] for i in after} != {i["location"]["lines"]["begin"] for i in before}


def _issues(folder: Path) -> list[Any]:
    return list(json.loads(run(folder, "validate", "form.xlsx", "-f", "gitlab", "-q").stdout))
