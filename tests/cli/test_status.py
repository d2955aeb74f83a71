"""pxcheck status as a user calls it: who has reported for a period, who is late, who is missing, whom to phone."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from jsonschema import Draft202012Validator

from filling import filled, save
from pxgov_check.model import Period
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from running import run

SCHEMA = Path(__file__).parents[2] / "schemas/status.schema.json"
# 2025Q4 ends on 31 December; forms are due 15 days later (data/policy.yaml).
FORMS = {
    "市档案馆": date(2026, 1, 14),
    "市气象局": date(2026, 1, 15),
    "市教育局": date(2026, 1, 16),
    "市司法局": None,
    "市财政局": date(2026, 1, 5),
    "市医保局": date(2026, 1, 5),
}


def form(folder: Path, policy: Policy, messages: Messages, unit: str, day: date | None, name: str = "") -> Path:
    book = filled(policy, unit, messages)
    basics = book["基本信息"]
    for row in range(3, 11):
        label = basics.cell(row, 1).value
        if label == "填报日期":
            basics.cell(row, 2).value = day
    return save(book, folder / (name or f"{unit}.xlsx"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, policy: Policy, messages: Messages) -> Path:
    """Forms in time, on the last day, a day late, undated, twice, for the quarter before; two that do not open."""
    root = tmp_path_factory.mktemp("status")
    folder = root / "forms"
    folder.mkdir()
    for unit, day in FORMS.items():
        form(folder, policy, messages, unit, day)
    form(folder, policy, messages, "市医保局", date(2026, 1, 6), "市医保局-改.xlsx")
    save(filled(policy, "市水利局", messages, Period("2025Q3")), folder / "市水利局-三季度.xlsx")
    (folder / "市人社局2025年四季度.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    (folder / "新建文件.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def listed(root: Path, *more: str) -> dict[str, object]:
    done = run(root, "status", "forms", "-f", "json", *more)
    assert done.returncode == 3, done.stderr
    document: dict[str, object] = json.loads(done.stdout)
    Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(document)
    return document


def by_unit(document: dict[str, object]) -> dict[str, dict[str, object]]:
    units = document["units"]
    assert isinstance(units, list)
    return {one["unit"]: one for one in units}


def test_each_unit_of_the_roster_stands_once(root: Path, policy: Policy) -> None:
    """As accepted, returned, conflicting, unreadable or missing; the totals are those of the list."""
    document = listed(root)
    units = by_unit(document)
    assert sorted(units) == sorted(policy.units)
    states = {unit: one["state"] for unit, one in units.items() if one["state"] != "missing"}
    assert states == {
        "市档案馆": "accepted",
        "市气象局": "accepted",
        "市教育局": "accepted",
        "市司法局": "returned",
        "市财政局": "accepted",
        "市医保局": "conflicting",
        "市人社局": "unreadable",
    }
    counts = Counter(one["state"] for one in units.values())
    assert document["summary"] == {
        "expected": len(policy.units),
        "received": 6,
        "accepted": counts["accepted"],
        "on_time": 4,
        "late": 1,
        "undated": 1,
        "missing": counts["missing"],
        "unreadable": 1,
        "conflicting": 1,
        "returned": 1,
        "unplaced": 1,
    }


@pytest.mark.parametrize(
    ("unit", "days"), [("市档案馆", 0), ("市气象局", 0), ("市教育局", 1), ("市司法局", None), ("市财政局", 0)]
)
def test_late_is_after_the_last_day(root: Path, unit: str, days: int | None) -> None:
    """The fifteenth day is in time, the sixteenth a day late; without a day nothing is said."""
    assert by_unit(listed(root))[unit]["days_late"] == days


@pytest.mark.parametrize(("day", "days"), [("2026-01-15", 0), ("2026-01-16", 1), ("2026-02-14", 30)])
def test_a_missing_form_is_late_by_the_day_asked(root: Path, day: str, days: int) -> None:
    """With --as-of the days since the due day; without it no clock is asked."""
    assert by_unit(listed(root, "--as-of", day))["市水利局"]["days_late"] == days
    assert by_unit(listed(root))["市水利局"]["days_late"] is None


def test_a_missing_unit_is_phoned_by_its_last_form(root: Path) -> None:
    """The contact comes from the form of the quarter before, and says so."""
    one = by_unit(listed(root))["市水利局"]
    assert (one["state"], one["contact_period"]) == ("missing", "2025Q3")
    assert one["contact"] == {"reporter": "甘某", "phone": "0799-6330000"}


def test_a_file_that_does_not_open_is_placed_by_its_name(root: Path) -> None:
    """And marked as guessed; one whose name says nothing is listed by itself, never dropped."""
    document = listed(root)
    one = by_unit(document)["市人社局"]
    assert (one["guessed"], one["files"]) == (True, ["forms/市人社局2025年四季度.xlsx"])
    (left,) = document["unplaced"]  # type: ignore[misc]
    assert left["file"] == "forms/新建文件.xlsx"  # type: ignore[has-type]


def test_a_unit_with_a_form_keeps_it_beside_a_file_that_does_not_open(root: Path) -> None:
    """The broken one is listed by itself."""
    (root / "forms/市档案馆(2).xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    document = listed(root)
    assert by_unit(document)["市档案馆"]["state"] == "accepted"
    assert document["summary"]["unplaced"] == 2  # type: ignore[index]


def test_an_earlier_period_can_be_asked_for(root: Path) -> None:
    """Forms for other periods are not counted."""
    document = listed(root, "--period", "2025Q3")
    assert document["summary"]["received"] == 1  # type: ignore[index]
    assert by_unit(document)["市水利局"]["state"] == "accepted"
    assert document["due"] == "2025-10-15"


def test_the_screen_shows_whom_to_phone_first(root: Path) -> None:
    """Missing units come before accepted ones, with the counts above and at both widths."""
    for width, why in (("80", "F008"), ("120", "F008 签署栏空白(1 处)")):
        done = run(root, "status", "forms", COLUMNS=width)
        assert why in done.stdout
        assert ("有 2 份不同的表" in done.stdout) is (width == "120")
        assert "已报 6 家,通过审核 4 家,按时 4 家" in done.stdout
        assert done.stdout.index("市水利局") < done.stdout.index("市医保局") < done.stdout.index("市档案馆")
    english = run(root, "status", "forms", "--lang", "en").stdout
    assert "received: 6; accepted: 4; on time: 4" in english


def test_the_files_hold_the_same_list(root: Path, policy: Policy) -> None:
    """CSV and workbook have a row a unit and one for the file that nobody can place; the JSON is the screen's."""
    done = run(root, "status", "forms", "-o", "a.json", "-o", "a.csv", "-o", "a.xlsx")
    assert done.returncode == 3
    assert json.loads((root / "a.json").read_text("utf-8")) == listed(root)
    head, *body = csv.reader(io.StringIO((root / "a.csv").read_text("utf-8-sig")))
    assert len(body) == len(policy.units) + 1
    assert head[0] == "单位"
    sheet = openpyxl.load_workbook(root / "a.xlsx").worksheets[0]
    told = [["" if cell.value is None else str(cell.value) for cell in row][: len(head)] for row in sheet.iter_rows()]
    assert told[told.index(head) + 1 :] == body
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_hostile_contacts_stay_text(root: Path, policy: Policy, messages: Messages) -> None:
    """A formula typed as a name is no formula in the list, and no control reaches the screen."""
    book = filled(policy, "市体育局", messages)
    for row in range(3, 11):
        if book["基本信息"].cell(row, 1).value == "填报人":
            book["基本信息"].cell(row, 2, "=1+1\u202e[red]").data_type = "s"
    save(book, root / "forms/市体育局.xlsx")
    done = run(root, "status", "forms", "-o", "a.csv", "-o", "a.xlsx")
    assert done.returncode == 3
    rows = csv.reader(io.StringIO((root / "a.csv").read_text("utf-8-sig")))
    (told,) = [cells for cells in rows if cells[0] == "市体育局"]
    assert told[5].startswith("'=1+1")
    sheet = openpyxl.load_workbook(root / "a.xlsx").worksheets[0]
    assert not [cell for cells in sheet.iter_rows() for cell in cells if cell.data_type == "f"]
    screen = run(root, "status", "forms").stdout
    assert "\u202e" not in screen
    assert "[red]" in screen


def test_the_same_forms_give_the_same_bytes(root: Path) -> None:
    """Whatever the hash seed and the order of the arguments."""
    names = sorted(f"forms/{path.name}" for path in (root / "forms").iterdir())
    outputs = []
    for seed, order in (("0", names), ("9", names[::-1])):
        run(root, "status", *order, "-o", "b.xlsx", "-o", "b.csv", "-o", "b.json", PYTHONHASHSEED=seed)
        outputs.append([(root / f"b.{suffix}").read_bytes() for suffix in ("xlsx", "csv", "json")])
    assert outputs[0] == outputs[1]


def test_it_fails_only_when_asked(root: Path) -> None:
    """Without --fail-on it only reports; a file that does not open is always 3."""
    for name in ("市人社局2025年四季度.xlsx", "新建文件.xlsx"):
        (root / "forms" / name).unlink()
    codes = [run(root, "status", "forms", *more).returncode for more in ((), ("--fail-on", "data"))]
    assert codes == [0, 1]
    assert run(root, "status", "forms/市档案馆.xlsx", "--fail-on", "data").returncode == 0
    assert run(root, "status", "forms/市档案馆.xlsx", "--fail-on", "missing").returncode == 1


def test_names_and_numbers_of_people_are_nowhere_else(root: Path) -> None:
    """Validate's JSON and the gap report hold no reporter and no telephone number."""
    run(root, "validate", "forms", "-q", "-o", "r.json")
    run(root, "gap", "forms", "-o", "g.json", "-o", "g.md", "-o", "g.docx")
    for name in ("r.json", "g.json", "g.md"):
        text = (root / name).read_text("utf-8")
        assert "甘某" not in text
        assert "0799-6330000" not in text


def test_a_result_of_validate_serves_as_well(root: Path) -> None:
    """Without contacts, which no result holds, and with the same states."""
    run(root, "validate", "forms", "-q", "-o", "r.json")
    done = run(root, "status", "r.json", "-f", "json")
    told = by_unit(json.loads(done.stdout))
    assert {u: one["state"] for u, one in told.items()} == {u: one["state"] for u, one in by_unit(listed(root)).items()}
    assert {json.dumps(one["contact"]) for one in told.values()} == {"null"}


def test_a_gap_report_is_refused(root: Path) -> None:
    """It does not hold when each unit reported."""
    run(root, "gap", "forms", "-o", "g.json")
    done = run(root, "status", "g.json")
    assert done.returncode == 2
    assert "validate" in done.stderr
