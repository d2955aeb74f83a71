from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest

from made_results import FINDING, INDICATOR, SHAPES, SUBMISSION, result_of
from pxgov_check.formats.clean import clean
from pxgov_check.formats.csv import COLUMNS, safe
from pxgov_check.model import Result
from rendering import HOSTILE_TEXTS, render

STARTERS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def _rows(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render("csv", result).removeprefix("\ufeff"), newline="")))


def test_excel_is_told_that_it_is_utf8() -> None:
    """The file begins with a BOM, and its lines end as RFC 4180 says."""
    text = render("csv", result_of(SUBMISSION))
    assert text.encode("utf-8").startswith(b"\xef\xbb\xbfkind,file,")
    assert text.count("\n") == text.count("\r\n") == 7


def test_findings_and_verdicts_are_rows_of_one_table() -> None:
    """The kind tells them apart; figures are the JSON's."""
    rows = _rows(result_of(SUBMISSION))
    assert [row["kind"] for row in rows] == ["finding"] * 3 + ["verdict"] * 3
    assert list(rows[0]) == list(COLUMNS)
    assert {row["unit"] for row in rows} == {SUBMISSION.unit}
    assert (rows[0]["value_unit"], rows[3]["value_unit"]) == ("", "%")
    assert (rows[3]["status"], rows[3]["value"], rows[3]["gap"], rows[3]["cell"]) == ("unmet", "76.8", "3.2", "H7")


@pytest.mark.parametrize(
    "text", [*STARTERS, *(f"{s}1+1" for s in STARTERS), " =1", "\u3000@a", "-1-2", "+cmd", "1e5=2"]
)
def test_no_cell_begins_a_formula(text: str) -> None:
    """Whatever a department typed, the spreadsheet shows it and does not run it; a bare dash is only a dash."""
    shown = safe(text)
    assert shown.lstrip()[0] not in STARTERS or text == "-"
    assert shown.removeprefix("'") == clean(text)


@pytest.mark.parametrize("number", ["-3.2", "+5", "-1,234.50", "-12%", "-1E-7", "0"])
def test_a_negative_number_stays_a_number(number: str) -> None:
    """No apostrophe before what is only a number."""
    assert safe(number) == number


def test_a_negative_figure_of_a_verdict_stays_a_number() -> None:
    """Decimals are written plain."""
    below = replace(INDICATOR, value=Decimal("-1.50"), reported="-1.50")
    row = _rows(result_of(replace(SUBMISSION, findings=(), verdicts=(below,))))[0]
    assert (row["value"], row["reported"]) == ("-1.5", "-1.50")


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_hostile_text_comes_back_as_text(text: str) -> None:
    """A reader gets the text in its own cell, with at most an apostrophe before it."""
    poisoned = replace(FINDING, found=text, explanation=text)
    row = _rows(result_of(replace(SUBMISSION, file=text, findings=(poisoned,))))[0]
    for column in ("file", "found", "explanation"):
        assert row[column].removeprefix("'") == clean(text).removeprefix("'")
        assert row[column].lstrip()[:1] not in STARTERS


@pytest.mark.parametrize("shape", SHAPES)
def test_every_row_has_every_column(shape: str) -> None:
    """No field is torn by a quote, a comma or a line end."""
    for row in csv.reader(io.StringIO(render("csv", SHAPES[shape]), newline="")):
        assert len(row) == len(COLUMNS)
