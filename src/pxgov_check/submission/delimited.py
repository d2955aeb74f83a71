"""One of the two tables as CSV: exports of other systems, and Excel's 另存为 CSV (GB18030 on a Chinese Windows).

Such a file has no sheets, no number formats and no 基本信息; the unit stands in a column 填报单位, the period in a
column 报告期 or it is the one asked for.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterator

from pxgov_check.errors import SubmissionError
from pxgov_check.submission.cells import Cell, CellType, Row, Sheet, Workbook, sheet_of
from pxgov_check.submission.layout import TABLES
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.tables import find_header

CONTAINER = "csv"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",\t;"
_NUMBER = re.compile(r"[+-]?(?:0|[1-9]\d*)(?:\.\d+)?\Z")
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
_HEAD_LINES = 40


def read_csv(data: bytes, limits: Limits) -> Workbook:
    """Read a text file as the table that its head names.

    Raises:
        SubmissionError: F001 when it is neither of the two tables, F014 over a limit.

    """
    text = _decode(data)
    for delimiter in _DELIMITERS:
        sheet = _named(sheet_of("", _rows(io.StringIO("".join(_head(text)), newline=""), delimiter, limits)))
        if sheet is not None:
            rows = tuple(_rows(io.StringIO(text, newline=""), delimiter, limits))
            return Workbook(CONTAINER, (sheet_of(sheet, rows),))
    raise SubmissionError("F001", "unreadable.text")


def _decode(data: bytes) -> str:
    """Decode by the byte order mark, else as UTF-8, else as GB18030, which Excel writes in China."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SubmissionError("F001", "unreadable.text")


def _head(text: str) -> list[str]:
    return list(itertools.islice(io.StringIO(text, newline=""), _HEAD_LINES))


def _named(sheet: Sheet) -> str | None:
    """Return the name of the table whose columns the sheet's head names."""
    counts = {}
    for table in TABLES:
        header = find_header(sheet, table)
        if header is not None:
            counts[table.title] = sum(c.key in header.columns for c in table.columns if c.required)
    return max(counts, key=lambda title: counts[title]) if counts else None


def _rows(stream: io.StringIO, delimiter: str, limits: Limits) -> Iterator[Row]:
    count = 0
    csv.field_size_limit(limits.file_bytes)
    try:
        for number, line in enumerate(csv.reader(stream, delimiter=delimiter), 1):
            row = tuple(_cell(number, column, text, limits) for column, text in enumerate(line, 1) if text.strip())
            count += len(row)
            limits.hold("cells", count)
            if row:
                yield row
    except csv.Error:
        raise SubmissionError("F001", "unreadable.text") from None


def _cell(row: int, column: int, text: str, limits: Limits) -> Cell:
    limits.hold("cell_characters", len(text))
    bare = text.strip()
    if _NUMBER.match(bare):
        return Cell(row, column, CellType.NUMBER, bare)
    if bare in _ERRORS:
        return Cell(row, column, CellType.ERROR, bare)
    return Cell(row, column, CellType.TEXT, text)
