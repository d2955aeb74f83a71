"""The gap report as a paper: the figures of the report, and sentences that read right whatever there is to say."""

from __future__ import annotations

import io
import itertools
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from docx.oxml.ns import qn

from city import LAST_YEAR, City, make_city, write_city
from gap_shapes import (
    SHAPES,
    A,
    C,
    Shape,
    all_met,
    all_missed,
    failed_audit,
    hostile,
    maintained,
    midway,
    nothing,
    one_unit,
    reporting_twice,
    told_differently,
)
from made_city import figure, form, rate, rolled, work
from papers import Read, document, read
from pxgov_check.documents import gap_docx
from pxgov_check.formats import gap_json
from pxgov_check.formats.gap_json import parse_gap
from pxgov_check.model import Lang, Status
from pxgov_check.policy.messages import Messages, load_messages
from pxgov_check.policy.pack import Policy
from rendering import HOSTILE_TEXTS
from running import run

LAST = f"{LAST_YEAR}Q4"
DASH = "—"


def paper(shape: Shape, policy: Policy, lang: Lang = "zh") -> Read:
    messages = load_messages(lang)
    return read(gap_docx.render(shape(policy, messages), messages))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", SHAPES)
def test_no_section_is_empty_and_nothing_is_counted_as_none(name: str, lang: Lang, policy: Policy) -> None:
    """Below each heading stands text or a table, each table has rows, and nothing says 0 of something."""
    told = paper(SHAPES[name], policy, lang)
    kept = [style for style in told.order if style]
    for style, following in itertools.pairwise(kept):
        if style in {"Heading1", "Heading2", "Caption", "AnnexMark"}:
            after = {"BodyText", "table", "Title", "Caption", *(["Heading2"] if style == "Heading1" else [])}
            assert following in after - {style}
    assert all(grid.rows for grid in told.grids)
    assert not re.search(r"(?<![\d.])0 ?(个|项|家|处|天|份|unit|task)", told.text)
    assert not re.search(r"None|\{|\}|，，|，。|。。|、。|：。|；。|（）|““", told.text)
    numbers = [text.split("、")[0] for style, text in told.lines if style == "Heading1"]
    assert lang == "en" or numbers == list("一二三四五六")[: len(numbers)]


@pytest.mark.parametrize("name", SHAPES)
def test_chinese_is_punctuated_as_official_documents_are(name: str, policy: Policy) -> None:
    """No half-width mark beside a Chinese character, no blank between characters and figures in running text."""
    told = paper(SHAPES[name], policy)
    running = [text for style, text in told.lines if style in {"BodyText", "Heading1", "Heading2", "Title"}]
    for text in running:
        assert not re.search(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]", text), text
        assert not re.search(r"[\u4e00-\u9fff] \d|\d [\u4e00-\u9fff]", text), text


def test_a_city_in_which_nobody_reported(policy: Policy) -> None:
    """The whole paper: that nobody did, who is asked to, and how it would have been counted; nothing is judged."""
    told = paper(nothing, policy)
    assert [text for style, text in told.lines if style in {"Heading1", "Title"} and text] == [
        "《萍乡市数字政府建设总体方案》\n2025年目标差距分析报告",
        "一、基本情况",
        "二、下一步建议",
        "指标完成情况汇总表",
        "任务台账",
        "未填报单位名单",
        "计算方法和依据",
    ]
    scope = told.below("基本情况")
    assert scope[0].endswith("截至2025年12月31日，2025年没有单位填报，本报告不作判定。")
    assert scope[1] == "应报单位37家，均未填报。"
    assert {row[4] for row in told.grid("任务台账").rows} == {"未填报", "无法判定"}


def test_one_unit_alone(policy: Policy) -> None:
    """What it rests on is said, its words are quoted without a stop of theirs, and the others are asked to report."""
    told = paper(one_unit, policy)
    assert "应报单位37家，已报1家，通过审核1家。" in told.below("基本情况")[1]
    gaps = told.below("指标差距分析")
    assert "2025年12月31日的目标不低于80%，完成值10%，未达到预期目标，差距70个百分点，还需7个。" in gaps[2]
    assert "以37家应报单位中1家的数据计算，36家未报。" in gaps[2]
    assert gaps[3] == "市水利局填报的原因和措施：“经费没有到位”。"
    assert len(told.grid("未填报单位名单").rows) == 36


def test_all_targets_met(policy: Policy) -> None:
    """It says so, there is no section on gaps, and nobody is asked for anything but what the tasks want."""
    told = paper(all_met, policy)
    assert "20项指标全部达到目标。" in told.below("总体情况")
    assert not [text for style, text in told.lines if style == "Heading1" and text.endswith("指标差距分析")]
    assert {row[8] for row in told.grid("指标完成情况汇总表").rows} == {"达标"}


def test_all_targets_missed(policy: Policy) -> None:
    """Twenty are below target, each has a row and a paragraph, and none says 达标."""
    told = paper(all_missed, policy)
    assert "指标共20项：未达到预期目标20项。" in told.below("总体情况")
    assert len(told.grid("指标差距分析").rows) == 20
    headed = [text for style, text in told.lines if style == "Heading2"]
    assert sum(text.startswith("（二十）") for text in headed) == 1
    assert "低于目标的指标有20项。" in told.below("存在的问题")[0]
    assert "达标" not in told.text.replace("未达标", "")


def test_a_figure_that_failed_its_audit(policy: Policy) -> None:
    """It is left out with its rule and place, and the unit is asked to correct it."""
    told = paper(failed_audit, policy)
    assert told.grid("未计入的数据及原因").rows == [["I03", "市水利局", "A106", "分子大于分母。", "指标填报!F7"]]
    assert any("市水利局（1处）改正强制性审核问题后重报" in text for text in told.below("下一步建议"))
    row = told.grid("指标完成情况汇总表").by("编号")["I03"]
    assert (row["完成值"], row["计入/应报"]) == ("90%", "1/37")


def test_a_target_that_asks_to_keep_what_was_reached(policy: Policy) -> None:
    """From 100 to 100 there is no way to have gone: no share of it is given."""
    told = paper(maintained, policy)
    (text,) = (line for line in told.below("指标差距分析") if "完成值95.45%" in line)
    assert "差距4.55个百分点，还需1个" in text
    assert "目标增量" not in text


def test_a_unit_that_reported_twice(policy: Policy) -> None:
    """Neither form counts, it says so, and the unit is asked which one is right."""
    told = paper(reporting_twice, policy)
    assert "同一报告期交了不同版本、均未计入的1家：市水利局。" in told.below("基本情况")[1]
    assert any("市水利局交了不同的填报表" in text for text in told.below("下一步建议"))
    assert any(
        "同一单位同一期有两份不同的表（X301，强制性）：1处，涉及1家单位" in text for text in told.below("存在的问题")
    )


def test_before_the_day_the_reference_is_named_as_none_of_the_documents(policy: Policy) -> None:
    """A reference value and a projection stand with what they are."""
    told = paper(midway, policy)
    (text,) = (line for line in told.below("指标差距分析") if "完成值40%" in line)
    assert "滞后" in text
    assert "（线性插值，非文件规定）" in text
    assert "（推算值，非文件规定）" in text


def test_units_that_disagree_are_asked_to_settle_it(policy: Policy) -> None:
    """The task stands among the problems, and both units in one step."""
    told = paper(told_differently, policy)
    assert "各单位填报状态不一致的任务有1项。" in "".join(told.below("存在的问题"))
    steps = "".join(told.below("下一步建议"))
    assert "填报不一致，由市大数据中心、市政务服务中心核对后改正，或在情况说明中写明。" in steps
    (late,) = told.grid("任务完成情况", 1).rows
    assert late[1:] == ["市大数据中心", "2023年12月31日", "731", "设备未到货", "六月底前上线"]


def test_a_figure_of_one_owner_told_by_two_is_asked_after(policy: Policy, messages: Messages) -> None:
    """X302: the owner and the other unit stand in one step."""
    forms = [form(A, figure("I01", "8000")), form(C, figure("I01", "9000"))]
    told = read(gap_docx.render(rolled(policy, messages, forms), messages))
    step = "“政务云资源算力规模”填报不一致，由市大数据中心、市政务服务中心核对后改正，或在情况说明中写明。"
    assert any(step in text for text in told.below("下一步建议"))
    assert any("（X302，核实性）：1处，涉及2家单位" in text for text in told.below("存在的问题"))


def test_units_that_agree_are_asked_nothing(policy: Policy, messages: Messages) -> None:
    """The same report of a task by two units is no step."""
    due = policy.tasks["T29"].due
    done = work("T29", Status.DONE, "已完成", due, completed_on=date(2023, 12, 1))
    report = rolled(policy, messages, [form(A, done), form(C, done)])
    assert "agree" not in {step.kind for step in report.steps}


def test_what_many_have_in_common_is_in_the_annex(policy: Policy) -> None:
    """A list of fifty names is no paragraph; ten are."""
    told = paper(told_differently, policy)
    assert "判定为未填报的53项，见附件所列任务台账。" in told.below("任务完成情况")
    assert "判定为无法判定的2项：安全管理责任、安全管理制度。" in told.below("任务完成情况")


def test_a_form_that_came_late_stands_among_the_problems(policy: Policy, messages: Messages) -> None:
    """X304 is a notice and still somebody's to know."""
    late = replace(form("市水利局", rate("I03", 9, 10)), reported_on=date(2026, 2, 1))
    told = read(gap_docx.render(rolled(policy, messages, [late]), messages))
    assert any("迟报（X304，提示性）：1处，涉及1家单位" in text for text in told.below("存在的问题"))


@pytest.fixture(scope="module")
def city() -> City:
    return make_city(40, 8, 1)


@pytest.fixture(scope="module")
def told(city: City, tmp_path_factory: pytest.TempPathFactory) -> Read:
    path = tmp_path_factory.mktemp("city")
    write_city(city, path)
    done = run(path, "gap", "forms", "--policy", "pack", "--year", str(LAST_YEAR), "-o", "差距报告.docx")
    assert (done.returncode, done.stderr) == (0, "")
    return read((path / "差距报告.docx").read_bytes())


def shown(value: Decimal, unit: str = "") -> str:
    """Return a figure to two decimals, as a clerk would write it."""
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP).normalize():f}{unit}"


def per_cent(over: int, under: int) -> Decimal:
    return Decimal(over * 100) / Decimal(under)


def test_each_city_figure_is_the_sum_over_the_units(city: City, told: Read, policy: Policy) -> None:
    """Value, gap, items and units counted of every indicator, by plain sums over what the units were given to send."""
    annex, below = told.grid("指标完成情况汇总表").by("编号"), told.grid("指标差距分析").by("指标")
    short = set()
    for indicator in city.indicators:
        subject, unit = indicator["id"], str(policy.indicators[indicator["id"]].unit.value)
        sent = [city.reports[u, LAST, subject] for u in city.units if (u, LAST, subject) in city.reports]
        there = [u for u in city.units if city.reported(u, LAST) and (u, LAST, subject) in city.reports]
        counted = [r for u in there if (r := city.reports[u, LAST, subject]).kind == "counted"]
        parts = "numerator" in indicator
        over, under = sum(r.over for r in counted), sum(r.under for r in counted)
        value = per_cent(over, under) if parts else Decimal(counted[0].figure)
        target = policy.targets[subject].milestones[-1].value
        row = annex[subject]
        assert (row["完成值"], row["计入/应报"]) == (shown(value, unit), f"{len(counted)}/{len(sent)}")
        assert row["判定"] == ("达标" if value >= target else "未达到预期目标")
        points = "个百分点" if unit == "%" else unit
        gap = shown(target - Decimal(shown(value)), points) if value < target else DASH
        items = str(-(-(int(target) * under - over * 100) // 100)) if parts and value < target else DASH
        assert (row["差距"], row["还需（个）"]) == (gap.removesuffix(points), items)
        if value < target:
            title = row["名称"]
            short.add(title)
            assert [below[title][key] for key in ("完成值", "差距", "还需（个）")] == [shown(value, unit), gap, items]
            (text,) = (
                t for t in told.below("指标差距分析") if f"完成值{shown(value, unit)}，未达到预期目标，差距{gap}" in t
            )
            assert items == DASH or f"还需{items}个" in text
    assert set(below) == short


def test_each_figure_of_each_unit(city: City, told: Read) -> None:
    """Every cell of units by indicators is what the unit sent, or why there is none."""
    words = {"wrong": "数据有误", "not_applicable": "不适用"}
    grid = told.grid("各单位指标完成值")
    assert [row[0] for row in grid.rows] == [unit for unit in city.units if city.reported(unit, LAST)]
    for unit, row in grid.by("单位").items():
        for subject in grid.head[1:]:
            report = city.reports[unit, LAST, subject]
            rate_shown = shown(per_cent(report.over, report.under)) if report.under else ""
            alone = f"{rate_shown}*"
            assert row[subject] == words.get(report.kind, alone if report.kind == "alone" else rate_shown)


def test_each_share_of_each_gap(city: City, told: Read, policy: Policy) -> None:
    """Of every indicator below target each unit that is short has a row: value, gap, items and the reason it gave."""
    rows = told.grid("各单位差距及原因措施").rows
    below = {row[0] for row in told.grid("指标完成情况汇总表").rows if row[8] == "未达到预期目标"}
    expected = set()
    for indicator in city.indicators:
        subject = indicator["id"]
        target = policy.targets[subject].milestones[-1].value
        for unit in city.units:
            report = city.reports.get((unit, LAST, subject))
            if report is None or not city.reported(unit, LAST) or report.kind != "counted" or subject not in below:
                continue
            parts = "numerator" in indicator
            value = per_cent(report.over, report.under) if parts else Decimal(report.figure)
            if value < target:
                items = str(-(-(int(target) * report.under - report.over * 100) // 100)) if parts else DASH
                own = shown(value, str(policy.indicators[subject].unit.value))
                expected.add((subject, unit, own, items, report.explanation or "未说明"))
    assert {(row[0], row[1], row[2], row[4], row[6]) for row in rows} == expected
    assert len(rows) == len(expected)


def test_each_task_and_each_unit(city: City, told: Read) -> None:
    """The tasks done, late and overdue, and the units that did not report, as they were planned."""
    tasks = told.grid("任务台账").by("编号")
    for task in city.tasks:
        reporting = [u for u in task["units"] if u in city.last_quarter and city.reported(u, LAST)]
        row = tasks[task["id"]]
        if not reporting:
            assert row["判定"] in {"未填报", "无法判定"}
        elif task["deadline"] != "ongoing":
            planned, due = city.works[reporting[0], LAST, task["id"]], date.fromisoformat(str(task["deadline"]))
            late = (date(LAST_YEAR, 12, 31) - due).days
            day = planned.done_on
            assert row["判定"] == ("逾期" if day is None else "已完成" if day <= due else "逾期完成")
            assert row["逾期（天）"] == (DASH if day else str(late) if late else "当日到期")
            assert row["完成日期"] == (f"{day.year}年{day.month}月{day.day}日" if day else DASH)
    missing = [row[1] for row in told.grid("未填报单位名单").rows]
    assert missing == [unit for unit in city.units if not city.reported(unit, LAST)]
    summed = {row[0]: row for row in told.grid("总体情况").rows}
    assert summed["合计"][1] == str(len(city.indicators))


@pytest.mark.parametrize("name", HOSTILE_TEXTS)
def test_submitted_text_stays_text(name: str, policy: Policy, messages: Messages) -> None:
    """Whatever units write, the paper has the same elements and links, opens, and hides nothing."""
    harmless = gap_docx.render(hostile(policy, messages, "字"), messages)
    harmed = gap_docx.render(hostile(policy, messages, HOSTILE_TEXTS[name]), messages)
    tags = [{one.tag for one in document(data).element.body.iter()} for data in (harmless, harmed)]
    assert tags[1] <= tags[0] | {qn("w:br")}
    assert [rel.reltype for rel in document(harmed).part.rels.values() if rel.is_external] == []
    text = read(harmed).text
    assert text.replace("\n", "").replace("\u3000", "").isprintable()


def test_names_and_wording_from_a_report_by_hand_stay_text(policy: Policy, messages: Messages) -> None:
    """A report is a file too: units and words of its own that XML can't hold don't stop the paper."""
    report = one_unit(policy, messages)
    harm = HOSTILE_TEXTS["controls"] + HOSTILE_TEXTS["no XML"] + HOSTILE_TEXTS["bidi"]
    spoilt = replace(
        report,
        about=replace(report.about, title=harm * 30),
        wording=replace(report.wording, statuses=dict.fromkeys(report.wording.statuses, harm)),
        units=tuple(replace(unit, unit=harm) for unit in report.units),
    )
    assert read(gap_docx.render(spoilt, messages)).text.replace("\n", "").replace("\u3000", "").isprintable()


def test_the_same_report_gives_the_same_bytes(policy: Policy, messages: Messages) -> None:
    """Made anew or read back from JSON; dated to the as-of day, and no part of it to the clock."""
    report = told_differently(policy, messages)
    first = gap_docx.render(report, messages)
    again = parse_gap(json.loads(gap_json.render(report)), "gap.json")
    assert gap_docx.render(told_differently(policy, messages), messages) == first
    assert gap_docx.render(again, messages) == first
    told = document(first).core_properties
    assert (str(told.created)[:10], str(told.modified)[:10]) == ("2025-12-31", "2025-12-31")
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_page_is_that_of_the_standard(policy: Policy, messages: Messages) -> None:
    """GB/T 9704-2012: A4, margins, exact pitch, fonts by name in every style, odd and even page numbers apart."""
    paper = document(gap_docx.render(one_unit(policy, messages), messages))
    section = paper.sections[0]
    size = [round(length.mm) for length in (section.page_width, section.page_height) if length]
    margins = (section.top_margin, section.left_margin, section.bottom_margin, section.right_margin)
    assert (size, [round(length.mm) for length in margins if length]) == ([210, 297], [37, 28, 35, 26])
    assert paper.settings.odd_and_even_pages_header_footer
    written = paper.styles.element.xml
    assert "Theme" not in written
    for style in paper.styles.element.iter(qn("w:style")):
        if style.get(qn("w:type")) == "paragraph":
            assert style.find(f".//{qn('w:rFonts')}").get(qn("w:eastAsia")) in FONTS
            assert style.find(f".//{qn('w:spacing')}").get(qn("w:lineRule")) == "exact"
            assert style.find(f".//{qn('w:widowControl')}").get(qn("w:val")) == "0"
    with zipfile.ZipFile(io.BytesIO(gap_docx.render(one_unit(policy, messages), messages))) as package:
        assert not [name for name in package.namelist() if re.search("theme|font[^T]|odttf", name)]


FONTS = {"仿宋", "黑体", "楷体", "方正小标宋简体", "宋体"}
