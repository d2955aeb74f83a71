from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from kit.differences import differences
from kit.explained import EXPLAINED, Explained, explain
from packages import MAIN, REL, STRICT, STRICT_REL, links, package, worksheet
from pxgov_check.submission.open import read_workbook

READER_PAGE = Path(__file__).parents[2] / "docs" / "reader.md"
DATES = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'


def book(rows: str, styles: str = "", after: str = "", parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return a workbook of one sheet that every library reads, but for what ``rows`` and ``parts`` hold."""
    default = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/></cellXfs></styleSheet>'
    strings = f'<sst xmlns="{MAIN}"><si><t>_x0041_</t></si></sst>'
    sheet = worksheet(f'<row r="1">{rows}</row>', after=after)
    held = {"xl/styles.xml": styles or default, "xl/sharedStrings.xml": strings}
    return package(sheet, parts={**held, "[Content_Types].xml": TYPES, **(parts or {})})


TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' + "".join(
    f'<Override PartName="/xl/{part}" '
    f'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
    for part, kind in (("workbook.xml", "sheet.main"), ("sharedStrings.xml", "sharedStrings"), ("styles.xml", "styles"))
) + "</Types>"  # fmt: skip
CHART = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets><sheet name="表" sheetId="1" r:id="rId1"/>'
    '<sheet name="图" sheetId="2" r:id="rId4"/></sheets></workbook>'
)
CHART_LINKS = links(REL, ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId4", "chartsheet", "chartsheets/c.xml"))
TEXT = '<row><c t="inlineStr"><is><t>表</t></is></c></row>'
MERGED = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
SHARED = '<f t="shared" si="0" ref="A1:B1">C1*2</f>'
FOLLOWER = '<c r="B1"><f t="shared" si="0"/><v>2</v></c>'

# For each class the smallest workbook that shows it, and how often it shows it there.
SHOWN = {
    "strict": package(
        worksheet('<row r="1"><c r="A1"><v>1</v></c></row>', main=STRICT),
        main=STRICT,
        rel=STRICT_REL,
        parts={
            "[Content_Types].xml": TYPES,
            "xl/styles.xml": DATES,
            "xl/sharedStrings.xml": f'<sst xmlns="{STRICT}"/>',
        },
    ),
    "covered-value": book('<c r="A1"><v>1</v></c><c r="B1"><v>2</v></c>', after=MERGED),
    "empty-text": book('<c r="A1" t="str"><f>B1</f><v></v></c>'),
    "error-value": book('<c r="A1" t="e"><v>#N/A</v></c>'),
    "new-error-value": book('<c r="A1" t="e"><v>#SPILL!</v></c>'),
    "escape": book('<c r="A1" t="s"><v>0</v></c>'),
    "shared-formula": book(f'<c r="A1">{SHARED}<v>1</v></c>{FOLLOWER}'),
    "shared-formula-order": book(f'{FOLLOWER}<c r="A1">{SHARED}<v>1</v></c>'),
    "array-formula": book('<c r="A1"><f t="array" ref="A1:B1">C1:D1</f><v>1</v></c><c r="B1"><v>2</v></c>'),
    "built-in-format": book('<c r="A1" s="0"><v>1</v></c>', DATES),
    "date-out-of-range": book('<c r="A1" s="0"><v>1E9</v></c>', DATES),
    "negative-date": book('<c r="A1" s="0"><v>-5.25</v></c>', DATES),
    "29-february-1900": book('<c r="A1" s="0"><v>60</v></c>', DATES),
    "boolean-word": book('<c r="A1" t="b"><v>true</v></c>'),
    "missing-part": package(worksheet('<row r="1"/>'), parts={"[Content_Types].xml": TYPES, "xl/styles.xml": DATES}),
    "workbook-elsewhere": package(
        worksheet('<row r="1"/>'),
        parts={
            "[Content_Types].xml": TYPES.replace("/xl/workbook.xml", "/b/w.xml"),
            "_rels/.rels": links(REL, ("rId1", "officeDocument", "b/w.xml")),
            "b/w.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/>'
            "</sheets></workbook>",
            "b/_rels/w.xml.rels": links(REL, ("rId1", "worksheet", "/xl/worksheets/sheet1.xml")),
            "xl/workbook.xml": "",
        },
    ),
    "utf-16": book("", parts={"xl/worksheets/sheet1.xml": worksheet(TEXT).encode("utf-16")}),
    "marked-text": book('<c r="A1" t="str"><v>a<![CDATA[b]]></v></c>'),
    "no-grid": book("", parts={"xl/workbook.xml": CHART, "xl/_rels/workbook.xml.rels": CHART_LINKS}),
    "loose-blanks": book('<c r="A1" t="inlineStr"><is><r><t>表 </t></r><r><t>一</t></r></is></c>'),
    "unknown-attribute": book(
        "", f'<styleSheet xmlns="{MAIN}"><cellXfs><xf builtinId="4" numFmtId="0"/></cellXfs></styleSheet>'
    ),
}


@pytest.mark.parametrize("row", EXPLAINED, ids=lambda row: row.name)
def test_each_explanation_has_a_workbook_that_shows_it(row: Explained) -> None:
    """A class of differences that no library shows any more has to go from the table."""
    data = SHOWN[row.name]
    classes = [explain(one) for one in differences(data, read_workbook(data))]
    assert row in classes
    assert None not in classes


def test_the_page_of_the_reader_lists_the_same_classes() -> None:
    """docs/reader.md tells every class, its libraries and its reason as the table does, in the same order."""
    rows = [line for line in READER_PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    assert rows == [f"| `{row.name}` | {', '.join(row.libraries)} | {row.why} |" for row in EXPLAINED]
