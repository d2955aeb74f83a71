from __future__ import annotations

import gc
import io
from datetime import datetime

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from kit.workbooks import make
from packages import MAIN, STRICT, STRICT_REL, package, worksheet
from pxgov_check.errors import SubmissionError
from pxgov_check.submission.cells import Cell, CellType, Visibility
from pxgov_check.submission.dates import cell_day
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.open import read_workbook


def cells(data: bytes) -> dict[str, Cell]:
    """Return the cells of the first sheet by reference."""
    return {cell.ref: cell for row in read_workbook(data).sheets[0].rows() for cell in row}


def test_every_value_agrees_with_openpyxl() -> None:
    """Texts, numbers, booleans, formats and formulas read as openpyxl wrote them."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    values: list[bool | float | str] = [
        0,
        -1.5,
        1e-7,
        123456789012345,
        0.3,
        True,
        "文字",
        " 前后 ",
        "a&<b>\"'",
        "_x000D_",
        "=1+1",
    ]
    for row, value in enumerate(values, 1):
        sheet.cell(row, 1).value = value
        sheet.cell(row, 2).value = row / 100
        sheet.cell(row, 2).number_format = "0.0%"
    sheet["C1"] = datetime(2025, 12, 31)  # noqa: DTZ001 (Excel knows no zone)
    sheet["D1"].fill = PatternFill("solid", fgColor="FF0000")
    raw = io.BytesIO()
    book.save(raw)
    found = cells(raw.getvalue())
    for row, value in enumerate(values, 1):
        cell = found[f"A{row}"]
        if isinstance(value, bool):
            assert (cell.type, cell.raw) == (CellType.BOOLEAN, "TRUE")
        elif isinstance(value, int | float):
            assert (cell.type, float(cell.raw)) == (CellType.NUMBER, value)
        elif value == "=1+1":
            assert (cell.type, cell.formula, cell.raw) == (CellType.BLANK, "1+1", "")
        elif value != "_x000D_":
            assert (cell.type, cell.raw) == (CellType.TEXT, value)
        assert found[f"B{row}"].number_format == "0.0%"
    assert cell_day(found["C1"], date1904=False) == datetime(2025, 12, 31).date()  # noqa: DTZ001
    assert "D1" not in found


def test_shared_strings_come_without_phonetic_runs_and_with_escapes_decoded() -> None:
    """Rich runs are joined, phonetic guides left out, _x0041_ is A."""
    strings = f'<sst xmlns="{MAIN}" count="9" uniqueCount="2147483648"><si><r><t>上</t></r><r><t>云</t></r>'
    strings += "<rPh><t>shang</t></rPh></si><si><t>_x0041_B</t></si></sst>"
    data = package(
        worksheet('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'),
        parts={"xl/sharedStrings.xml": strings},
    )
    found = cells(data)
    assert (found["A1"].raw, found["B1"].raw) == ("上云", "AB")


def test_a_strict_workbook_is_read() -> None:
    """ISO Strict namespaces read like the usual ones."""
    sheet = worksheet('<row r="1"><c r="A1"><v>5</v></c></row>', main=STRICT)
    assert cells(package(sheet, main=STRICT, rel=STRICT_REL))["A1"].raw == "5"


def test_prefixed_and_utf16_parts_are_read() -> None:
    """A part may carry prefixes and be UTF-16."""
    sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>表</x:t>'
    sheet += "</x:is></x:c></x:row></x:sheetData></x:worksheet>"
    utf16 = ('<?xml version="1.0" encoding="UTF-16"?>' + sheet).encode("utf-16")
    assert cells(package("", parts={"xl/worksheets/sheet1.xml": utf16}))["A1"].raw == "表"


def test_rows_and_cells_without_references_stand_in_order() -> None:
    """Without r attributes a cell stands after the one before it."""
    found = cells(package(worksheet("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")))
    assert {ref: cell.raw for ref, cell in found.items()} == {"A1": "1", "B1": "2", "A2": "3"}


def test_rows_out_of_order_are_sorted() -> None:
    """Rows and cells are given from the top left, however they are stored."""
    stored = '<row r="3"><c r="B3"><v>3</v></c><c r="A3"><v>2</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'
    rows = list(read_workbook(package(worksheet(stored))).sheets[0].rows())
    assert [[cell.ref for cell in row] for row in rows] == [["A1"], ["A3", "B3"]]


def test_the_declared_dimension_is_not_trusted() -> None:
    """A sheet that says A1 is read to its end, as WPS writes it."""
    sheet = worksheet('<row r="9"><c r="C9"><v>7</v></c></row>', before='<dimension ref="A1"/>')
    assert cells(package(sheet))["C9"].raw == "7"


def test_what_is_hidden_or_covered_is_marked() -> None:
    """Cells of hidden rows, hidden columns and merged ranges are kept and flagged."""
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>'
    rows += '<row r="2" hidden="1"><c r="A2"><v>4</v></c></row>'
    sheet = worksheet(
        rows,
        before='<cols><col min="2" max="2" hidden="1"/></cols>',
        after='<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>',
    )
    found = cells(package(sheet))
    assert [found[r].hidden for r in ("A1", "B1", "C1", "A2")] == [False, True, False, True]
    assert [found[r].covered for r in ("A1", "B1", "C1", "A2")] == [False, True, True, False]


def test_a_hidden_sheet_and_1904_dates_are_told() -> None:
    """Sheet states and the date system come from the workbook part."""
    book = f'<workbook xmlns="{MAIN}" xmlns:r="r"><workbookPr date1904="1"/><sheets>'
    book += '<sheet name="藏" sheetId="1" state="veryHidden" r:id="rId1"/></sheets></workbook>'
    read = read_workbook(package(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'), workbook=book))
    assert (read.date1904, read.sheets[0].visibility) == (True, Visibility.VERY_HIDDEN)
    assert next(iter(read.sheets[0].rows()))[0].hidden


def test_parts_may_be_named_absolutely() -> None:
    """A relationship may name its part from the root of the package."""
    data = package(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'), target="/xl/worksheets/sheet1.xml")
    assert cells(data)["A1"].raw == "1"


@pytest.mark.parametrize(
    "sheet",
    [
        "<worksheet><sheetData>",
        worksheet('<row r="0"><c><v>1</v></c></row>'),
        worksheet('<row r="1"><c r="A1" t="s"><v>9</v></c></row>'),
        worksheet('<row r="1"><c r="?"><v>9</v></c></row>'),
    ],
)
def test_a_broken_sheet_is_damaged(sheet: str) -> None:
    """Broken XML, an impossible row, cell or string is F001, never a traceback."""
    with pytest.raises(SubmissionError) as refused:
        read_workbook(package(sheet))
    assert (refused.value.rule, refused.value.key) == ("F001", "unreadable.damaged")


@pytest.mark.parametrize(
    ("limits", "key"),
    [
        (Limits(cells=1), "limit.cells"),
        (Limits(cell_characters=2), "limit.cell_characters"),
        (Limits(zip_entries=2), "limit.zip_entries"),
        (Limits(entry_bytes=10), "limit.entry_bytes"),
        (Limits(file_bytes=10), "limit.file_bytes"),
        (Limits(sheets=0), "limit.sheets"),
        (Limits(xml_depth=2), "limit.xml_depth"),
    ],
)
def test_each_limit_is_held(limits: Limits, key: str) -> None:
    """A file over a limit is F014, naming the limit, its value and what was found."""
    row = '<row r="1"><c r="A1"><v>123</v></c><c r="B1"><v>456</v></c></row>'
    with pytest.raises(SubmissionError) as refused:
        read_workbook(package(worksheet(row)), limits)
    assert (refused.value.rule, refused.value.key) == ("F014", key)
    assert refused.value.params.keys() == {"limit", "found", "option"}


def test_a_workbook_that_was_read_leaves_no_circles() -> None:
    """Whoever reads thousands of forms has the memory of each back at once, without the garbage collector."""
    made = [make(seed).data for seed in range(500, 520)]
    for data in made:
        read_workbook(data)
    gc.collect()
    gc.disable()
    try:
        for data in made:
            read_workbook(data)
        assert gc.collect() == 0
    finally:
        gc.enable()
