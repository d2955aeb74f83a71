from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from filling import columns, filled, plant, rows
from pxgov_check.model import Period
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from running import run

UNIT = "市政务服务中心"


class Forms:
    """Forms of one unit, each a clean one with changes."""

    def __init__(self, folder: Path, policy: Policy, messages: Messages) -> None:
        self._folder, self._policy, self._messages = folder, policy, messages

    def write(self, name: str, period: str, *changes: tuple[str, str, str, object]) -> str:
        """Write a form and return its name."""
        book = filled(self._policy, UNIT, self._messages, Period(period))
        for sheet, subject, column, value in changes:
            plant(book, sheet, subject, column, value)
        (self._folder / name).parent.mkdir(exist_ok=True)
        book.save(self._folder / name)
        return name

    def rate(self, subject: str, numerator: int, denominator: int) -> tuple[tuple[str, str, str, object], ...]:
        """Return the changes that make a rate."""
        return (
            ("指标填报", subject, "分子", numerator),
            ("指标填报", subject, "分母", denominator),
            ("指标填报", subject, "本期完成值", numerator / denominator),
        )


@pytest.fixture
def forms(tmp_path: Path, policy: Policy, messages: Messages) -> Forms:
    return Forms(tmp_path, policy, messages)


def findings(folder: Path, *arguments: str) -> list[tuple[str, str]]:
    """Return the rules and subjects of what was found against earlier forms."""
    told = json.loads(run(folder, "validate", *arguments, "-f", "json", "-q").stdout)
    found = [f for s in told["submissions"] for f in s["findings"]]
    return [(f["rule"], f["subject"]) for f in found if f["rule"] in {"A120", "A121", "A122", "A207"}]


def test_the_latest_earlier_period_of_the_same_unit_is_found_by_content(tmp_path: Path, forms: Forms) -> None:
    """Whatever the files are called, in whatever order, and not the form itself or a later one."""
    forms.write("earlier/z.xlsx", "2025Q2", *forms.rate("I03", 10, 100))
    forms.write("earlier/a.xlsx", "2025Q3", *forms.rate("I03", 81, 100))
    forms.write("earlier/m.xlsx", "2026Q1", *forms.rate("I03", 10, 100))
    now = forms.write("now.xlsx", "2025Q4", *forms.rate("I03", 82, 100))
    assert ("A121", "I03") not in findings(tmp_path, now, "--previous", "earlier", "--previous", now)
    assert findings(tmp_path, now) == []


@pytest.mark.parametrize(("now", "found"), [(130, False), (131, True), (70, False), (69, True)])
def test_a_change_counts_from_above_thirty_per_cent(tmp_path: Path, forms: Forms, now: int, found: bool) -> None:
    """At the threshold nothing is said, above it the earlier figure and its cell are."""
    before = forms.write("before.xlsx", "2025Q3", *forms.rate("I03", 100, 200))
    form = forms.write("now.xlsx", "2025Q4", *forms.rate("I03", now, 200))
    assert (("A121", "I03") in findings(tmp_path, form, "--previous", before)) is found


def test_the_message_says_the_earlier_figure_and_its_cell(tmp_path: Path, forms: Forms) -> None:
    """A reporter finds the other form without a search."""
    before = forms.write("before.xlsx", "2025Q3", *forms.rate("I03", 190, 200))
    form = forms.write("now.xlsx", "2025Q4", *forms.rate("I03", 100, 200))
    told = json.loads(run(tmp_path, "validate", form, "--previous", before, "-f", "json", "-q").stdout)
    (one,) = [f for f in told["submissions"][0]["findings"] if f["rule"] == "A121"]
    assert ("95%" in one["message"], "2025Q3" in one["message"]) == (True, True)
    assert "before.xlsx 的 指标填报!H" in one["hint"]
    assert (one["found"], one["expected"]) == ("50%", "95%")


def test_a_long_quotient_is_told_in_two_decimals(tmp_path: Path, forms: Forms) -> None:
    """Nobody reads fifteen digits."""
    before = forms.write("before.xlsx", "2025Q3", *forms.rate("I15", 9, 22))
    form = forms.write("now.xlsx", "2025Q4", *forms.rate("I15", 8, 22))
    told = json.loads(run(tmp_path, "validate", form, "--previous", before, "-f", "json", "-q").stdout)
    fell = {
        f["subject"]: (f["found"], f["expected"]) for f in told["submissions"][0]["findings"] if f["rule"] == "A120"
    }
    assert fell == {"I15": ("36.36%", "40.91%")}


def test_a_task_that_was_done_stays_done(tmp_path: Path, forms: Forms, policy: Policy) -> None:
    """Undone or less progress than before is to be verified."""
    subject = next(t for t in policy.expected_tasks(UNIT) if (due := policy.tasks[t].due) and due.year < 2025)
    before = forms.write("before.xlsx", "2025Q3")
    undone = (("任务填报", subject, "完成状态", "推进中"), ("任务填报", subject, "完成进度(%)", 0.9))
    form = forms.write("now.xlsx", "2025Q4", *undone)
    assert ("A207", subject) in findings(tmp_path, form, "--previous", before)


def test_an_earlier_form_that_cannot_be_read_is_said(tmp_path: Path, forms: Forms) -> None:
    """A comparison that silently did not happen would be worse than none."""
    (tmp_path / "broken.xlsx").write_text("x")
    done = run(tmp_path, "validate", forms.write("now.xlsx", "2025Q4"), "--previous", "broken.xlsx")
    assert (done.returncode, "broken.xlsx" in done.stderr) == (2, True)


WAIVER = """
waivers:
  - subject: I03
    unit: 萍乡市政务服务中心
    approver: 市数字政府建设领导小组
    document_no: "萍数办〔2025〕3号"
    starts: 2025-06-01
    expires: 2026-03-31
    justification: 系统整体迁移延期
"""


@pytest.fixture
def waived(tmp_path: Path, forms: Forms) -> str:
    """Write a form that misses its cloud target, and a waiver for that."""
    (tmp_path / "waivers.yaml").write_text(WAIVER, "utf-8")
    return forms.write("form.xlsx", "2025Q4", *forms.rate("I03", 10, 100))


def verdict_and_use(folder: Path, *arguments: str) -> tuple[dict[str, Any], list[dict[str, Any]], int]:
    done = run(folder, "validate", "form.xlsx", "--fail-on", "unmet", "-f", "json", "-q", *arguments)
    told = json.loads(done.stdout)
    (verdict,) = [v for v in told["submissions"][0]["verdicts"] if v["subject"] == "I03"]
    return verdict, told["waivers"], done.returncode


@pytest.mark.parametrize(
    ("as_of", "status", "state", "days", "code"),
    [
        ("2025-05-31", "unmet", "not_yet", None, 1),
        ("2025-06-01", "waived", "in_force", None, 0),
        ("2026-02-28", "waived", "in_force", None, 0),
        ("2026-03-01", "waived", "expiring", 30, 0),
        ("2026-03-31", "waived", "expiring", 0, 0),
        ("2026-04-01", "unmet", "expired", None, 1),
    ],
)
@pytest.mark.usefixtures("waived")
def test_a_waiver_lives_from_its_first_day_to_its_last(
    tmp_path: Path, as_of: str, status: str, state: str, days: int | None, code: int
) -> None:
    """Before and after everything is judged as usual and said so; in its last thirty days the end is announced."""
    verdict, (use,), returned = verdict_and_use(tmp_path, "--waivers", "waivers.yaml", "--as-of", as_of)
    assert (verdict["status"], use["state"], use["days_left"], returned) == (status, state, days, code)


@pytest.mark.usefixtures("waived")
def test_the_raw_result_stays_beside_the_waiver(tmp_path: Path) -> None:
    """An auditor sees what was waived, by which document, in every output; and without waivers if he likes."""
    verdict, _, _ = verdict_and_use(tmp_path, "--waivers", "waivers.yaml")
    assert (verdict["unwaived"], verdict["gap"], verdict["waiver"]["document_no"]) == (
        "unmet",
        "70",
        "萍数办〔2025〕3号",
    )
    text = run(tmp_path, "validate", "form.xlsx", "--waivers", "waivers.yaml").stdout
    assert "豁免(原判定" in text
    assert "萍数办〔2025〕3号" in text
    verdict, uses, code = verdict_and_use(tmp_path, "--waivers", "waivers.yaml", "--no-waivers")
    assert (verdict["status"], uses, code) == ("unmet", [], 1)


def test_a_waived_finding_lets_its_figure_count(tmp_path: Path, forms: Forms) -> None:
    """The finding stays visible, the form is accepted, and the figure is judged."""
    forms.write("form.xlsx", "2025Q4", ("指标填报", "I03", "本期完成值", 0.5))
    rule = WAIVER.replace("subject: I03", "rule: A103\n    subject: I03")
    (tmp_path / "waivers.yaml").write_text(rule, "utf-8")
    verdict, (use,), _ = verdict_and_use(tmp_path, "--waivers", "waivers.yaml")
    raw, _, _ = verdict_and_use(tmp_path)
    assert (raw["status"], verdict["status"], use["used"]) == ("invalid", "met", 1)


@pytest.mark.usefixtures("waived")
def test_a_waiver_for_nothing_is_reported(tmp_path: Path) -> None:
    """What is no longer needed is to be removed."""
    (tmp_path / "waivers.yaml").write_text(WAIVER.replace("I03", "I04"), "utf-8")
    _, (use,), code = verdict_and_use(tmp_path, "--waivers", "waivers.yaml")
    assert (use["used"], code) == (0, 1)
    assert "没有适用之处" in run(tmp_path, "validate", "form.xlsx", "--waivers", "waivers.yaml").stdout


def test_a_waiver_of_a_unit_that_is_not_in_the_run_is_not_to_be_removed(
    tmp_path: Path, forms: Forms, policy: Policy, messages: Messages
) -> None:
    """Only where its unit's form is there and it covers nothing, a waiver is no longer needed."""
    (tmp_path / "waivers.yaml").write_text(WAIVER, "utf-8")
    filled(policy, "市审计局", messages).save(tmp_path / "form.xlsx")
    text = run(tmp_path, "validate", "form.xlsx", "--waivers", "waivers.yaml").stdout
    assert ("这次没有用到" in text, "没有适用之处" in text) == (True, False)
    forms.write("form.xlsx", "2025Q4")
    text = run(tmp_path, "validate", "form.xlsx", "--waivers", "waivers.yaml").stdout
    assert ("这次没有用到" in text, "没有适用之处" in text) == (False, True)


@pytest.mark.parametrize(("expires", "used", "state"), [("2026-03-31", 1, "in_force"), ("2025-12-30", 0, "expired")])
def test_a_waiver_of_a_finding_across_forms_is_used(
    tmp_path: Path, policy: Policy, messages: Messages, expires: str, used: int, state: str
) -> None:
    """A unit that need not report is waived as missing on the day of the others, and no longer after that."""
    (tmp_path / "forms").mkdir()
    filled(policy, "市审计局", messages).save(tmp_path / "forms" / "form.xlsx")
    text = WAIVER.replace("subject: I03", "rule: X303\n    period: 2025Q4").replace("2026-03-31", expires)
    (tmp_path / "waivers.yaml").write_text(text, "utf-8")
    told = json.loads(run(tmp_path, "validate", "forms", "--waivers", "waivers.yaml", "-f", "json", "-q").stdout)
    (missing,) = [f for f in told["findings"] if f["places"][0]["unit"] == UNIT]
    (use,) = told["waivers"]
    assert (missing["state"], use["used"], use["state"]) == ("waived" if used else "open", used, state)


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("subject: I03", "subject: I99", 3, "I99"),
        ("萍乡市政务服务中心", "某局", 4, "某局"),
        ("expires: 2026-03-31", "expires: 2025-01-01", 3, "expires"),
        ("    subject: I03\n", "", 3, ""),
        ("approver:", "aprover:", 5, "aprover"),
    ],
)
@pytest.mark.usefixtures("waived")
def test_a_wrong_waiver_is_named_by_its_line(tmp_path: Path, old: str, new: str, line: int, told: str) -> None:
    """Nothing is waived by a typing mistake."""
    text = WAIVER.replace("  - subject: I03\n    unit", "  - unit") if not new else WAIVER.replace(old, new)
    (tmp_path / "waivers.yaml").write_text(text, "utf-8")
    done = run(tmp_path, "validate", "form.xlsx", "--waivers", "waivers.yaml")
    assert done.returncode == 2
    assert done.stderr.startswith("豁免清单有 ")
    assert f"waivers.yaml:{line}" in done.stderr
    assert told in done.stderr


def test_only_what_is_new_counts(tmp_path: Path, forms: Forms) -> None:
    """The same findings as in the baseline leave the exit code 0; one more makes it 1; everything is still shown."""
    fault = ("指标填报", "I03", "分子", 999)
    forms.write("form.xlsx", "2025Q4", fault)
    assert run(tmp_path, "validate", "form.xlsx", "-o", "base.json", "-q").returncode == 1
    again = run(tmp_path, "validate", "form.xlsx", "--baseline", "base.json")
    assert (again.returncode, "(基线已有)" in again.stdout) == (0, True)
    forms.write("form.xlsx", "2025Q4", fault, ("指标填报", "I04", "分子", 999))
    more = run(tmp_path, "validate", "form.xlsx", "--baseline", "base.json", "-f", "json", "-q")
    known = {f["subject"]: f["known"] for f in json.loads(more.stdout)["submissions"][0]["findings"]}
    assert (more.returncode, known["I03"], known["I04"]) == (1, True, False)


def test_a_row_that_moved_is_not_new(tmp_path: Path, policy: Policy, messages: Messages) -> None:
    """What was found is known by unit, period, rule and subject, not by its cell or its file."""
    book = filled(policy, UNIT, messages)
    plant(book, "指标填报", "I03", "分子", 999)
    book.save(tmp_path / "form.xlsx")
    run(tmp_path, "validate", "form.xlsx", "-o", "base.json", "-q")
    sheet = book["指标填报"]
    row, width = rows(sheet)["I03"], max(columns(sheet).values())
    other = max(rows(sheet).values()) + 1
    for column in range(1, width + 1):
        sheet.cell(other, column).value = sheet.cell(row, column).value
        sheet.cell(other, column).number_format = sheet.cell(row, column).number_format
        sheet.cell(row, column).value = None
    book.save(tmp_path / "renamed.xlsx")
    assert run(tmp_path, "validate", "renamed.xlsx", "--baseline", "base.json", "-q").returncode == 0


def test_another_blank_field_is_new(tmp_path: Path, policy: Policy, messages: Messages) -> None:
    """Findings without a subject are known by what belongs there: who reviewed is not who filled the form in."""
    book = filled(policy, UNIT, messages)
    sheet = book["基本信息"]
    row = {str(sheet.cell(r, 1).value): r for r in range(3, sheet.max_row + 1)}
    reviewer, filler = (sheet.cell(row[label], 2) for label in ("审核人", "填报人"))
    name = reviewer.value
    reviewer.value = None
    book.save(tmp_path / "form.xlsx")
    run(tmp_path, "validate", "form.xlsx", "-o", "base.json", "-q")
    assert run(tmp_path, "validate", "form.xlsx", "--baseline", "base.json", "-q").returncode == 0
    reviewer.value, filler.value = name, None
    book.save(tmp_path / "form.xlsx")
    assert run(tmp_path, "validate", "form.xlsx", "--baseline", "base.json", "-q").returncode == 1


def test_what_is_missing_for_another_period_is_new(tmp_path: Path, policy: Policy, messages: Messages) -> None:
    """Findings across forms are known by their period and what each unit said, not by file or cell."""
    (tmp_path / "forms").mkdir()
    filled(policy, "市审计局", messages).save(tmp_path / "forms" / "a.xlsx")
    run(tmp_path, "validate", "forms", "-o", "base.json", "-q")
    (tmp_path / "forms" / "a.xlsx").rename(tmp_path / "forms" / "b.xlsx")
    again = ("validate", "forms", "--baseline", "base.json", "-f", "json", "-q")
    known = {f["known"] for f in json.loads(run(tmp_path, *again).stdout)["findings"]}
    filled(policy, "市审计局", messages, Period("2026Q1")).save(tmp_path / "forms" / "c.xlsx")
    told = json.loads(run(tmp_path, *again, "--period", "2026Q1").stdout)["findings"]
    assert (known, {(f["known"], f["period"]) for f in told}) == ({True}, {(False, "2026Q1")})


def test_what_is_no_result_is_no_baseline(tmp_path: Path, forms: Forms) -> None:
    """A wrong file is a usage error, not an empty baseline."""
    form = forms.write("form.xlsx", "2025Q4")
    for text in ("{}", "[]", "nonsense", '{"schema": "pxcheck/result/1"}'):
        (tmp_path / "base.json").write_text(text, "utf-8")
        done = run(tmp_path, "validate", form, "--baseline", "base.json")
        assert (done.returncode, "base.json" in done.stderr) == (2, True)
