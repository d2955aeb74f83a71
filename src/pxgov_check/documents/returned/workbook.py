"""The returned workbook: from the bytes that were sent and what was found in them, to the bytes that go back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pxgov_check.documents.returned.archive import Archive
from pxgov_check.documents.returned.blank import blank_package
from pxgov_check.documents.returned.book import Book, Tab
from pxgov_check.documents.returned.comments import note
from pxgov_check.documents.returned.fills import recall
from pxgov_check.documents.returned.list_sheet import LAST_COLUMN, head_and_last_row, list_sheet
from pxgov_check.documents.returned.listing import make_listing, note_text, open_findings
from pxgov_check.documents.returned.markup import as_utf8
from pxgov_check.documents.returned.notes import put_sheet_notes
from pxgov_check.documents.returned.relations import Relations, declare
from pxgov_check.documents.returned.sheet_marks import mark
from pxgov_check.documents.returned.sheet_scan import Place, SheetScan
from pxgov_check.documents.returned.splices import Splices, with_attribute
from pxgov_check.documents.returned.stylesheet import StyleSheet
from pxgov_check.model import Finding, SubmissionResult
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.models import PolicyInfo
from pxgov_check.submission.cells import column_letters
from pxgov_check.submission.layout import RETURNED_NAME
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.package import resolve
from pxgov_check.submission.ranges import to_range

_USUAL = Limits()
# A finding at a wide range is noted at its first cell and coloured this far.
_MOST_OF_RANGE = 200
# Boxes are slow to open by the thousand; the list has the rest.
_MOST_NOTES = 5_000
# The style of a cell or row; that of another element does no harm.
_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d{1,6})["']""")

_Found = dict[Place, list[Finding]]


def returned_workbook(
    data: bytes, results: Sequence[SubmissionResult], info: PolicyInfo, messages: Messages, limits: Limits = _USUAL
) -> bytes:
    """Return a workbook (.xlsx or .xlsm, any vocabulary) with the problems found in it listed and marked.

    ``results`` are all that came of this one file. Marks and list of an earlier return are replaced; every part that
    has nothing to do with them keeps its bytes. The same arguments give the same bytes. ``limits`` are those that the
    workbook was read with.

    Raises:
        SubmissionError: F001, a part that reading does not need is too broken to be added to.

    """
    return _add_list(Archive(data, limits), results, info, messages, marked=True)


def problem_list(results: Sequence[SubmissionResult], info: PolicyInfo, messages: Messages) -> bytes:
    """Return a workbook (.xlsx) of nothing but the list, for a file that can't be marked."""
    return _add_list(Archive(blank_package()), results, info, messages, marked=False)


def _add_list(
    archive: Archive, results: Sequence[SubmissionResult], info: PolicyInfo, m: Messages, *, marked: bool
) -> bytes:
    book = Book(archive)
    part = _style_part(archive, book)
    held = archive.read(part)
    highest = max((_highest_style(archive, tab) for tab in book.tabs), default=0)
    styles = StyleSheet(as_utf8(held) if held else None, book.dialect.main, recall(book.names), highest)
    listed = book.place_list()
    others = [tab for tab in book.tabs if tab is not listed.old]
    found = _by_cell(results) if marked else {}
    left = _MOST_NOTES
    for tab in others:
        own = found.get(tab.name, {}) if tab.grid else {}
        notes = {_ref(at): note(note_text(own[at], info, m)) for at in _noted(own)[:left]}
        left -= len(notes)
        _mark_sheet(archive, book, tab, own, notes, styles)
    listing = make_listing(results, info, m, marked=marked)
    sheets = {tab.name for tab in others if tab.grid} if marked else set()
    archive.write(listed.part, list_sheet(listing, styles, book.dialect.main, sheets))
    if listed.old is not None:
        # Whatever a program has hung on the old list (printer settings, comments) went with it.
        archive.remove(Relations(archive, listed.part).part)
    archive.write(part, styles.to_bytes())
    book.save(listed, *head_and_last_row(listing), LAST_COLUMN, styles.memory.names())
    return archive.to_bytes()


def _highest_style(archive: Archive, tab: Tab) -> int:
    data = archive.read(tab.part) if tab.part else None
    return max(map(int, _STYLE.findall(as_utf8(data))), default=0) if data else 0


def _style_part(archive: Archive, book: Book) -> str:
    """Return the part of the styles; one that is not there is announced where every program looks for it."""
    link = book.relations.of_kind("styles")
    if link is not None:
        return link.target
    part = resolve(book.part, "styles.xml")
    book.relations.add(book.dialect.links, "styles", part)
    declare(archive, part, "styles")
    return part


def _mark_sheet(
    archive: Archive, book: Book, tab: Tab, own: _Found, notes: Mapping[str, str], styles: StyleSheet
) -> None:
    again = RETURNED_NAME in book.names
    data = archive.read(tab.part) if tab.part else None
    if tab.part is None or data is None:
        return
    data = as_utf8(data)
    if not own and not again and b"tabSelected" not in data:
        return
    scan = SheetScan(data, own, styles.is_mark if again else lambda _: False)
    scan.run()
    splices = Splices(data)
    for view in scan.selected:
        # The list is shown; a second sheet selected would be edited along with it.
        text = data[view.start : view.end].decode()
        splices.replace(view.start, view.end, with_attribute(text, "tabSelected", None))
    if tab.grid:
        mark(scan, splices, {at: findings[0].severity for at, findings in own.items()}, styles)
        put_sheet_notes(archive, book.dialect, tab.part, scan, splices, notes, again=again)
    changed = splices.apply()
    if changed != data:
        archive.write(tab.part, changed)


def _by_cell(results: Sequence[SubmissionResult]) -> dict[str, _Found]:
    """Return the open findings by sheet and cell, worst first."""
    found: dict[str, _Found] = {}
    for one in open_findings(results):
        if one.sheet is None or one.cell is None:
            continue
        try:
            area = to_range(one.cell)
        except ValueError:
            continue
        width = area.last_column - area.first_column + 1
        for number in range(min(width * (area.last_row - area.first_row + 1), _MOST_OF_RANGE)):
            at = area.first_row + number // width, area.first_column + number % width
            found.setdefault(one.sheet, {}).setdefault(at, []).append(one)
    return found


def _noted(own: _Found) -> list[Place]:
    """Return the cells that get a note: of a range the first only."""
    return [at for at, findings in own.items() if any(to_range(f.cell or "A1")[:2] == at for f in findings)]


def _ref(at: Place) -> str:
    return f"{column_letters(at[1])}{at[0]}"
