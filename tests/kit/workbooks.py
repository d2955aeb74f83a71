"""Valid workbooks by seed, each with what a reader has to find in it.

The generator knows what it stores before it is XML, so it is the first opinion; openpyxl and calamine are the second
and third.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from kit.cells import Strings
from kit.parts import Writer
from kit.sheets import EXTENSION_NAMESPACES, Grid, Place, any_grid, held, worksheet
from kit.styles import style_sheet
from packages import zipped
from pxgov_check.submission.cells import Cell, Range, Visibility

_NAMES = ("指标填报", "任务 填报", "Sheet1", "a&b<c>'d'", "=1+1", "表😀", "_xpx", "长" * 31, "٣", "隐藏 ")
_STATES = {Visibility.VISIBLE: "", Visibility.HIDDEN: "hidden", Visibility.VERY_HIDDEN: "veryHidden"}


@dataclass(frozen=True, slots=True)
class HeldSheet:
    """A sheet as it has to be found."""

    name: str
    visibility: Visibility
    cells: Mapping[Place, Cell]
    merged: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A workbook's bytes and what they hold."""

    seed: int
    data: bytes
    sheets: tuple[HeldSheet, ...]
    date1904: bool
    defined_names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Plan:
    names: list[str]
    states: list[Visibility]
    grids: list[Grid]
    date1904: bool
    defined_names: Mapping[str, str]


def make(seed: int) -> Made:
    """Return the workbook of a seed."""
    chance = Random(seed)  # noqa: S311 (a repeatable choice, not secrecy)
    writer = Writer(chance)
    strings = Strings(chance.random() < 0.9, chance)
    styles, formats = style_sheet(chance)
    if chance.random() < 0.1:
        formats = ("General",)
    else:
        writer.add("styles.xml", styles)
    plan = _plan(chance, strings, formats)
    _write(writer, plan)
    if strings.kept:
        writer.add("sharedStrings.xml", strings.part())
    writer.finish(strings_named=strings.kept or chance.random() < 0.3)
    sheets = tuple(
        HeldSheet(name, state, held(grid), tuple(grid.merged))
        for name, state, grid in zip(plan.names, plan.states, plan.grids, strict=True)
    )
    method = zipfile.ZIP_STORED if chance.random() < 0.1 else zipfile.ZIP_DEFLATED
    return Made(seed, zipped(writer.parts, method), sheets, plan.date1904, plan.defined_names)


def _plan(chance: Random, strings: Strings, formats: tuple[str, ...]) -> _Plan:
    names = chance.sample(_NAMES, chance.randint(1, 4))
    states = [Visibility.VISIBLE, *chance.choices(list(_STATES), k=len(names) - 1)]
    chance.shuffle(states)
    grids = [any_grid(chance, strings, formats, hidden=state is not Visibility.VISIBLE) for state in states]
    defined = {"名称_1": "Sheet1!$A$1", "pxcheck": '"unit=市档案馆|period=2025Q4"'} if chance.random() < 0.3 else {}
    return _Plan(names, states, grids, chance.random() < 0.15, defined)


def _write(writer: Writer, plan: _Plan) -> None:
    listed = []
    for name, state, grid in zip(plan.names, plan.states, plan.grids, strict=True):
        link = writer.add_sheet(worksheet(grid), EXTENSION_NAMESPACES)
        listed.append((name, _STATES[state], link))
    writer.add_workbook(listed, date1904=plan.date1904, defined_names=plan.defined_names)
