"""The styles of a workbook, added to: what is there keeps its number, and what is there already is not added again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pxgov_check.documents.returned.fills import (
    NO_FILL,
    Before,
    Fill,
    Memory,
    mark_fill,
    mark_number,
    read_fill,
)
from pxgov_check.documents.returned.markup import Element, tree
from pxgov_check.documents.returned.splices import Splices, escaped
from pxgov_check.model import Severity

# ECMA-376 part 1, 18.8.39: the order within styleSheet.
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
_ADDED_TO = ("fonts", "fills", "borders", "cellXfs")
# What a section holds that was not there; programs rely on the first two fills.
_FIRST = {
    "fonts": ('<font><sz val="11"/><name val="宋体"/></font>',),
    "fills": (
        '<fill><patternFill patternType="none"/></fill>',
        '<fill><patternFill patternType="gray125"/></fill>',
    ),
    "borders": ("<border><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
}

# Excel's limit.
_MOST_XFS = 65_490
_NEW = (
    '<styleSheet xmlns="{main}"><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '</cellStyleXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_NAME = re.compile(r"<(/?)(?=[A-Za-z])")
_Shape = tuple[str, tuple[tuple[str, str], ...], tuple["_Shape", ...]]


class Xf(NamedTuple):
    """A cell format: its attributes, and what stands within it (alignment, protection) as it is written."""

    attributes: tuple[tuple[str, str], ...]
    inner: str

    def with_fill(self, fill: int, applied: str) -> Xf:
        """Return the same format with another fill and nothing else changed."""
        changed = dict(self.attributes) | {"fillId": str(fill), "applyFill": applied}
        return Xf(tuple((name, value) for name, value in sorted(changed.items()) if value), self.inner)


class StyleSheet:
    """The style sheet of a workbook; styles are numbers of cellXfs, as cells name them."""

    def __init__(self, data: bytes | None, main: str, recalled: Mapping[int, Before], highest: int) -> None:
        """Read a style sheet in UTF-8, or begin one.

        ``main`` is the namespace, ``recalled`` what marks stand for. ``highest`` is the highest style that a cell
        names: one that the sheet lacks means a plain cell, and must not come to mean one of those that are added.

        Raises:
            SubmissionError: F001, it is broken.

        """
        self._data = data or _NEW.format(main=main).encode()
        self._root = tree(self._data)
        self._prefix = self._root.prefix
        self._recalled = recalled
        self.memory = Memory()
        self._shapes: dict[str, dict[_Shape, int]] = {}
        self._added: dict[str, list[str]] = {name: [] for name in _ADDED_TO}
        self._count: dict[str, int] = {}
        for name in ("fonts", "fills", "borders"):
            self._read(name)
        fills = self._section("fills")
        self._fills = [read_fill(one) for one in fills.children] if fills else [read_fill(e) for e in _firsts("fills")]
        self._xfs = list(self._read_xfs())
        self._pad(highest)
        self._known = {xf: index for index, xf in reversed(list(enumerate(self._xfs)))}
        self._bases: dict[int, int] = {}
        self._marked: dict[tuple[int, Severity], int] = {}

    def base(self, style: int) -> int:
        """Return the style that a cell had before we marked it; its own where it carries no mark."""
        if style not in self._bases:
            self._bases[style] = self._unmarked(style)
        return self._bases[style]

    def is_mark(self, style: int) -> bool:
        """Whether a style is one of our marks."""
        return self.base(style) != style

    def marked(self, base: int, severity: Severity) -> int:
        """Return a style like ``base`` with the fill of a mark."""
        key = base, severity
        if key not in self._marked:
            xf = self._xfs[base] if base < len(self._xfs) else self._xfs[0]
            number = self.memory.number(self._before(xf))
            fill = self.fill(mark_fill(severity, number))
            self._marked[key] = self._xf(xf.with_fill(fill, "1"))
        return self._marked[key]

    def fill(self, fill: Fill) -> int:
        """Return the number of a fill, added where it is not there."""
        if fill in self._fills:
            return self._fills.index(fill)
        self._fills.append(fill)
        self._added["fills"].append(fill.xml(self._prefix))
        return len(self._fills) - 1

    def add(self, section: str, xml: str) -> int:
        """Return the number of a font or border given without prefix, added where it is not there."""
        shapes = self._shapes[section]
        shape = _shape(tree(xml.encode()))
        if shape not in shapes:
            shapes[shape] = self._count[section]
            self._count[section] += 1
            self._added[section].append(_prefixed(xml, self._prefix))
        return shapes[shape]

    def xf(self, inner: str, **attributes: int) -> int:
        """Return the number of a cell format, added where it is not there."""
        return self._xf(Xf(tuple(sorted((k, str(v)) for k, v in attributes.items())), _prefixed(inner, self._prefix)))

    def to_bytes(self) -> bytes:
        """Return the style sheet with what was added."""
        splices = Splices(self._data)
        if self._data.startswith(b"/>", self._root.inner - 2):
            splices.append(self._root, "".join(self._whole(name) for name in _ADDED_TO))
            return splices.apply()
        for name in _ADDED_TO:
            section = self._section(name)
            if section is None:
                splices.insert(self._place_of(name), self._whole(name))
            elif self._added[name]:
                count = str(len(section.children) + len(self._added[name]))
                splices.append(section, "".join(self._added[name]), count=count)
        return splices.apply()

    def _section(self, name: str) -> Element | None:
        return self._root.first(name)

    def _read(self, name: str) -> None:
        section = self._section(name)
        elements = section.children if section else _firsts(name)
        self._shapes[name] = {}
        for index, element in enumerate(elements):
            self._shapes[name].setdefault(_shape(element), index)
        self._count[name] = len(elements)

    def _read_xfs(self) -> Iterator[Xf]:
        section = self._section("cellXfs")
        if section is None or not section.children:
            # Style 0 is what every cell has that names none.
            yield Xf(tuple(sorted(_firsts("cellXfs")[0].attributes.items())), "")
            if section is not None:
                self._added["cellXfs"].append(_prefixed(_FIRST["cellXfs"][0], self._prefix))
            return
        for one in section.children:
            inner = self._data[one.inner : one.close].decode() if one.close > one.inner else ""
            yield Xf(tuple(sorted(one.attributes.items())), inner)

    def _pad(self, highest: int) -> None:
        plain = Xf(tuple(sorted(_firsts("cellXfs")[0].attributes.items())), "")
        lacking = min(highest, _MOST_XFS) + 1 - len(self._xfs)
        if lacking > 0:
            self._xfs += [plain] * lacking
            self._added["cellXfs"] += [_prefixed(_FIRST["cellXfs"][0], self._prefix)] * lacking

    def _before(self, xf: Xf) -> Before | None:
        attributes = dict(xf.attributes)
        index = attributes.get("fillId", "0")
        fill = self._fills[int(index)] if index.isdecimal() and int(index) < len(self._fills) else None
        return None if fill is None else Before(fill, attributes.get("applyFill", ""))

    def _unmarked(self, style: int) -> int:
        if style >= len(self._xfs):
            return style
        xf = self._xfs[style]
        before = self._before(xf)
        number = mark_number(before.fill) if before else None
        if number is None:
            return style
        fill, applied = self._recalled.get(number, NO_FILL)
        return self._xf(xf.with_fill(self.fill(fill), applied))

    def _xf(self, xf: Xf) -> int:
        if xf not in self._known:
            self._known[xf] = len(self._xfs)
            self._xfs.append(xf)
            attributes = " ".join(f'{name}="{escaped(value)}"' for name, value in xf.attributes)
            tag = f"{self._prefix}xf"
            closed = f">{xf.inner}</{tag}>" if xf.inner else "/>"
            self._added["cellXfs"].append(f"<{tag} {attributes}{closed}")
        return self._known[xf]

    def _whole(self, name: str) -> str:
        """Return a section that was not there, with what is added to it."""
        items = [*(_prefixed(one, self._prefix) for one in _FIRST[name]), *self._added[name]]
        tag = f"{self._prefix}{name}"
        return f'<{tag} count="{len(items)}">{"".join(items)}</{tag}>'

    def _place_of(self, name: str) -> int:
        """Return where a section that is not there belongs: after the last of those before it."""
        before = _ORDER[: _ORDER.index(name)]
        return max([self._root.inner, *(e.end for e in self._root.children if e.local in before)])


def _firsts(name: str) -> list[Element]:
    return [tree(xml.encode()) for xml in _FIRST[name]]


def _shape(element: Element) -> _Shape:
    """Return what an element says, whatever its prefix and the order of its attributes."""
    attributes = tuple(sorted(element.attributes.items()))
    return element.local, attributes, tuple(_shape(child) for child in element.children)


def _prefixed(xml: str, prefix: str) -> str:
    return _NAME.sub(rf"<\1{prefix}", xml)
