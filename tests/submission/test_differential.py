from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from kit.compare import Tally, compare, untrue
from kit.workbooks import make
from pxgov_check.submission import package
from pxgov_check.submission.cells import Cell, CellType, Sheet, Workbook
from pxgov_check.submission.open import read_workbook

# The full run is `python tests/exhaust.py differential` (CONTRIBUTING).
SEEDS = range(60)


def test_generated_workbooks_read_as_stored_and_as_two_libraries_read_them() -> None:
    """Every cell of sixty workbooks is as it was stored, and as openpyxl and calamine tell it or are known not to."""
    tally = compare(SEEDS)
    assert tally.unexplained == []
    assert tally.cells > 3000


def test_a_seed_always_makes_the_same_workbook() -> None:
    """A seed in a report is all that is needed to see the workbook again."""
    assert make(7) == make(7)
    assert len({make(seed).data for seed in SEEDS}) == len(SEEDS)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_it_does_not_matter_where_a_part_is_cut_into_pieces(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Parts come in pieces; cells, texts and tags that lie across a cut read as others do."""
    monkeypatch.setattr(package, "_INFLATED_PIECE", size)
    for seed in range(12):
        made = make(seed)
        assert not list(untrue(made, read_workbook(made.data)))


def _other_number(cell: Cell) -> Cell:
    return cell._replace(raw="7.25") if cell.type is CellType.NUMBER else _other_text(cell)


def _other_text(cell: Cell) -> Cell:
    return cell._replace(type=CellType.TEXT, raw=cell.raw + "x")


def _other_formula(cell: Cell) -> Cell:
    return cell._replace(formula="1+1+1")


def _other_format(cell: Cell) -> Cell:
    return cell._replace(number_format="0.0000")


@pytest.mark.parametrize("change", [_other_number, _other_text, _other_formula, _other_format, None])
def test_no_explanation_is_wide_enough_for_a_wrong_reading(change: Callable[[Cell], Cell] | None) -> None:
    """One cell changed, or dropped, in a reading that was right is seen by a library and not explained away."""
    chance, seen = Random(5), 0  # noqa: S311 (a repeatable choice, not secrecy)
    for seed in SEEDS[:30]:
        made = make(seed)
        spoilt = _spoilt(read_workbook(made.data), change, chance)
        if spoilt is not None and _both_have_an_opinion(made.data):
            tally = Tally()
            tally.add("spoilt", made.data, spoilt)
            assert tally.unexplained, (seed, spoilt)
            seen += 1
    assert seen > 12


def _spoilt(book: Workbook, change: Callable[[Cell], Cell] | None, chance: Random) -> Workbook | None:
    """Change one cell that both libraries see, where there is one."""
    cells = [(n, cell) for n, s in enumerate(book.sheets) for row in s.rows() for cell in row if _is_plain(cell)]
    if not cells:
        return None
    number, victim = chance.choice(cells)
    rows = [[cell for cell in row if change or cell is not victim] for row in book.sheets[number].rows()]
    if change:
        rows = [[change(cell) if cell is victim else cell for cell in row] for row in rows]
    held = tuple(tuple(row) for row in rows if row)
    sheets = list(book.sheets)
    sheets[number] = Sheet(sheets[number].name, lambda: iter(held), sheets[number].visibility, sheets[number].merged)
    return replace(book, sheets=tuple(sheets))


def _is_plain(cell: Cell) -> bool:
    return not cell.covered and cell.type in {CellType.NUMBER, CellType.BOOLEAN, CellType.TEXT} and bool(cell.raw)


def _both_have_an_opinion(data: bytes) -> bool:
    tally = Tally()
    tally.add("whole", data, read_workbook(data))
    silent = {"strict", "utf-16", "marked-text", "workbook-elsewhere", "missing-part", "boolean-word"}
    return not silent & tally.explained.keys()
