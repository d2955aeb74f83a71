"""A folder of forms for runs over many files: a made-up city, with copies and files that nobody can read among them."""

from __future__ import annotations

import shutil
from pathlib import Path

from city import make_city, write_city

UNITS, QUARTERS = 9, 2


def write_forms(folder: Path) -> Path:
    """Write some thirty files and the pack that they are for; returns the folder that holds ``forms`` and ``pack``."""
    write_city(make_city(UNITS, QUARTERS, 3), folder)
    forms = folder / "forms"
    first, *_, last = sorted(forms.iterdir())
    # Sorted behind the form that it is a copy of, and before it.
    shutil.copy(first, forms / "龙.xlsx")
    shutil.copy(last, forms / "00.xlsx")
    for name in ("broken.xlsx", "zz-broken.xlsx"):
        (forms / name).write_bytes(b"PK\x03\x04 no workbook")
    for number in range(9):
        (forms / f"empty-{number}.xlsx").write_bytes(b"\0" * number)
    return folder
