"""Cells of workbooks with shared strings are known by their strings, wherever these stand in the table."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from one_sheet import rows, sharing, sheet, sheets_known
from pxgov_check.errors import SubmissionError
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.remembered_cells import LAST_KNOWN_ROW, LONGEST_STRING, MEMORY, MOST_STRINGS
from pxgov_check.submission.spelled_strings import SharedStrings, SpelledRows, string_of

pytestmark = pytest.mark.usefixtures("nothing_remembered")

_ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="B1" t="inlineStr"><is><t>乙</t></is></c></row>'
# Signs that could become markup, an escape, a reference or the sign of a spelled string.
_ODD = st.text(st.sampled_from('甲1<>&;"\x00\x01\x02234_x \n') | st.characters(codec="utf-8"), max_size=12)


def test_a_string_at_another_place_of_the_table_is_known_all_the_same() -> None:
    """The cells are the very ones of the form before, though every index is another."""
    for _ in range(2):
        rows(sharing(_ROW))
    known = rows(sharing(_ROW))[0]
    again = rows(sharing(_ROW, before=("丙", "丁", "乙")))[0]
    assert [one.raw for one in again] == ["甲", "乙"]
    assert [one is other for one, other in zip(known, again, strict=True)] == [True, True]


def test_another_string_at_the_same_place_is_another_string() -> None:
    """An index says nothing of another workbook."""
    row = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'
    for text in "甲乙甲乙甲":
        assert [one.raw for one in rows(sheet(row, strings=(text,)))[0]] == ["1", text]


def test_a_form_with_a_table_and_one_without_are_known_apart() -> None:
    """What is stored otherwise says the same."""
    for _ in range(4):
        assert [one.raw for made in (sharing, sheet) for one in rows(made(_ROW))[0]] == ["甲", "乙"] * 2


@settings(deadline=None)
@given(strings=st.lists(_ODD, min_size=1, max_size=8))
def test_any_string_comes_back_as_it_was(strings: list[str]) -> None:
    """Whatever signs it has, spelled out between two cells it is what it was, and places between cells are found."""
    table = SharedStrings(strings)
    text = "".join(f'<c r="A{n}" t="s"><v>{n}</v></c>' for n in range(len(strings)))
    spelled = table.spell(text)
    assert spelled is not None
    cells = spelled.text.split("</v></c>")[:-1]
    assert [string_of(cell.partition("<v>")[2]) for cell in cells] == strings
    assert [spelled.given_place(spelled.text.index(f'<c r="A{n}"')) for n in range(len(strings))] == [
        text.index(f'<c r="A{n}"') for n in range(len(strings))
    ]


@pytest.mark.parametrize(
    ("stored", "string"),
    [
        ("&lt;c r=&quot;B1&quot;&gt;", '<c r="B1">'),
        ("&lt;/row&gt;&amp;lt;", "</row>&lt;"),
        ("甲&lt;/v&gt;&lt;/c&gt;&lt;c r=&quot;C1&quot;&gt;&lt;v&gt;3", '甲</v></c><c r="C1"><v>3'),
        ("_x0001_甲", "\x01甲"),
        ("_x0002_3", "\x023"),
        ("_x005F_x0041_", "_x0041_"),
        ("", ""),
    ],
)
def test_what_looks_like_markup_stays_text(stored: str, string: str) -> None:
    """A string that could end a row, begin a cell or be an escape is read the same at any time."""
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>2</v></c></row>'
    for _ in range(4):
        assert [one.raw for one in rows(sheet(row, strings=(stored,)))[0]] == [string, "2"]


def test_a_long_string_is_never_spelled_out() -> None:
    """A few cells with one string cannot make a text a thousand times as long; they are read anew each time."""
    long = "字" * (LONGEST_STRING + 1)
    text = '<c r="A1" t="s"><v>0</v></c>' * 1000
    spelled = SharedStrings([long]).spell(text)
    assert spelled is not None
    assert spelled.text == text
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    for one in (long, "短" * (LONGEST_STRING + 1), long) * 2:
        assert rows(sheet(row, strings=(one,)))[0][0].raw == one
    longest = SharedStrings(["字" * LONGEST_STRING]).spell(text)
    assert longest is not None
    assert len(longest.text) < 12 * len(text)


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param('<c r="A1" t="s"><v>2</v></c>', id="an-index-that-is-not-there"),
        pytest.param('<c r="A1" t="s"><v>9999999</v></c>', id="an-index-far-out"),
        pytest.param('<c r="A1" t="s"><v>\x01甲</v></c>', id="the-sign-of-a-spelled-string"),
        pytest.param('<c r="A1" t="s"><v>甲</v></c>', id="no-index"),
    ],
)
def test_what_is_no_index_is_damage_however_much_is_known(cell: str) -> None:
    """It is refused alone, and after forms that say the same string."""
    broken = sheet(f'<row r="1">{cell}</row>', strings=("甲", "乙"))
    for _ in range(4):
        with pytest.raises(SubmissionError) as refused:
            rows(broken)
        assert refused.value.rule == "F001"
        rows(sharing(_ROW))


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="s"><f>B1</f><v>0</v></c>',
        '<c r="A1" t="s"><v>0</v ></c>',
        '<c r="A1" t="s"><v> 0</v></c>',
        '<c r="A1" t="s"><v>00000000</v></c>',
    ],
)
def test_a_cell_whose_index_is_not_spelled_out_is_never_known(cell: str) -> None:
    """It is refused, or has the string of its own workbook."""
    told = []
    for text in "甲乙甲乙甲":
        try:
            told.append(rows(sheet(f'<row r="1">{cell}</row>', strings=(text,)))[0][0].raw)
        except SubmissionError:
            told.append("refused")
    assert told in (["甲", "乙", "甲", "乙", "甲"], ["refused"] * 5)


def test_of_a_workbook_with_many_strings_nothing_is_remembered() -> None:
    """A table of thousands is of a list, not of a form."""
    book = sharing(_ROW, before=tuple(f"第{n}项" for n in range(MOST_STRINGS)))
    for _ in range(3):
        assert [one.raw for one in rows(book)[0]] == ["甲", "乙"]
    assert sheets_known() == []


def test_rows_further_down_are_read_with_their_strings() -> None:
    """Those that may be known and those below them, in one piece and the next."""
    table = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>第{n % 90}项</t></is></c></row>'
        for n in range(1, LAST_KNOWN_ROW + 20_000)
    )
    for _ in range(3):
        told = [row[0].raw for row in rows(sharing(table))]
        assert told == [f"第{n % 90}项" for n in range(1, LAST_KNOWN_ROW + 20_000)]


def test_odd_rows_and_items_do_not_make_the_rest_read_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text is spelled out once, however many of its rows go the longer way, and is read as it is alone."""
    spelled: list[int] = []
    spell = SharedStrings.spell

    def watched(table: SharedStrings, text: str) -> SpelledRows | None:
        spelled.append(len(text))
        return spell(table, text)

    monkeypatch.setattr(SharedStrings, "spell", watched)
    odd = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>{n % 2}</v></c><!-- 注 --></row><row r="{n + 1}"><c r="A{n + 1}"/></row>'
        for n in range(1, 100, 2)
    )
    book = sheet(odd, strings=("甲<!-- 注 -->", "乙"))
    told = [[one.raw for row in rows(book) for one in row] for _ in range(4)]
    assert told == [["乙"] * 50] * 4
    assert len(spelled) == 3


def test_a_string_within_a_limit_is_refused_under_a_lower_one() -> None:
    """A limit holds though the table's strings are known, and for one that no cell has."""
    book = sheet(_ROW, strings=("长" * 50,))
    for _ in range(3):
        rows(book)
    with pytest.raises(SubmissionError) as refused:
        rows(book, Limits(cell_characters=49))
    assert refused.value.key == "limit.cell_characters"


def test_what_is_remembered_of_strings_has_a_bound() -> None:
    """Strings that never come again do not add up."""
    most = 0
    for n in range(60):
        book = sheet("", strings=tuple(f"{n}-{m}-{'字' * 100}" for m in range(400)))
        rows(book)
        most = max(most, len(MEMORY.strings), len(MEMORY.spelled))
    assert 400 < most < 10_000
