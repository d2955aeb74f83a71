from __future__ import annotations

import unicodedata
from dataclasses import replace
from decimal import Decimal

import pytest
from rich.cells import cell_len

from made_results import FINDING, INDICATOR, SHAPES, SUBMISSION, clean_form, result_of, unreadable_file
from pxgov_check.formats.text import TextReport
from pxgov_check.model import Finding, FindingState, Lang, Place, Result, Severity, Status
from pxgov_check.policy.load import load_policy
from pxgov_check.policy.locate import builtin_root
from pxgov_check.policy.messages import load_messages

POLICY = load_policy(builtin_root())


def _render(result: Result, *, lang: Lang = "zh", width: int = 100, colour: bool = False) -> str:
    return TextReport(load_messages(lang), POLICY.info, width, colour).render(result)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("result", SHAPES.values(), ids=SHAPES)
def test_no_line_is_wider_than_the_screen(result: Result, lang: Lang, width: int) -> None:
    """Chinese characters count two cells; hostile texts widen nothing."""
    wide = [line for line in _render(result, lang=lang, width=width).splitlines() if cell_len(line) > width]
    assert wide == []


@pytest.mark.parametrize("result", SHAPES.values(), ids=SHAPES)
def test_nothing_steers_the_terminal(result: Result) -> None:
    """Without colour no control, format or surrogate character reaches the screen but the line feed."""
    text = _render(result)
    assert {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs"}} <= {"\n"}


@pytest.mark.parametrize("result", SHAPES.values(), ids=SHAPES)
def test_it_can_be_written_in_gbk(result: Result) -> None:
    """Chinese Windows redirects output in GBK, which lacks many symbols."""
    _render(result).encode("gbk")


@pytest.mark.parametrize(
    ("value", "gap", "shown", "short"),
    [
        ("42.957746478873239", "37.042253521126761", "42.96%", "37.04个百分点"),
        ("79.999166666666667", "0.000833333333333", "79.999%", "0.001个百分点"),
        ("66.6667", "13.3333", "66.6667%", "13.3333个百分点"),
    ],
)
def test_a_long_quotient_is_read_in_two_decimals(value: str, gap: str, shown: str, short: str) -> None:
    """It is rounded where it is read, never onto the target; what was typed stays as typed."""
    long = replace(INDICATOR, value=Decimal(value), gap=Decimal(gap), items_needed=None)
    text = _render(result_of(replace(SUBMISSION, verdicts=(long,))), width=120)
    assert shown in text
    assert short in text


def test_markup_in_a_cell_stays_text() -> None:
    """Square brackets are shown, not obeyed."""
    odd = replace(FINDING, message="[red]填报[/red]", found="[bold]")
    assert "[red]填报[/red]" in _render(result_of(replace(SUBMISSION, findings=(odd,))))


def test_colour_only_when_asked_for() -> None:
    """With colour there are escape sequences, and the words are the same."""
    plain, coloured = _render(result_of(SUBMISSION)), _render(result_of(SUBMISSION), colour=True)
    assert "\x1b[" in coloured
    assert "\x1b" not in plain


def test_the_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """COLUMNS, TERM, FORCE_COLOR and NO_COLOR are for the command line to read, not for a report."""
    before = _render(result_of(SUBMISSION))
    for name, value in {"COLUMNS": "20", "FORCE_COLOR": "1", "TERM": "dumb", "NO_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    assert _render(result_of(SUBMISSION)) == before


def test_equal_findings_are_one_block_with_all_their_cells() -> None:
    """Three blanks that say the same are told once, with three places and one action."""
    text = _render(result_of(SUBMISSION))
    assert text.count(FINDING.message) == 1
    assert text.count(FINDING.hint) == 1
    assert all(cell in text for cell in ("指标填报!G7", "G8", "G9"))


def test_the_decision_comes_first() -> None:
    """The report begins with whether the form may be accepted, with file, unit, period and day."""
    returned = "".join(_render(result_of(SUBMISSION), width=120).strip().splitlines()[:2])
    assert returned.startswith("× 退回修改")
    assert all(part in returned for part in (SUBMISSION.file, "市教育局", "2025Q4", "截至 2025-12-31"))
    assert _render(result_of(clean_form())).strip().startswith("√ 可以受理")


def test_worst_findings_come_first() -> None:
    """Mandatory, then verify, then notice, whatever their order in the workbook."""
    severities = (Severity.NOTICE, Severity.VERIFY, Severity.MANDATORY)
    every = tuple(replace(FINDING, severity=s, message=f"本项为{s.value}") for s in severities)
    text = _render(result_of(replace(SUBMISSION, findings=every)))
    assert text.index("本项为mandatory") < text.index("本项为verify") < text.index("本项为notice")


def test_an_explanation_is_shown_with_its_finding() -> None:
    """What the unit wrote in 情况说明 travels into the report."""
    told = replace(FINDING, severity=Severity.VERIFY, state=FindingState.EXPLAINED, explanation="机构合并")
    assert "已说明:机构合并" in _render(result_of(replace(SUBMISSION, findings=(told,))))


def test_a_reference_value_says_what_it_is() -> None:
    """It is an interpolation of ours; without one there is no such note."""
    assert "参考值(线性插值,非文件规定)" in _render(result_of(SUBMISSION))
    assert "参考值" not in _render(result_of(clean_form()))


def test_a_missed_target_is_no_violation() -> None:
    """The targets are expectations: the words are 未达到预期目标."""
    text = _render(result_of(SUBMISSION))
    assert "未达到预期目标" in text
    assert "违规" not in text


def test_many_submissions_show_only_those_with_something_to_do() -> None:
    """All stand in the table; the one without problems is not told again."""
    text = _render(result_of(SUBMISSION, clean_form(), unreadable_file()))
    assert text.count("clean.xlsx") == 1
    assert text.count("page.xlsx") > 1
    assert "× 无法读取" in text


def test_a_figure_below_its_target_never_looks_like_it() -> None:
    """79.9999999 is not printed as 80."""
    near = replace(INDICATOR, value=Decimal("79.9999999"), gap=Decimal("0.0000001"))
    text = _render(result_of(replace(SUBMISSION, findings=(), verdicts=(near,))), width=120)
    row = next(line for line in text.splitlines() if line.startswith("I03"))
    assert "79.99" in row


def test_units_that_have_sent_nothing_are_told_together() -> None:
    """One sentence a period and its units, without a place; what differs otherwise keeps its own sentence."""

    def absent(unit: str, period: str) -> Finding:
        place = Place(unit, None, None, None, None)
        one = replace(FINDING, rule="X303", severity=Severity.VERIFY, message=f"{unit}没有 {period} 的填报表。")
        return replace(one, hint="请提醒。", subject=None, sheet=None, cell=None, found=unit, places=(place,))

    found = (absent("市教育局", "2025Q4"), absent("市水利局", "2025Q4"), absent("市教育局", "2026Q1"))
    text = _render(Result(result_of(SUBMISSION).policy, None, (), found))
    told = text[text.index("▲ X303") :].splitlines()[:4]
    assert told == [
        f"▲ X303 {FINDING.title}(3 处)",
        "  市教育局、市水利局没有 2025Q4 的填报表。",
        "  市教育局没有 2026Q1 的填报表。",
        "  处理:请提醒。",
    ]


def test_of_very_many_forms_those_that_need_somebody_are_shown() -> None:
    """Of more than 100, those that can't be accepted come before those that missed a target; all are counted."""
    fine = [replace(SUBMISSION, file=f"好{n}.xlsx", findings=(), verdicts=()) for n in range(50)]
    missed = [
        replace(SUBMISSION, file=f"缺{n}.xlsx", findings=(), verdicts=(replace(INDICATOR, status=Status.UNMET),))
        for n in range(150)
    ]
    wrong = [replace(SUBMISSION, file=f"错{n}.xlsx", findings=(FINDING,), verdicts=()) for n in range(5)]
    told = _render(result_of(*fine, *missed, *wrong))
    assert "共 205 份填报" in told
    assert "另有 105 份未逐份列出" in told
    listed = told[: told.index("另有 105 份")]
    assert [listed.count(word) for word in ("好", "缺", "错")] == [0, 95, 5]


def test_a_hundred_forms_are_all_shown() -> None:
    """And nothing is said of others."""
    told = _render(result_of(*(replace(SUBMISSION, file=f"好{n}.xlsx") for n in range(100))))
    assert "未逐份列出" not in told
    assert all(f"好{n}.xlsx" in told for n in range(100))
