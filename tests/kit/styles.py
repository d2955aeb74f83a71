"""Number formats: those that go by number alone, and our own."""

from __future__ import annotations

from random import Random

from kit.markup import Node, node

# The formats that a file names by number, as the reader tells them (ECMA-376 part 1, 18.8.30; dates written out).
BUILTIN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    14: "yyyy-mm-dd", 15: "d-mmm-yy", 20: "h:mm", 22: "yyyy-mm-dd h:mm", 31: "yyyy-mm-dd", 38: "#,##0", 49: "@",
    57: "yyyy-mm-dd",
}  # fmt: skip
CUSTOM = (
    "0.0%", "0.000%", '0"%"', '0.0"％"', r"0\%", '#,##0"个"', "0.0_ ;[Red]\\-0.0\\ ", 'yyyy"年"m"月"d"日"', "yyyy/m/d",
    "[$-804]yyyy-mm-dd", "[h]:mm", '"共"0"项"', "0;-0;;@", "#,##0.00_);(#,##0.00)", "[DBNum1]0", 'General"核"',
    "aaaa", 'm"月"d"日"', "0.00_x0020_",
)  # fmt: skip


def style_sheet(chance: Random) -> tuple[Node, tuple[str, ...]]:
    """Return a styles part, and the number format that each style of a cell has.

    Cell styles and differential styles use the same numbers with other meanings, as in files people send.
    """
    numbers: list[int] = [0, *chance.sample(sorted(BUILTIN), 6)]
    custom = dict(enumerate(chance.sample(CUSTOM, 6), 164))
    numbers += custom
    chance.shuffle(numbers)
    formats = tuple(BUILTIN.get(n) or custom[n].replace("_x0020_", " ") for n in numbers)
    general = "General"
    xfs = [node("xf", {"numFmtId": str(n), "fontId": "0", "applyNumberFormat": "1"}) for n in numbers]
    listed = [node("numFmt", {"numFmtId": str(n), "formatCode": code}) for n, code in custom.items()]
    font = node("font", {}, node("sz", {"val": "11"}), node("name", {"val": "宋体"}))
    fills = [node("fill", {}, node("patternFill", {"patternType": kind})) for kind in ("none", "gray125")]
    other = node("numFmt", {"numFmtId": "164", "formatCode": general})
    parts = (
        node("numFmts", {"count": "2147483648"}, *listed),
        node("fonts", {"count": "1"}, font),
        node("fills", {"count": "2"}, *fills),
        node("borders", {"count": "1"}, node("border")),
        node("cellStyleXfs", {"count": "1"}, node("xf", {"numFmtId": "9", "fontId": "0"})),
        node("cellXfs", {"count": str(len(xfs))}, *xfs),
        node("cellStyles", {"count": "1"}, node("cellStyle", {"name": "Normal", "xfId": "0", "builtinId": "0"})),
        node("dxfs", {"count": "1"}, node("dxf", {}, other)),
    )
    return node("styleSheet", {}, *parts), formats
