"""What a cell of the form is read as, calculated on the hidden sheet beside it: a figure in its unit, or a day.

The formulas follow submission/figures.py and submission/dates.py as far as functions shared by all spreadsheets can;
what they can't read is an empty text, on which no check but "not a number" says anything.
"""

from __future__ import annotations

from collections.abc import Iterable

from pxgov_check.documents.self_check.expressions import is_number, is_per_cent, literal
from pxgov_check.submission.figures import SCALES
from pxgov_check.submission.layout import IDENTITY_SHEET

# Where the readings of a column stand on the hidden sheet, each in the row of its cell.
_COLUMNS = {
    "numerator": "F",
    "denominator": "G",
    "value": "H",
    "progress": "J",
    "completed_on": "K",
    "completed_on_text": "L",
}

# The number of answers given in the whole form.
ANSWERS = f"{IDENTITY_SHEET}!$F$2"

# Days from 2000 to 2099 as serial numbers; what is larger is a day written out, such as 20251120.
_FIRST_DAY, _LAST_DAY = 36526, 73050


def is_read(key: str) -> bool:
    """Whether the cells of a column have readings."""
    return key in _COLUMNS


def reading(key: str, row: int) -> str:
    """Return the reference of the reading of a cell: a number, or an empty text."""
    return f"{IDENTITY_SHEET}!{_COLUMNS[key]}{row}"


def as_figure(cell: str, unit: str) -> str:
    """Return the figure in a cell in the unit it is declared in; 85 for 85 per cent."""
    return _as_rate(cell) if unit == "%" else _as_amount(cell, unit)


def day_text(cell: str) -> str:
    """Return what a cell says as a day with its marks made one: 2025年3月4日 and 2025/3/4 as 2025-3-4."""
    return _without(f"ASC(TRIM({cell}))", {"年": "-", "月": "-", "日": "", ".": "-", "/": "-"})


def as_day(cell: str, text: str) -> str:
    """Return the day in a cell as a serial number; ``text`` is where its ``day_text`` stands."""
    dashes = f'LEN({text})-LEN(SUBSTITUTE({text},"-",""))'
    run_on = f'LEFT({text},4)&"-"&MID({text},5,2)&"-"&RIGHT({text},2)'
    written = f'IF(AND({dashes}=2,RIGHT({text},1)<>"-"),{text},IF(AND({dashes}=0,LEN({text})=8),{run_on},""))'
    serial = f'IF(AND({cell}>={_FIRST_DAY},{cell}<={_LAST_DAY}),INT({cell}),"")'
    return f'IF(AND({is_number(cell)},N({cell})<20000101),{serial},IFERROR(DATEVALUE({written}),""))'


def answers(areas: Iterable[str]) -> str:
    """Return how many cells of some areas are filled in; an error in one of them counts as an answer."""
    counts = "+".join(f"SUMPRODUCT(--(LEN({area})>0))" for area in areas) or "0"
    return f"IFERROR({counts},1)"


def _as_rate(cell: str) -> str:
    text = _folded(cell)
    plain = f'IF(AND({cell}>0,{cell}<=1),"",ROUND({cell},10))'
    number = f"IF({is_per_cent(cell)},ROUND({cell}*100,10),{plain})"
    bare = f'IF(AND(VALUE({text})>0,VALUE({text})<=1),"",VALUE({text}))'
    words = f'IF(ISNUMBER(FIND("%",{text})),VALUE(SUBSTITUTE({text},"%","")),{bare})'
    return f'IF({is_number(cell)},{number},IFERROR({words},""))'


def _as_amount(cell: str, unit: str) -> str:
    number = f'IF({is_per_cent(cell)},"",{cell})'
    text = _without(_folded(cell), {unit: ""} if unit else {})
    if unit[:1] in SCALES:  # measured in 万人: 104万 is 104
        words = f"VALUE({_without(text, {unit[0]: ''})})"
    else:
        factors = [f'IF(ISNUMBER(FIND("{word}",{cell})),{10**power},1)' for word, power in SCALES.items()]
        words = f"VALUE({_without(text, dict.fromkeys(SCALES, ''))})*" + "*".join(factors)
    return f'IF({is_number(cell)},{number},IFERROR({words},""))'


def _folded(cell: str) -> str:
    """Return a cell's text with full-width marks made plain, without spaces and thousands separators."""
    return _without(f"ASC({cell})", {" ": "", ",": ""})


def _without(text: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        text = f"SUBSTITUTE({text},{literal(old)},{literal(new)})"
    return text
