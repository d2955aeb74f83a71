from __future__ import annotations

import itertools
import re

import pytest

from kit.twisted import differing
from kit.workbooks import make
from packages import MAIN, package, worksheet
from pxgov_check.errors import SubmissionError
from pxgov_check.submission import package as packages_read
from pxgov_check.submission import remembered, strings, styles, usual, usual_rows
from pxgov_check.submission.cells import Cell, Range, Workbook
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.open import read_workbook

# With no root of the usual shape, all goes the longer way.
_NEVER = re.compile(rb"(?!)")

_ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
_HIDDEN_ROW = '<row r="2"><c r="A2"><v>2</v></c></row>'


def content(book: Workbook) -> object:
    """Return all that was read, to be compared."""
    return tuple((s.name, s.visibility, s.merged, tuple(s.rows())) for s in book.sheets)


def cells(rows: str, *, before: str = "", after: str = "") -> dict[str, Cell]:
    """Return the cells of a sheet by reference."""
    book = read_workbook(package(worksheet(rows, before=before, after=after)))
    return {cell.ref: cell for row in book.sheets[0].rows() for cell in row}


def test_the_pattern_and_the_handlers_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a part looks like, the shorter way comes to what the longer way comes to."""
    made = [make(seed).data for seed in range(150)]
    short = [content(read_workbook(data)) for data in made]
    monkeypatch.setattr(usual, "ROOT", _NEVER)
    assert short == [content(read_workbook(data)) for data in made]


def test_settings_and_styles_read_the_same_without_their_patterns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Merged ranges, hidden columns and number formats come the same from a pattern and from the handlers."""
    made = [make(seed).data for seed in range(300, 400)]
    short = [content(read_workbook(data)) for data in made]
    never = re.compile("(?!)")
    monkeypatch.setattr(usual_rows, "_MERGES", never)
    monkeypatch.setattr(usual_rows, "_COLUMN_WIDTHS", never)
    monkeypatch.setattr(styles, "_XFS", never)
    assert short == [content(read_workbook(data)) for data in made]


@pytest.mark.parametrize("first", range(0, 2000, 500))
def test_what_slips_into_a_part_is_judged_the_same_without_the_patterns(first: int) -> None:
    """What expat refuses is refused, and what it accepts means the same, though the patterns spare it most bytes."""
    assert [part for seed in range(first, first + 500) if (part := differing(seed)) is not None] == []


@pytest.mark.parametrize(
    ("xfs", "formats"),
    [
        ('<xf/><xf numFmtId="9"/>', ["General", "0%"]),
        ('<xf xfId="0" numFmtId="9" ><alignment wrapText="1"/><protection/></xf><xf numFmtId="10"/>', ["0%", "0.00%"]),
        ('<xf numFmtId="9"><xf numFmtId="1"/></xf><xf numFmtId="10"/>', ["0%", "0.00%"]),
        ("<!-- <xf/> --><xf numFmtId='9'/><other numFmtId=\"1\"/><xf\nnumFmtId='10'/>", ["0%", "0.00%"]),
        ('<xf x="numFmtId" numFmtId="9"/><xf otherNumFmtId="1"/>', ["0%", "General"]),
    ],
)
def test_each_cell_style_is_counted_once(xfs: str, formats: list[str]) -> None:
    """Styles are numbered as they stand in cellXfs, whatever stands within or between them."""
    part = f'<styleSheet xmlns="{MAIN}"><cellStyleXfs><xf numFmtId="3"/></cellStyleXfs>'
    part += f"<cellXfs>{xfs}</cellXfs></styleSheet>"
    row = "".join(f'<c r="{letter}1" s="{style}"><v>1</v></c>' for style, letter in enumerate("AB"))
    book = read_workbook(package(worksheet(f'<row r="1">{row}</row>'), parts={"xl/styles.xml": part}))
    assert [cell.number_format for row_ in book.sheets[0].rows() for cell in row_] == formats


@pytest.mark.parametrize(
    ("cols", "hidden"),
    [
        ('<col min="1" max="1" width="9"/><col min="2" max="16384" hidden="1"/>', [False, True]),
        ('<col min="1" max="1" width="0" customWidth="1" /><col min="2" max="2" width="0.5"/>', [True, False]),
        ("<col min='1' max='1' hidden='true'/><!-- <col min='2' max='2' hidden='1'/> -->", [True, False]),
        ('<col min="1" max="1" hidden="false"/><col min="2" max="2" hidden="0"/>', [False, False]),
    ],
)
def test_hidden_columns_are_known_however_they_are_written(cols: str, hidden: list[bool]) -> None:
    """A column is hidden by its mark, or for having no width."""
    row = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row>'
    assert [cell.hidden for cell in cells(row, before=f"<cols>{cols}</cols>").values()] == hidden


@pytest.mark.parametrize("size", [1, 7, 100, 1000])
def test_where_a_part_is_cut_into_pieces_makes_no_difference(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Rows, tags, characters and references that come in two pieces are read as in one."""
    made = [make(seed).data for seed in range(200, 225)]
    whole = [content(read_workbook(data)) for data in made]
    monkeypatch.setattr(packages_read, "_INFLATED_PIECE", size)
    assert whole == [content(read_workbook(data)) for data in made]


@pytest.mark.parametrize(
    "rows",
    [
        f"{_ROW}<!-- {_HIDDEN_ROW} -->",
        f"<!-- <row> -->{_ROW}<!-- </row>{_HIDDEN_ROW} -->",
        f"{_ROW}<![CDATA[</row>{_HIDDEN_ROW}]]>",
        f"{_ROW}<?x </row>{_HIDDEN_ROW}?>",
        f'{_ROW}<x:y xmlns:x="z"></x:y><other>{_HIDDEN_ROW}</other>',
        f'<row r="9"><x><c/></x></row>{_ROW}<other><row r="3"/>{_HIDDEN_ROW}</other>',
        f'{_ROW}<row xmlns="urn:other" r="2"><c r="A2"><v>2</v></c></row>',
        f'{_ROW}<row r="2"><c xmlns="urn:other" r="A2"><v>2</v></c></row>',
    ],
)
def test_what_only_looks_like_a_row_is_none(rows: str) -> None:
    """A comment, a CDATA section, an instruction, an unknown element or a foreign one hold no cells of a sheet."""
    assert set(cells(rows)) == {"A1"}


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1" t="str"><v>&foo;</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&#0;</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>a & b</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>]]></v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>\x01</v></c></row>',
        '<row r="1" r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1" x:y="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1" ht="1" ht="2"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><f t="shared" t="array" si="0">1</f><v>1</v></c></row>',
        '<row r="1"><c r="A1"><f/>1</f><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>\ufffe</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&#xFFFF;</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&amp;&amp</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row></row>',
        '<row r="1"><c r="A1"><v>1</v></c>',
    ],
)
def test_what_is_no_xml_is_damage_however_usual_it_looks(rows: str) -> None:
    """The pattern takes nothing that expat would not accept."""
    with pytest.raises(SubmissionError) as refused:
        cells(rows)
    assert refused.value.key == "unreadable.damaged"


def test_references_and_line_ends_come_as_expat_tells_them() -> None:
    """Named and numbered references are replaced once, a carriage return only where it is a reference."""
    rows = '<row r="1">'
    texts = ("&amp;lt;", "&lt;&gt;&quot;&apos;&amp;", "&#38;amp;&#x8868;", "a\r\nb\rc&#13;", "a>b&amp;c>d&#33805;")
    for column, text in zip("ABCDE", texts, strict=True):
        rows += f'<c r="{column}1" t="inlineStr"><is><t>{text}</t></is></c>'
    found = cells(rows + '<c r="F1"><f>IF(A1&lt;1,"&#33805;")</f><v>1</v></c></row>')
    assert [cell.raw for cell in found.values()] == ["&lt;", "<>\"'&", "&amp;表", "a\nb\nc\r", "a>b&c>d萍", "1"]
    assert found["F1"].formula == 'IF(A1<1,"萍")'


def test_rows_after_an_unusual_one_are_read_and_numbered_on() -> None:
    """The longer way and the shorter way follow each other in one sheet, whichever numbers its rows."""
    plain = '<row r="{0}"><c r="A{0}"><v>{0}</v></c></row>'
    rich = '<row r="5"><c r="A5" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>'
    found = cells(plain.format(4) + rich + plain.format(6) + "<row><c><v>7</v></c></row>" + plain.format(9))
    assert {ref: cell.raw for ref, cell in found.items()} == {"A4": "4", "A5": "ab", "A6": "6", "A7": "7", "A9": "9"}
    # One without a number follows the row that came last, not the one furthest down.
    assert set(cells(plain.format(20) + rich + "<row><c><v>6</v></c></row>")) == {"A5", "A6", "A20"}
    assert set(cells(rich + plain.format(2) + "<row><c><v>3</v></c></row>")) == {"A2", "A3", "A5"}


def test_a_second_table_of_rows_is_read_too() -> None:
    """No row is lost for standing where no program writes one."""
    after = f'<sheetData>{_HIDDEN_ROW}</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    book = read_workbook(package(worksheet(_ROW, after=after)))
    assert [row[0].ref for row in book.sheets[0].rows()] == ["A1", "A2"]
    assert book.sheets[0].merged == (Range(1, 1, 1, 2),)


@pytest.mark.parametrize("size", [7, 90, 1 << 18])
@pytest.mark.parametrize(
    "after",
    [
        "",
        '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
        f"<sheetData>{_HIDDEN_ROW}</sheetData>",
        f"<other>{_HIDDEN_ROW}</other>",
        f"<!-- {_HIDDEN_ROW} -->",
        _HIDDEN_ROW,
        "<a></b>",
        "</worksheet>",
        "<a>" * 300 + "</a>" * 300,
    ],
)
def test_what_stands_behind_an_empty_table_is_read_as_the_handlers_read_it(
    monkeypatch: pytest.MonkeyPatch, after: str, size: int
) -> None:
    """A sheet without rows is no reason to look less closely at the rest of it."""
    data = package(worksheet("", after=after))

    def outcome() -> object:
        try:
            return content(read_workbook(data))
        except SubmissionError as error:
            return error.key

    short = outcome()
    monkeypatch.setattr(packages_read, "_INFLATED_PIECE", size)
    pieces = outcome()
    monkeypatch.setattr(usual, "ROOT", _NEVER)
    assert short == pieces == outcome()


def test_settings_of_extensions_are_not_those_of_the_sheet() -> None:
    """Merged ranges and columns count where they stand directly in the sheet, and nowhere deeper."""
    inner = '<mergeCells><mergeCell ref="A1:B9"/></mergeCells><cols><col min="1" max="1" hidden="1"/></cols>'
    after = '<mergeCells><mergeCell ref="C1:D1"/></mergeCells>'
    for before, behind in itertools.permutations(("", f"<extLst><ext>{inner}</ext></extLst>")):
        sheet = worksheet(_ROW, before=before, after=f"{after}{behind}")
        book = read_workbook(package(sheet))
        assert book.sheets[0].merged == (Range(1, 3, 1, 4),)
        assert not next(iter(book.sheets[0].rows()))[0].hidden


def test_depth_is_counted_behind_the_rows() -> None:
    """What nobody reads nests no deeper than what is read may."""
    with pytest.raises(SubmissionError) as refused:
        cells(_ROW, after="<a>" * 300 + "</a>" * 300)
    assert refused.value.key == "limit.xml_depth"


def test_rich_strings_are_read_by_their_pattern_and_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs as LibreOffice and Excel write them are joined, guides left out, either way."""
    look = '<rPr><sz val="11"/><rFont val="宋体"/></rPr>'
    items = (
        f'<si><r>{look}<t xml:space="preserve"> 上&amp;</t></r><r><t>云</t></r><phoneticPr fontId="1"/></si>',
        "<si><t>甲</t></si><!-- 注 --><si><t>乙<!-- 注 -->丙</t></si><si/><si><t/></si>",
        "<si><r><t>丁</t></r><rPh sb='0' eb='1'><t>ding</t></rPh></si>",
    )
    part = f'<sst xmlns="{MAIN}" count="1">{"".join(items)}<extLst><si><t>x</t></si></extLst></sst>'.encode()
    limits = Limits()
    expected = [" 上&云", "甲", "乙丙", "", "", "丁"]
    assert strings.read_strings([part], limits) == expected
    monkeypatch.setattr(usual, "ROOT", _NEVER)
    assert strings.read_strings([part], limits) == expected


def test_a_part_that_comes_again_is_read_by_its_own_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is remembered of one workbook's styles, sheets and links tells nothing of another's."""
    made = [make(seed).data for seed in range(400, 440)]
    remembered_ = [content(read_workbook(data)) for data in (*made, *reversed(made))]
    monkeypatch.setattr(remembered, "_KEPT_BYTES", -1)
    assert remembered_ == [content(read_workbook(data)) for data in (*made, *reversed(made))]


def test_no_part_is_remembered_under_other_limits() -> None:
    """What was within one limit is refused under a lower one, though its bytes are known."""
    data = package(worksheet(_ROW))
    assert read_workbook(data).sheets
    with pytest.raises(SubmissionError) as refused:
        read_workbook(data, Limits(xml_depth=1))
    assert refused.value.key == "limit.xml_depth"
