from __future__ import annotations

import io

import openpyxl
import pytest

from packages import MAIN, package, worksheet
from pxgov_check.errors import SubmissionError
from pxgov_check.submission.cells import Cell, CellType, Range
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.open import read_workbook


def cells(
    rows: str, *, parts: dict[str, str | bytes] | None = None, before: str = "", after: str = ""
) -> dict[str, Cell]:
    """Return the cells of a sheet by reference."""
    book = read_workbook(package(worksheet(rows, before=before, after=after), parts=parts))
    return {cell.ref: cell for row in book.sheets[0].rows() for cell in row}


def test_a_follower_of_a_shared_formula_has_its_masters_text() -> None:
    """A cell that only refers to a shared formula is known to be calculated."""
    rows = '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f><v>4</v></c></row>'
    rows += '<row r="2"><c r="A2"><f t="shared" si="0"/><v>6</v></c><c r="B2"><v>1</v></c></row>'
    found = cells(rows)
    assert [(found[r].formula, found[r].raw) for r in ("A1", "A2", "B2")] == [("B1*2", "4"), ("B1*2", "6"), (None, "1")]


def test_a_follower_stored_before_its_master_has_the_masters_text() -> None:
    """Rows may come in any order, and the text of a shared formula with them."""
    rows = '<row r="2"><c r="A2"><f t="shared" si="0"/><v>6</v></c></row>'
    rows += '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f><v>4</v></c></row>'
    assert {ref: cell.formula for ref, cell in cells(rows).items()} == {"A1": "B1*2", "A2": "B1*2"}


def test_every_cell_of_an_array_formula_is_calculated() -> None:
    """Only an array's first cell carries the formula; its other cells are marked too, their neighbours not."""
    rows = '<row r="1"><c r="A1"><f t="array" ref="A1:A2">B1:B2*2</f><v>2</v></c><c r="B1"><v>1</v></c></row>'
    rows += '<row r="2"><c r="A2"><v>4</v></c></row><row r="3"><c r="A3"><v>5</v></c></row>'
    found = cells(rows)
    assert [found[r].formula for r in ("A1", "B1", "A2", "A3")] == ["B1:B2*2", None, "B1:B2*2", None]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="A1" t="str"><f>B1</f><v/></c>', (CellType.TEXT, "", "B1")),
        ('<c r="A1"><f>B1</f></c>', (CellType.BLANK, "", "B1")),
        ('<c r="A1" t="str"><f>B1</f></c>', (CellType.BLANK, "", "B1")),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', (CellType.ERROR, "#DIV/0!", "1/0")),
        ('<c r="A1" t="b"><v>0</v></c>', (CellType.BOOLEAN, "FALSE", None)),
        ('<c r="A1" t="d"><v>2025-12-31</v></c>', (CellType.DATE, "2025-12-31", None)),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>', (CellType.TEXT, " a ", None)),
        ('<c r="A1" t="inlineStr"><is><r><t>a</t></r><rPh sb="0" eb="1"><t>x</t></rPh><r><t>b</t></r></is></c>',
         (CellType.TEXT, "ab", None)),
        ('<c r="A1" t="str"><v>_xD83D__xDE00__x005F_x000D_</v></c>', (CellType.TEXT, "\U0001f600_x000D_", None)),
        ('<c r="A1" t="str"><v>_xD83D_</v></c>', (CellType.TEXT, "_xD83D_", None)),
    ],
)  # fmt: skip
def test_each_type_of_cell_is_read_as_stored(cell: str, expected: tuple[CellType, str, str | None]) -> None:
    """Type, text and formula come as the file has them."""
    found = cells(f'<row r="1">{cell}</row>')["A1"]
    assert (found.type, found.raw, found.formula) == expected


def test_a_cell_of_style_only_is_left_out() -> None:
    """Formatting is no content."""
    assert not cells('<row r="1"><c r="A1" s="3"/><c r="B1" t="s"><v></v></c><c r="C1" t="n"><v/></c></row>')


def test_formats_come_from_the_cell_styles_only() -> None:
    """Differential formats repeat the numbers of custom formats with another meaning."""
    styles = f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="0.0%"/></numFmts>'
    styles += (
        '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf/><xf numFmtId="164"/><xf numFmtId="31"/></cellXfs>'
    )
    styles += '<dxfs><dxf><numFmt numFmtId="164" formatCode="General"/></dxf></dxfs></styleSheet>'
    rows = "".join(f'<c s="{style}"><v>1</v></c>' for style in ("0", "1", "2", "9", "²"))
    found = cells(f"<row>{rows}</row>", parts={"xl/styles.xml": styles})
    assert [c.number_format for c in found.values()] == ["General", "0.0%", "yyyy-mm-dd", "General", "General"]


def test_extensions_do_not_speak_for_the_workbook() -> None:
    """An extension's workbookPr, as Excel writes it, leaves the date system alone."""
    book = f'<workbook xmlns="{MAIN}" xmlns:r="r" xmlns:x15="y"><workbookPr date1904="1"/><sheets>'
    book += (
        '<sheet name="表" sheetId="1" r:id="rId1"/></sheets><extLst><ext><x15:workbookPr/></ext></extLst></workbook>'
    )
    assert read_workbook(package(worksheet(""), workbook=book)).date1904


def test_defined_names_of_two_scopes_stay_apart() -> None:
    """A name of one sheet does not run into the workbook's name of the same text."""
    book = f'<workbook xmlns="{MAIN}" xmlns:r="r"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets>'
    book += '<definedNames><definedName name="n">表!$A$1</definedName>'
    book += '<definedName name="n" localSheetId="0">表!$B$1</definedName>'
    read = read_workbook(package(worksheet(""), workbook=book + "</definedNames></workbook>"))
    assert read.defined_names == {"n": "表!$A$1", "表!n": "表!$B$1"}


def test_custom_properties_are_read() -> None:
    """What a template writes about itself comes back, spaces and all."""
    value = '<property name="pxcheck.unit"><vt:lpwstr> 市 &amp; 县</vt:lpwstr></property>'
    custom = f'<Properties xmlns:vt="v">{value}</Properties>'
    book = read_workbook(package(worksheet(""), parts={"docProps/custom.xml": custom}))
    assert book.properties == {"pxcheck.unit": " 市 & 县"}


def test_a_sheet_whose_part_is_missing_is_damage() -> None:
    """A sheet that is listed but not there is refused, not dropped."""
    with pytest.raises(SubmissionError) as refused:
        read_workbook(package(worksheet(""), target="worksheets/none.xml"))
    assert refused.value.key == "unreadable.damaged"


def test_two_values_at_one_address_are_damage() -> None:
    """Nobody can say which of the two is meant."""
    with pytest.raises(SubmissionError) as refused:
        cells('<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>')
    assert refused.value.key == "unreadable.damaged"


def test_a_cell_in_the_last_row_and_column_is_just_a_cell() -> None:
    """The far corner of the grid costs nothing, and what lies beyond is damage."""
    assert cells('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')["XFD1048576"].raw == "1"
    with pytest.raises(SubmissionError):
        cells('<row r="1"><c r="XFE1"><v>1</v></c></row>')


def test_merged_ranges_are_told() -> None:
    """The ranges come with the sheet, whichever corners name them."""
    book = read_workbook(package(worksheet("", after='<mergeCells><mergeCell ref="C3:A1"/></mergeCells>')))
    assert book.sheets[0].merged == (Range(1, 1, 3, 3),)


def test_rows_can_be_taken_again() -> None:
    """A sheet gives the same rows each time."""
    raw = io.BytesIO()
    book = openpyxl.Workbook()
    book.worksheets[0].append([1, "二"])
    book.save(raw)
    sheet = read_workbook(raw.getvalue()).sheets[0]
    assert list(sheet.rows()) == list(sheet.rows()) != []


@pytest.mark.parametrize(
    "where", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_in_every_part(where: str, encoding: str) -> None:
    """Entities are never declared, let alone expanded."""
    bad = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode(encoding)
    with pytest.raises(SubmissionError) as refused:
        read_workbook(package(worksheet(""), parts={where: bad}))
    assert (refused.value.rule, refused.value.key) == ("F001", "unreadable.doctype")


@pytest.mark.parametrize("element", ["c", "v", "row", "x:c", "extLst"])
def test_depth_is_counted_whatever_nests(element: str) -> None:
    """No element is exempt from the limit, not even those that are read fast or passed over."""
    deep = f'<row r="1" xmlns:x="y">{f"<{element}>" * 300}{f"</{element}>" * 300}</row>'
    with pytest.raises(SubmissionError) as refused:
        cells(deep)
    assert refused.value.key == "limit.xml_depth"


def test_cells_are_counted_over_all_sheets_and_texts_measured_everywhere() -> None:
    """A shared string over the limit is refused as a cell is."""
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 20_000))) * 2
    strings = f'<sst xmlns="{MAIN}"><si><t>{text}</t></si></sst>'
    with pytest.raises(SubmissionError) as refused:
        cells('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', parts={"xl/sharedStrings.xml": strings})
    assert refused.value.key == "limit.cell_characters"
    with pytest.raises(SubmissionError) as refused:
        read_workbook(
            package(worksheet(""), parts={"xl/sharedStrings.xml": "<sst><si/><si/></sst>"}), Limits(strings=1)
        )
    assert refused.value.key == "limit.strings"
