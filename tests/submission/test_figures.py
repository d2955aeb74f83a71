from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pxgov_check.submission.cells import Cell, CellType
from pxgov_check.submission.dates import from_serial, parse_day, parse_period
from pxgov_check.submission.figures import Flaw, plain, read_figure
from pxgov_check.submission.number_formats import look_of


def text(raw: str) -> Cell:
    """Return a text cell."""
    return Cell(1, 1, CellType.TEXT, raw)


def number(raw: str, number_format: str = "General") -> Cell:
    """Return a number cell."""
    return Cell(1, 1, CellType.NUMBER, raw, number_format)


@pytest.mark.parametrize(
    ("cell", "unit", "value"),
    [
        (number("0.85", "0.00%"), "%", "85"),
        (number("0.84999999999999998", "0%"), "%", "85"),
        (text("85%"), "%", "85"),
        (text("８５％"), "%", "85"),
        (text("85 %"), "%", "85"),
        (number("85"), "%", "85"),
        (number("0"), "%", "0"),
        (text("5,500"), "核", "5500"),
        (text("5500核"), "核", "5500"),
        (text("1.2万"), "核", "12000"),
        (text("1.2万核"), "核", "12000"),
        (text("104万"), "万人", "104"),
        (text("104万人"), "万人", "104"),
        (text("-5"), "个", "-5"),
    ],
)
def test_one_figure_is_read(cell: Cell, unit: str, value: str) -> None:
    """What people write for one figure is read as that figure, in the indicator's unit."""
    found = read_figure(cell, unit).value
    assert found is not None
    assert plain(found) == value


@pytest.mark.parametrize(
    ("cell", "unit", "flaw"),
    [
        (number("0.85"), "%", Flaw.AMBIGUOUS_SCALE),
        (number("1"), "%", Flaw.AMBIGUOUS_SCALE),
        (text("0.85"), "%", Flaw.AMBIGUOUS_SCALE),
        (text("≥80"), "%", Flaw.NOT_ONE_FIGURE),
        (text("约80"), "%", Flaw.NOT_ONE_FIGURE),
        (text("80左右"), "%", Flaw.NOT_ONE_FIGURE),
        (text("八成"), "%", Flaw.NOT_ONE_FIGURE),
        (text("80-90"), "%", Flaw.NOT_ONE_FIGURE),
        (text("80以上"), "%", Flaw.NOT_ONE_FIGURE),
        (text("2O"), "%", Flaw.LETTER_IN_NUMBER),
        (text("l5"), "个", Flaw.LETTER_IN_NUMBER),
        (text("5500台"), "核", Flaw.WRONG_UNIT),
        (number("0.5", "0%"), "个", Flaw.WRONG_UNIT),
        (text("已完成"), "%", Flaw.NOT_A_NUMBER),
        (number("45000", "yyyy-mm-dd"), "个", Flaw.NOT_A_NUMBER),
        (text("1234567890123456"), "个", Flaw.TOO_MANY_DIGITS),
        (text("-"), "%", Flaw.BLANK),
        (text("/"), "%", Flaw.BLANK),
        (text("　"), "%", Flaw.BLANK),
        (Cell(1, 1, CellType.ERROR, "#DIV/0!"), "%", Flaw.ERROR_VALUE),
        (Cell(1, 1, CellType.BLANK, "", formula="A1"), "%", Flaw.UNCALCULATED),
        (Cell(1, 1, CellType.BOOLEAN, "TRUE"), "%", Flaw.NOT_A_NUMBER),
        (None, "%", Flaw.BLANK),
    ],
)
def test_what_is_not_one_figure_says_why(cell: Cell | None, unit: str, flaw: Flaw) -> None:
    """What is no figure, or none for certain, is never guessed."""
    assert read_figure(cell, unit).flaw is flaw


@given(value=st.decimals(min_value="0.0001", max_value=1, places=4))
def test_a_per_cent_cell_is_read_exactly(value: Decimal) -> None:
    """A per cent cell reads as a hundred times what it stores, to the last digit."""
    found = read_figure(number(repr(float(value)), "0.00%"), "%").value
    assert found == value * 100


@given(raw=st.text(max_size=40))
def test_no_text_breaks_the_reading(raw: str) -> None:
    """Any text gives a figure or a flaw."""
    figure = read_figure(text(raw), "%")
    assert figure.value is not None or figure.flaw is not None or figure.not_applicable


@given(raw=st.floats(allow_nan=True, allow_infinity=True), number_format=st.sampled_from(["General", "0", "0.0%", "@"]))
def test_no_number_breaks_the_reading(raw: float, number_format: str) -> None:
    """Any stored number, infinite ones and none too, gives a figure or a flaw."""
    figure = read_figure(number(repr(raw), number_format), "%")
    assert figure.value is not None or figure.flaw is not None


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("2025", "2025"),
        ("2025年", "2025"),
        ("2025年度", "2025"),
        ("2025H1", "2025H1"),
        ("2025年上半年", "2025H1"),
        ("2025年四季度", "2025Q4"),
        ("2025年第4季度", "2025Q4"),
        ("２０２５年第四季度", "2025Q4"),
        ("2025年12月", "2025-12"),
        ("2025-12", "2025-12"),
        ("2025-13", None),
        ("2025Q5", None),
        ("去年", None),
    ],
)
def test_periods_are_read_as_people_write_them(written: str, period: str | None) -> None:
    """A period has one canonical form, whatever it was written as."""
    found = parse_period(written)
    assert (found.text if found else None) == period


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-11-20", date(2025, 11, 20)),
        ("2025/1/2", date(2025, 1, 2)),
        ("2025年11月20日", date(2025, 11, 20)),
        ("20251120", date(2025, 11, 20)),
        ("2025年11月", None),
        ("2025-02-30", None),
    ],
)
def test_days_are_read_in_full_or_not_at_all(written: str, day: date | None) -> None:
    """A date without its day is no date."""
    assert parse_day(written) == day


def test_serials_count_as_excel_counts() -> None:
    """The 1900 system has a 29 February that never was; the 1904 system begins elsewhere."""
    assert from_serial(59, date1904=False) == date(1900, 2, 28)
    assert from_serial(60, date1904=False) is None
    assert from_serial(61, date1904=False) == date(1900, 3, 1)
    assert from_serial(0, date1904=True) == date(1904, 1, 1)


@pytest.mark.parametrize(
    ("number_format", "dated"),
    [("yyyy-mm-dd", True), ('yyyy"年"m"月"', True), ("0.00%", False), ('#,##0"度"', False), ("[Red]0", False)],
)
def test_date_formats_are_told_from_others(number_format: str, dated: bool) -> None:
    """Only marks outside quotes and brackets make a date."""
    assert look_of(number_format).is_date is dated


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("General", "82.4567"),
        ("@", "82.4567"),
        ("0", "82"),
        ("#,##0.00;[Red]-0.0", "82.46"),
        ('0.0"0000"', "82.5"),
        ("0.0\\0", "82.5"),
        ("0.00E+00", "82.4567"),
        ("0.000000", "82.4567"),
        ('0.0"' + "长" * 400 + '"', "82.5"),
    ],
)
def test_a_figure_is_shown_as_its_format_rounds_it(number_format: str, shown: str) -> None:
    """Digits count outside quotes, brackets and further sections, however long the format; without any it is whole."""
    figure = read_figure(number("82.4567", number_format), "")
    assert figure.displayed is not None
    assert plain(figure.displayed) == shown
