"""The number format of each cell style."""

from __future__ import annotations

from pxgov_check.submission.limits import Limits
from pxgov_check.submission.markup import local, parse_part

GENERAL = "General"

# ECMA-376 part 1, 18.8.30: the formats that a file names by number only. 27–36 and 50–58 are dates in East Asian Excel.
_BUILTIN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
_EAST_ASIAN_DATES = frozenset((*range(27, 37), *range(50, 59)))


def read_styles(data: bytes | None, limits: Limits) -> list[str]:
    """Return the number format of each entry of cellXfs; empty where the part is missing."""
    custom: dict[str, str] = {}
    used: list[str] = []
    within: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            custom[attributes.get("numFmtId", "")] = attributes.get("formatCode", GENERAL)
        elif name == "xf" and within and within[-1] == "cellXfs":
            used.append(attributes.get("numFmtId", "0"))
        within.append(name)

    def end(name: str) -> None:
        if within and within[-1] == local(name):
            within.pop()

    if data is not None:
        parse_part(data, limits, start, end)
    return [custom.get(number) or _builtin(number) for number in used]


def _builtin(number: str) -> str:
    try:
        index = int(number)
    except ValueError:
        return GENERAL
    return "yyyy-mm-dd" if index in _EAST_ASIAN_DATES else _BUILTIN.get(index, GENERAL)
