from __future__ import annotations

import contextlib
import io
import random
import re
from xml.parsers import expat

import openpyxl
import pytest

from conftest import Give
from packages import MAIN, REL, STRICT, STRICT_REL, package, worksheet
from pxgov_check.documents.returned.workbook import returned_workbook
from pxgov_check.errors import SubmissionError
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.cells import Sheet
from pxgov_check.submission.open import read_workbook
from returning import STYLES, Sent, judged, marked, marked_styles, packed, parts

SHEET = "xl/worksheets/sheet1.xml"


def styled(rows: str, **rest: str) -> bytes:
    return package(
        worksheet(rows, **rest), parts={"xl/styles.xml": STYLES, "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"/>'}
    )


def same_but_marks(back: bytes, expected: str) -> None:
    """Hold a marked sheet against what it should be, its styles as ``*`` and its drawing left out."""
    sheet = parts(back)[SHEET].decode()
    sheet = re.sub(r"<(\w+:)?legacyDrawing[^>]*>", "", sheet)
    assert re.sub(r' s="[3-9]"', ' s="*"', sheet) == expected


def test_cells_and_rows_that_are_not_there_are_put_in_place(give: Give) -> None:
    """A blank cell goes between its neighbours, a row between its neighbours, and nothing else moves."""
    data = styled(
        '<row r="2" spans="1:3"><c r="A2"><v>1</v></c><c r="C2" s="1"><v>2</v></c></row><row r="4"/>'
        '<row r="7"><c r="B7"/></row>',
        before='<dimension ref="A2:C7"/>',
    )
    back = give(data, "B2", "D2", "C2", "B4", "A5", "C6", "B6", "B9")
    same_but_marks(
        back,
        worksheet(
            '<row r="2"><c r="A2"><v>1</v></c><c r="B2" s="*"/><c r="C2" s="*"><v>2</v></c><c r="D2" s="*"/></row>'
            '<row r="4"><c r="B4" s="*"/></row><row r="5"><c r="A5" s="*"/></row>'
            '<row r="6"><c r="B6" s="*"/><c r="C6" s="*"/></row><row r="7"><c r="B7"/></row>'
            '<row r="9"><c r="B9" s="*"/></row>',
            before='<dimension ref="A2:D9"/>',
        ),
    )
    assert marked(back) == {"B2", "C2", "D2", "B4", "A5", "B6", "C6", "B9"}
    assert give(back, "B2", "D2", "C2", "B4", "A5", "C6", "B6", "B9") == back


def test_a_cell_that_is_not_there_looks_like_its_row_or_column(give: Give) -> None:
    """Its mark keeps the number format that the row, or else the column, would have given it."""
    data = styled(
        '<row r="2" s="1" customFormat="1"/><row r="3" s="1"/>', before='<cols><col min="2" max="3" style="2"/></cols>'
    )
    book = openpyxl.load_workbook(io.BytesIO(give(data, "B2", "B3", "C9", "D9")))
    formats = {ref: book["表"][ref].number_format for ref in ("B2", "B3", "C9", "D9")}
    assert formats == {"B2": "0.00%", "B3": "0%", "C9": "0%", "D9": "General"}
    assert book["表"]["B2"].protection.locked is False


@pytest.mark.parametrize("rows", ["", None])
def test_a_sheet_without_a_row_is_given_one(give: Give, rows: str | None) -> None:
    """Whether its data is an empty element or a pair of tags."""
    sheet = worksheet("") if rows == "" else f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    assert marked(give(package(sheet), "B3", "A3", "A1")) == {"A1", "A3", "B3"}


def test_cells_without_references_are_counted(give: Give) -> None:
    """Where neither rows nor cells say where they stand, their order does."""
    back = give(styled("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"), "B1", "A2")
    same_but_marks(back, worksheet('<row><c><v>1</v></c><c s="*"><v>2</v></c></row><row><c s="*"><v>3</v></c></row>'))


def namespaces(part: bytes) -> set[str]:
    """Return the namespaces of a part's elements."""
    found: set[str] = set()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, _: found.add(name.partition(" ")[0])
    parser.Parse(part, True)  # noqa: FBT003 (expat's own signature)
    return found


def test_strict_and_prefixed_workbooks_stay_so(give: Give) -> None:
    """New elements take the vocabulary and the prefix of the part that they go into."""
    book = (
        f'<x:workbook xmlns:x="{STRICT}" xmlns:rel="{STRICT_REL}"><x:bookViews>'
        '<x:workbookView activeTab="0" firstSheet="0"/></x:bookViews><x:sheets>'
        '<x:sheet name="表" sheetId="7" rel:id="rId1"/></x:sheets><x:definedNames>'
        '<x:definedName name="本表" localSheetId="0">表!$A$1</x:definedName></x:definedNames></x:workbook>'
    )
    sheet = (
        f'<x:worksheet xmlns:x="{STRICT}"><x:sheetViews><x:sheetView workbookViewId="0" tabSelected="true"/>'
        '</x:sheetViews><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData>'
        '<x:pageMargins left="0" right="0" top="0" bottom="0" header="0" footer="0"/>'
        '<x:tableParts count="0"/></x:worksheet>'
    )
    styles = re.sub(r"<(/?)(?=\w)", r"<\1x:", STYLES).replace(f'xmlns="{MAIN}"', f'xmlns:x="{STRICT}"')
    back = give(package(sheet, main=STRICT, rel=STRICT_REL, workbook=book, parts={"xl/styles.xml": styles}), "A1", "C2")
    held = parts(back)
    for name in ("xl/workbook.xml", "xl/styles.xml", SHEET, "xl/pxcheckComments1.xml", "xl/worksheets/pxcheck1.xml"):
        assert namespaces(held[name]) == {STRICT}, name
    assert STRICT_REL.encode() + b"/comments" in held["xl/worksheets/_rels/sheet1.xml.rels"]
    drawing = re.search(rb"<x:pageMargins[^>]*/><x:legacyDrawing [^>]*/><x:tableParts", held[SHEET])
    assert drawing is not None
    assert b"tabSelected" not in held[SHEET]
    assert b"activeTab" not in held["xl/workbook.xml"]
    assert b'name="\xe6\x9c\xac\xe8\xa1\xa8" localSheetId="1"' in held["xl/workbook.xml"]
    assert [s.name for s in read_workbook(back).sheets] == ["问题清单", "表"]
    assert give(back, "A1", "C2") == back


def test_parts_in_utf_16_come_back_in_utf_8(give: Give) -> None:
    """A part that is changed is written as UTF-8 and says so; its text is the same."""
    head = '<?xml version="1.0" encoding="UTF-16"?>'
    sheet = head + worksheet('<row r="1"><c r="A1" t="inlineStr"><is><t>约八成</t></is></c></row>')
    data = package("", parts={SHEET: sheet.encode("utf-16")})
    back = give(data, "A1")
    assert parts(back)[SHEET].startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    assert [c.raw for row in read_workbook(back).sheets[1].rows() for c in row] == ["约八成"]
    assert marked(back) == {"A1"}


def test_a_workbook_without_styles_is_given_some(give: Give) -> None:
    """The style sheet is made where every program looks for it, and announced."""
    back = give(package(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>')), "A1")
    assert "xl/styles.xml" in parts(back)
    assert b"/xl/styles.xml" in parts(back)["[Content_Types].xml"]
    assert marked(back) == {"A1"}


def test_a_gradient_and_a_wrong_style_number_are_marked(give: Give) -> None:
    """A fill that can't be remembered, and a style that does not exist, stop nothing."""
    styles = STYLES.replace("<fill><patternFill/></fill>", '<fill><gradientFill degree="90"/></fill>')
    sheet = worksheet('<row r="1"><c r="A1" s="1"><v>1</v></c><c r="B1" s="99"><v>1</v></c><c r="C1" s="x"/></row>')
    assert marked_styles(give(package(sheet, parts={"xl/styles.xml": styles}), "A1", "B1", "C1")) == 3


def test_a_package_that_no_program_opens_is_not_patched(give: Give) -> None:
    """Without its table of contents a workbook can be read but not returned; its list goes back instead."""
    held = parts(styled('<row r="1"><c r="A1"><v>1</v></c></row>'))
    del held["[Content_Types].xml"]
    with pytest.raises(SubmissionError):
        give(packed(held), "A1")


def test_a_forged_memory_is_not_believed(give: Give) -> None:
    """What a sender writes into the names that remember fills is no markup and no fill of ours."""
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets>'
        '<definedNames><definedName name="_pxcheck_returned">#REF!$A$1</definedName>'
        '<definedName name="_pxcheck_fill_1">";solid;rgb=FF000000&quot;/&gt;&lt;x;"</definedName>'
        "</definedNames></workbook>"
    )
    styles = STYLES.replace(
        "<fill><patternFill/></fill>",
        '<fill><patternFill patternType="solid"><fgColor rgb="FFFDC0B1"/></patternFill></fill>',
    )
    sheet = worksheet('<row r="1"><c r="A1" s="1"><v>1</v></c></row>')
    back = give(package(sheet, workbook=book, parts={"xl/styles.xml": styles}))
    assert b"&lt;x" not in parts(back)["xl/styles.xml"]
    assert marked(back) == set()


def test_a_mark_under_a_range_reaches_over_it(give: Give) -> None:
    """A finding over several cells colours them all and is noted at the first."""
    back = give(styled('<row r="1"><c r="A1"><v>1</v></c></row>'), "A1:B2")
    assert marked(back) == {"A1", "B1", "A2", "B2"}
    sheet = openpyxl.load_workbook(io.BytesIO(back))["表"]
    assert [c.coordinate for row in sheet.iter_rows() for c in row if c.comment] == ["A1"]


def test_a_style_that_is_not_there_stays_a_plain_one(give: Give) -> None:
    """A cell naming a style beyond those there are (or any, where there are none) does not take on one of ours."""
    sheet = worksheet('<row r="1"><c r="A1" s="7"><v>0.85</v></c><c r="B1"><v>1</v></c></row>')
    there: list[dict[str, str | bytes]] = [{"xl/styles.xml": STYLES}, {}]
    for parts_there in there:
        book = openpyxl.load_workbook(io.BytesIO(give(package(sheet, parts=parts_there), "B1")))
        cell = book["表"]["A1"]
        assert (cell.number_format, cell.fill.patternType, cell.alignment.wrap_text) == ("General", None, None)


@pytest.mark.parametrize("seed", range(40))
def test_damage_ends_in_a_refusal_or_in_the_same_findings(
    policy: Policy, messages: Messages, rich: Sent, seed: int
) -> None:
    """Whatever is cut, doubled or overwritten in a package, it is refused or comes back with what was found in it."""
    chance = random.Random(seed)  # noqa: S311 (the same damage every time)
    held = parts(rich.data)
    for name in chance.sample([n for n in held if n.endswith((".xml", ".rels", ".vml"))], 2):
        spans = [m.span() for m in re.finditer(rb'<[^>]+>| \w+="[^"]*"', held[name])]
        start, end = chance.choice(spans)
        new = chance.choice([b"", held[name][start:end] * 2, b'="-1"', b"\xff"])
        held[name] = held[name][:start] + new + held[name][end:]
    with contextlib.suppress(SubmissionError):
        results = judged(policy, packed(held))
        back = returned_workbook(packed(held), results, policy.info, messages)
        assert judged(policy, back) == results


def test_shared_formulas_protection_and_conditional_formats_stay_as_they_are(give: Give) -> None:
    """A marked cell keeps its part in a shared formula, and what follows the cells keeps its order around ours."""
    rows = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*2</f><v>2</v></c><c r="B1"><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c><c r="B2"><v>2</v></c></row>'
    )
    ranges = " ".join(f"A{n}:Z{n}" for n in range(1, 2_000, 2))
    after = (
        '<sheetProtection sheet="1" objects="1" scenarios="1"/>'
        f'<conditionalFormatting sqref="{ranges}"><cfRule type="expression" priority="1"><formula>A1&gt;100</formula>'
        '</cfRule></conditionalFormatting><dataValidations count="1"><dataValidation type="whole" sqref="B1:B9"/>'
        "</dataValidations>"
    )
    data = styled(rows, after=after)
    back = give(data, "A2", "B1")
    expected = rows.replace('r="A2"', 'r="A2" s="*"').replace('r="B1"', 'r="B1" s="*"')
    same_but_marks(back, worksheet(expected, after=after))
    assert re.search(rb"</dataValidations><legacyDrawing [^>]*/></worksheet>", parts(back)[SHEET])
    read = ([(c.formula, c.raw) for row in s.rows() for c in row] for s in _sheets_named(back, data))
    assert next(read) == next(read)


def _sheets_named(*books: bytes) -> list[Sheet]:
    """Return the sheet 表 of each workbook as the reader sees it."""
    return [next(s for s in read_workbook(data).sheets if s.name == "表") for data in books]
