"""The same forms again as they look in life: the template as pxcheck writes it, with its guide, styles and formulas.

The answers are those of the plain forms, cell by cell, so that what is planted stays where it is.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

from plain_xlsx import zipped
from speed.bench import BenchError
from speed.inputs import Forms
from speed.processes import run

_PERIOD = "2025Q4"
# The columns that a unit fills in, and the first row of them, by part.
_ANSWERS = {
    "xl/worksheets/sheet2.xml": ("B", 6),
    "xl/worksheets/sheet3.xml": ("FGHIJ", 5),
    "xl/worksheets/sheet4.xml": ("EFGHIJK", 5),
}
_CELL = re.compile(r'<c r="([A-Z])(\d+)"( s="\d+")?([^>]*)>(.*?)</c>', re.DOTALL)


def fill_templates(pxcheck: Sequence[str], forms: Forms, count: int, folder: Path) -> Forms:
    """Write so many of the forms as filled templates into a folder, which is made anew.

    ``pxcheck``: how to call the program that writes the blank ones.

    Raises:
        BenchError: it writes none.

    """
    shutil.rmtree(folder, ignore_errors=True)
    blanks = folder / "blank"
    told = run([*pxcheck, "template", "--all", "--period", _PERIOD, "--policy", str(forms.pack), "-o", str(blanks)])
    found = {path.name: _parts(path.read_bytes()) for path in blanks.glob("*.xlsx")}
    if told.code or not found:
        raise BenchError(f"no templates: {told.stderr}")
    paths, planted = [], {}
    for source in forms.paths[:count]:
        unit, period = source.stem, source.parent.name
        (blank,) = (parts for name, parts in found.items() if unit in name)
        path = folder / "forms" / period / source.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(filled(blank, _parts(source.read_bytes()), period))
        paths.append(path)
        if str(source) in forms.planted:
            planted[str(path)] = forms.planted[str(source)]
    return Forms(folder / "forms", tuple(paths), planted, forms.pack)


def filled(blank: dict[str, bytes], answered: dict[str, bytes], period: str) -> bytes:
    """Return a blank form with the answers of another, for a period."""
    parts = {name: part.replace(_PERIOD.encode(), period.encode()) for name, part in blank.items()}
    for name, (columns, first) in _ANSWERS.items():
        answers = {
            (column, row): (rest, inner)
            for column, row, _, rest, inner in _CELL.findall(answered[name].decode())
            if column in columns and int(row) >= first
        }

        def answer(cell: re.Match[str], answers: dict[tuple[str, str], tuple[str, str]] = answers) -> str:
            column, row, style, _, _ = cell.groups("")
            if (column, row) not in answers:
                return cell[0]
            rest, inner = answers[column, row]
            return f'<c r="{column}{row}"{style}{rest}>{inner}</c>'

        parts[name] = _CELL.sub(answer, parts[name].decode()).encode()
    return zipped(parts)


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as form:
        return {name: form.read(name) for name in form.namelist()}
