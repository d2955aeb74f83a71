"""What LibreOffice makes of workbooks: their formulas calculated."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import openpyxl


def recalculated(books: Mapping[str, openpyxl.Workbook], folder: Path) -> dict[str, Path]:
    """Save workbooks, have LibreOffice calculate and save them again, and return where, by name."""
    sent, back = folder / "sent", folder / "back"
    sent.mkdir()
    for name, book in books.items():
        book.save(sent / f"{name}.xlsx")
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(back), *map(str, sorted(sent.iterdir()))]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: back / f"{name}.xlsx" for name in books}
