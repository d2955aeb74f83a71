"""The small parts of a workbook: relationships, the workbook part, custom document properties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from pxgov_check.submission.cells import Visibility
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.markup import is_true, local, unescape
from pxgov_check.submission.package import resolve
from pxgov_check.submission.tree import whole

_STATES = {"hidden": Visibility.HIDDEN, "veryHidden": Visibility.VERY_HIDDEN}


class Link(NamedTuple):
    """A relationship: the last word of its type (the same in Strict and Transitional) and the part it names."""

    kind: str
    target: str


class Listed(NamedTuple):
    """A sheet as the workbook part lists it; ``link`` is the id of its relationship."""

    name: str
    visibility: Visibility
    link: str


class Book(NamedTuple):
    """The workbook part: the sheets in order, the date system and the defined names.

    A name that belongs to one sheet is kept as ``sheet!name``, for another sheet may have its own of the same name.
    """

    sheets: Sequence[Listed]
    date1904: bool
    names: Mapping[str, str]


def read_relationships(pieces: Iterable[bytes], source: str, limits: Limits) -> dict[str, Link]:
    """Return the relationships of the part ``source`` by id.

    External ones are left out: nothing outside the file is ever looked at.
    """
    return {
        link.get("Id", ""): Link(link.get("Type", "").rpartition("/")[2], resolve(source, link.get("Target", "")))
        for link in whole(pieces, limits)
        if local(link.tag) == "Relationship" and link.get("TargetMode") != "External"
    }


def read_book(pieces: Iterable[bytes], limits: Limits) -> Book:
    """Return what the workbook part lists.

    Raises:
        SubmissionError: F001 for broken XML, F014 for too many sheets.

    """
    root = whole(pieces, limits)
    sheets = [_listed(sheet) for sheet in _inside(root, "sheets", "sheet")]
    limits.hold("sheets", len(sheets))
    return Book(
        sheets,
        any(is_true(child.get("date1904")) for child in root if local(child.tag) == "workbookPr"),
        {_scoped(name, sheets): name.text or "" for name in _inside(root, "definedNames", "definedName")},
    )


def read_properties(pieces: Iterable[bytes], limits: Limits) -> dict[str, str]:
    """Return the custom document properties as text, whatever their type."""
    return {
        unescape(one.get("name", "")): unescape("".join(value.text or "" for value in one))
        for one in whole(pieces, limits)
        if local(one.tag) == "property"
    }


def _inside(root: Element, group: str, name: str) -> Iterator[Element]:
    for child in root:
        if local(child.tag) == group:
            yield from (one for one in child if local(one.tag) == name)


def _listed(sheet: Element) -> Listed:
    link = next((value for key, value in sheet.items() if key != "id" and local(key) == "id"), "")
    state = _STATES.get(sheet.get("state", ""), Visibility.VISIBLE)
    return Listed(unescape(sheet.get("name", "")), state, link)


def _scoped(name: Element, sheets: Sequence[Listed]) -> str:
    scope = name.get("localSheetId", "")
    own = f"{sheets[int(scope)].name}!" if scope.isdecimal() and int(scope) < len(sheets) else ""
    return own + name.get("name", "")
