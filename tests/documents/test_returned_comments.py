from __future__ import annotations

import io
import re

import openpyxl
import pytest

from conftest import Give
from packages import MAIN, REL, package, worksheet
from pxgov_check.documents.returned.comments import OPENING
from returning import STYLES, marked, marked_styles, parts


def with_comments(comments: str, vml: str, *, drawing: str = '<legacyDrawing xmlns:q="{rel}" q:id="rId2"/>') -> bytes:
    """Return a workbook whose sheet has comments already."""
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{REL}/comments" Target="../comments1.xml"/>'
        f'<Relationship Id="rId2" Type="{REL}/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/></Relationships>'
    )
    more = {
        "xl/worksheets/_rels/sheet1.xml.rels": rels,
        "xl/comments1.xml": comments,
        "xl/drawings/vmlDrawing1.vml": vml,
    }
    return package(
        worksheet('<row r="1"><c r="A1"><v>1</v></c></row>', after=drawing.format(rel=REL)),
        parts={"xl/styles.xml": STYLES, **{k: v for k, v in more.items() if v}},
    )


def comments(*items: str) -> str:
    return (
        f'<comments xmlns="{MAIN}"><authors><author>tc={{0}}</author><author>张</author></authors><commentList>'
        f"{''.join(items)}</commentList></comments>"
    )


VML = '<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="_x0000_s2050">说明<br>未闭合</v:shape></xml>'


def test_threaded_comments_are_left_alone(give: Give) -> None:
    """Excel writes a thread's plain twin itself; the cell is coloured and listed, its comment untouched."""
    thread = '<comment ref="A1" authorId="0"><text><t>[线程批注]</t></text></comment>'
    back = give(with_comments(comments(thread), VML), "A1", "B1")
    held = parts(back)
    assert thread in held["xl/comments1.xml"].decode()
    assert held["xl/comments1.xml"].decode().count(OPENING) == 1
    assert marked(back) == {"A1", "B1"}


def test_a_comment_in_runs_keeps_its_runs(give: Give) -> None:
    """Ours follows as a run of its own, phonetics stay last, and taking ours off leaves theirs as runs."""
    runs = '<r><rPr><b/></rPr><t xml:space="preserve">甲 </t></r><r><t>乙</t></r>'
    mine = '<comment ref="A1" authorId="1"><text>' + runs + "</text></comment>"
    plain = '<comment ref="B1" authorId="1"><text><t>丙</t><phoneticPr fontId="0"/></text></comment>'
    sent = with_comments(comments(mine, plain), VML)
    held = parts(give(sent, "A1", "B1"))["xl/comments1.xml"].decode()
    assert f"{runs}<r><rPr>" in held
    assert re.search(r"<text><r><t>丙</t></r><r>.*</r><phoneticPr fontId=\"0\"/></text>", held)
    again = parts(give(give(sent, "A1", "B1")))["xl/comments1.xml"].decode()
    assert again == comments(mine, plain.replace("<t>丙</t>", "<r><t>丙</t></r>"))


def test_boxes_are_added_to_a_drawing_that_is_no_xml(give: Give) -> None:
    """What stands in the drawing stays as it is written; a new box has a number of its own."""
    held = parts(give(with_comments(comments(), VML), "C3"))
    vml = held["xl/drawings/vmlDrawing1.vml"].decode()
    assert '<v:shape id="_x0000_s2050">说明<br>未闭合</v:shape><v:shape id="_x0000_s2051"' in vml
    assert "<x:Row>2</x:Row><x:Column>2</x:Column>" in vml
    assert 'xmlns:x="urn:schemas-microsoft-com:office:excel"' in vml


@pytest.mark.parametrize(
    ("told", "vml"),
    [
        ("<comments><!DOCTYPE x>", VML),
        (comments(), "<xml"),
        ('<!DOCTYPE c [<!ENTITY e "x">]><comments/>', VML),
        ("", "x"),
    ],
)
def test_broken_comments_stay_as_they_are(give: Give, told: str, vml: str) -> None:
    """The cell is coloured and listed all the same; nothing half-changed goes back."""
    sent = with_comments(told, vml)
    back = give(sent, "A1")
    assert marked_styles(back) == 1
    names = ("xl/comments1.xml", "xl/drawings/vmlDrawing1.vml")
    assert [parts(back).get(n) for n in names] == [parts(sent).get(n) for n in names]


def test_a_drawing_that_is_not_there_is_made(give: Give) -> None:
    """A sheet that names a drawing which the file lacks is given one in its place."""
    back = give(with_comments(comments(), ""), "A1")
    assert parts(back)["xl/worksheets/sheet1.xml"].count(b"legacyDrawing") == 1
    assert openpyxl.load_workbook(io.BytesIO(back))["表"]["A1"].comment.text.startswith(OPENING)
