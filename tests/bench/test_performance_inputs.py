"""The forms that pxcheck and its peers are measured on: all different, and wrong exactly where they say."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from running import run
from speed.bench import difference, wrong_cells
from speed.contenders import floor, openpyxl_alone
from speed.inputs import PLANTED_EVERY, Forms, targets, write_forms, write_large
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


def test_what_is_planted_is_a_text_or_a_rate_above_a_hundred(forms: Forms) -> None:
    """Every twenty-fifth form holds one of the two in the cell that it names, in turns."""
    found = [openpyxl.load_workbook(path)["指标填报"][ref].value for path, ref in forms.planted.items()]
    assert Counter(found) == {"待核实": 1, 1.25: 2}


def test_pxcheck_finds_what_is_planted_and_nothing_else(forms: Forms, tmp_path: Path) -> None:
    """The mandatory findings of a run over the folder are the planted cells, each once, in clean forms none."""
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
    assert wrong_cells(tmp_path / "result.json") == {path: [ref] for path, ref in forms.planted.items()}


def test_the_same_answers_in_the_template_are_judged_the_same(forms: Forms, tmp_path: Path) -> None:
    """A filled template has the planted error of the plain form at the same cell, and no other."""
    dressed = fill_templates([sys.executable, "-m", "pxgov_check"], forms, 30, tmp_path / "dressed")
    run(tmp_path, "validate", str(dressed.folder), "--policy", str(forms.pack), "-o", "result.json", "-q")
    check = openpyxl_alone.contender(targets())
    assert (len(dressed.paths), len(dressed.planted)) == (30, 2)
    assert wrong_cells(tmp_path / "result.json") == {path: [ref] for path, ref in dressed.planted.items()}
    for plain, path in zip(forms.paths, dressed.paths, strict=False):
        assert check(str(path)) == check(str(plain))
        assert path.stat().st_size > 20_000


def test_a_script_with_openpyxl_finds_it_too_and_the_floor_finds_nothing(forms: Forms) -> None:
    """The planted error is one that any reader of the values sees."""
    check = openpyxl_alone.contender(targets())
    seen = {str(path): check(str(path)) for path in forms.paths}
    assert {path: one.wrong for path, one in seen.items() if one.wrong} == {p: [r] for p, r in forms.planted.items()}
    assert sum(one.met for one in seen.values()) > COUNT
    assert floor.contender({})(str(forms.paths[0])).wrong == []


def test_links_are_the_first_forms_over_again(forms: Forms, tmp_path: Path) -> None:
    """So many hard links to a few forms hold nothing but those, and tell where theirs are wrong."""
    linked = forms.linked(7, 3, tmp_path / "links")
    assert digests(linked) == digests(forms)[:3] * 2 + digests(forms)[:1]
    assert set(linked.planted.values()) == {ref for path, ref in forms.planted.items() if Path(path) in forms.paths[:3]}


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
        ({"a": ["H5"]}, None),
        ({}, "found 0 of 1 planted errors, and 0 where nothing is wrong"),
        ({"a": ["H5", "H6"], "b": ["H7"]}, "found 1 of 1 planted errors, and 2 where nothing is wrong"),
    ],
)
def test_who_misses_it_or_finds_more_does_not_count(wrong: dict[str, list[str]], said: str | None) -> None:
    """What was found is compared cell by cell with what was planted."""
    assert difference(wrong, {"a": "H5"}) == said
