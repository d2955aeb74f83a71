from __future__ import annotations

import io
import subprocess
from pathlib import Path

import openpyxl

from filling import plant
from pxgov_check.documents.returned.comments import OPENING
from pxgov_check.documents.returned.workbook import problem_list
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from returning import colour, judged, marks, returned, rich_form, saved

MARKED = {("指标填报", "H6"), ("指标填报", "H8"), ("任务填报", "H15")}


def re_saved(folder: Path, name: str, data: bytes) -> bytes:
    """Open a workbook in LibreOffice and save it as .xlsx."""
    (folder / name).write_bytes(data)
    command = [
        "soffice",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx",
    ]
    command += ["--outdir", str(folder / "out"), str(folder / name)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "out" / name).with_suffix(".xlsx").read_bytes()


def test_a_returned_workbook_opens_and_lives_on(policy: Policy, messages: Messages, tmp_path: Path) -> None:
    """LibreOffice shows list, colours, comments, chart and links; from its copy too the marks come off again."""
    data = re_saved(tmp_path, "退回.xlsm", returned(policy, messages, rich_form(policy, messages).data))
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["问题清单", "填报说明", "基本信息", "指标填报", "任务填报", "_pxcheck", "附表"]
    assert marks(book) == MARKED
    assert book["指标填报"]["H6"].comment.text.startswith(f"科室:数据来自台账,请核\n{OPENING}")
    assert book["指标填报"]["H8"].comment.text.startswith(OPENING)
    assert book["指标填报"]["H9"].comment.text == "另一处的批注"
    listed = book.worksheets[0]
    assert [(c.value, c.hyperlink.location) for c in listed["D"][5:]] == [
        ("H6", "'指标填报'!H6"),
        ("H8", "'指标填报'!H8"),
        ("H15", "'任务填报'!H15"),
    ]
    assert [c.value for c in listed["B"][5:]] == ["× 强制性", "× 强制性", "▲ 核实性"]
    plant(book, "指标填报", "I03", "本期完成值", 1)
    plant(book, "指标填报", "I05", "本期完成值", 1)
    corrected = saved(book)
    again = openpyxl.load_workbook(io.BytesIO(returned(policy, messages, corrected)))
    assert again.sheetnames == book.sheetnames
    assert marks(again) == {("任务填报", "H15")}
    assert colour(again, "指标填报", "H6") == colour(again, "指标填报", "H8") == "FFF9E5"
    assert again["指标填报"]["H8"].comment is None
    # Where Pillow is installed openpyxl saves a picture only once, so the next correction begins with what was saved.
    book = openpyxl.load_workbook(io.BytesIO(corrected))
    plant(book, "任务填报", "T29", "佐证材料", "验收报告.pdf")
    (result,) = judged(policy, saved(book))
    assert (result.findings, result.accepted) == ((), True)


def test_a_list_of_its_own_opens(policy: Policy, messages: Messages, tmp_path: Path) -> None:
    """The workbook that goes back for an older format shows the same rows."""
    results = judged(policy, rich_form(policy, messages).data)
    book = openpyxl.load_workbook(
        io.BytesIO(re_saved(tmp_path, "清单.xlsx", problem_list(results, policy.info, messages)))
    )
    assert [c.value for c in book.worksheets[0]["D"][5:]] == ["H6", "H8", "H15"]
    assert colour(book, "问题清单", "B6").startswith("FDC")
