from __future__ import annotations

import subprocess
from pathlib import Path

from filling import filled, plant, rows
from pxgov_check.judging import judge_workbook
from pxgov_check.judging.terms import Terms
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.open import open_workbook


def test_every_unit_survives_a_re_save(policy: Policy, messages: Messages, tmp_path: Path) -> None:
    """Templates filled in and saved again by LibreOffice are accepted for every unit, their formulas calculated."""
    sent, back = tmp_path / "sent", tmp_path / "back"
    sent.mkdir()
    for number, unit in enumerate(policy.units):
        book = filled(policy, unit, messages)
        # This rate is left to the template's formula, as somebody at a desk would leave it.
        row = rows(book["指标填报"])["I03"]
        plant(book, "指标填报", "I03", "本期完成值", f'=IF(ISNUMBER(G{row}),F{row}/G{row},"")')
        book.save(sent / f"{number:02d}.xlsx")
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(back), *map(str, sorted(sent.iterdir()))]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    for path, unit in zip(sorted(back.iterdir()), policy.units, strict=True):
        workbook, digest = open_workbook(path)
        (result,) = judge_workbook(policy, workbook, Terms(), file=path.name, digest=digest)
        assert (result.unit, [f"{f.rule} {f.cell}" for f in result.findings]) == (unit, [])
