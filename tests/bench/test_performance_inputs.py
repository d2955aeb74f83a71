"""The forms that pxcheck and its peers are measured on: all different, and wrong exactly where they say."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import openpyxl
import pytest

from running import run
from speed.bench import difference, wrong_cells
from speed.consolidated import write_large
from speed.contenders import floor, openpyxl_alone
from speed.inputs import PLANTED_EVERY, Forms, targets, write_forms, write_real
from speed.template_forms import fill_templates

COUNT = 2 * PLANTED_EVERY + 5


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Forms:
    return write_forms(tmp_path_factory.mktemp("forms"), COUNT)


def digests(forms: Forms) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in forms.paths]


def test_no_two_forms_are_alike_and_a_second_run_writes_the_same(forms: Forms, tmp_path: Path) -> None:
    """Every form has bytes of its own, and the same arguments give the same bytes under the same names."""
    again = write_forms(tmp_path, COUNT)
    assert len(set(digests(forms))) == COUNT
    assert digests(again) == digests(forms)
    assert [p.relative_to(tmp_path) for p in again.paths] == [p.relative_to(forms.folder.parent) for p in forms.paths]


def planted_values(path: str, refs: tuple[str, ...]) -> list[object]:
    book = openpyxl.load_workbook(path)
    return [book[sheet][cell].value for sheet, cell in (ref.split("!") for ref in refs)]


def test_every_form_has_twenty_indicators_and_all_tasks(forms: Forms) -> None:
    """As the small workbook of the measurements has them."""
    book = openpyxl.load_workbook(forms.paths[-1])
    assert [book[name].max_row - 4 for name in ("指标填报", "任务填报")] == [20, 56]
    statuses = {row[4] for row in book["任务填报"].iter_rows(min_row=5, values_only=True)}
    assert statuses == {"未启动", "推进中", "已完成", "常态推进"}


def test_a_wrong_figure_and_a_wrong_task_are_planted_in_turns(forms: Forms) -> None:
    """Every twenty-fifth form holds both, in the cells that it names."""
    found = [planted_values(path, refs) for path, refs in forms.planted.items()]
    assert found == [[1.25, "已经完成"], ["待核实", 2.5], [1.25, None]]


def test_the_form_of_a_real_unit_is_wrong_in_both_tables_under_the_shipped_policy(tmp_path: Path) -> None:
    """The one form that whole processes are timed on."""
    ((path, refs),) = write_real(tmp_path).planted.items()
    run(tmp_path, "validate", path, "-o", "result.json", "-q")
    assert planted_values(path, refs) == ["待核实", "已经完成"]
    assert wrong_cells(tmp_path / "result.json") == {path: sorted(refs)}


def test_pxcheck_finds_what_is_planted_and_nothing_else(forms: Forms, tmp_path: Path) -> None:
    """The findings of a run over the folder that are asked of peers are at the planted cells, in clean forms none."""
    done = run(
        tmp_path,
        "validate",
        str(forms.folder),
        "--policy",
        str(forms.pack),
        "-o",
        "result.json",
        "-q",
        "--fail-on",
        "data",
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert wrong_cells(tmp_path / "result.json") == {path: sorted(refs) for path, refs in forms.planted.items()}


def test_the_same_answers_in_the_template_are_judged_the_same(forms: Forms, tmp_path: Path) -> None:
    """A filled template has the planted error of the plain form at the same cell, and no other."""
    dressed = fill_templates([sys.executable, "-m", "pxgov_check"], forms, 30, tmp_path / "dressed")
    run(tmp_path, "validate", str(dressed.folder), "--policy", str(forms.pack), "-o", "result.json", "-q")
    check = openpyxl_alone.contender(targets())
    assert (len(dressed.paths), len(dressed.planted)) == (30, 2)
    assert wrong_cells(tmp_path / "result.json") == {path: sorted(refs) for path, refs in dressed.planted.items()}
    for plain, path in zip(forms.paths, dressed.paths, strict=False):
        assert check(str(path)) == check(str(plain))
        assert path.stat().st_size > 20_000


def test_a_script_with_openpyxl_finds_it_too_and_the_floor_finds_nothing(forms: Forms) -> None:
    """The planted error is one that any reader of the values sees."""
    check = openpyxl_alone.contender(targets())
    seen = {str(path): check(str(path)) for path in forms.paths}
    assert {path: tuple(one.wrong) for path, one in seen.items() if one.wrong} == forms.planted
    assert sum(one.met for one in seen.values()) > COUNT
    assert floor.contender({})(str(forms.paths[0])).wrong == []


def test_links_are_the_first_forms_over_again(forms: Forms, tmp_path: Path) -> None:
    """So many hard links to a few forms hold nothing but those, and tell where theirs are wrong."""
    linked = forms.linked(7, 3, tmp_path / "links")
    assert digests(linked) == digests(forms)[:3] * 2 + digests(forms)[:1]
    assert set(linked.planted.values()) == {
        refs for path, refs in forms.planted.items() if Path(path) in forms.paths[:3]
    }


def test_a_consolidated_table_has_the_rows_asked_for(tmp_path: Path) -> None:
    """Each row becomes one verdict on an indicator; of the last unit, which is cut off, ten rows are missing."""
    pack = write_large(tmp_path / "large.xlsx", 50)
    done = run(
        tmp_path, "validate", "large.xlsx", "--policy", str(pack), "-o", "result.json", "-q", "--fail-on", "data"
    )
    submissions = json.loads((tmp_path / "result.json").read_bytes())["submissions"]
    reported = [v["subject"] for one in submissions for v in one["verdicts"] if v.get("value") is not None]
    assert (len(submissions), len(reported)) == (3, 50)
    mandatory = [f["rule"] for one in submissions for f in one["findings"] if f["severity"] == "mandatory"]
    assert (mandatory, done.stderr) == (["F011"] * 10, "")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"a": ["T!E5", "I!H5"]}, None),
        ({}, "found 0 of 2 planted errors, and 0 where nothing is wrong"),
        ({"a": ["I!H5"]}, "found 1 of 2 planted errors, and 0 where nothing is wrong"),
        ({"a": ["I!H5", "T!E5", "T!H5"], "b": ["I!H7"]}, "found 2 of 2 planted errors, and 2 where nothing is wrong"),
    ],
)
def test_who_misses_it_or_finds_more_does_not_count(wrong: dict[str, list[str]], said: str | None) -> None:
    """What was found is compared cell by cell with what was planted."""
    assert difference(wrong, {"a": ("I!H5", "T!E5")}) == said
