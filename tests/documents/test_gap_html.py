"""The gap report as a page: the figures of the report, every one with its source, and nothing in it but text."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from city import LAST_YEAR, City, make_city, quarter_end, write_city
from gap_shapes import SHAPES, Shape, failed_audit, hostile, maintained, midway, nothing, reporting_twice
from made_city import figure, form, rate, rolled
from pxgov_check.documents import gap_html
from pxgov_check.formats import gap_json
from pxgov_check.formats.gap_json import parse_gap
from pxgov_check.model import Lang
from pxgov_check.policy.messages import Messages, load_messages
from pxgov_check.policy.pack import Policy
from rendering import HOSTILE_TEXTS
from running import run
from webpages import Grid, Node, grid, grids, read

LAST = f"{LAST_YEAR}Q4"
DASH = "—"
HOSTILE = {
    **HOSTILE_TEXTS,
    "script": "<script>alert(1)</script>",
    "end of style": "</style></script></title><h1>",
    "attribute": "\" onload=alert(1) x='",
    "template": "{{7*7}} {% raw %} {# #} ${7*7}",
    "address": "javascript:alert(1)",
    "file address": "file:///etc/passwd",
    "entity": "&lt;b&gt; &amp;amp; &#60;",
    "looks like a status": "▼ 未达到预期目标",
    "blanks": " \u00a0\u3000 ",
}


def page(shape: Shape, policy: Policy, lang: Lang = "zh") -> Node:
    messages = load_messages(lang)
    return read(gap_html.render(shape(policy, messages), messages))


@pytest.fixture(scope="module")
def city() -> City:
    return make_city(40, 8, 1)


@pytest.fixture(scope="module")
def folder(city: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("city")
    write_city(city, path)
    outputs = ("-o", "gap.html", "-o", "gap.json")
    done = run(path, "gap", "forms", "--policy", "pack", "--year", str(LAST_YEAR), *outputs)
    assert (done.returncode, done.stderr) == (0, "")
    return path


@pytest.fixture(scope="module")
def told(folder: Path) -> Node:
    return read((folder / "gap.html").read_text("utf-8"))


@pytest.fixture(scope="module")
def tables(told: Node) -> dict[str, Grid]:
    return grids(told)


@pytest.fixture(scope="module")
def gap(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "gap.json").read_text("utf-8"))
    return document


def shown(value: Decimal, unit: str = "") -> str:
    """Return a figure to two decimals, as a clerk would write it."""
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP).normalize():f}{unit}"


def per_cent(over: int, under: int) -> Decimal:
    return Decimal(over * 100) / Decimal(under)


def same(value: str | None, other: Decimal | str | None) -> bool:
    """Whether two figures are the same to the last digit, or both are none."""
    return (value is None) == (other is None) and (other is None or Decimal(value or 0) == Decimal(other))


def test_each_city_figure_is_the_sum_over_the_units(city: City, tables: dict[str, Grid], policy: Policy) -> None:
    """Value, gap, items and units counted of every indicator, by plain sums over what the units were given to send."""
    rows = {next(iter(row.values())).value: row for row in tables["indicator-table"].by().values()}
    for indicator in city.indicators:
        subject, unit = indicator["id"], str(policy.indicators[indicator["id"]].unit.value)
        sent = [city.reports[u, LAST, subject] for u in city.units if (u, LAST, subject) in city.reports]
        there = [u for u in city.units if city.reported(u, LAST) and (u, LAST, subject) in city.reports]
        counted = [r for u in there if (r := city.reports[u, LAST, subject]).kind == "counted"]
        parts = "numerator" in indicator
        over, under = sum(r.over for r in counted), sum(r.under for r in counted)
        value = per_cent(over, under) if parts else Decimal(counted[0].figure)
        target = policy.targets[subject].milestones[-1].value
        row = rows[subject]
        assert (row["完成值"].text, row["计入/应报"].text) == (shown(value, unit), f"{len(counted)}/{len(sent)}")
        assert row["判定"].text == ("● 达标" if value >= target else "▼ 未达到预期目标")
        points = "个百分点" if unit == "%" else unit
        assert row["差距"].text == (shown(target - Decimal(shown(value)), points) if value < target else DASH)
        items = str(-(-(int(target) * under - over * 100) // 100)) if parts and value < target else DASH
        assert row["还需(个)"].text == items
        assert row["基数"].text == shown(policy.indicators[subject].baseline.value.value, unit)


def test_every_exact_value_is_that_of_the_json(tables: dict[str, Grid], gap: dict[str, Any]) -> None:
    """What a cell is sorted by agrees with the JSON to the last digit: city, units, series, items and gaps."""
    city = {row["指标"].value: row for row in tables["indicator-table"].by().values()}
    for one in gap["indicators"]:
        row = city[one["subject"]]
        for head, key in (("完成值", "value"), ("目标", "target"), ("差距", "gap")):
            assert same(row[head].value, one[key]), (one["subject"], head)
        assert Decimal(row["还需(个)"].value or 0) == (one["items_needed"] or 0)
        own = tables[f"{one['subject']}-units"].by()
        sent = [u for u in one["by_unit"] if u["file"]]
        assert list(own) != []
        assert set(own) == {u["unit"] for u in sent}
        for unit in sent:
            cells = own[unit["unit"]]
            assert same(cells["完成值"].value, unit["value"])
            assert same(cells["差距"].value, unit["gap"])
            if unit["denominator"]:
                assert (cells["分子"].value, cells["分母"].value) == (unit["numerator"], unit["denominator"])
        course = tables[f"{one['subject']}-series"].rows
        assert [row[0].value for row in course] == [point["period"] for point in one["series"]]
        assert all(same(row[1].value, p["value"]) for row, p in zip(course, one["series"], strict=True))
        counted = [Decimal(row[-1].value or 0) for row in course]
        assert counted == [p["units_counted"] for p in one["series"]]


def test_the_heat_table_holds_what_each_unit_sent(city: City, tables: dict[str, Grid], policy: Policy) -> None:
    """Every cell of units by indicators is what the unit sent, or why there is none; a mark says that it is short."""
    words = {"wrong": "数据有误", "not_applicable": "不适用"}
    heat = tables["heat-table"]
    assert [row[0].text for row in heat.rows] == [unit for unit in city.units if city.reported(unit, LAST)]
    for row in heat.rows:
        for head, cell in zip(heat.head[1:], row[1:], strict=True):
            subject = head.split()[0]
            report = city.reports[row[0].text, LAST, subject]
            value = per_cent(report.over, report.under) if report.under else Decimal(0)
            target = policy.targets[subject].milestones[-1].value
            mark = "▼ " if value < target else ""
            own = {"alone": f"{shown(value)}%*", "counted": f"{mark}{shown(value)}%"}
            assert cell.text == words.get(report.kind) or cell.text == own.get(report.kind)


def test_each_figure_links_to_its_row_with_file_and_cell(
    city: City, folder: Path, told: Node, gap: dict[str, Any]
) -> None:
    """From the heat table to the unit's own row: there stand its file, its cell, its parts and its reason."""
    heat, found = grid(told, "heat-table"), grids(told)
    by_anchor = {anchor: (g, row) for g in found.values() for anchor, row in zip(g.anchors, g.rows, strict=True)}
    units = grid(told, "unit-table").by()
    cells = {(one["subject"], u["unit"]): u for one in gap["indicators"] for u in one["by_unit"]}
    for row in heat.rows:
        unit = row[0].text
        assert units[unit]["填报文件"].text == f"{unit}-{LAST}.xlsx"
        for head, cell in zip(heat.head[1:], row[1:], strict=True):
            subject = head.split()[0]
            assert cell.to
            table, proof = by_anchor[cell.to[1:]]
            named = dict(zip(table.head, proof, strict=True))
            source = cells[subject, unit]
            assert named["位置"].text == f"{source['sheet']}!{source['cell']}"
            assert named["说明"].text == (city.reports[unit, LAST, subject].explanation or DASH)
            assert named["指标"].to == f"#{subject}"
            assert named["目标"].to == f"#{subject}-clause"
    assert (folder / "forms" / f"{heat.rows[0][0].text}-{LAST}.xlsx").exists()


def test_each_clause_stands_with_its_quote(told: Node, policy: Policy) -> None:
    """All 76 are linked to and quoted from the document."""
    clauses = grid(told, "clause-table")
    quotes = {row[0].text: (row[2].text, row[3].text) for row in clauses.rows}
    sources = {subject: target.source for subject, target in policy.targets.items()}
    sources |= {subject: task.source for subject, task in policy.tasks.items()}
    assert quotes == {s: (" ".join(c.section.split()), " ".join(c.quote.split())) for s, c in sources.items()}
    links = {link.attributes["href"] for link in told.all("a")}
    assert {f"#{anchor}" for anchor in clauses.anchors} <= links


def test_the_tasks_and_their_burn_down(city: City, told: Node, tables: dict[str, Grid]) -> None:
    """Overdue days, reasons, and how many were left on each due day, counted from the plan."""
    dated = [t for t in city.tasks if t["deadline"] != "ongoing"]
    decided = {}
    for task in city.tasks:
        reporting = [u for u in task["units"] if u in city.last_quarter and city.reported(u, LAST)]
        decided[task["id"]] = city.works[reporting[0], LAST, task["id"]] if reporting else None
    dues = sorted({str(t["deadline"]) for t in dated})
    for row, due in zip(tables["burn-table"].rows, dues, strict=True):
        left = [t for t in dated if not ((w := decided[t["id"]]) and w.done_on and w.done_on.isoformat() <= due)]
        planned = [t for t in dated if str(t["deadline"]) > due]
        assert (row[0].value, row[1].value) == (due, str(sum(str(t["deadline"]) == due for t in dated)))
        assert (row[-2].value, row[-1].value) == (str(len(planned)), str(len(left)))
    overdue = tables["overdue-table"]
    late = {t["id"]: t for t in dated if (w := decided[t["id"]]) and w.done_on is None}
    assert {row[0].value for row in overdue.rows} == set(late)
    for row in overdue.rows:
        days = (quarter_end(LAST) - date.fromisoformat(str(late[row[0].value or ""]["deadline"]))).days
        assert row[3].text == (str(days) if days else "当日到期")
        assert (row[4].text, row[5].text) == ("经费没有到位", "下季度完成采购")
    assert len(tables["task-table"].rows) == len(city.tasks)
    burn = next(node for node in told.by_id("tasks").all("svg") if "aria-label" in node.attributes)
    assert all(row[-1].text in burn.attributes["aria-label"] for row in tables["burn-table"].rows)


def test_steps_findings_and_units_are_those_of_the_report(tables: dict[str, Grid], gap: dict[str, Any]) -> None:
    """As many rows as there are, who and by when; who did not report; what was left out, with its rule and place."""
    steps = tables["step-table"].rows
    assert [row[0].text for row in steps] == [step["unit"] for step in gap["steps"]]
    assert [row[4].value for row in steps] == [step["due"] for step in gap["steps"]]
    assert [row[6].text for row in steps] == [step["text"] or DASH for step in gap["steps"]]
    found = [f["finding"] for f in gap["findings"] if f["finding"]["state"] == "open"]
    assert sorted(row[4].text for row in tables["finding-table"].rows) == sorted(f["message"] for f in found)
    left_out = [(one["subject"], x) for one in gap["indicators"] for x in one["units_excluded"]]
    assert [(row[0].value, row[1].text, row[2].text) for row in tables["excluded-table"].rows] == [
        (subject, x["unit"], x["reason"]) for subject, x in left_out
    ]
    states = [row[1].text.split()[1] for row in tables["unit-table"].rows]
    assert states.count("未报") + states.count("本期未报") == len(gap["coverage"]["missing"])
    assert [row[1].text for row in tables["input-table"].rows] == [i["digest"] for i in gap["inputs"]]


def test_the_page_says_what_it_was_made_from(told: Node, gap: dict[str, Any]) -> None:
    """Digests of policy and inputs, the program's version, the day, how many of how many, and the method."""
    text = told.text
    for said in (gap["policy"]["digest"], gap["policy"]["document_no"], gap["tool"]["version"], "2025年12月31日"):
        assert said in text
    assert re.search(rf"输入文件\({len(gap['inputs'])} 份\)合并摘要 sha256:[0-9a-f]{{64}}", text)
    assert "应报单位 40 家,已报 36 家,通过审核 34 家。" in text
    assert "比率类指标按各单位分子之和除以分母之和计算" in text


def references(page: Node) -> tuple[list[str], set[str]]:
    """Return the links of a page, and the names that links can go to; a name stands once."""
    names = [node.attributes["id"] for node in page.all() if "id" in node.attributes]
    assert len(names) == len(set(names)), {name for name in names if names.count(name) > 1}
    return [link.attributes["href"] for link in page.all("a")], set(names)


def assert_self_contained(page: Node) -> None:
    """Every link goes to a place of the page, and nothing is loaded or run but the page's own style and script."""
    links, names = references(page)
    assert [link for link in links if link[:1] != "#" or link[1:] not in names] == []
    tags = {node.tag for node in page.all()}
    assert not tags & {"img", "iframe", "link", "object", "embed", "form", "base", "image", "use", "audio", "video"}
    attributes = {name for node in page.all() for name in node.attributes}
    assert not {name for name in attributes if name in {"src", "style", "action", "srcset"} or name.startswith("on")}
    assert len(list(page.all("script"))) == len(list(page.all("style"))) == 1
    (policy,) = (n.attributes["content"] for n in page.all("meta") if "http-equiv" in n.attributes)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_nothing_is_loaded_and_no_link_is_dead(told: Node) -> None:
    """The page of a whole city stands by itself."""
    assert_self_contained(told)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", SHAPES)
def test_no_section_is_empty_and_nothing_is_counted_as_none(name: str, lang: Lang, policy: Policy) -> None:
    """Below each heading stands something, each table has rows, every link leads somewhere, nothing says 0 of."""
    told = page(SHAPES[name], policy, lang)
    assert_self_contained(told)
    for section in told.all("section"):
        assert len([child for child in section.children if isinstance(child, Node)]) > 1
    for table in grids(told).values():
        assert table.rows
        assert all(len(row) == len(table.head) for row in table.rows)
        assert table.caption
    text = told.text
    assert not re.search(r"(?<![\d./])0 ?(个|项|家|处|天|份|unit|task)", text)
    assert not re.search(r"None|\{|\}|,,|,。|。。|、。|:。|;。|\(\)", text)


def test_a_city_in_which_nobody_reported(policy: Policy) -> None:
    """It says so and judges nothing: no headline figure, no heat table, no burn-down; who is asked to report."""
    told = page(nothing, policy)
    assert "2025年没有单位填报,本报告不作判定。" in told.by_id("overall").text
    assert not {"heat-table", "burn-table", "finding-table"} & set(grids(told))
    assert {row[1].text for row in grid(told, "step-table").rows} == {"补报填报表"}
    assert len(grid(told, "step-table").rows) == 37


def test_the_reference_value_is_named_as_none_of_the_documents(policy: Policy) -> None:
    """Wherever it stands: in the legend, over its column, in the words of its chart, in the part; so the projection."""
    told = page(midway, policy)
    label = "参考值(线性插值,非文件规定)"
    (bar,) = (n for n in told.by_id("indicator-table").all("svg") if "完成值 40%" in n.attributes.get("aria-label", ""))
    assert f"{label} 67.5%" in bar.attributes["aria-label"]
    assert "参考值 (线性插值,非文件规定)" in grid(told, "indicator-table").head
    heads = {cell.attributes.get("data-head") for cell in told.by_id("indicator-table").all("td")}
    assert {head for head in heads if head and "参考值" in head} == {label}
    assert label in told.by_id("indicators").text
    part = told.by_id("I03").text
    assert f"{label} 67.5%" in part
    assert "直线外推(推算值,非文件规定)" in part
    assert "2025年12月31日为 40%(推算值,非文件规定)" in part


def test_a_figure_that_failed_its_audit(policy: Policy) -> None:
    """It does not count, stands with rule, reason, file and cell, and the city's figure says on whom it rests."""
    told = page(failed_audit, policy)
    (row,) = grid(told, "excluded-table").rows
    assert [cell.text for cell in row[:4]] == ["非涉密政务系统上云率 I03", "市水利局", "A106", "分子大于分母。"]
    assert row[4].text == "指标填报!F7 市水利局-2025Q4.xlsx"
    heat = grid(told, "heat-table").by()["市水利局"]
    assert heat["I03 非涉密政务系统上云率"].text == "数据有误"
    assert "以 37 家应报单位中 1 家的数据计算,35 家未报,1 家的数据未计入。" in told.by_id("I03").text


def test_a_target_that_asks_to_keep_what_was_reached(policy: Policy) -> None:
    """From 100 to 100 no share of a way is given."""
    text = page(maintained, policy).by_id("I15").text
    assert "完成值 95.45%" in text
    assert "目标增量" not in text


def test_a_unit_that_reported_twice(policy: Policy) -> None:
    """Neither form counts, it says so, and the unit is asked which one is right."""
    told = page(reporting_twice, policy)
    assert grid(told, "unit-table").by()["市水利局"]["报送"].text == "× 版本不一"
    assert ("市水利局", "确认以哪一份为准", "2 份") in {
        (row[0].text, row[1].text, row[3].text) for row in grid(told, "step-table").rows
    }


def test_what_units_that_were_not_asked_report_stands_apart(policy: Policy, messages: Messages) -> None:
    """A second report of an indicator with one owner is shown with a star and has its proof."""
    forms = [form("市大数据中心", figure("I01", "8000")), form("市政务服务中心", figure("I01", "9000"))]
    told = read(gap_html.render(rolled(policy, messages, forms), messages))
    rows = grid(told, "I01-units").by()
    assert [rows[unit]["完成值"].text for unit in ("市大数据中心", "市政务服务中心")] == ["8000核", "9000核*"]
    assert_self_contained(told)


@pytest.fixture(scope="module")
def harmless(policy: Policy, messages: Messages) -> list[tuple[str, list[str]]]:
    """Return the elements of a page on which every unit wrote one harmless word."""
    told = read(gap_html.render(hostile(policy, messages, "字"), messages))
    return [(node.tag, sorted(node.attributes)) for node in told.all()]


@pytest.mark.parametrize("name", HOSTILE)
def test_submitted_text_stays_text(
    name: str, harmless: list[tuple[str, list[str]]], policy: Policy, messages: Messages
) -> None:
    """Whatever units write, the page has the same elements, attributes and links, and hides nothing."""
    written = gap_html.render(hostile(policy, messages, HOSTILE[name]), messages)
    harmed = read(written)
    assert [(n.tag, sorted(n.attributes)) for n in harmed.all()] == harmless
    assert_self_contained(harmed)
    assert harmed.text.replace("\u3000", "").isprintable()
    written.encode("utf-8")


@pytest.mark.parametrize("name", ["script", "template", "attribute", "entity", "address", "end of CDATA"])
def test_submitted_text_is_read_letter_for_letter(name: str, policy: Policy, messages: Messages) -> None:
    """A reason stands as the unit wrote it."""
    told = read(gap_html.render(hostile(policy, messages, HOSTILE[name]), messages))
    assert " ".join(HOSTILE[name].split()) in told.by_id("I03").text


def test_names_and_ids_from_a_report_by_hand_stay_text(policy: Policy, messages: Messages) -> None:
    """A report is a file too: ids, units and wording of its own make no anchor, no link and no markup."""
    harm = '"><script>x</script>\u202e javascript:'
    report = hostile(policy, messages, "字")
    spoilt = replace(
        report,
        about=replace(report.about, title=harm, issuer=harm),
        policy=replace(report.policy, digest=harm, document_no=harm),
        tool=replace(report.tool, version=harm),
        wording=replace(report.wording, statuses=dict.fromkeys(report.wording.statuses, harm)),
        units=tuple(replace(unit, unit=f"{harm}{n}") for n, unit in enumerate(report.units)),
        indicators=tuple(replace(i, subject=harm + str(n), unit="%") for n, i in enumerate(report.indicators)),
        rules=tuple(replace(rule, rule=harm + rule.rule) for rule in report.rules),
        steps=(),
    )
    told = read(gap_html.render(spoilt, messages, "javascript:alert(1)//"))
    assert_self_contained(told)


def test_findings_link_to_the_page_of_their_rule(policy: Policy, messages: Messages) -> None:
    """To the published page where there is one, else to the rule's row; never to what is no address of the web."""
    report = failed_audit(policy, messages)
    for pages, expected in (
        ("https://docs.example/rules/", "https://docs.example/rules/A106.md"),
        (None, "#rule-A106"),
        ("javascript:alert(1)", "#rule-A106"),
    ):
        told = read(gap_html.render(report, messages, pages))
        links = {row[0].text: row[0].to for row in grid(told, "finding-table").rows}
        assert links["A106"] == expected
        assert "rule-A106" in references(told)[1]


def test_the_command_line_passes_on_where_rule_pages_are(folder: Path) -> None:
    """``--rule-pages`` and its variable, as with validate."""
    for name, options, environment in (
        ("a.html", ("--rule-pages", "https://docs.example/rules"), {}),
        ("b.html", (), {"PXCHECK_RULE_PAGES": "https://docs.example/rules"}),
    ):
        assert run(folder, "gap", "gap.json", "-o", name, *options, **environment).returncode == 0
        assert 'href="https://docs.example/rules/A106.md"' in (folder / name).read_text("utf-8")


def test_the_same_report_gives_the_same_bytes(folder: Path) -> None:
    """From the workbooks, or read back from its JSON under another hash seed, locale and zone."""
    run(folder, "gap", "gap.json", "-o", "again.html", PYTHONHASHSEED="77", LC_ALL="C", TZ="Asia/Tokyo")
    assert (folder / "again.html").read_bytes() == (folder / "gap.html").read_bytes()


def test_a_report_read_back_is_the_same_page(policy: Policy, messages: Messages) -> None:
    """Whatever shape it has."""
    for shape in SHAPES.values():
        report = shape(policy, messages)
        again = parse_gap(json.loads(gap_json.render(report)), "gap.json")
        assert gap_html.render(again, messages) == gap_html.render(report, messages)


def test_the_template_engine_is_loaded_for_this_format_alone() -> None:
    """Nothing else of the command pays for it."""
    script = "import sys, pxgov_check.cli.gap, pxgov_check.cli.main; print('jinja2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_long_series_of_one_figure_is_a_level_line(policy: Policy, messages: Messages) -> None:
    """A figure that never moves is drawn, and said to be unchanged."""
    forms = [form("市水利局", rate("I03", 8, 10), period=f"2025Q{n}") for n in (1, 2, 3, 4)]
    told = read(gap_html.render(rolled(policy, messages, forms), messages))
    (row,) = (row for row in grid(told, "indicator-table").rows if row[0].value == "I03")
    assert row[8].text == "持平"
    assert "2025年第一季度 80%" in next(told.by_id("I03").all("svg")).attributes["aria-label"]
