from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace

from openpyxl.styles import Border, Font, Side

from filling import filled, plant
from made_results import FINDING, HOSTILE, SUBMISSION, hostile_form, unreadable_file
from pxgov_check.documents.returned.comments import CLOSING, OPENING
from pxgov_check.documents.returned.workbook import problem_list, returned_workbook
from pxgov_check.model import Severity
from pxgov_check.policy.messages import Messages, load_messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.layout import RETURNED_SHEET
from pxgov_check.submission.open import read_workbook
from returning import UNIT, Sent, colour, defective, judged, load, marks, parts, returned, saved

HEAD = ("序号", "级别", "工作表", "单元格", "现填内容", "问题", "怎么改")
INDICATORS, TASKS = "指标填报", "任务填报"
ANSWER = "FFF9E5"


def listed(data: bytes) -> Sequence[tuple[object, ...]]:
    """Return the list's rows below its head."""
    every = list(load(data).worksheets[0].iter_rows(values_only=True))
    return every[every.index(HEAD) + 1 :]


def links(data: bytes) -> list[tuple[str | None, str | None]]:
    """Return where the list's links lead, within the workbook and outside."""
    sheet = load(data).worksheets[0]
    return [(c.hyperlink.location, c.hyperlink.target) for row in sheet.iter_rows() for c in row if c.hyperlink]


def test_every_other_part_keeps_its_bytes(policy: Policy, messages: Messages, rich: Sent) -> None:
    """Only marked sheets, their comments, the styles and what names the parts differ; the rest is stored alike."""
    back = returned(policy, messages, rich.data)
    before, after = parts(rich.data), parts(back)
    names = load(rich.data).sheetnames
    # The sheet that was shown says so no longer: two sheets shown at once would be edited together.
    touched = {f"xl/worksheets/sheet{names.index(n) + 1}.xml" for n in ("基本信息", INDICATORS, TASKS)}
    assert {name for name in before if before[name] != after.get(name)} == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/comments/comment1.xml",
        "xl/drawings/commentsDrawing1.vml",
        *touched,
    }
    assert after.keys() - before.keys() == {
        "xl/worksheets/pxcheck1.xml",
        "xl/pxcheckComments1.xml",
        "xl/drawings/pxcheck1.vml",
        "xl/worksheets/_rels/sheet4.xml.rels",
    }
    for name in before:
        if before[name] == after[name]:
            assert _stored(rich.data, name) == _stored(back, name), name


def test_marked_sheets_differ_by_their_marks_alone(policy: Policy, messages: Messages, rich: Sent) -> None:
    """In a marked sheet nothing is lost, and all that is new is a style number at each mark and a drawing's name."""
    before, after = (
        parts(d)["xl/worksheets/sheet3.xml"].decode() for d in (rich.data, returned(policy, messages, rich.data))
    )
    styles = [f' r="{ref}" s="' for ref in rich.cells]
    for style in styles:
        start = before.index(style) + len(style)
        old, new = (text[start : text.index('"', start)] for text in (before, after))
        assert old != new
        after = after[:start] + old + after[start + len(new) :]
    assert after == before


def test_the_list_stands_first_with_a_row_a_finding(policy: Policy, messages: Messages, rich: Sent) -> None:
    """The first sheet, shown on opening, says of each finding where it is, what is there and what to do."""
    back = returned(policy, messages, rich.data)
    book = load(back)
    sheet = book.worksheets[0]
    assert (book.sheetnames[0], book.active, sheet.title) == (RETURNED_SHEET, sheet, RETURNED_SHEET)
    (result,) = judged(policy, rich.data)
    assert [(r[0], r[2], r[3], r[4]) for r in listed(back)] == [
        (1, INDICATORS, "H6", "约80"),
        (2, INDICATORS, "H8", "3O"),
        (3, TASKS, "H15", "(空白)"),
    ]
    assert [r[6] for r in listed(back)] == [f.hint for f in result.findings]
    assert [r[1] for r in listed(back)] == ["× 强制性", "× 强制性", "▲ 核实性"]
    assert sheet["A1"].value == "问题清单——请改后重报"
    assert "× 强制性 2 处" in sheet["A3"].value
    assert sheet["D6"].hyperlink.location == f"'{INDICATORS}'!H6"
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == ("A5:G8", "A6")
    setup = sheet.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight) == (9, "landscape", 1, 0)
    assert sheet.print_title_rows == "$5:$5"


def test_cells_are_coloured_and_commented(policy: Policy, messages: Messages, rich: Sent) -> None:
    """Each offending cell has its severity's colour and a comment; comments of others stay whole."""
    book = load(returned(policy, messages, rich.data))
    assert marks(book) == {(INDICATORS, "H6"), (INDICATORS, "H8"), (TASKS, "H15")}
    assert colour(book, INDICATORS, "H6") == colour(book, INDICATORS, "H8") != colour(book, TASKS, "H15")
    theirs, ours = (book[INDICATORS][ref].comment for ref in ("H6", "H8"))
    assert theirs.text.startswith(f"科室:数据来自台账,请核\n{OPENING}\n× 强制性:不是一个确定的数(A108)")
    assert (theirs.author, ours.author) == ("张科", "pxcheck")
    assert ours.text.startswith(f"{OPENING}\n× 强制性:数字中夹字母(A116)")
    assert ours.text.endswith(f"怎么改:请改为纯数字。\n{CLOSING}")
    assert book[INDICATORS]["H9"].comment.text == "另一处的批注"
    assert book["附表"]["A1"].comment.text == "旧批注"


def test_a_mark_changes_nothing_of_a_cell_but_its_fill(policy: Policy, messages: Messages) -> None:
    """Font, border, number format, alignment and protection of the cell are those it came with."""
    book = defective(policy, messages)
    cell = book[INDICATORS]["H6"]
    cell.font, cell.number_format = Font(name="楷体", size=15, italic=True), "0.0%"
    cell.border = Border(bottom=Side("double", color="FF00AA00"))
    marked = load(returned(policy, messages, saved(book)))[INDICATORS]["H6"]
    for name in ("font", "border", "alignment", "protection", "number_format"):
        assert repr(getattr(marked, name)) == repr(getattr(cell, name)), name
    assert repr(marked.fill) != repr(cell.fill)


def test_what_was_there_works_still(policy: Policy, messages: Messages, rich: Sent) -> None:
    """Validations, conditional formats, protection, heights and print titles are still those of the form."""
    before, after = load(rich.data), load(returned(policy, messages, rich.data))
    assert after.sheetnames[1:] == before.sheetnames
    for name in before.sheetnames:
        old, new = before[name], after[name]
        assert [v.sqref for v in old.data_validations.dataValidation] == [
            v.sqref for v in new.data_validations.dataValidation
        ]
        assert [r.sqref for r in old.conditional_formatting] == [r.sqref for r in new.conditional_formatting]
        assert (old.protection.sheet, old.print_title_rows) == (new.protection.sheet, new.print_title_rows)
        assert {k: d.height for k, d in old.row_dimensions.items()} == {
            k: d.height for k, d in new.row_dimensions.items()
        }


def test_explained_findings_are_listed_last_and_not_marked(policy: Policy, messages: Messages) -> None:
    """What the unit has explained is on the list, greyed, with its explanation; the cell stays as it is."""
    book = defective(policy, messages)
    plant(book, TASKS, "T29", "情况说明", "材料涉密,另行报送")
    back = returned(policy, messages, saved(book))
    last = listed(back)[-1]
    assert (last[1], last[6]) == ("○ 核实性", "已说明:材料涉密,另行报送")
    assert (TASKS, "H15") not in marks(load(back))


def test_texts_that_mean_harm_are_only_text(policy: Policy, messages: Messages) -> None:
    """No text becomes a formula, a link or markup, none is longer than a cell holds, and the workbook opens."""
    book = defective(policy, messages)
    sheet = book.create_sheet("<&>'x\"")
    sheet["B2"] = "x"
    bad = [
        replace(FINDING, sheet=s, cell=c, found=text, message=text, hint=text, title=text)
        for s, c in (("<&>'x\"", "B2"), (HOSTILE, "H7"), (INDICATORS, "H6"), (INDICATORS, "=1+1"), (None, None))
        for text in (HOSTILE * 1000, '=HYPERLINK("http://x")', "_x0041_<b>&amp;", "+1", "@x", "\x00")
    ]
    results = (replace(SUBMISSION, unit=HOSTILE, file=HOSTILE, findings=tuple(bad)), hostile_form())
    back = returned_workbook(saved(book), results, policy.info, messages)
    workbook = read_workbook(back)
    cells = [c for row in workbook.sheets[0].rows() for c in row]
    assert [c for c in cells if c.formula is not None] == []
    assert max(len(c.raw) for c in cells) <= 32_767
    assert {c.raw for c in cells} >= {'=HYPERLINK("http://x")', "_x0041_<b>&amp;", "+1", "@x", "\x00"}
    assert set(links(back)) == {("'<&>''x\"'!B2", None), (f"'{INDICATORS}'!H6", None)}
    assert read_workbook(problem_list(results, policy.info, messages)).sheets[0].name == RETURNED_SHEET


def test_a_thousand_findings_are_a_thousand_rows(policy: Policy, messages: Messages) -> None:
    """Nothing is cut off: as many rows, links, coloured cells and comments as findings."""
    book = filled(policy, UNIT, messages)
    findings = [replace(FINDING, sheet=INDICATORS, cell=f"P{row}") for row in range(1, 1001)]
    back = returned_workbook(saved(book), [replace(SUBMISSION, findings=tuple(findings))], policy.info, messages)
    assert len(listed(back)) == len(links(back)) == 1000
    assert marks(load(back)) == {(INDICATORS, f"P{row}") for row in range(1, 1001)}
    assert sum(1 for (cell,) in load(back)[INDICATORS]["P1:P1000"] if cell.comment) == 1000


def test_several_findings_at_one_cell_share_its_comment(policy: Policy, messages: Messages) -> None:
    """The worst comes first and gives the colour."""
    both = (replace(FINDING, cell="H6", severity=Severity.NOTICE, rule="A115"), replace(FINDING, cell="H6"))
    data = saved(filled(policy, UNIT, messages))
    book = load(returned_workbook(data, [replace(SUBMISSION, findings=both)], policy.info, messages))
    text = book[INDICATORS]["H6"].comment.text
    assert text.count(OPENING) == 1
    assert text.index("A101") < text.index("A115")
    assert colour(book, INDICATORS, "H6").startswith("FDC")


def test_the_same_arguments_give_the_same_bytes(policy: Policy, messages: Messages, rich: Sent) -> None:
    """A returned workbook holds no clock and no chance."""
    assert returned(policy, messages, rich.data) == returned(policy, messages, rich.data)
    results = judged(policy, rich.data)
    assert problem_list(results, policy.info, messages) == problem_list(results, policy.info, messages)


def test_a_file_that_cant_be_read_gets_a_list_of_its_own(policy: Policy, messages: Messages) -> None:
    """The list is a workbook that opens and says what the file is, without a link into it."""
    back = problem_list([unreadable_file()], policy.info, messages)
    assert [r[4:6] for r in listed(back)] == [("—", "这是网页,不是工作簿。(F001)")]
    assert load(back).sheetnames == [RETURNED_SHEET]
    assert "重新报送原文件" in load(back).worksheets[0]["A4"].value


def test_an_acceptable_form_is_not_asked_to_be_sent_again(policy: Policy, messages: Messages) -> None:
    """Where nothing must be corrected the title says so; where nothing need be verified either, so does what to do."""
    book = filled(policy, UNIT, messages)
    plant(book, "指标填报", "I04", "分子", None)
    plant(book, "指标填报", "I04", "分母", None)
    sheet = load(returned(policy, messages, saved(book))).worksheets[0]
    assert sheet["A1"].value == "问题清单——可以受理,请留意下列问题"
    assert sheet["A4"].value == "怎么办:本表可以受理。下列问题请留意,不改也不影响受理。"
    plant(book, TASKS, "T29", "佐证材料", None)
    sheet = load(returned(policy, messages, saved(book))).worksheets[0]
    assert sheet["A1"].value == "问题清单——可以受理,请核实下列问题"
    assert "按“怎么改”改正" in str(sheet["A4"].value)


def test_the_list_speaks_english_when_asked(policy: Policy, rich: Sent) -> None:
    """With English messages the words are English; the sheet keeps the name that the reader knows."""
    back = returned_workbook(rich.data, judged(policy, rich.data), policy.info, load_messages("en"))
    sheet = load(back).worksheets[0]
    assert sheet.title == RETURNED_SHEET
    assert [c.value for c in sheet[5]] == ["No.", "Severity", "Sheet", "Cell", "What is there", "Problem", "What to do"]
    assert sheet["B6"].value == "× mandatory"


def _stored(data: bytes, name: str) -> bytes:
    """Return the bytes of an entry as they are stored."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(name)
    begin = info.header_offset + 30
    begin += int.from_bytes(data[begin - 4 : begin - 2], "little") + int.from_bytes(data[begin - 2 : begin], "little")
    return data[begin : begin + info.compress_size]


def test_units_of_one_workbook_share_one_list(policy: Policy, messages: Messages) -> None:
    """A consolidated workbook goes back once, with the findings of all its units and how many they are."""
    others = [
        replace(SUBMISSION, unit=unit, findings=(replace(FINDING, cell=cell),))
        for unit, cell in (("甲", "H6"), ("乙", "H8"))
    ]
    back = returned_workbook(saved(filled(policy, UNIT, messages)), others, policy.info, messages)
    assert [r[3] for r in listed(back)] == ["H6", "H8"]
    assert "填报单位:甲等 2 个单位" in str(load(back).worksheets[0]["A2"].value)
