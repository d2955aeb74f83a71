"""The comments of one sheet: its comments part, the drawing of their boxes, and how the sheet refers to them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from pxgov_check.documents.returned.archive import Archive
from pxgov_check.documents.returned.comments import blank_comments, put_notes
from pxgov_check.documents.returned.markup import as_utf8
from pxgov_check.documents.returned.notes_vml import blank_vml, put_boxes
from pxgov_check.documents.returned.relations import Dialect, Link, Relations, declare
from pxgov_check.documents.returned.sheet_scan import SheetScan
from pxgov_check.documents.returned.splices import Splices
from pxgov_check.errors import SubmissionError


def put_sheet_notes(
    archive: Archive,
    dialect: Dialect,
    part: str,
    scan: SheetScan,
    splices: Splices,
    notes: Mapping[str, str],
    *,
    again: bool,
) -> None:
    """Exchange our notes on a sheet for those given by cell; ``again`` when there may be earlier ones.

    A sheet whose comments or boxes are broken keeps them as they are: its colours and the list say the same.
    """
    with suppress(SubmissionError):
        relations = Relations(archive, part)
        held = relations.of_kind("comments")
        if not notes and (held is None or not again):
            return
        old = archive.read(held.target) if held else None
        change = put_notes(as_utf8(old) if old else blank_comments(dialect.main), notes)
        drawing = _drawing(relations, scan)
        boxes = archive.read(drawing.target) if drawing else None
        sized = [(ref, notes[ref]) for ref in change.new]
        # A cell that gets a comment had none, so a box that is there for it is a stray one.
        drawn = put_boxes(boxes or blank_vml(), change.gone | set(change.new), sized)
        target = held.target if held else archive.free_name("xl/pxcheckComments{}.xml")
        if held is None:
            declare(archive, target, "comments")
        if drawing is None and change.new:
            declare(archive, "", "vml")
        # From here on nothing fails, so that nothing stays half done.
        if held is None:
            relations.add(dialect.links, "comments", target)
        archive.write(target, change.data)
        if drawing is not None:
            archive.write(drawing.target, drawn)
        elif change.new:
            _add_drawing(archive, dialect, relations, scan, splices, drawn)


def _drawing(relations: Relations, scan: SheetScan) -> Link | None:
    """Return the drawing that the sheet names, where it is there."""
    if scan.drawing is None:
        return None
    named = next((v for k, v in scan.drawing.attributes.items() if k.endswith(":id")), "")
    link = relations.by_id(named)
    return link if link is not None and relations.holds(link) else None


def _add_drawing(
    archive: Archive, dialect: Dialect, relations: Relations, scan: SheetScan, splices: Splices, drawn: bytes
) -> None:
    target = archive.free_name("xl/drawings/pxcheck{}.vml")
    archive.write(target, drawn)
    link = relations.add(dialect.links, "vmlDrawing", target)
    tag = f'<{scan.prefix}legacyDrawing xmlns:r="{dialect.links}" r:id="{link}"/>'
    if scan.drawing is None:
        splices.insert(scan.drawing_place, tag)
    else:
        # The one it names is not there.
        splices.replace(scan.drawing.start, scan.drawing.end, tag)
