"""Colouring the cells of one worksheet part, and taking old colours off, without touching anything else of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping

from pxgov_check.documents.returned.sheet_scan import Place, Row, SheetScan, Tag
from pxgov_check.documents.returned.splices import Splices, with_attribute
from pxgov_check.documents.returned.stylesheet import StyleSheet
from pxgov_check.model import Severity
from pxgov_check.submission.cells import Range, column_letters
from pxgov_check.submission.markup import is_true
from pxgov_check.submission.package import damaged
from pxgov_check.submission.ranges import to_range


def mark(scan: SheetScan, splices: Splices, wanted: Mapping[Place, Severity], styles: StyleSheet) -> None:
    """Colour the cells wanted and take every other mark off, as far as the scan looked."""
    for at, tags in scan.cells.items():
        for tag in tags:
            _restyle(scan, splices, tag, _styled(styles, _number(tag.attributes.get("s")), wanted.get(at)))
    missing = sorted(at for at in wanted if at not in scan.cells)
    by_row: dict[int, list[int]] = {}
    for row, column in missing:
        by_row.setdefault(row, []).append(column)

    def style_of(row: int, column: int) -> int:
        return styles.marked(styles.base(_default(scan, row, column)), wanted[row, column])

    for row, columns in by_row.items():
        if row in scan.rows:
            _into_row(scan, splices, scan.rows[row], row, columns, style_of)
    _new_rows(scan, splices, {r: c for r, c in by_row.items() if r not in scan.rows}, style_of)
    if missing:
        _widen(scan, splices, missing)


def _styled(styles: StyleSheet, style: int, severity: Severity | None) -> int:
    base = styles.base(style)
    return base if severity is None else styles.marked(base, severity)


def _restyle(scan: SheetScan, splices: Splices, tag: Tag, style: int) -> None:
    if style != _number(tag.attributes.get("s")):
        text = scan.data[tag.start : tag.end].decode()
        splices.replace(tag.start, tag.end, with_attribute(text, "s", str(style)))


def _default(scan: SheetScan, row: int, column: int) -> int:
    """Return the style that a cell which is not there shows: its row's, else its column's."""
    held = scan.rows.get(row)
    if held is not None and is_true(held.tag.attributes.get("customFormat")):
        return _number(held.tag.attributes.get("s"))
    return next((style for first, last, style in scan.columns if first <= column <= last), 0)


_StyleOf = Callable[[int, int], int]


def _into_row(
    scan: SheetScan, splices: Splices, held: Row, row: int, columns: Iterable[int], style_of: _StyleOf
) -> None:
    text = scan.data[held.tag.start : held.tag.end].decode()
    # The span of a row is a hint that would now be wrong.
    opened = with_attribute(text, "spans", None)
    cells = {column: _cell(scan.prefix, row, column, style_of(row, column)) for column in columns}
    if text.endswith("/>"):
        whole = f"{opened[:-2].rstrip()}>{''.join(cells.values())}</{held.tag.name}>"
        splices.replace(held.tag.start, held.tag.end, whole)
        return
    if opened != text:
        splices.replace(held.tag.start, held.tag.end, opened)
    for column, cell in cells.items():
        splices.insert(next((at for other, at in held.cells if other > column), held.close), cell)


def _new_rows(scan: SheetScan, splices: Splices, rows: Mapping[int, Iterable[int]], style_of: _StyleOf) -> None:
    tag = scan.data_tag
    if not rows:
        return
    if tag is None:
        raise damaged()
    made: list[str] = []
    rows_there = sorted(scan.places)
    for row, columns in rows.items():
        cells = "".join(_cell(scan.prefix, row, column, style_of(row, column)) for column in columns)
        text = f'<{scan.prefix}row r="{row}">{cells}</{scan.prefix}row>'
        made.append(text)
        if scan.data_close != tag.end:
            # Rows out of order are put before the first that follows in the order of their numbers.
            following = bisect_right(rows_there, (row, len(scan.data)))
            splices.insert(rows_there[following][1] if following < len(rows_there) else scan.data_close, text)
    if scan.data_close == tag.end:
        opened = scan.data[tag.start : tag.end].decode()
        if opened.endswith("/>"):
            splices.replace(tag.start, tag.end, f"{opened[:-2].rstrip()}>{''.join(made)}</{tag.name}>")
        else:
            splices.insert(tag.end, "".join(made))


def _cell(prefix: str, row: int, column: int, style: int) -> str:
    return f'<{prefix}c r="{column_letters(column)}{row}" s="{style}"/>'


def _widen(scan: SheetScan, splices: Splices, added: list[Place]) -> None:
    """Let the declared dimension reach over the cells that were added."""
    tag = scan.dimension
    if tag is None:
        return
    try:
        old = to_range(tag.attributes.get("ref", ""))
    except ValueError:
        return
    rows, columns = [row for row, _ in added], [column for _, column in added]
    new = Range(
        min(old.first_row, *rows), min(old.first_column, *columns), max(old.last_row, *rows),
        max(old.last_column, *columns),
    )  # fmt: skip
    if new != old:
        ref = f"{column_letters(new.first_column)}{new.first_row}:{column_letters(new.last_column)}{new.last_row}"
        text = with_attribute(scan.data[tag.start : tag.end].decode(), "ref", ref)
        splices.replace(tag.start, tag.end, text)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
