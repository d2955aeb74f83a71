"""督办通知单: who gets one, what it asks for, and that a name can't steer where it is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from city import make_city, write_city
from made_city import figure, form, rate, rolled, small, without, work
from papers import Read, read
from pxgov_check.documents.file_names import safe_name
from pxgov_check.documents.notices import notices
from pxgov_check.model import Lang, Status
from pxgov_check.policy.messages import Messages, load_messages
from pxgov_check.policy.pack import Policy
from pxgov_check.rollup.report import GapReport
from rendering import HOSTILE_TEXTS
from running import run

A, B = "市大数据中心", "市水利局"
HEAD = ["序号", "事项", "依据", "原定时限", "现状与差距", "要求", "反馈时限"]


def behind(policy: Policy, messages: Messages) -> GapReport:
    """Return a report in which A is short of I03 and late with T29 and T44, B short of I03 with a reason, C fine."""
    late = work("T29", Status.OVERDUE, "推进中", policy.tasks["T29"].due, reason="设备未到货")
    told = work("T44", Status.OVERDUE, "推进中", policy.tasks["T44"].due, reason="设备未到货", next_step="年底前上线")
    forms = [
        form(A, rate("I03", 10, 100), rate("I04", 90, 100), late, told),
        form(B, rate("I03", 60, 100, "经费没有到位")),
        form("市审计局", rate("I03", 9, 10)),
    ]
    return rolled(policy, messages, forms)


def letters(report: GapReport, lang: Lang = "zh") -> dict[str, Read]:
    return {name: read(data) for name, data in notices(report, load_messages(lang)).items()}


def test_each_unit_with_something_to_do_gets_one(policy: Policy, messages: Messages) -> None:
    """In the order of the roster; a unit at its targets gets none, nor one that has not reported."""
    assert list(letters(behind(policy, messages))) == ["督办通知单-市大数据中心.docx", "督办通知单-市水利局.docx"]


def test_one_matter_a_row(policy: Policy, messages: Messages) -> None:
    """The whole letter: what, by which clause, due when, how it stands, what is asked; the day to reply is blank."""
    report = behind(policy, messages)
    told = letters(report)["督办通知单-市大数据中心.docx"]
    written = [text for _, text in told.lines if text]
    assert written[2] == (
        "经对照《萍乡市数字政府建设总体方案》（萍府发〔2023〕21号），截至2025年12月31日，你单位有3项工作低于目标或逾期，"
        "现予督办。请逐项办理，并在反馈时限前填写回执报送。"
    )
    pack, forms = (digest.removeprefix("sha256:")[:12] for digest in (report.policy.digest, report.inputs_digest))
    assert written[3] == f"注：由pxcheck {report.tool.version}按规则摘要{pack}、输入文件摘要{forms}计算。"
    assert [*written[:2], *written[4:]] == [
        *("督办通知单", "市大数据中心：", "附件：督办事项回执", "（督办单位盖章）", "　　　　年　　月　　日"),
        *("附件", "督办事项回执", "单位（盖章）：市大数据中心"),
        *("负责人（签字）：　　　　　　联系人及电话：", "报送日期：　　　　年　　月　　日"),
    ]
    matters, receipt = told.grids
    late = (date(2025, 12, 31) - date(2023, 12, 31)).days
    done = (date(2025, 12, 31) - date(2024, 12, 31)).days
    titles = [policy.tasks[subject].title.replace("(", "（").replace(")", "）") for subject in ("T29", "T44")]
    assert matters.head == HEAD
    why = "；说明原因和措施"
    assert [row[:4] for row in matters.rows] == [
        ["1", "非涉密政务系统上云率", "一（二）·主要指标表3", "2025年12月31日"],
        ["2", titles[0], "附件·重点任务清单二、29", "2023年12月31日"],
        ["3", titles[1], "附件·重点任务清单六、44", "2024年12月31日"],
    ]
    assert [row[4:] for row in matters.rows] == [
        ["完成值10%，目标≥80%，差70个百分点", f"再办结70个，补齐差距{why}", ""],
        [f"到期未完成，已逾期{late}天", f"尽快办结，并报送佐证材料{why}", ""],
        [f"到期未完成，已逾期{done}天", "尽快办结，并报送佐证材料", ""],
    ]
    assert receipt.head == ["序号", "事项", "办理情况", "预计完成时间", "佐证材料"]
    assert receipt.rows == [[row[0], row[1], "", "", ""] for row in matters.rows]


def test_who_is_only_short_is_told_only_that(policy: Policy, messages: Messages) -> None:
    """Of one indicator with its reason given nothing is said of tasks, and no reason is asked for again."""
    told = letters(behind(policy, messages))["督办通知单-市水利局.docx"]
    assert "你单位有1项指标低于目标，现予督办" in told.text
    ((*_, standing, asked, reply),) = told.grids[0].rows
    assert (standing, asked, reply) == ("完成值60%，目标≥80%，差20个百分点", "再办结20个，补齐差距", "")


def test_who_is_only_late_is_told_only_that(policy: Policy, messages: Messages) -> None:
    """On its due day itself a task is late by no days, which is not said."""
    due = policy.tasks["T44"].due
    report = rolled(policy, messages, [form(A, work("T44", Status.OVERDUE, "未启动", due))], as_of=due)
    (told,) = letters(report).values()
    assert "你单位有1项任务逾期未完成，现予督办" in told.text
    assert told.grids[0].rows[0][4] == "当日到期，尚未完成"


def test_a_figure_that_does_not_count_is_no_matter(policy: Policy, messages: Messages) -> None:
    """Wrong data go back by another way: nobody is chased for a gap that nobody knows."""
    report = rolled(policy, messages, [form(A, without("I03", Status.INVALID)), form(B, rate("I03", 9, 10))])
    assert letters(report) == {}


def test_a_figure_without_parts_asks_for_no_number_of_items(policy: Policy, messages: Messages) -> None:
    """A count is short by its own unit."""
    (told,) = letters(rolled(small(policy, A), messages, [form(A, figure("I01", "8000"))])).values()
    assert told.grids[0].rows[0][4:6] == ["完成值8000核，目标≥9000核，差1000核", "采取措施补齐差距；说明原因和措施"]


def test_in_english(policy: Policy) -> None:
    """The letter of an English report is English but for what the document and the units wrote."""
    names = letters(behind(policy, load_messages("en")), "en")
    assert next(iter(names)).startswith("notice-")
    assert names[f"notice-{A}.docx"].grids[0].head[0] == "No."


@pytest.mark.parametrize("name", HOSTILE_TEXTS)
def test_a_unit_s_name_is_a_safe_file_name(name: str, policy: Policy, messages: Messages) -> None:
    """From a report by hand any name can come; it names one file in the folder, of a length that disks hold."""
    text = HOSTILE_TEXTS[name]
    report = behind(policy, messages)
    steps = tuple(replace(step, unit=text if step.unit == B else step.unit) for step in report.steps)
    indicators = tuple(
        replace(i, by_unit=tuple(replace(f, unit=text if f.unit == B else f.unit) for f in i.by_unit))
        for i in report.indicators
    )
    made = notices(replace(report, steps=steps, indicators=indicators), messages)
    (written,) = set(made) - {f"督办通知单-{A}.docx"}
    assert written == Path(written).name
    assert len(written.encode()) < 220
    assert written.isprintable()
    assert not set(written) & set('\\/:*?"<>|\r\n\t ')
    assert read(made[written]).text.replace("\n", "").replace("\u3000", "").isprintable()


@pytest.mark.parametrize("text", ["..", "../../x", "C:\\x", "a/b", "nul", "名 称.exe", "\u202egpj.exe", "长" * 200])
def test_file_names_leave_no_folder(text: str) -> None:
    """No separator, no dot, no blank, no direction mark, and not too long."""
    made = safe_name(text)
    assert not set(made) & set("./\\: \u202e")
    assert 0 < len(made.encode()) <= 180


def test_two_units_whose_names_differ_in_case_alone_get_a_letter_each(policy: Policy, messages: Messages) -> None:
    """Where the disk knows no case neither takes the other's place."""
    report = behind(policy, messages)
    names = {A: "Unit a/b", B: "unit A?B"}
    steps = tuple(replace(step, unit=names.get(step.unit, step.unit)) for step in report.steps)
    indicators = tuple(
        replace(i, by_unit=tuple(replace(f, unit=names.get(f.unit, f.unit)) for f in i.by_unit))
        for i in report.indicators
    )
    tasks = tuple(
        replace(t, units=tuple(replace(u, unit=names.get(u.unit, u.unit)) for u in t.units)) for t in report.tasks
    )
    made = notices(replace(report, steps=steps, indicators=indicators, tasks=tasks), messages)
    assert len({name.casefold() for name in made}) == 2


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("city")
    write_city(make_city(12, 1, 5), path)
    return path


def test_the_command_writes_them_and_says_how_many(folder: Path) -> None:
    """A folder is made where there is none, other files in it stay, and a second run changes nothing."""
    call = ("gap", "forms", "--policy", "pack", "--notices", "letters/2025", "-o", "gap.json")
    done = run(folder, *call)
    made = sorted((folder / "letters/2025").iterdir())
    assert (done.returncode, done.stdout) == (0, "gap.json\n")
    assert done.stderr == f"已写出督办通知单 {len(made)} 份。\n"
    assert made
    assert all(path.name.startswith("督办通知单-市") for path in made)
    before = [path.read_bytes() for path in made]
    (folder / "letters/2025/别的.txt").write_text("留着", "utf-8")
    again = run(folder, "gap", "gap.json", "--notices", "letters/2025", PYTHONHASHSEED="7", TZ="Asia/Tokyo")
    assert (again.returncode, again.stdout) == (0, "")
    assert [path.read_bytes() for path in made] == before
    assert (folder / "letters/2025/别的.txt").read_text("utf-8") == "留着"
    assert len(list((folder / "letters/2025").iterdir())) == len(made) + 1


def test_the_command_says_when_nobody_needs_one(folder: Path) -> None:
    """No empty folder is made."""
    done = run(folder, "gap", "forms", "--policy", "pack", "--year", "2024", "--notices", "none")
    assert (done.returncode, done.stderr) == (0, "没有须督办的单位。\n")
    assert not (folder / "none").exists()


def test_a_folder_that_cannot_be_made_is_4(folder: Path) -> None:
    """Where a file stands in its place."""
    (folder / "taken").write_text("x")
    done = run(folder, "gap", "forms", "--policy", "pack", "--notices", "taken/letters", "-q")
    assert done.returncode == 4
    assert "Traceback" not in done.stderr


def test_the_help_knows_the_option(folder: Path) -> None:
    """In either language."""
    assert "--notices" in run(folder, "gap", "--help").stdout
    assert "notice" in run(folder, "gap", "--help", "--lang", "en", COLUMNS="120").stdout
