"""The colours of marks, and how a mark remembers the fill that it stands for.

Programs renumber styles when they save, people sort rows and delete the sheet 问题清单; so the memory travels in the
colour itself. A mark is a solid fill whose red channel and upper halves of green and blue say the severity; the two
lower halves hold a number from 1 to 255 (too little to be seen), and a hidden defined name of that number spells out
the fill that was there before. Number 0 stands for one that can't be spelt out (a gradient) and comes back as none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from pxgov_check.documents.returned.markup import Element
from pxgov_check.model import Severity

FILL_NAME = "_pxcheck_fill_"
# 0xRRGGBB with room for a number in 0x000F0F; red is 0xFD or 0xBB, which no palette of Excel or WPS uses.
_COLOURS = {Severity.MANDATORY: 0xFDC0B0, Severity.VERIFY: 0xFDE070, Severity.NOTICE: 0xBBD0F0}
_BY_COLOUR = {colour: severity for severity, colour in _COLOURS.items()}
_MOST = 0xFF
# A string within a formula, which a defined name is, has at most 255 characters.
_LONGEST = 250
_PATTERNS = frozenset({
    "none", "solid", "mediumGray", "darkGray", "lightGray", "darkHorizontal", "darkVertical", "darkDown", "darkUp",
    "darkGrid", "darkTrellis", "lightHorizontal", "lightVertical", "lightDown", "lightUp", "lightGrid",
    "lightTrellis", "gray125", "gray0625",
})  # fmt: skip
_COLOUR_PARTS = re.compile(
    r"(?:rgb=[0-9A-F]{6,8}|(?:theme|indexed|auto)=[0-9]{1,3}|tint=-?[0-9.]{1,25}(?:E-?[0-9]{1,3})?)\Z"
)


class Fill(NamedTuple):
    """A pattern fill: the pattern and its two colours as attributes (``rgb=FFFFF9E5``)."""

    pattern: str
    front: tuple[str, ...] = ()
    back: tuple[str, ...] = ()

    def xml(self, prefix: str) -> str:
        """Return the fill as an element of a style sheet."""
        inner = "".join(
            f"<{prefix}{name} " + " ".join('{}="{}"'.format(*part.split("=")) for part in colour) + "/>"
            for name, colour in (("fgColor", self.front), ("bgColor", self.back))
            if colour
        )
        tag = f"{prefix}patternFill"
        return f'<{prefix}fill><{tag} patternType="{self.pattern}">{inner}</{tag}></{prefix}fill>'


class Before(NamedTuple):
    """What a cell had before it was marked: its fill, and what its style said of ``applyFill`` ("" for nothing)."""

    fill: Fill
    applied: str


NO_FILL = Before(Fill("none"), "")


def read_fill(element: Element) -> Fill | None:
    """Return a fill of a style sheet; None for a gradient and for one that is not as it should be."""
    pattern = element.first("patternFill")
    if pattern is None:
        return None
    colours = [_colour(pattern.first(name)) for name in ("fgColor", "bgColor")]
    kind = pattern.attributes.get("patternType", "none")
    known = kind in _PATTERNS and all(_COLOUR_PARTS.match(part) for colour in colours for part in colour)
    return Fill(kind, *colours) if known else None


def _colour(element: Element | None) -> tuple[str, ...]:
    if element is None:
        return ()
    parts = [f"{name}={value}" for name, value in sorted(element.attributes.items())]
    return tuple(part.upper().replace("RGB", "rgb") if part.startswith("rgb=") else part for part in parts)


def mark_fill(severity: Severity, number: int) -> Fill:
    """Return the fill of a mark."""
    colour = _COLOURS[severity] | (number & 0xF0) << 4 | number & 0x0F
    return Fill("solid", (f"rgb=FF{colour:06X}",), ("indexed=64",))


def mark_number(fill: Fill) -> int | None:
    """Return the number that a mark carries, or None for a fill that is no mark."""
    match = re.match(r"rgb=(?:FF)?([0-9A-F]{6})\Z", fill.front[0]) if len(fill.front) == 1 else None
    if match is None or fill.pattern != "solid":
        return None
    colour = int(match[1], 16)
    if colour & 0xFFF0F0 not in _BY_COLOUR:
        return None
    return (colour & 0x0F00) >> 4 | colour & 0x0F


class Memory:
    """Numbers for what was there before, in the order in which they are asked for."""

    def __init__(self) -> None:
        self._numbers: dict[Before, int] = {}

    def number(self, before: Before | None) -> int:
        """Return the number that stands for it; 0 where there is none."""
        if before is None or len(_spell(before)) > _LONGEST:
            return 0
        if before not in self._numbers and len(self._numbers) < _MOST:
            self._numbers[before] = len(self._numbers) + 1
        return self._numbers.get(before, 0)

    def names(self) -> dict[str, str]:
        """Return the defined names that keep the memory."""
        return {f"{FILL_NAME}{number}": f'"{_spell(before)}"' for before, number in self._numbers.items()}


def recall(names: Mapping[str, str]) -> dict[int, Before]:
    """Return what the defined names of a workbook remember; what can't be read is left out."""
    found: dict[int, Before] = {}
    for name, text in names.items():
        number = name.removeprefix(FILL_NAME)
        if name.startswith(FILL_NAME) and number.isdecimal() and len(number) < 4:
            before = _read(text.strip('"'))
            if before is not None:
                found[int(number)] = before
    return found


def _spell(before: Before) -> str:
    colours = (",".join(before.fill.front), ",".join(before.fill.back))
    return ";".join((before.applied, before.fill.pattern, *colours))


def _read(text: str) -> Before | None:
    applied, *rest = text.split(";")
    if len(rest) != 3 or applied not in {"", "0", "1", "true", "false"} or rest[0] not in _PATTERNS:
        return None
    colours = [tuple(part.split(",")) if part else () for part in rest[1:]]
    if not all(_COLOUR_PARTS.match(part) for colour in colours for part in colour):
        return None
    return Before(Fill(rest[0], *colours), applied)
