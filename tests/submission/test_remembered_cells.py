"""What is remembered of the cells of one workbook changes nothing in how the next is read."""

from __future__ import annotations

from random import Random

import pytest

from kit.workbooks import make
from one_sheet import rows, sheet, sheets_known
from packages import package, worksheet
from pxgov_check.errors import SubmissionError
from pxgov_check.submission.cells import Cell, CellType, Row
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.open import read_workbook
from pxgov_check.submission.remembered_cells import LAST_KNOWN_ROW, MEMORY, MOST_CHARACTERS, MOST_FAMILIES

pytestmark = pytest.mark.usefixtures("nothing_remembered")

_ONE = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="B1" s="1"><v>0.5</v></c><c r="C1"/></row>'


def learnt(*workbooks: bytes) -> None:
    """Read workbooks so often that their cells are remembered."""
    for _ in range(3):
        for one in workbooks:
            rows(one)


def alone(data: bytes) -> list[Row]:
    """Read a workbook with nothing remembered."""
    MEMORY.forget()
    return rows(data)


def test_workbooks_read_the_same_in_any_order_and_alone() -> None:
    """Whatever was read before it, a workbook means what it means alone."""
    made = [make(seed).data for seed in range(120)]
    expected = []
    for data in made:
        MEMORY.forget()
        expected.append([list(one.rows()) for one in read_workbook(data).sheets])
    MEMORY.forget()
    order = list(range(len(made))) * 4
    Random(7).shuffle(order)  # noqa: S311 (a repeatable order, not secrecy)
    for n in order:
        assert [list(one.rows()) for one in read_workbook(made[n]).sheets] == expected[n]


def test_what_comes_again_is_taken_from_memory() -> None:
    """The same cell of a third form is the very one of the second; of the first nothing is kept."""
    first, second, third = rows(sheet(_ONE)), rows(sheet(_ONE)), rows(sheet(_ONE))
    assert first == second == third
    assert first[0][0] is not second[0][0]
    assert second[0][0] is third[0][0]


def test_a_cell_that_is_not_known_is_read_between_those_that_are() -> None:
    """A row of which a form fills in a cell keeps its order, and its empty cells stay empty."""
    learnt(sheet(_ONE))
    filled = sheet(_ONE.replace("<v>0.5</v>", "<v>0.75</v>"))
    assert [(one.ref, one.raw) for one in rows(filled)[0]] == [("A1", "甲"), ("B1", "0.75")]
    filled = sheet(_ONE.replace('<c r="C1"/>', '<c r="C1"><v>3</v></c>').replace(">甲<", ">乙<"))
    assert [(one.ref, one.raw) for one in rows(filled)[0]] == [("A1", "乙"), ("B1", "0.5"), ("C1", "3")]


def test_the_same_text_in_another_style_sheet_has_its_number_format() -> None:
    """Style 1 is what the workbook's own styles say."""
    percent, plain = (sheet(_ONE, formats=("0", look)) for look in ("0%", "0.00"))
    learnt(percent, plain)
    assert [rows(one)[0][1].number_format for one in (percent, plain)] == ["0%", "0.00"]


def test_the_same_index_in_another_table_of_strings_is_another_string() -> None:
    """Shared strings are looked up anew in each workbook."""
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    one, other = sheet(row, strings=("甲",)), sheet(row, strings=("乙",))
    learnt(one, other)
    assert [rows(book)[0][0].raw for book in (one, other)] == ["甲", "乙"]


def test_the_same_follower_has_the_formula_of_its_own_workbook() -> None:
    """A cell that follows a shared formula, though it says no more than that it has one, is read anew."""
    follower = '<row r="2"><c r="A2"><f></f><v>1</v></c></row>'
    master = '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="">{}</f><v>1</v></c></row>'
    books = [sheet(master.format(formula) + follower) for formula in ("B1", "C1")]
    learnt(sheet(follower), *books)
    assert [rows(book)[1][0].formula for book in books] == ["B1", "C1"]
    assert rows(sheet(follower))[0][0].formula == ""


def test_a_row_that_is_hidden_is_not_the_one_that_is_seen() -> None:
    """The same cells behind another tag, or in a hidden sheet, are hidden."""
    hidden = sheet(_ONE.replace('<row r="1">', '<row r="1" hidden="1">'))
    learnt(sheet(_ONE), hidden)
    assert [one.hidden for book in (sheet(_ONE), hidden) for one in rows(book)[0]] == [False, False, True, True]


def test_a_prefix_that_is_known_elsewhere_has_to_be_declared_here() -> None:
    """A row whose tag needs a declaration is damage in a sheet that lacks it, though others have it."""
    row = _ONE.replace('<row r="1">', '<row r="1" x:a="1">')
    declared = package(worksheet(row).replace("<worksheet ", '<worksheet xmlns:x="urn:x" ', 1))
    learnt(declared)
    assert rows(declared)
    with pytest.raises(SubmissionError):
        rows(package(worksheet(row)))


def test_two_cells_at_one_address_are_refused_though_both_are_known() -> None:
    """Nobody can say which of them is meant."""
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    learnt(sheet(first), sheet(first.replace("<v>1", "<v>2")))
    with pytest.raises(SubmissionError):
        rows(sheet('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'))


def test_known_cells_out_of_order_are_put_in_order() -> None:
    """Cells and rows come from the left and from the top, however they are stored."""
    a, b = '<c r="A1"><v>1</v></c>', '<c r="B1"><v>2</v></c>'
    second = '<row r="2"><c r="A2"><v>3</v></c></row>'
    learnt(sheet(f'<row r="1">{a}{b}</row>{second}'))
    turned = rows(sheet(f'{second}<row r="1">{b}{a}</row>'))
    assert [[one.ref for one in row] for row in turned] == [["A1", "B1"], ["A2"]]


def test_a_cell_in_the_wrong_row_is_not_the_known_one() -> None:
    """A reference that names another row goes the longer way."""
    learnt(sheet(_ONE))
    stray = sheet('<row r="2"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>')
    assert rows(stray) == alone(stray)


def test_rows_around_an_odd_one_are_read_as_they_are_alone() -> None:
    """A row of no usual shape between known ones, and rows that are empty elements, change nothing around them."""
    usual = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 6))
    odd = usual.replace('<c r="A3"><v>3</v></c>', '<c r="A3"><!-- 注 --><v>3</v></c><c r="B3"><v>9</v></c>')
    empty = usual.replace('<row r="3"><c r="A3"><v>3</v></c></row>', '<row r="3" ht="3"/><row r="8"/>')
    bad = usual.replace('<row r="3">', '<row r="3" 1x="1">')
    for changed in (odd, empty):
        expected = alone(sheet(changed))
        learnt(sheet(usual))
        assert rows(sheet(changed)) == expected
        assert rows(sheet(changed)) == expected
    learnt(sheet(usual))
    with pytest.raises(SubmissionError):
        rows(sheet(bad))


def test_a_cell_that_was_within_a_limit_is_refused_under_a_lower_one() -> None:
    """A limit holds whatever is remembered."""
    long = sheet(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"长" * 50}</t></is></c></row>')
    learnt(long)
    with pytest.raises(SubmissionError) as refused:
        rows(long, Limits(cell_characters=49))
    assert refused.value.key == "limit.cell_characters"


def test_what_is_remembered_has_a_bound() -> None:
    """Cells that never come again, and styles that never do, do not add up."""
    for n in range(400):
        table = "".join(
            f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{n}-{row}-{"字" * 200}</t></is></c></row>'
            for row in range(1, LAST_KNOWN_ROW + 40)
        )
        assert len(rows(sheet(table))) == LAST_KNOWN_ROW + 39
    kept = [known for sheet in sheets_known() for known in sheet.rows.values()]
    assert 0 < sum(len(piece) for known in kept for piece in known) < MOST_CHARACTERS
    for n in range(MOST_FAMILIES * 3):
        assert rows(sheet(_ONE, formats=("0", f"0.{'0' * n}")))[0][1].type is CellType.NUMBER
    assert len(MEMORY.families) <= MOST_FAMILIES


def test_no_row_below_a_forms_table_is_remembered() -> None:
    """Of a table of thousands of rows nothing is kept but its top."""
    table = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, LAST_KNOWN_ROW + 500))
    learnt(sheet(table))
    assert rows(sheet(table)) == [(Cell(n, 1, CellType.NUMBER, str(n)),) for n in range(1, LAST_KNOWN_ROW + 500)]
    assert sum(len(one.rows) for one in sheets_known()) == LAST_KNOWN_ROW
