"""The gap report as a ledger: numbers that are numbers, each that of the report, and no text that does anything."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from pathlib import Path
from typing import Any

import pytest

from city import LAST_YEAR, City, make_city, write_city
from gap_shapes import SHAPES, all_met, failed_audit, hostile, maintained, midway, nothing, one_unit, reporting_twice
from ledgers import Sheet, read, workbook
from made_city import form as made_form
from made_city import rate, rolled
from pxgov_check.documents import gap_xlsx
from pxgov_check.formats import gap_json
from pxgov_check.formats.gap_json import parse_gap
from pxgov_check.model import Lang, Status
from pxgov_check.policy.messages import Messages, load_messages
from pxgov_check.policy.pack import Policy
from pxgov_check.rollup.indicator_nouns import Group
from rendering import HOSTILE_TEXTS
from running import run

LAST = f"{LAST_YEAR}Q4"
AS_OF = date(LAST_YEAR, 12, 31)
FIFTEEN = Context(prec=15)
NAMED = ["概况", "指标汇总", "指标×单位", "差距明细", "任务台账", "审核问题", "规则清单"]


@pytest.fixture(scope="module")
def city() -> City:
    return make_city(40, 8, 1)


@pytest.fixture(scope="module")
def folder(city: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("city")
    write_city(city, path)
    outputs = ("-o", "台账.xlsx", "-o", "gap.json")
    done = run(path, "gap", "forms", "--policy", "pack", "--year", str(LAST_YEAR), *outputs)
    assert (done.returncode, done.stderr) == (0, "")
    return path


@pytest.fixture(scope="module")
def book(folder: Path) -> dict[str, Sheet]:
    return read((folder / "台账.xlsx").read_bytes())


def per_cent(over: int, under: int) -> Decimal:
    return FIFTEEN.divide(Decimal(over * 100), Decimal(under))


def test_each_city_figure_is_the_sum_over_the_units(city: City, book: dict[str, Sheet], policy: Policy) -> None:
    """Value, parts, gap, items, units: each number by plain sums over what the units were given to send."""
    told = book["指标汇总"].by("编号")
    for indicator in city.indicators:
        subject, row = indicator["id"], told[indicator["id"]]
        asked = [u for u in city.units if city.owner(indicator) in {None, u}]
        sent = [city.reports[u, LAST, subject] for u in asked if city.reported(u, LAST)]
        counted = [r for r in sent if r.kind == "counted"]
        over, under = sum(r.over for r in counted), sum(r.under for r in counted)
        parts = "numerator" in indicator
        value = per_cent(over, under) if parts else Decimal(counted[0].figure)
        target = policy.targets[subject].milestones[-1].value
        short = value < target
        assert row["完成值"] == value
        assert (row["分子"], row["分母"]) == ((over, under) if parts else (None, None))
        assert (row["目标"], row["比较"], row["时限"]) == (target, "≥", AS_OF)
        assert row["判定"] == ("未达到预期目标" if short else "达标")
        assert row["差距"] == (target - value if short else None)
        assert row["还需（个）"] == (-(-(int(target) * under - over * 100) // 100) if short and parts else None)
        assert row["差距占目标（%）"] == (FIFTEEN.divide((target - value) * 100, target) if short else None)
        units = (len(counted), len(asked), len(asked) - len(sent))
        assert (row["计入（家）"], row["应报（家）"], row["未报（家）"]) == units
        kinds = [r.kind for r in sent]
        assert row["不适用（家）"] == kinds.count("not_applicable")
        assert row["未计入（家）"] == kinds.count("wrong") + kinds.count("alone")


def test_each_figure_of_each_unit_with_its_cell(city: City, book: dict[str, Sheet], folder: Path) -> None:
    """单位数据 has a row for each unit that is asked: figure, whether it counts, why not, and the cell of the form."""
    rows = book["单位数据"].by("编号", "单位")
    asked = {(i["id"], u) for u in city.units for i in city.asked(u)}
    assert set(rows) == asked
    rules = {"wrong": "A106", "alone": "A119"}
    for (subject, unit), row in rows.items():
        report = city.reports[unit, LAST, subject]
        if not city.reported(unit, LAST):
            assert (row["判定"], row["计入"], row["未计入的原因"]) == ("未填报", "否", "未填报")
            continue
        assert row["计入"] == ("是" if report.kind == "counted" else "否")
        assert row["规则"] == rules.get(report.kind)
        assert bool(row["未计入的原因"]) == (report.kind != "counted")
        assert row["情况说明（单位填报）"] == (report.explanation or None)
        assert row["填报文件"] == f"forms/{unit}-{LAST}.xlsx"
        if report.kind == "counted" and report.under:
            assert row["完成值"] == per_cent(report.over, report.under)
            assert (row["分子"], row["分母"]) == (report.over, report.under)
    row = rows["I03", city.units[0]]
    sheet, cell = row["位置"].split("!")
    assert (
        workbook((folder / row["填报文件"]).read_bytes())[sheet][cell].value
        == f'=IF(G{cell[1:]}>0,F{cell[1:]}/G{cell[1:]},"")'
    )


def test_each_row_of_the_gaps(city: City, book: dict[str, Sheet], policy: Policy) -> None:
    """Of each indicator below target the units that are short: figure, gap, items, share, and the reason as written."""
    expected: dict[tuple[str, str], tuple[Any, ...]] = {}
    below = {s for s, row in book["指标汇总"].by("编号").items() if row["判定"] == "未达到预期目标"}
    for indicator in city.indicators:
        subject, target = indicator["id"], policy.targets[indicator["id"]].milestones[-1].value
        needs: dict[str, tuple[Any, ...]] = {}
        for unit in city.units if subject in below else ():
            report = city.reports.get((unit, LAST, subject))
            if report is None or not city.reported(unit, LAST) or report.kind != "counted":
                continue
            value = per_cent(report.over, report.under) if report.under else Decimal(report.figure)
            if value < target:
                items = -(-(int(target) * report.under - report.over * 100) // 100) if report.under else None
                needs[unit] = (value, target - value, items, report.explanation or "未说明")
        total = sum(need[2] or 0 for need in needs.values())
        for unit, (value, gap, items, said) in needs.items():
            share = FIFTEEN.divide(Decimal(items * 100), Decimal(total)) if items else None
            expected[subject, unit] = (value, gap, items, share, said)
    columns = ("单位完成值", "差距", "还需（个）", "占缺口（%）", "原因和措施（单位填报）")
    rows = book["差距明细"].by("编号", "单位")
    assert {key: tuple(row[c] for c in columns) for key, row in rows.items()} == expected


def test_each_cell_of_the_matrix(city: City, folder: Path) -> None:
    """Units by indicators: the figure sent, with a star where it does not count, or the word that says why none."""
    sheet = workbook((folder / "台账.xlsx").read_bytes())["指标×单位"]
    head, *rows = [list(row) for row in sheet.iter_rows(min_row=3)]
    subjects = [str(cell.value).split("\n")[0] for cell in head[2:]]
    assert subjects == [i["id"] for i in city.indicators]
    assert [row[0].value for row in rows] == [*city.units, "全市", "目标"]
    for unit, row in zip(city.units, rows, strict=False):
        for subject, cell in zip(subjects, row[2:], strict=True):
            quarter = city.last_quarter[unit] or LAST
            report = city.reports.get((unit, quarter, subject))
            starred = "*" in cell.number_format
            if report is None or city.last_quarter[unit] is None:
                assert cell.value == (None if report is None else "未填报")
            elif report.kind in {"wrong", "not_applicable"}:
                assert cell.value == {"wrong": "数据有误", "not_applicable": "不适用"}[report.kind]
            else:
                value = per_cent(report.over, report.under) if report.under else Decimal(report.figure)
                assert Decimal(str(cell.value)) == value
                assert starred == (report.kind == "alone" or quarter != LAST)


def test_each_task_and_each_report_of_one(city: City, book: dict[str, Sheet]) -> None:
    """Status, days overdue, day of completion, reason and next step as planned; the days are days."""
    tasks, reports = book["任务台账"].by("编号"), book["任务填报"].by("编号", "单位")
    for task in city.tasks:
        listed = [u for u in task["units"] if u in city.last_quarter]
        reporting = [u for u in listed if city.reported(u, LAST)]
        row = tasks[task["id"]]
        assert row["判定依据单位"] == (reporting[0] if reporting else None)
        assert {unit for subject, unit in reports if subject == task["id"]} == set(listed)
        if not reporting or task["deadline"] == "ongoing":
            continue
        planned, due = city.works[reporting[0], LAST, task["id"]], date.fromisoformat(str(task["deadline"]))
        day = planned.done_on
        assert (row["时限"], row["完成日期"]) == (due, day)
        assert row["判定"] == ("逾期" if day is None else "已完成" if day <= due else "逾期完成")
        assert row["逾期（天）"] == ((AS_OF - due).days if day is None else None)
        assert row["存在问题"] == ("经费没有到位" if day is None else None)
        assert row["下一步措施"] == ("下季度完成采购" if day is None else None)
        assert row["进度（%）"] == (50 if day is None else 100)
        assert (row["填报文件"], row["位置"][:6]) == (f"forms/{reporting[0]}-{LAST}.xlsx", "任务填报!E")


def test_each_period_of_each_indicator(city: City, book: dict[str, Sheet]) -> None:
    """历期数据 has the city's figure of all eight quarters, with the units that each rests on."""
    rows = book["历期数据"].by("编号", "报告期")
    assert len(rows) == len(city.indicators) * 8
    for indicator in city.indicators:
        before = None
        for quarter in city.quarters:
            row = rows[indicator["id"], quarter]
            found = [
                city.reports[u, quarter, indicator["id"]]
                for u in city.units
                if city.reported(u, quarter) and (u, quarter, indicator["id"]) in city.reports
            ]
            counted = [r for r in found if r.kind == "counted"]
            parts = "numerator" in indicator
            sums = (sum(r.over for r in counted), sum(r.under for r in counted))
            value = per_cent(*sums) if parts else Decimal(counted[0].figure)
            assert (row["完成值"], row["计入（家）"]) == (value, len(counted))
            assert row["较上期"] == (None if before is None else value - before)
            before = value


def test_findings_rules_and_units_are_all_there(book: dict[str, Sheet], folder: Path) -> None:
    """Each finding, rule (whether it found something or not), unit, step and file of the JSON has its row."""
    gap = json.loads((folder / "gap.json").read_text("utf-8"))
    assert [row["规则"] for row in book["规则清单"].rows] == [rule["rule"] for rule in gap["rules"]]
    hits = {rule["rule"]: rule["open"] for rule in gap["rules"]}
    assert {row["规则"]: row["待处理（处）"] for row in book["规则清单"].rows} == hits
    assert {row["结果"] for row in book["规则清单"].rows} == {"发现问题", "没有发现问题"}
    numbers = {row["序号"]: row["规则"] for row in book["审核问题"].rows}
    assert list(numbers.values()) == [found["finding"]["rule"] for found in gap["findings"]]
    assert [row["单位"] for row in book["单位情况"].rows] == [unit["unit"] for unit in gap["units"]]
    assert [row["还需（个）"] for row in book["单位情况"].rows] == [unit["items_needed"] for unit in gap["units"]]
    assert len(book["办理事项"].rows) == len(gap["steps"])
    assert {row["填报文件"]: row["摘要"] for row in book["输入文件"].rows} == {
        one["file"]: one["digest"] for one in gap["inputs"]
    }


def test_the_overview_says_what_it_rests_on_and_comes_from(folder: Path) -> None:
    """Coverage, the policy's digest, the digest of the inputs, the version, and how many rows each sheet has."""
    gap = json.loads((folder / "gap.json").read_text("utf-8"))
    book = workbook((folder / "台账.xlsx").read_bytes())
    cells = [[cell.value for cell in row] for row in book["概况"].iter_rows(max_col=2)]
    pairs = {row[0]: row[1] for row in cells if row[0]}
    assert (pairs["应报单位"], pairs["已报单位"], pairs["通过审核"]) == (40, 36, 34)
    assert pairs["规则摘要"] == gap["policy"]["digest"]
    assert pairs["计算程序"] == f"pxcheck {gap['tool']['version']}"
    assert any(
        re.fullmatch("sha256:[0-9a-f]{64}", str(value)) for key, value in pairs.items() if "合并摘要" in str(key)
    )
    told = read((folder / "台账.xlsx").read_bytes())
    assert {name: pairs[name] for name in told} == {name: len(sheet.rows) for name, sheet in told.items()}
    assert [row[0] for row in cells if str(row[0]).startswith("应报单位40家，已报36家，通过审核34家")]


def test_the_sheets_are_set_up_to_work_in_and_to_print(folder: Path) -> None:
    """The sheets that are promised come first; each list has a filter, panes, A4 across with its head repeated."""
    book = workbook((folder / "台账.xlsx").read_bytes())
    assert book.sheetnames[: len(NAMED)] == NAMED
    for sheet in book.worksheets:
        assert (int(sheet.page_setup.paperSize or 0), sheet.page_setup.orientation) == (9, "landscape")
        assert not sheet.protection.sheet
    for sheet in book.worksheets[1:]:
        assert str(sheet.auto_filter.ref).startswith("A3:")
        assert re.fullmatch("[BCD]4", str(sheet.freeze_panes))
        assert sheet.print_title_rows == "$3:$3"
    bars = [name for name in book.sheetnames if book[name].conditional_formatting]
    assert {"指标汇总", "差距明细", "任务台账", "规则清单", "单位情况"} <= set(bars)
    assert {rule.type for rules in book["差距明细"].conditional_formatting for rule in rules.rules} == {"dataBar"}


def test_the_charts_are_native_and_point_at_the_cells(folder: Path) -> None:
    """Four charts on 概况; what each draws are the cells of the lists, and those hold the figures."""
    with zipfile.ZipFile(folder / "台账.xlsx") as package:
        names = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        parts = [package.read(name).decode() for name in sorted(names)]
    assert len(parts) == 4
    references = [re.findall(r"<(?:c:)?f>([^<]*)</", part) for part in parts]
    assert references[0] == ["'指标汇总'!$B$4:$B$23", "'指标汇总'!$O$4:$O$23"]
    sheet = workbook((folder / "台账.xlsx").read_bytes())["指标汇总"]
    assert [sheet["B3"].value, sheet["O3"].value] == ["名称", "完成值相当于目标（%）"]
    assert all(0 <= float(str(cell.value)) <= 100 for (cell,) in sheet["O4:O23"])
    assert references[3][0].startswith("'历期数据'!$C$")


def test_the_charts_stand_right_of_the_tables(policy: Policy, messages: Messages) -> None:
    """However many statuses occur, no chart covers a table and no two cover each other."""
    statuses = [s for s in Status if s not in {Status.MET, Status.ON_TRACK, Status.BEHIND, Status.UNMET}]
    report = rolled(policy, messages, [made_form("市大数据中心", rate("I03", 1, 10))])
    spread = replace(report, task_groups=replace(report.task_groups, by_deadline=(_every_status(statuses),)))
    for shown in (report, spread):
        data = gap_xlsx.render(shown, messages)
        right = max(c.column for row in workbook(data)["概况"].iter_rows() for c in row if c.value is not None)
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            drawing = package.read("xl/drawings/drawing1.xml").decode()
        anchors = re.findall(r"<(?:xdr:)?from><(?:xdr:)?col>(\d+)<.*?<(?:xdr:)?row>(\d+)<", drawing)
        assert anchors
        # Columns of a drawing are counted from 0: one beyond the tables is the gutter.
        assert all(int(column) > right for column, _ in anchors)
        assert len({row for _, row in anchors}) == len(anchors)


def _every_status(statuses: Sequence[Status]) -> Group:
    return Group("2023", (), dict.fromkeys(map(str, statuses), 1))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", SHAPES)
def test_every_city_makes_a_ledger_that_reads_right(name: str, lang: Lang, policy: Policy) -> None:
    """In either language each sheet has rows or says that it has none, and no word of the program's shows through."""
    messages = load_messages(lang)
    book = workbook(gap_xlsx.render(SHAPES[name](policy, messages), messages))
    for sheet in book.worksheets:
        texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert not [text for text in texts if re.search(r"None|\{\w*\}|gap\.|ledger\.|Status\.", text)]
        assert lang == "en" or not [t for t in texts if re.search("[\u4e00-\u9fff][,;:?(]|（）|，，|。。", t)]
    for sheet in book.worksheets[1:]:
        assert sheet["A4"].value is not None


def test_a_city_in_which_nobody_reported(policy: Policy, messages: Messages) -> None:
    """Every indicator and task is listed without a figure, every unit as missing; there is nothing to draw."""
    data = gap_xlsx.render(nothing(policy, messages), messages)
    book = read(data)
    assert {row["判定"] for row in book["指标汇总"].rows} == {"未填报"}
    assert {row["完成值"] for row in book["指标汇总"].rows} == {None}
    assert {row["报送"] for row in book["单位情况"].rows} == {"未报"}
    assert workbook(data)["差距明细"]["A4"].value == "本表没有内容。"
    assert "应报单位37家，均未填报。" in [row[0].value for row in workbook(data)["概况"].iter_rows(max_col=1)]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert not [name for name in package.namelist() if "chart" in name]


def test_one_unit_alone(policy: Policy, messages: Messages) -> None:
    """The city's figure is the unit's, resting on one of 37, and its reason stands as it wrote it."""
    book = read(gap_xlsx.render(one_unit(policy, messages), messages))
    row = book["指标汇总"].by("编号")["I03"]
    assert [row[c] for c in ("完成值", "差距", "还需（个）", "计入（家）", "应报（家）", "未报（家）")] == [
        10,
        70,
        7,
        1,
        37,
        36,
    ]
    (short,) = book["差距明细"].rows
    assert (short["单位"], short["原因和措施（单位填报）"], short["占缺口（%）"]) == ("市水利局", "经费没有到位。", 100)


def test_all_met_and_all_missed(policy: Policy, messages: Messages) -> None:
    """Twenty of twenty either way, in words that never say 违规."""
    met = read(gap_xlsx.render(all_met(policy, messages), messages))
    assert [row["判定"] for row in met["指标汇总"].rows] == ["达标"] * 20
    assert met["差距明细"].rows == [dict.fromkeys(met["差距明细"].head)] or not met["差距明细"].rows
    data = gap_xlsx.render(SHAPES["all_missed"](policy, messages), messages)
    missed = read(data)
    assert [row["判定"] for row in missed["指标汇总"].rows] == ["未达到预期目标"] * 20
    assert {row["编号"] for row in missed["差距明细"].rows} == {f"I{n:02}" for n in range(1, 21)}
    every = [str(c.value) for sheet in workbook(data).worksheets for row in sheet.iter_rows() for c in row]
    assert not [text for text in every if "违规" in text]


def test_a_figure_that_failed_its_audit(policy: Policy, messages: Messages) -> None:
    """It is in no sum; its row names the rule and the reason."""
    book = read(gap_xlsx.render(failed_audit(policy, messages), messages))
    row = book["指标汇总"].by("编号")["I03"]
    told = (row["完成值"], row["计入（家）"], row["未计入（家）"], row["未计入的单位和规则"])
    assert told == (90, 1, 1, "市水利局（A106）")
    left = book["单位数据"].by("编号", "单位")["I03", "市水利局"]
    assert (left["计入"], left["规则"], left["未计入的原因"]) == ("否", "A106", "分子大于分母。")


def test_a_target_that_asks_to_keep_what_was_reached(policy: Policy, messages: Messages) -> None:
    """From 100 to 100 no share of the way is given, and 21 of 22 falls short by one."""
    row = read(gap_xlsx.render(maintained(policy, messages), messages))["指标汇总"].by("编号")["I15"]
    assert (row["基期值"], row["目标"], row["目标增量完成（%）"], row["还需（个）"]) == (100, 100, None, 1)


def test_a_unit_that_reported_twice(policy: Policy, messages: Messages) -> None:
    """Neither form counts, the unit's state says so, and the finding has a row for each file under one number."""
    book = read(gap_xlsx.render(reporting_twice(policy, messages), messages))
    assert book["单位情况"].by("单位")["市水利局"]["报送"] == "版本不一"
    assert book["单位数据"].by("编号", "单位")["I03", "市水利局"]["规则"] == "X301"
    rows = [row for row in book["审核问题"].rows if row["规则"] == "X301"]
    assert len({row["序号"] for row in rows}) == 1
    assert sorted(row["填报文件"] for row in rows) == ["市水利局-2025Q4(2).xlsx", "市水利局-2025Q4.xlsx"]


def test_before_the_day_the_reference_is_named_as_none_of_the_documents(policy: Policy, messages: Messages) -> None:
    """Reference and projection stand under what they are, as numbers."""
    sheet = read(gap_xlsx.render(midway(policy, messages), messages))["指标汇总"]
    row = sheet.by("编号")["I03"]
    assert row["判定"] == "滞后"
    assert row["参考值（线性插值，非文件规定）"] > row["完成值"]
    assert row["推算值（直线外推，非文件规定）"] == 40
    assert (row["下一目标"], row["下一时限"], row["较上期"]) == (80, AS_OF, 0)


@pytest.mark.parametrize(("over", "under", "text"), [(79999, 100000, "79.999"), (4, 5, "80"), (1, 3, "33.33")])
def test_a_figure_is_never_shown_on_the_other_side(
    over: int, under: int, text: str, policy: Policy, messages: Messages
) -> None:
    """Two decimals, more where rounding would reach the target of 80; the cell holds every digit."""
    report = rolled(policy, messages, [made_form("市水利局", rate("I03", over, under))])
    sheet = read(gap_xlsx.render(report, messages))["指标汇总"]
    (row,) = [row for row in sheet.shown if row["编号"] == "I03"]
    assert row["完成值"] == text
    assert sheet.by("编号")["I03"]["完成值"] == per_cent(over, under)


def test_a_gap_is_shown_as_the_target_minus_the_figure_shown(policy: Policy, messages: Messages) -> None:
    """Where rounding half up gives another last digit (a tie), all digits of the gap are shown."""
    for over, under, gap in ((2, 3, "13.33"), (15369, 20000, "3.155")):
        report = rolled(policy, messages, [made_form("市水利局", rate("I03", over, under))])
        (row,) = [r for r in read(gap_xlsx.render(report, messages))["指标汇总"].shown if r["编号"] == "I03"]
        exact = 80 - Decimal(over * 100) / under
        assert row["差距"] == gap
        assert abs(Decimal(gap) - exact) <= abs(exact.quantize(Decimal("0.01"), ROUND_HALF_UP) - exact)


HARM = {
    **HOSTILE_TEXTS,
    "minus": "-1+1",
    "tab": "\t=1+1",
    "escape": "_x003D_1+1",
    "dde": "=cmd|'/C calc'!A0",
    "error": "#REF!",
}


@pytest.mark.parametrize("name", HARM)
def test_submitted_text_stays_text(name: str, policy: Policy, messages: Messages) -> None:
    """Whatever units write there is no formula, no link out and nothing but text in the cells; nothing is hidden."""
    data = gap_xlsx.render(hostile(policy, messages, HARM[name]), messages)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {part: package.read(part).decode("utf-8") for part in package.namelist()}
    for part, text in parts.items():
        assert "TargetMode" not in text
        assert "externalLink" not in part
        if part.startswith("xl/worksheets/sheet"):
            assert not re.search(r"<f[ >]", text)
    harm = HARM[name].split("\n")[0][:20]
    for sheet in workbook(data).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n", "d"}
                if isinstance(cell.value, str):
                    assert cell.value.replace("\n", "").replace("\u3000", "").isprintable()
                    if cell.value.startswith(("=", "+", "-", "@", "＝")) and cell.value[:5] == harm[:5]:
                        assert cell.quotePrefix
    assert name != "escape" or any("_x005F_x003D_1+1" in text for text in parts.values())


def test_a_report_by_hand_makes_a_ledger_too(policy: Policy, messages: Messages) -> None:
    """Words, days and numbers that no form can hold don't stop it: what Excel can't keep stands as text."""
    report = one_unit(policy, messages)
    harm = HOSTILE_TEXTS["controls"] + HOSTILE_TEXTS["no XML"] + HOSTILE_TEXTS["bidi"]
    first, second, third, *others = report.indicators
    long = Decimal("1234567890123456789.125")
    spoilt = replace(
        report,
        about=replace(report.about, title=harm * 30),
        wording=replace(report.wording, statuses=dict.fromkeys(report.wording.statuses, harm)),
        indicators=(first, second, replace(third, value=long, due=date(1, 1, 1)), *others),
    )
    row = read(gap_xlsx.render(spoilt, messages))["指标汇总"].by("编号")[third.subject]
    assert (row["完成值"], row["时限"]) == (str(long), "0001-01-01")


def test_the_same_report_gives_the_same_bytes(folder: Path, messages: Messages) -> None:
    """From the workbooks or from JSON; dated to the as-of day, and no part of it to the clock."""
    data = (folder / "台账.xlsx").read_bytes()
    again = parse_gap(json.loads((folder / "gap.json").read_text("utf-8")), "gap.json")
    assert gap_xlsx.render(again, messages) == data
    assert gap_json.render(again) == (folder / "gap.json").read_text("utf-8")
    told = workbook(data).properties
    assert (str(told.created)[:10], str(told.modified)[:10]) == ("2025-12-31", "2025-12-31")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
