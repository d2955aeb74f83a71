"""Workbooks whose XML means harm within a package that is as it should be."""

from __future__ import annotations

from random import Random

from packages import MAIN, REL, links, package, worksheet

_ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


def strings_declared() -> bytes:
    """Return a small file that says that it has 2^31 shared strings, to make a reader reserve room for them."""
    strings = f'<sst xmlns="{MAIN}" count="2147483648" uniqueCount="2147483648"><si><t>一</t></si></sst>'
    return package(worksheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), parts={"xl/sharedStrings.xml": strings})


def far_cell() -> bytes:
    """Return a sheet with one cell in its last corner, to make a reader fill the grid up to there."""
    before = '<dimension ref="A1:XFD1048576"/>'
    return package(worksheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', before=before))


def many_sheets(count: int = 10_000) -> bytes:
    """Return a workbook of many sheets, each a part of its own."""
    names = [f"worksheets/sheet{n}.xml" for n in range(1, count + 1)]
    return _listing(names, {f"xl/{name}": worksheet(_ONE) for name in names})


def one_part_many_sheets(count: int = 10_000) -> bytes:
    """Return a workbook that lists one part many times, to have it read as often."""
    return _listing(["worksheets/sheet1.xml"] * count, {})


def _listing(targets: list[str], parts: dict[str, str]) -> bytes:
    listed = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, len(targets) + 1))
    named = links(REL, *((f"r{n}", "worksheet", target) for n, target in enumerate(targets, 1)))
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>{listed}</sheets></workbook>'
    return package(worksheet(_ONE), workbook=book, parts={"xl/_rels/workbook.xml.rels": named, **parts})


def entities() -> bytes:
    """Return a sheet whose one cell is an entity that grows a billionfold."""
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return _after_doctype(f'<!DOCTYPE worksheet [<!ENTITY e0 "lol">{nested}]>', "&e9;")


def outside_entity() -> bytes:
    """Return a sheet whose one cell is a file of the machine that reads it."""
    return _after_doctype('<!DOCTYPE worksheet [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "&e;")


def _after_doctype(doctype: str, text: str) -> bytes:
    return package(doctype + worksheet(f'<row r="1"><c r="A1" t="str"><v>{text}</v></c></row>'))


def doctype_utf16() -> bytes:
    """Return a workbook whose workbook part declares an entity in UTF-16, where a search for bytes finds nothing."""
    part = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><workbook/>'.encode("utf-16")
    return package(worksheet(_ONE), parts={"xl/workbook.xml": part})


def deep(depth: int = 30_000) -> bytes:
    """Return a sheet of elements within elements, their names too varied to look like a bomb."""
    chance = Random(3)  # noqa: S311 (the same file every time)
    names = ["".join(chance.choices("abcdefgh", k=6)) for _ in range(depth)]
    return package(worksheet("".join(f"<{n}>" for n in names) + "".join(f"</{n}>" for n in reversed(names))))


def many_strings(count: int = 5_000_001) -> bytes:
    """Return a workbook of more shared strings than any honest one has."""
    return package(worksheet(_ONE), parts={"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"<si/>" * count}</sst>'})


def long_cell() -> bytes:
    """Return a cell of one character more than Excel can hold."""
    return package(worksheet(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"长" * 32_768}</t></is></c></row>'))


def long_string() -> bytes:
    """Return a shared string of one character more than Excel can hold."""
    strings = f'<sst xmlns="{MAIN}"><si><t>{"长" * 32_768}</t></si></sst>'
    return package(worksheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), parts={"xl/sharedStrings.xml": strings})


def endless_text(size: int = 150_000_000) -> bytes:
    """Return a cell whose text goes on and on, too varied to look like a bomb."""
    return package(worksheet(f'<row r="1"><c r="A1" t="str"><v>{_varied(size)}</v></c></row>'))


def endless_attribute(size: int = 30_000_000) -> bytes:
    """Return a cell with one attribute that goes on and on, which a parser may look through again at every piece."""
    return package(worksheet(f'<row r="1"><c r="A1" x="{_varied(size)}'))


def endless_comment(size: int = 30_000_000) -> bytes:
    """Return a sheet with one comment that goes on and on."""
    return package(worksheet(f"<!-- {_varied(size)}"))


def _varied(size: int) -> str:
    """Return a text that deflates about a hundredfold."""
    chance = Random(1)  # noqa: S311 (the same file every time)
    pieces = ["".join(chance.choices("0123456789", k=40)) + "7" * 4096 for _ in range(64)]
    return "".join(chance.choices(pieces, k=size // 4136))


def many_attributes(count: int = 40_000) -> bytes:
    """Return a cell with very many attributes."""
    attributes = "".join(f' a{n}="{n}"' for n in range(count))
    return package(worksheet(f'<row r="1"><c r="A1"{attributes}><v>1</v></c></row>'))


def many_merges(count: int = 20_000) -> bytes:
    """Return ranges that each cover most of the grid, over two thousand rows."""
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>1</v></c><c r="B{r}"><v>1</v></c></row>' for r in range(1, 2001))
    merges = "".join(f'<mergeCell ref="A{r}:XFD1048576"/>' for r in range(1, count + 1))
    return package(worksheet(rows, after=f"<mergeCells>{merges}</mergeCells>"))


def many_arrays(count: int = 2_000) -> bytes:
    """Return array formulas that each fill most of the grid."""
    rows = (
        f'<row r="{r}"><c r="A{r}"><f t="array" ref="A{r}:XFD1048576">1+1</f><v>1</v></c><c r="B{r}"><v>1</v></c></row>'
        for r in range(1, count + 1)
    )
    return package(worksheet("".join(rows)))


def many_styles(count: int = 250_000) -> bytes:
    """Return a workbook with four times as many cell styles as Excel allows."""
    chance = Random(2)  # noqa: S311 (the same file every time)
    xfs = "".join(f'<xf numFmtId="{chance.randrange(1000)}"/>' for _ in range(count))
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs>{xfs}</cellXfs></styleSheet>'
    return package(worksheet(_ONE), parts={"xl/styles.xml": styles})
