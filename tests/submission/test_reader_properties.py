"""Any table of cells, written in any of the kit's ways, is read back as it is."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from fuzz_reader import one_input
from kit.cells import Made, Strings, number_cell, text_cell
from kit.markup import node
from kit.parts import Writer
from kit.sheets import EXTENSION_NAMESPACES, Grid, held, worksheet
from packages import zipped
from pxgov_check.submission.cells import CellType
from pxgov_check.submission.open import read_workbook

# Lone surrogates are no characters; no file can hold them.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.integers().map(str),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
)
VALUES = st.one_of(
    TEXTS.map(lambda text: (CellType.TEXT, text)),
    NUMBERS.map(lambda raw: (CellType.NUMBER, raw)),
    st.booleans().map(lambda value: (CellType.BOOLEAN, "TRUE" if value else "FALSE")),
)
PLACES = st.tuples(st.integers(1, 1_048_576), st.integers(1, 16_384)) | st.tuples(st.integers(1, 6), st.integers(1, 6))
TABLES = st.dictionaries(PLACES, VALUES, max_size=30)


def made(kind: CellType, raw: str, chance: Random, strings: Strings) -> Made:
    """Return a cell that holds a value, stored in some way."""
    if kind is CellType.TEXT:
        return text_cell(raw, chance, strings)
    if kind is CellType.NUMBER:
        return number_cell(raw, chance)
    return Made(kind, raw, None, {"t": "b"}, (node("v", {}, "1" if raw == "TRUE" else "0"),))


@given(table=TABLES, seed=st.integers(0, 2**32), disordered=st.booleans())
def test_any_table_is_read_back(
    table: dict[tuple[int, int], tuple[CellType, str]], seed: int, disordered: bool
) -> None:
    """Addresses, types and texts survive the way into a package and out of it, in whatever order they are stored."""
    chance = Random(seed)  # noqa: S311 (hypothesis chooses)
    writer, strings = Writer(chance), Strings(kept=True, chance=chance)
    grid = Grid(chance, strings, ("General",), hidden=False, disordered=disordered)
    grid.cells = {place: made(kind, raw, chance, strings) for place, (kind, raw) in table.items()}
    grid.styles = dict.fromkeys(grid.cells, 0)
    writer.add_workbook(
        [("表", "", writer.add_sheet(worksheet(grid), EXTENSION_NAMESPACES))], date1904=False, defined_names={}
    )
    writer.add("sharedStrings.xml", strings.part())
    writer.finish(strings_named=True)
    (sheet,) = read_workbook(zipped(writer.parts)).sheets
    assert [cell for row in sheet.rows() for cell in row] == list(held(grid).values())


@given(data=st.binary(max_size=300), part=st.integers(0, 255))
def test_any_bytes_are_read_or_refused(data: bytes, part: int) -> None:
    """The fuzz target takes anything, as a file or as a part of one, without an error but the reader's own."""
    one_input(bytes([part]) + data)
