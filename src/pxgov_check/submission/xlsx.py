"""A thin reader of .xlsx and .xlsm over zipfile and expat: one pass, everything kept, no declared count trusted.

openpyxl shows formulas or cached values but not both, drops what stands under merged cells and reads Strict workbooks
as empty; it is the second opinion in the tests.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

from pxgov_check.submission.cells import Sheet, Visibility, Workbook, sheet_of
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.package import Package, damaged, resolve
from pxgov_check.submission.remembered import remembered
from pxgov_check.submission.sheet import SheetReader
from pxgov_check.submission.strings import read_strings
from pxgov_check.submission.styles import read_styles
from pxgov_check.submission.workbook_xml import Link, Listed, read_book, read_properties, read_relationships

# Sheets that have no cells.
_NO_GRID = frozenset({"chartsheet", "dialogsheet"})


def read_xlsx(package: Package, limits: Limits) -> Workbook:
    """Read a workbook from its parts.

    Raises:
        SubmissionError: F001 for one that is damaged or no workbook, F014 for one over a limit.

    """
    with _collector_at_rest():
        return _workbook(package, limits)


@contextlib.contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep the garbage collector from walking over all cells again and again while they come: half of the time."""
    working = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if working:
            gc.enable()


def _workbook(package: Package, limits: Limits) -> Workbook:
    outer = _relationships(package, "", limits)
    main = _named(outer, "officeDocument", "xl/workbook.xml")
    pieces = package.pieces(main)
    if pieces is None:
        raise damaged()
    book = remembered(read_book, pieces, limits)
    if not book.sheets:
        raise damaged()
    links = _relationships(package, main, limits)
    _refuse_shared_parts(book.sheets, links)
    strings = read_strings(package.pieces(_named(links, "sharedStrings", resolve(main, "sharedStrings.xml"))), limits)
    styles = package.pieces(_named(links, "styles", resolve(main, "styles.xml")))
    formats = {} if styles is None else remembered(read_styles, styles, limits)
    reader = SheetReader(strings, formats, limits)
    return Workbook(
        container="xlsm" if "xl/vbaproject.bin" in package.names else "xlsx",
        sheets=tuple(_sheet(package, reader, listed, links) for listed in book.sheets),
        date1904=book.date1904,
        defined_names=book.names,
        properties=_properties(package, outer, limits),
    )


def _sheet(package: Package, reader: SheetReader, listed: Listed, links: Mapping[str, Link]) -> Sheet:
    link = links.get(listed.link)
    if link is None:
        raise damaged()
    if link.kind in _NO_GRID:
        return sheet_of(listed.name, (), listed.visibility)
    pieces = package.pieces(link.target) or package.pieces(unquote(link.target))
    if pieces is None:
        raise damaged()
    rows, merged = reader.read(pieces, hidden=listed.visibility is not Visibility.VISIBLE)
    return Sheet(listed.name, lambda: iter(rows), listed.visibility, merged)


def _refuse_shared_parts(sheets: Sequence[Listed], links: Mapping[str, Link]) -> None:
    """Refuse a workbook that lists one part as several sheets: no program writes it, and a small file becomes large."""
    parts = [links[sheet.link].target.lower() for sheet in sheets if sheet.link in links]
    if len(set(parts)) < len(parts):
        raise damaged()


def _named(links: Mapping[str, Link], kind: str, usual: str) -> str:
    """Return the part that a relationship of a kind names, or where it usually is."""
    return next((link.target for link in links.values() if link.kind == kind), usual)


def _relationships(package: Package, source: str, limits: Limits) -> Mapping[str, Link]:
    """Return the relationships of a part by id; those of "" are the package's own."""
    folder, _, name = source.rpartition("/")
    pieces = package.pieces(f"{folder}/_rels/{name}.rels".lstrip("/"))
    return {} if pieces is None else remembered(read_relationships, pieces, source, limits)


def _properties(package: Package, links: Mapping[str, Link], limits: Limits) -> dict[str, str]:
    pieces = package.pieces(_named(links, "custom-properties", "docProps/custom.xml"))
    return {} if pieces is None else read_properties(pieces, limits)
