"""How a line of the self-check begins, and the colours that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from pxgov_check.documents.self_check.expressions import NEW_LINE, address, holds
from pxgov_check.model import Severity

# All three are in GBK, and read in print without colour.
MARKS: Mapping[Severity, str] = MappingProxyType({Severity.MANDATORY: "×", Severity.VERIFY: "▲", Severity.NOTICE: "○"})
_FILLS = {Severity.MANDATORY: "FAD4CD", Severity.VERIFY: "FCDDA0", Severity.NOTICE: "D6E6F5"}
_FONTS = {Severity.MANDATORY: "9C1C10", Severity.VERIFY: "7A4B00", Severity.NOTICE: "1F4E79"}


def finding_line(severity: Severity, cell: str, condition: str, words: str) -> str:
    """Return the expression of one line: a line break, the mark, the cell and the words, where a condition holds."""
    return f'IF({holds(condition)},{NEW_LINE}&"{MARKS[severity]} "&{address(cell)}&" "&{words},"")'


def one_a_line(lines: list[str]) -> str:
    """Return a formula that shows lines below each other."""
    return f"=MID({'&'.join(lines)},2,9999)" if lines else '=""'


def colour(sheet: Worksheet, area: str, condition: str, severity: Severity) -> None:
    """Colour the cells of an area where a condition, written for its first cell, holds."""
    _format(sheet, area, condition, DifferentialStyle(fill=_fill(severity)))


def colour_named(sheet: Worksheet, first: str, last: str, text: str) -> None:
    """Colour each cell from ``first`` to ``last`` that a line in ``text`` (the 自查 of the first row) names."""
    for severity, mark in MARKS.items():
        colour(sheet, f"{first}:{last}", f'ISNUMBER(FIND("{mark} "&{address(first)}&" ",{text}))', severity)


def colour_text(sheet: Worksheet, first: str, last: str) -> None:
    """Colour the 自查 texts by the severity of their first line, the gravest."""
    for severity, mark in MARKS.items():
        _format(
            sheet, f"{first}:{last}", f'LEFT({first},1)="{mark}"', DifferentialStyle(font=Font(color=_FONTS[severity]))
        )


def _format(sheet: Worksheet, area: str, condition: str, style: DifferentialStyle) -> None:
    sheet.conditional_formatting.add(area, Rule(type="expression", formula=[condition], dxf=style))


def _fill(severity: Severity) -> PatternFill:
    return PatternFill("solid", bgColor=_FILLS[severity], fgColor=_FILLS[severity])
