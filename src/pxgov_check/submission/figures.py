"""From a cell to one figure, or to the reasons why it is none.

Nothing is guessed and nothing is mended: the figure is what the cell says, or it has no value. All arithmetic is in
Decimal; a stored number counts to Excel's 15 significant digits.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from pxgov_check.submission.cells import Cell, CellType
from pxgov_check.submission.layout import NOT_APPLICABLE
from pxgov_check.submission.number_formats import LONGEST, look_of

EXCEL_DIGITS = 15
# So many figures of no more than so many characters are kept: a longer one, mostly a quotient, hardly comes again.
_KEPT, _KEPT_DIGITS = 2048, 8
_FIFTEEN = Context(prec=EXCEL_DIGITS)

# A figure that people read has so many decimals.
PLACES = 2
_EXACT = Context(prec=60)


class Flaw(StrEnum):
    """What keeps a cell from being, or from plainly being, one figure. The first eight leave no value."""

    BLANK = "blank"
    NOT_A_NUMBER = "not_a_number"
    AMBIGUOUS_SCALE = "ambiguous_scale"
    NOT_ONE_FIGURE = "not_one_figure"
    UNCALCULATED = "uncalculated"
    ERROR_VALUE = "error_value"
    WRONG_UNIT = "wrong_unit"
    LETTER_IN_NUMBER = "letter_in_number"
    TOO_MANY_DIGITS = "too_many_digits"
    FROM_TEXT = "from_text"


class Figure(NamedTuple):
    """A reported figure in the indicator's unit (per cent as 85, not 0.85).

    ``text`` is what a person sees in the cell. ``quantum`` is the unit of the last digit given, ``displayed`` the
    value rounded as the cell's format shows it. ``value`` is None where a flaw leaves none.
    """

    text: str = ""
    value: Decimal | None = None
    quantum: Decimal = Decimal(1)
    displayed: Decimal | None = None
    flaw: Flaw | None = Flaw.BLANK
    not_applicable: bool = False
    from_formula: bool = False


BLANK = Figure()

# What people write into a cell to say that nothing is there.
BLANKS = frozenset({"", "-", "--", "—", "——", "/", "\\"})

_PLAIN = re.compile(r"(?P<number>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(?P<suffix>\D*)\Z")
_SEVERAL = re.compile(
    r"[≥≤≧≦<>~≈约近超余逾]|左右|以上|以下|上下|不足|不低于|不少于|[一二三四五六七八九十]成|\d\s*[-–—至到、]\s*\d"
)
SCALES = {"万": 4, "亿": 8}
# Types of cells, by the names that a loop over many of them can afford.
_NUMBER, _TEXT = CellType.NUMBER, CellType.TEXT
_ONE = Decimal(1)
_TOO_LONG = Decimal(10) ** EXCEL_DIGITS
# As many decimals as a format may show.
_WIDE = Context(prec=400)
_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(EXCEL_DIGITS))


def read_figure(cell: Cell | None, unit: str) -> Figure:
    """Return the figure in ``cell`` for an indicator measured in ``unit`` ("%", "核", "" …)."""
    if cell is None:
        return BLANK
    kind = cell.type
    if kind is _NUMBER:
        raw, number_format = cell.raw, cell.number_format
        read = _before if len(raw) <= _KEPT_DIGITS and len(number_format) <= LONGEST else _from_number
        return read(raw, number_format, unit, cell.formula is not None)
    if kind is _TEXT:
        return _from_text(cell, unit)
    if kind is CellType.BLANK:
        return Figure(text=f"={cell.formula}", flaw=Flaw.UNCALCULATED, from_formula=True)
    if kind is CellType.ERROR:
        return Figure(text=cell.raw, flaw=Flaw.ERROR_VALUE, from_formula=cell.formula is not None)
    return Figure(text=cell_text(cell), flaw=Flaw.NOT_A_NUMBER)


def cell_text(cell: Cell | None) -> str:
    """Return what a person sees in a cell, near enough to find it again: 0.83 in a per cent format reads 83%."""
    if cell is None:
        return ""
    kind = cell.type
    if kind is _TEXT:
        return cell.raw.strip()
    if kind is _NUMBER:
        return _number_text(cell.raw, cell.number_format)
    if kind is CellType.BLANK:
        return f"={cell.formula}"
    return cell.raw.strip()


def plain(value: Decimal) -> str:
    """Write a decimal without exponent and without needless zeros: 7.680E+1 → 76.8."""
    text = str(value)
    if text.isdecimal():
        return text
    if "E" in text:
        text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def rounded(value: Decimal, limit: Decimal | None = None) -> Decimal:
    """Round half up to two decimals, or to as many more as keep the figure on its side of ``limit``."""
    for places in range(PLACES, EXCEL_DIGITS):
        shown = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT)
        if limit is None or (shown < limit, shown > limit) == (value < limit, value > limit):
            return shown
    return value


def quotient(numerator: Decimal, denominator: Decimal) -> Decimal:
    """Return numerator ÷ denominator in per cent, to 15 significant digits. ``denominator`` is not zero."""
    return _FIFTEEN.divide(numerator * 100, denominator)


def _number_text(raw: str, number_format: str) -> str:
    value = _decimal(raw)
    if value is None:
        return raw
    return f"{plain(value * 100)}%" if look_of(number_format).is_percent else plain(value)


def _from_number(raw: str, number_format: str, unit: str, formula: bool) -> Figure:
    look = look_of(number_format)
    if look.is_date:
        return Figure(text=_number_text(raw, number_format), flaw=Flaw.NOT_A_NUMBER)
    if unit != "%" and not look.is_percent and raw.isdecimal() and raw.isascii() and _is_written_plainly(raw):
        # A count as nearly all are written, which needs no rounding anywhere.
        value = Decimal(raw)
        return Figure(raw, value, _ONE, value, None, from_formula=formula)
    stored = _decimal(raw)
    if stored is None:
        return Figure(text=raw, flaw=Flaw.NOT_A_NUMBER)
    value = stored * 100 if look.is_percent else stored
    digits = plain(value)
    text = f"{digits}%" if look.is_percent else digits
    if look.is_percent and unit != "%":
        return Figure(text=text, flaw=Flaw.WRONG_UNIT, from_formula=formula)
    if unit == "%" and not look.is_percent and 0 < value <= 1:
        return Figure(text=text, flaw=Flaw.AMBIGUOUS_SCALE, from_formula=formula)
    decimals = len(digits.partition(".")[2])
    rounded_away = look.step is not None and decimals > look.decimals
    return Figure(
        text,
        value,
        _quantum(decimals),
        value.quantize(look.step, ROUND_HALF_UP, _WIDE) if rounded_away and look.step is not None else value,
        Flaw.TOO_MANY_DIGITS if len(digits) > EXCEL_DIGITS and abs(value) >= _TOO_LONG else None,
        from_formula=formula,
    )


# Most of the figures of a batch were read before: percentages, small counts, zeros.
_before = lru_cache(_KEPT)(_from_number)


def _is_written_plainly(digits: str) -> bool:
    return len(digits) <= EXCEL_DIGITS and (digits[0] != "0" or digits == "0")


def _from_text(cell: Cell, unit: str) -> Figure:
    text = cell.raw.strip()
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    formula = cell.formula is not None
    if folded in BLANKS:
        return Figure(text=text, from_formula=formula)
    if folded == NOT_APPLICABLE:
        return Figure(text=text, flaw=None, not_applicable=True)
    match = _PLAIN.match(folded)
    if match is None:
        return Figure(text=text, flaw=_why_not(folded), from_formula=formula)
    scale = _scale(match["suffix"], unit)
    if scale is None:
        why = _why_not(folded)
        return Figure(text=text, flaw=Flaw.WRONG_UNIT if why is Flaw.NOT_A_NUMBER else why, from_formula=formula)
    digits = match["number"].replace(",", "")
    value = Decimal(digits).scaleb(scale)
    if unit == "%" and not match["suffix"] and 0 < value <= 1:
        return Figure(text=text, flaw=Flaw.AMBIGUOUS_SCALE, from_formula=formula)
    too_long = len(digits.lstrip("+-0.").replace(".", "")) > EXCEL_DIGITS
    return Figure(
        text=text,
        value=value,
        quantum=Decimal(1).scaleb(_exponent(Decimal(digits)) + scale),
        displayed=value,
        flaw=Flaw.TOO_MANY_DIGITS if too_long else Flaw.FROM_TEXT,
        from_formula=formula,
    )


def _why_not(folded: str) -> Flaw:
    if _SEVERAL.search(folded):
        return Flaw.NOT_ONE_FIGURE
    mended = re.match(r"[\dOolI〇,.+-]+", folded)
    if mended and re.search(r"\d", folded) and re.search("[OolI〇]", mended[0]):
        return Flaw.LETTER_IN_NUMBER
    return Flaw.NOT_A_NUMBER


def _scale(suffix: str, unit: str) -> int | None:
    """Return the power of ten that a suffix means, or None where it isn't the declared unit."""
    if suffix in {"", unit}:
        return 0
    if unit == "%":
        return None
    if unit[:1] in SCALES:  # measured in 万人: 104万 and 104万人 are both 104
        return 0 if suffix == unit[0] else None
    for word, power in SCALES.items():
        if suffix in {word, word + unit}:
            return power
    return None


def _decimal(raw: str) -> Decimal | None:
    """Return a stored number to 15 significant digits, or None where the text is no finite number."""
    try:
        value = _FIFTEEN.create_decimal(raw)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 400 else None


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _quantum(decimals: int) -> Decimal:
    """Return the unit of the last of so many decimals; 85 counts to 1, 8.50 (stored as 8.5) to 0.1."""
    return _STEPS[decimals] if decimals < len(_STEPS) else Decimal(1).scaleb(-decimals)
