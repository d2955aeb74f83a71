"""From what stands in a cell to the figure and to the verdict, around the target of 80 %."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packages import MAIN, REL, links, package, worksheet
from pxgov_check.judging import judge_workbook
from pxgov_check.judging.targets import stand
from pxgov_check.judging.terms import Terms
from pxgov_check.model import IndicatorVerdict, Status
from pxgov_check.policy.load import load_policy
from pxgov_check.policy.locate import builtin_root
from pxgov_check.submission.cells import Cell, CellType
from pxgov_check.submission.figures import Flaw, plain, read_figure
from pxgov_check.submission.open import read_workbook

PACK = load_policy(builtin_root())
TARGET, YEAR_END = PACK.targets["I03"], date(2025, 12, 31)
FULL_WIDTH = str.maketrans("0123456789.%+,", "０１２３４５６７８９．％＋，")
XFS = '<xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="10"/>'
STYLES = f'<styleSheet xmlns="{MAIN}"><cellXfs>{XFS}</cellXfs></styleSheet>'

# Percentages above 1, for at 1 and below a plain number may be a share as well; most stand close to the target.
CLOSE = st.decimals(min_value="79.9", max_value="80.1", places=4)
PERCENTAGES = st.one_of(CLOSE, st.decimals(min_value="1.0001", max_value=100, places=4), st.sampled_from(
    [Decimal("79.9"), Decimal(80), Decimal("80.1"), Decimal("79.9999999999999"), Decimal("80.0000000000001")]
))  # fmt: skip

Write = Callable[[Decimal], Cell]


def number(raw: str, number_format: str = "General") -> Cell:
    """Return a number cell."""
    return Cell(1, 1, CellType.NUMBER, raw, number_format)


def text(raw: str) -> Cell:
    """Return a text cell."""
    return Cell(1, 1, CellType.TEXT, raw)


# What people and programs write for one percentage.
WAYS: dict[str, Write] = {
    "a number": lambda v: number(plain(v)),
    "a number as Excel stores it": lambda v: number(format(float(v), ".17g")),
    "a number with an exponent": lambda v: number(f"{v:E}"),
    "a per cent cell": lambda v: number(plain(v / 100), "0%"),
    "a per cent cell as Excel stores it": lambda v: number(format(float(v / 100), ".17g"), "0.00%"),
    "a number shown rounded": lambda v: number(plain(v), "0"),
    "a number with a literal per cent sign": lambda v: number(plain(v), '0.0"%"'),
    "text": lambda v: text(plain(v)),
    "text with a sign": lambda v: text(f"{plain(v)}%"),
    "text with white space": lambda v: text(f"\u3000{plain(v)} %\n"),
    "full-width text": lambda v: text(f"+{plain(v)}%".translate(FULL_WIDTH)),
    "text with a needless zero": lambda v: text(f"0{plain(v)}"),
}


@pytest.mark.parametrize("way", WAYS)
@given(value=PERCENTAGES)
def test_a_percentage_is_the_same_figure_however_it_is_written(way: str, value: Decimal) -> None:
    """The figure is exact, so that the verdict turns at the target and nowhere else."""
    figure = read_figure(WAYS[way](value), "%")
    assert figure.value == value
    assert figure.flaw in {None, Flaw.FROM_TEXT}
    assert (stand(TARGET, figure.value, YEAR_END).status is Status.MET) == (value >= 80)


@given(value=st.decimals(min_value=1, max_value=99_999_999, places=0), unit=st.sampled_from(["核", "个", "万人"]))
def test_a_count_is_the_same_figure_however_it_is_written(value: Decimal, unit: str) -> None:
    """Thousands separators, the unit and full-width digits change nothing."""
    grouped = f"{value:,}"
    written = [grouped, f"{grouped}{unit}", grouped.translate(FULL_WIDTH), f" {value} {unit}", f"{value}.0"]
    assert {read_figure(text(one), unit).value for one in written} == {value}


@given(value=st.decimals(min_value="0.0001", max_value=9999, places=4), unit=st.sampled_from(["核", "个"]))
def test_ten_thousands_are_multiplied_out(value: Decimal, unit: str) -> None:
    """1.2万 is 12000, to the last digit."""
    for written in (f"{value}万", f"{value}万{unit}"):
        assert read_figure(text(written), unit).value == value * 10_000


@given(value=st.decimals(min_value="79.99", max_value="80.01", places=17))
def test_what_excel_cannot_tell_apart_is_one_figure(value: Decimal) -> None:
    """A stored number counts to 15 significant digits, and the verdict is that of the rounded figure."""
    rounded = Context(prec=15, rounding=ROUND_HALF_EVEN).create_decimal(value)
    figure = read_figure(number(str(value)), "%")
    assert figure.value == rounded
    assert (stand(TARGET, rounded, YEAR_END).status is Status.MET) == (rounded >= 80)


@given(value=st.decimals(min_value="0.0001", max_value=1, places=4))
def test_a_share_is_never_taken_for_a_percentage(value: Decimal) -> None:
    """0.8 without a per cent sign may be 80 % or 0.8 %: it has no value, so it has no verdict."""
    for cell in (number(str(value)), text(str(value)), text(str(value).translate(FULL_WIDTH))):
        assert (read_figure(cell, "%").value, read_figure(cell, "%").flaw) == (None, Flaw.AMBIGUOUS_SCALE)


@given(value=PERCENTAGES, before=st.sampled_from(["≥", "约", "近", "超过", ">"]))
def test_about_so_much_is_no_figure(value: Decimal, before: str) -> None:
    """What names no one figure is never judged."""
    for written in (f"{before}{value}", f"{before}{value}%", f"{value}左右", f"{value}-{value + 1}"):
        assert read_figure(text(written), "%").value is None


@pytest.mark.parametrize("way", WAYS)
@given(value=CLOSE)
def test_the_verdict_of_a_file_turns_at_the_target(way: str, value: Decimal) -> None:
    """From the bytes of a workbook to the verdict: met at 80 and above, unmet below, with the gap between."""
    (result,) = judge_workbook(PACK, read_workbook(form(WAYS[way](value))), Terms(), file="x.xlsx", digest="")
    verdict = next(v for v in result.verdicts if v.subject == "I03")
    assert isinstance(verdict, IndicatorVerdict)
    assert (verdict.status, verdict.value) == (Status.MET if value >= 80 else Status.UNMET, value)
    assert verdict.gap == (None if value >= 80 else 80 - value)


def form(cell: Cell) -> bytes:
    """Return a form of 市档案馆 for the end of 2025 whose one figure is in a cell."""
    basics = _rows([["政策文号", "萍府发〔2023〕21号"], ["填报单位", "市档案馆"], ["报告期", "2025Q4"]])
    titles = ["指标编号", "指标名称", "计量单位", "分子", "分母", "本期完成值", "数据来源", "情况说明"]
    head = _rows([titles])
    style = {"General": 0, "0%": 1, "0.00%": 2}.get(cell.number_format, 0)
    stored = f'<c r="F2" s="{style}"><v>{cell.raw}</v></c>'
    if cell.type is CellType.TEXT:
        stored = f'<c r="F2" t="inlineStr"><is><t xml:space="preserve">{escape(cell.raw)}</t></is></c>'
    row = f'<row r="2">{_text("I03")}{_text("非涉密政务系统上云率")}{stored}</row>'
    listed = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="rId{i}"/>' for i, n in ((1, "基本信息"), (2, "指标填报")))
    named = (("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "worksheet", "worksheets/sheet2.xml"))
    return package(
        worksheet(basics),
        workbook=f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>{listed}</sheets></workbook>',
        parts={
            "xl/worksheets/sheet2.xml": worksheet(head + row),
            "xl/_rels/workbook.xml.rels": links(REL, *named, ("rId3", "styles", "styles.xml")),
            "xl/styles.xml": STYLES,
        },
    )


def _rows(lines: list[list[str]]) -> str:
    return "".join(f"<row>{''.join(map(_text, line))}</row>" for line in lines)


def _text(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'
