"""A city of 40 units and 8 quarters: every figure of the report against plain sums over the generator's numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from city import INDICATOR_HEAD, TASK_HEAD, City, Report, make_city, quarter_end, write_city
from filling import columns
from pxgov_check.documents.template import template
from pxgov_check.model import Period
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from running import run

FIFTEEN = Context(prec=15)
LAST = "2025Q4"


@pytest.fixture(scope="module")
def city() -> City:
    return make_city(40, 8, 1)


@pytest.fixture(scope="module")
def folder(city: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("city")
    write_city(city, path)
    done = run(path, "gap", "forms", "--policy", "pack", "--year", "2025", "-o", "gap.json", "-o", "gap.md")
    assert (done.returncode, done.stderr) == (0, "")
    return path


@pytest.fixture(scope="module")
def gap(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "gap.json").read_text("utf-8"))
    return document


def sent(city: City, quarter: str, subject: str) -> dict[str, Report]:
    """Return what each unit reported of an indicator in a quarter."""
    return {
        unit: city.reports[unit, quarter, subject]
        for unit in city.units
        if city.reported(unit, quarter) and (unit, quarter, subject) in city.reports
    }


def rate(over: int, under: int) -> Decimal:
    return FIFTEEN.divide(Decimal(over * 100), Decimal(under))


def milestone(policy: Policy, subject: str) -> Decimal:
    return policy.targets[subject].milestones[-1].value


def city_figure(city: City, quarter: str, indicator: dict[str, Any]) -> tuple[Decimal | None, int]:
    """Return the city's figure of a quarter and how many units it rests on, by plain sums."""
    counted = [r for r in sent(city, quarter, indicator["id"]).values() if r.kind == "counted"]
    if not counted:
        return None, 0
    if "numerator" not in indicator:
        return Decimal(counted[0].figure), 1
    return rate(sum(r.over for r in counted), sum(r.under for r in counted)), len(counted)


def test_each_city_figure_is_the_sum_over_the_units(city: City, gap: dict[str, Any]) -> None:
    """Value, numerator, denominator and the number of units are those of the generator."""
    for indicator, told in zip(city.indicators, gap["indicators"], strict=True):
        value, counted = city_figure(city, LAST, indicator)
        assert (Decimal(told["value"]), told["units_counted"]) == (value, counted), told["subject"]
        if "numerator" in indicator:
            rows = [r for r in sent(city, LAST, indicator["id"]).values() if r.kind == "counted"]
            assert Decimal(told["numerator"]) == sum(r.over for r in rows)
            assert Decimal(told["denominator"]) == sum(r.under for r in rows)


def test_each_gap_and_the_items_needed(city: City, gap: dict[str, Any], policy: Policy) -> None:
    """The gap is target minus value; the items are the least whole number that closes it."""
    for indicator, told in zip(city.indicators, gap["indicators"], strict=True):
        value, target = Decimal(told["value"]), milestone(policy, told["subject"])
        short = value < target
        assert told["status"] == ("unmet" if short else "met")
        assert (Decimal(told["gap"]) if told["gap"] else None) == (target - value if short else None)
        assert told["gap_unit"] == (None if not short else "个百分点" if told["unit"] == "%" else told["unit"])
        if short and "numerator" in indicator:
            over, under = int(told["numerator"]), int(told["denominator"])
            needed = told["items_needed"]
            assert (over + needed) * 100 >= target * under > (over + needed - 1) * 100
        else:
            assert told["items_needed"] is None
        if short:
            assert Decimal(told["relative_gap"]) == FIFTEEN.divide((target - value) * 100, target)


def test_who_is_missing_excluded_and_exempt(city: City, gap: dict[str, Any]) -> None:
    """Every unit is counted, missing, left out with the reason, or exempt; none twice."""
    for indicator, told in zip(city.indicators, gap["indicators"], strict=True):
        asked = [u for u in city.units if city.owner(indicator) in {None, u}]
        rows = sent(city, LAST, told["subject"])
        assert told["units_expected"] == len(asked)
        assert told["units_missing"] == [u for u in asked if u not in rows]
        reasons = {"wrong": "A106", "alone": "A119"}
        left_out = [(u, reasons[rows[u].kind]) for u in asked if u in rows and rows[u].kind in reasons]
        assert [(e["unit"], e["reason"]) for e in told["units_excluded"]] == left_out
        assert told["units_not_applicable"] == [u for u in asked if u in rows and rows[u].kind == "not_applicable"]


def test_each_unit_row_holds_what_the_unit_sent(city: City, gap: dict[str, Any], folder: Path) -> None:
    """Figures, file, cell and explanation of each unit; the cell holds the figure."""
    for indicator, told in zip(city.indicators, gap["indicators"], strict=True):
        rows = sent(city, LAST, told["subject"])
        for row in told["by_unit"]:
            if row["unit"] not in rows:
                assert (row["status"], row["counted"]) == ("missing", False)
                continue
            report = rows[row["unit"]]
            assert row["counted"] == (report.kind == "counted")
            assert row["explanation"] == (report.explanation or None)
            assert row["file"] == f"forms/{row['unit']}-{LAST}.xlsx"
            if report.kind == "counted" and "numerator" in indicator:
                assert Decimal(row["value"]) == rate(report.over, report.under)
                assert (int(row["numerator"]), int(row["denominator"])) == (report.over, report.under)
    first = gap["indicators"][2]["by_unit"][0]
    sheet = openpyxl.load_workbook(folder / first["file"], data_only=True)[first["sheet"]]
    assert FIFTEEN.create_decimal(str(sheet[first["cell"]].value)) * 100 == pytest.approx(Decimal(first["value"]))


def test_units_are_ranked_by_the_items_they_need(city: City, gap: dict[str, Any], policy: Policy) -> None:
    """The first rank needs most items, shares add up to the whole, and a unit at its target has no rank."""
    for indicator, told in zip(city.indicators, gap["indicators"], strict=True):
        if "numerator" not in indicator:
            continue
        target, needs = milestone(policy, told["subject"]), {}
        for unit, report in sent(city, LAST, told["subject"]).items():
            if report.kind == "counted":
                needs[unit] = max(0, -(-(int(target) * report.under - report.over * 100) // 100))
        ranked = sorted((row for row in told["by_unit"] if row["rank"]), key=lambda row: row["rank"])
        assert {row["unit"]: row["items_needed"] for row in ranked} == {u: n for u, n in needs.items() if n}
        assert [row["rank"] for row in ranked] == list(range(1, len(ranked) + 1))
        amounts = [row["items_needed"] for row in ranked]
        assert amounts == sorted(amounts, reverse=True)
        for row in ranked:
            assert Decimal(row["share"]) == FIFTEEN.divide(Decimal(row["items_needed"] * 100), Decimal(sum(amounts)))


def test_each_point_of_each_series(city: City, gap: dict[str, Any]) -> None:
    """Eight quarters in order, each by the same sums; the change is on the quarter before."""
    for indicator, told in zip(city.indicators, gap["indicators"], strict=True):
        before = None
        assert [point["period"] for point in told["series"]] == city.quarters
        for point in told["series"]:
            value, counted = city_figure(city, point["period"], indicator)
            assert (Decimal(point["value"]), point["units_counted"]) == (value, counted)
            assert (Decimal(point["change"]) if point["change"] else None) == (
                None if before is None or value is None else value - before
            )
            before = value


def test_the_pace_is_counted_from_the_first_quarter(city: City, gap: dict[str, Any]) -> None:
    """From the end of the first quarter to the end of the last lie 21 months; nothing is left to run."""
    for indicator, told in zip(city.indicators, gap["indicators"], strict=True):
        first, _ = city_figure(city, city.quarters[0], indicator)
        last, _ = city_figure(city, LAST, indicator)
        assert first is not None
        assert last is not None
        pace = told["pace"]
        assert (pace["basis"], pace["months"], pace["months_left"]) == ("series", 21, 0)
        assert Decimal(pace["so_far"]) == FIFTEEN.divide(last - first, Decimal(21))
        assert (pace["needed"], pace["projected"]) == (None, None)


def test_each_task_by_its_first_unit_that_reports(city: City, gap: dict[str, Any]) -> None:
    """Status, days overdue, who decided, and every listed unit's own report."""
    for task, told in zip(city.tasks, gap["tasks"], strict=True):
        listed = [u for u in task["units"] if u in city.last_quarter]
        reporting = [u for u in listed if city.reported(u, LAST)]
        assert told["decided_by"] == (reporting[0] if reporting else None)
        assert [row["unit"] for row in told["units"]] == listed
        expected = {u: task_status(city, task, u) for u in listed}
        assert {row["unit"]: row["status"] for row in told["units"]} == expected
        silent = "missing" if listed else "undetermined"
        assert told["status"] == (expected[reporting[0]] if reporting else silent)
        if told["status"] == "overdue":
            assert told["days_overdue"] == (quarter_end(LAST) - quarter_end(f"{task['deadline'][:4]}Q4")).days
        words = {city.works[u, LAST, task["id"]].status for u in reporting}
        assert told["disagreement"] == (len(words) > 1)


def task_status(city: City, task: dict[str, Any], unit: str) -> str:
    """Return how a unit's report stands at the end of 2025."""
    if not city.reported(unit, LAST):
        return "missing"
    work = city.works[unit, LAST, task["id"]]
    if task["deadline"] == "ongoing":
        return "ongoing"
    if work.done_on is None:
        return "overdue"
    return "done" if work.done_on.isoformat() <= str(task["deadline"]) else "done_late"


def test_the_coverage_and_the_counts_are_those_of_the_lists(city: City, gap: dict[str, Any]) -> None:
    """Forty expected; the summary and every group add up to the lists."""
    got = [u for u in city.units if city.reported(u, LAST)]
    returned = [r["unit"] for r in gap["coverage"]["returned"]]
    wrong = [u for u in got if any(city.reports[u, LAST, i["id"]].kind == "wrong" for i in city.asked(u))]
    assert returned == wrong
    assert [gap["coverage"][k] for k in ("expected", "received", "accepted")] == [40, len(got), len(got) - len(wrong)]
    assert gap["coverage"]["missing"] == [u for u in city.units if u not in got]
    stopped = [u for u in city.units if u not in got and city.last_quarter[u]]
    assert [s["unit"] for s in gap["coverage"]["stopped"]] == stopped
    assert [f["finding"]["rule"] for f in gap["findings"]].count("X303") == 40 - len(got)
    disagreed = {f["finding"]["subject"] for f in gap["findings"] if f["finding"]["rule"] == "X305"}
    assert disagreed == {t["subject"] for t in gap["tasks"] if t["disagreement"]}
    for groups, listed in grouped(gap):
        assert sum(len(g["subjects"]) for g in groups) == len(listed)
        for group in groups:
            statuses = [one["status"] for one in listed if one["subject"] in group["subjects"]]
            assert group["statuses"] == {s: statuses.count(s) for s in group["statuses"]}
            assert sum(group["statuses"].values()) == len(statuses)


def grouped(gap: dict[str, Any]) -> Iterator[tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    yield gap["indicator_groups"], gap["indicators"]
    for name in ("by_section", "by_lead", "by_deadline"):
        yield gap["task_groups"][name], gap["tasks"]


def test_the_markdown_shows_the_same_figures(gap: dict[str, Any], folder: Path) -> None:
    """Each indicator's row shows its value, gap and items as JSON has them, rounded to two decimals."""
    lines = (folder / "gap.md").read_text("utf-8").splitlines()
    for told in gap["indicators"]:
        named = [line for line in lines if line.startswith(f"| {told['subject']} ")]
        (row,) = [line for line in named if f"/{told['units_expected']} " in line]
        value = round(Decimal(told["value"]), 2).normalize()
        assert f"| {value:f}{told['unit']} |" in row
        assert f"| {told['items_needed'] or '—'} | {told['units_counted']}/{told['units_expected']} |" in row


def test_the_made_up_forms_have_the_heads_of_the_template(policy: Policy, messages: Messages, tmp_path: Path) -> None:
    """The generator writes the sheets and columns that are handed out."""
    path = tmp_path / "blank.xlsx"
    path.write_bytes(template(policy, "市档案馆", Period(LAST), messages))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["填报说明", "基本信息", "指标填报", "任务填报", "_pxcheck"]
    # The last column checks the form while it is filled in and is nobody's answer.
    assert tuple(columns(book["指标填报"])) == (*INDICATOR_HEAD, "自查")
    assert tuple(columns(book["任务填报"])) == (*TASK_HEAD, "自查")


def test_the_same_seed_makes_the_same_city(tmp_path: Path) -> None:
    """Two runs write the same bytes, another seed others."""
    folders = [tmp_path / name for name in ("a", "b", "c")]
    for folder, seed in zip(folders, (7, 7, 8), strict=True):
        write_city(make_city(6, 2, seed), folder)
    first, again, other = ([p.read_bytes() for p in sorted((f / "forms").iterdir())] for f in folders)
    assert first == again
    assert first != other
