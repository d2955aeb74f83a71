"""The number format of each cell style."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pxgov_check.submission.limits import Limits
from pxgov_check.submission.markup import local, unescape
from pxgov_check.submission.tree import whole

GENERAL = "General"

# ECMA-376 part 1, 18.8.30: the formats that a file names by number only. 27–36 and 50–58 are dates in East Asian Excel.
_BUILTIN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
_FORMATS = {str(number): code for number, code in _BUILTIN.items()} | {
    str(number): "yyyy-mm-dd" for number in (*range(27, 37), *range(50, 59))
}

_WANTED = (b"numFmts", b"cellXfs")
_ATTRIBUTES = r'(?: [A-Za-z0-9:]+="[^<>&"]*")*'
_CHILDREN = rf"(?:<(?!xf)[A-Za-z]+{_ATTRIBUTES} ?/>)*"
_XFS = re.compile(rf'<cellXfs(?: count="[0-9]*")?>(?:<xf{_ATTRIBUTES}(?: ?/>|>{_CHILDREN}</xf>))*</cellXfs>')
_XF = re.compile("<xf((?:[ /][^>]*)?)>")
_NUMBER = re.compile(' numFmtId="([^"]*)"')
# Nothing in cellXfs that the pattern takes stands deeper.
_DEPTH = 4


def read_styles(pieces: Iterable[bytes], limits: Limits) -> dict[str | None, str]:
    """Return the number format of each entry of cellXfs by its index.

    None, for cells that name no style, is the first.
    Custom formats are those of numFmts only (differential styles repeat the numbers).
    """
    formats, used = dict(_FORMATS), []

    def take(element: bytes) -> bool:
        text = element.decode()
        if not _XFS.fullmatch(text):
            return False
        for attributes in _XF.findall(text):
            number = _NUMBER.search(attributes)
            used.append("0" if number is None else number[1])
        return True

    for section in whole(pieces, limits, _WANTED, take if limits.xml_depth >= _DEPTH else None):
        name = local(section.tag)
        if name == "numFmts":
            for custom in section:
                formats[custom.get("numFmtId", "")] = unescape(custom.get("formatCode", GENERAL))
        elif name == "cellXfs":
            used += [style.get("numFmtId", "0") for style in section if local(style.tag) == "xf"]
    looks: dict[str | None, str] = {str(i): formats.get(number) or GENERAL for i, number in enumerate(used)}
    looks[None] = looks.get("0", GENERAL)
    return looks
