"""That rows begin as those of a template did changes nothing in how they are read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from one_sheet import rows, sharing, sheet, sheets_known
from pxgov_check.errors import SubmissionError
from pxgov_check.submission.cells import Row
from pxgov_check.submission.remembered_cells import LAST_KNOWN_ROW, MOST_CHARACTERS

pytestmark = pytest.mark.usefixtures("nothing_remembered")


def form(figure: int) -> str:
    """Return the rows of a form: of each what the template says, then a figure."""
    return "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>I0{n}</t></is></c><c r="B{n}" s="1"/>'
        f'<c r="C{n}"><f>1+{n}</f><v>{n + 1}</v></c><c r="D{n}"><v>{figure}</v></c></row>'
        for n in range(2, 6)
    )


def expected() -> list[str]:
    """Return the texts with which rows are expected to begin."""
    return [one.text for known in sheets_known() for one in known.beginnings.values()]


def outcome(data: bytes) -> object:
    """Return the rows of the first sheet, or why there are none."""
    try:
        return rows(data)
    except SubmissionError as error:
        return error.key


def test_rows_are_expected_to_begin_as_their_template_does() -> None:
    """What forms have in common at the beginning of a row is found, and no answer is in it."""
    for figure in range(10, 16):
        rows(sheet(form(figure)))
    assert expected() == [row.partition('<c r="D')[0] for row in form(0).split("</row>")[:-1]]


def test_one_odd_form_changes_nothing_in_what_is_expected() -> None:
    """It takes two forms in succession that begin otherwise."""
    for figure in range(10, 16):
        rows(sheet(form(figure)))
    usual, odd = expected(), sheet(form(7).replace("I03", "I3").replace('<c r="B4" s="1"/>', ""))
    for _ in range(4):
        rows(odd)
        rows(sheet(form(8)))
    assert expected() == usual
    rows(odd)
    rows(odd)
    assert [one == other for one, other in zip(expected(), usual, strict=True)] == [True, False, False, True]


_TURNED = '<c r="A3" t="inlineStr"><is><t>I03</t></is></c><c r="B3" s="1"/>'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(">I03<", ">I3<", id="another-cell"),
        pytest.param("<f>1+3</f>", "<f>1+33</f>", id="a-cell-cut-in-the-middle"),
        pytest.param("</f><v>4</v></c>", "</f><v>4</v><!-- 注 --></c>", id="a-comment-in-it"),
        pytest.param('<c r="D3">', '<!-- 注 --><c r="D3">', id="a-comment-behind-it"),
        pytest.param('<c r="D3">', '<![CDATA[</row>]]><c r="D3">', id="an-ending-that-is-none"),
        pytest.param('<c r="D3">', '字<c r="D3">', id="text-behind-it"),
        pytest.param('<c r="D3"><v>9</v></c>', "", id="nothing-behind-it"),
        pytest.param('<c r="D3"><v>9</v></c>', "</c>", id="an-end-too-many"),
        pytest.param('<c r="D3">', '<c r="C3">', id="goes-on-at-its-last-column"),
        pytest.param('<c r="D3">', '<c r="B3">', id="goes-on-at-a-column-within"),
        pytest.param('<c r="D3"><v>9</v></c>', '<c r="A3" t="inlineStr"><is><t>I03</t></is></c>', id="begins-again"),
        pytest.param('<c r="D3">', '<c r="D4">', id="goes-on-in-another-row"),
        pytest.param('<c r="D3">', "<c>", id="goes-on-without-a-reference"),
        pytest.param('<c r="D3">', '<c r="D3" t="s">', id="goes-on-with-a-shared-string"),
        pytest.param(_TURNED, '<c r="B3" s="1"/>' + _TURNED.removesuffix('<c r="B3" s="1"/>'), id="in-another-order"),
        pytest.param('<row r="3">', '<row r="3" hidden="1">', id="another-tag"),
        pytest.param('<row r="3">', '<row r="9"/><row r="3">', id="behind-an-empty-row"),
        pytest.param('<row r="3">', '<row r="9" 1x="1"/><row r="3">', id="behind-an-empty-row-that-is-no-xml"),
        pytest.param('<row r="3">', '<row r="2"><c r="E2"><v>9</v></c></row><row r="3">', id="a-row-twice"),
        pytest.param('<row r="4">', '<row r="3"><c r="E3"><v>9</v></c></row><row r="4">', id="that-row-twice"),
        pytest.param('<row r="3">', '<row><c r="A7"><v>9</v></c></row><row r="3">', id="behind-a-row-without-number"),
        pytest.param("</v></c></row>", "</v></c></row>\n", id="line-feeds-between-rows"),
        pytest.param("<c ", "\n<c ", id="line-feeds-between-cells"),
    ],
)
@pytest.mark.parametrize("made", [sheet, sharing])
def test_a_row_that_goes_another_way_than_it_begins_is_read_as_it_is_alone(
    old: str, new: str, made: Callable[[str], bytes]
) -> None:
    """Whatever differs in a row, or around it, means what it means in a form that comes alone, and so does the rest."""
    changed = made(form(9).replace(old, new))
    assert form(9).replace(old, new) != form(9)
    first = outcome(changed)
    for figure in range(10, 16):
        rows(made(form(figure)))
    assert len(expected()) == 4
    for _ in range(4):
        assert outcome(changed) == first
        assert rows(made(form(9))) == by_handlers(form(9))


def by_handlers(inside: str) -> list[Row]:
    """Return what the handlers read, which remember nothing."""
    return rows(sheet("<!-- 注 -->" + inside.replace("<c ", "<!-- 注 --><c ")))


def test_no_follower_of_a_shared_formula_is_expected() -> None:
    """A row's beginning ends before the first cell that says something else in another workbook."""
    row = (
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f t="shared" si="0" ref="B2:B3">A2</f><v>1</v></c></row>'
        '<row r="3"><c r="A3"><v>1</v></c><c r="B3"><f t="shared" si="0"/><v>1</v></c><c r="C3"><v>3</v></c></row>'
    )
    for _ in range(6):
        rows(sheet(row))
    assert expected() == [f'<row r="{n}"><c r="A{n}"><v>1</v></c>' for n in (2, 3)]


def test_columns_that_are_hidden_hide_the_cells_of_a_beginning() -> None:
    """A form that hides a column hides it in that form alone."""
    concealing = sheet(form(9), before='<cols><col min="1" max="1" hidden="1"/></cols>')
    for figure in range(10, 16):
        rows(sheet(form(figure)))
    for _ in range(3):
        assert [one.hidden for one in rows(concealing)[0]] == [True, False, False]
        assert [one.hidden for one in rows(sheet(form(9)))[0]] == [False, False, False]


def test_what_is_expected_of_rows_has_a_bound() -> None:
    """One long row that comes behind a different one each time does not add up."""
    long = f'<row r="{LAST_KNOWN_ROW}"><c r="A{LAST_KNOWN_ROW}" t="inlineStr"><is><t>{"字" * 32000}</t></is></c></row>'
    kept = []
    for n in range(1, LAST_KNOWN_ROW):
        for _ in range(4):
            assert len(rows(sheet(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>{long}'))) == 2
        kept.append(sum(map(len, expected())))
    assert MOST_CHARACTERS // 2 < max(kept) < MOST_CHARACTERS
