"""Parts of the usual shape with something slipped in, read with the patterns and without: both must say the same.

What slips in is what XML forbids somewhere, or means something by: characters, references, attributes, markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from unittest.mock import patch

from packages import MAIN, package
from pxgov_check.errors import SubmissionError
from pxgov_check.submission import usual
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.open import read_workbook
from pxgov_check.submission.strings import read_strings

_SPACE = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"
_NAMESPACES = f'xmlns="{MAIN}" xmlns:x14ac="{_SPACE}" xmlns:again="{_SPACE}"'
SHEET = (
    f'<worksheet {_NAMESPACES}><cols><col min="2" max="2" hidden="1"/></cols><sheetData>'
    '<row r="1" spans="1:4" ht="30" customHeight="1" x14ac:dyDescent="0.2">'
    '<c r="A1" s="0" t="inlineStr"><is><t>填报 a</t></is></c>'
    '<c r="B1" t="str"><f>IF(A2&lt;1,"a"&amp;"b",A1)</f><v>x_x0041_</v></c><c r="C1" s="0"/>'
    '<c r="D1"><v>1.5</v></c></row>'
    '<row r="2" hidden="1"><c r="A2"><f t="shared" ref="A2:A3" si="0">B2*2</f><v>4</v></c>'
    '<c r="B2" t="b"><v>1</v></c></row><row r="3"/>'
    '<row r="4" x14ac:dyDescent="0.2"><c r="A4"><f t="shared" si="0"/><v>6</v></c><c r="B4" t="e"><v>#N/A</v></c>'
    '<c r="C4" t="str"><f>A1</f><v></v></c></row></sheetData>'
    '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>'
).encode()
STRINGS = (
    f'<sst xmlns="{MAIN}" count="3" uniqueCount="3"><si><t>上云率</t></si>'
    '<si><t xml:space="preserve"> a &amp; b</t></si>'
    '<si><r><rPr><sz val="11"/><color theme="1" tint="0.5"/><rFont val="宋体"/></rPr><t>合</t></r>'
    '<r><t>计_x000D_</t></r><phoneticPr fontId="1" type="noConversion"/></si></sst>'
).encode()

_CHARACTERS = (
    *("\x00", "\x01", "\x0b", "\x1f", "\x7f", "\x85", "\ud800", "\ufffe", "\uffff", "\U0001f600", "]]>", "]]", "]"),
    *(">", "<", "/", '"', "'", "&", ";", "=", "!", "?", "--", "0", " ", "\t", "\n", "\r\n", "\r"),
)
_REFERENCES = (
    *("&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&amp", "&foo;", "&LT;", "&#38;", "&#0;", "&#13;", "&#xD800;"),
    *("&#xFFFE;", "&#x1F600;", "&#x110000;", "&#-1;", "&#1_0;", "&#x;", f"&#{9**30};", "&#٣;", "_x0042_", "_xD800_"),
)
_ATTRIBUTES = (
    *(' r="1"', ' s="0"', ' t="s"', ' x="1"', ' x="1" x="2"', ' x14ac:y="1"', ' x14ac:y="1" again:y="2"', ' no:x="1"'),
    *(' xmlns="u"', ' xmlns:no="u"', ' xmlns:x14ac=""', ' xml:space="preserve"', ' hidden="1"', " x='1'", ' a:b:c="1"'),
    *(' 1x="1"', ' ht="0"', ' tint="0.1"', ' val="1"', ' type="a"', ' x="<"', ' x="&amp;"', ' si="0"'),
)
_MARKUP = (
    *("<!-- a -->", "<!-- ", "-->", "<![CDATA[a]]>", "<![CDATA[", "<?a b?>", "<?", "?>", "<!DOCTYPE a>", "<x:y/>"),
    *(
        "<v>1</v>",
        "<v/>",
        "</v>",
        "<c/>",
        '<c r="A4"/>',
        "</c>",
        "<row>",
        '<row r="3">',
        '<row r="9"/>',
        "</row>",
        "<f>",
    ),
    *("<is>", "</is>", "<t>", "</t>", "<r>", "<si>", "<si/>", "</si>", "<sheetData>", "</sheetData>"),
)
_SLIPS = (
    *(b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe4\xb8", b"\xef\xbb\xbf"),
    *(slip.encode("utf-8", "surrogatepass") for slip in (*_CHARACTERS, *_REFERENCES, *_ATTRIBUTES, *_MARKUP)),
)
# With no root of the usual shape, all goes through the handlers.
_NEVER = re.compile(rb"(?!)")


def twisted(whole: bytes, seed: int) -> bytes:
    """Return a part with a slip or two in it, the same for the same seed."""
    chance = Random(seed)  # noqa: S311 (repeatable damage is no secret)
    for _ in range(chance.choice((1, 1, 2))):
        place = chance.randrange(len(whole) + 1)
        if chance.random() < 0.4:
            # Beside a tag, where most slips mean something.
            place = chance.choice([found.start() for found in re.finditer(rb"[<>/ \"]", whole)])
        gone = chance.choice((0, 0, 0, 1, 2))
        whole = whole[:place] + chance.choice(_SLIPS) + whole[place + gone :]
    return whole


def told_of_sheet(part: bytes) -> object:
    """Return all that is read of a workbook with this sheet, or why it is refused."""
    try:
        book = read_workbook(package("", parts={"xl/worksheets/sheet1.xml": part}))
    except SubmissionError as error:
        return error.key
    return [(sheet.merged, list(sheet.rows())) for sheet in book.sheets]


def told_of_strings(part: bytes) -> object:
    """Return the shared strings of a part, or why it is refused."""
    try:
        return read_strings([part], Limits())
    except SubmissionError as error:
        return error.key


@contextmanager
def without_patterns() -> Iterator[None]:
    """Let the handlers read everything."""
    with patch.object(usual, "ROOT", _NEVER):
        yield


def differing(seed: int) -> bytes | None:
    """Return the part that is read in two ways with two results, if it is one."""
    for whole, told in ((SHEET, told_of_sheet), (STRINGS, told_of_strings)):
        part = twisted(whole, seed)
        short = told(part)
        with without_patterns():
            if told(part) != short:
                return part
    return None
