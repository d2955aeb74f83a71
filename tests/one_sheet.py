"""Workbooks of one sheet, read again and again, and what is remembered of them."""

from __future__ import annotations

import re

from packages import MAIN, package, worksheet
from pxgov_check.submission.cells import Row
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.open import read_workbook
from pxgov_check.submission.remembered_cells import MEMORY, KnownSheet

_INLINE = re.compile('t="inlineStr"><is><t>([^<]*)</t></is></c>')


def rows(data: bytes, limits: Limits | None = None) -> list[Row]:
    """Return the rows of the first sheet."""
    return list(read_workbook(data, limits or Limits()).sheets[0].rows())


def sheet(inside: str, *, strings: tuple[str, ...] = (), formats: tuple[str, ...] = (), before: str = "") -> bytes:
    """Return a workbook of one sheet with its shared strings and the number formats of its styles."""
    parts: dict[str, str | bytes] = {}
    if strings:
        items = "".join(f"<si><t>{one}</t></si>" for one in strings)
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{items}</sst>'
    if formats:
        custom = "".join(f'<numFmt numFmtId="{200 + n}" formatCode="{one}"/>' for n, one in enumerate(formats))
        used = "".join(f'<xf numFmtId="{200 + n}"/>' for n, _ in enumerate(formats))
        styles = f"<numFmts>{custom}</numFmts><cellXfs>{used}</cellXfs>"
        parts["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
    return package(worksheet(inside, before=before), parts=parts)


def sharing(inside: str, before: tuple[str, ...] = ()) -> bytes:
    """Return a workbook of one sheet that has its inline strings in a table, behind some others."""
    table = dict.fromkeys([*before, *_INLINE.findall(inside)])
    places = {text: place for place, text in enumerate(table)}
    return sheet(_INLINE.sub(lambda cell: f't="s"><v>{places[cell[1]]}</v></c>', inside), strings=tuple(table))


def sheets_known() -> list[KnownSheet]:
    """Return what is known of each sheet."""
    return [sheet for family in MEMORY.families.values() for sheet in family.sheets.values()]
