"""Running pxcheck as a user does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import openpyxl

_OWN = ("PXCHECK_", "NO_COLOR", "COLUMNS")


def run(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Call pxcheck in a folder, without the caller's own PXCHECK_* variables."""
    inherited = {k: v for k, v in os.environ.items() if k == "PXCHECK_CACHE_DIR" or not k.startswith(_OWN)}
    inherited |= {"PYTHONIOENCODING": "utf-8", **variables}
    command = [sys.executable, "-m", "pxgov_check", *arguments]
    return subprocess.run(
        command, cwd=folder, env=inherited, capture_output=True, encoding="utf-8", timeout=60, check=False
    )


def make_form(folder: Path, name: str = "市档案馆.xlsx") -> Path:
    """Write a workbook that is readable and has much to correct."""
    book = openpyxl.Workbook()
    basics = book.create_sheet("基本信息", 0)
    for row in (("政策文号", "萍府发〔2023〕21号"), ("填报单位", "市档案馆"), ("报告期", "2025Q4")):
        basics.append(row)
    indicators = book.create_sheet("指标填报", 1)
    indicators.append(["指标编号", "指标名称", "计量单位", "分子", "分母", "本期完成值", "数据来源", "情况说明"])
    indicators.append(["I03", "非涉密政务系统上云率", "%", 3, 4, 75, "台账", ""])
    path = folder / name
    book.save(path)
    return path
