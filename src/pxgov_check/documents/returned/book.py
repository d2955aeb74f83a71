"""The workbook part: which sheets there are, and the sheet 问题清单 put before them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pxgov_check.documents.returned.archive import Archive
from pxgov_check.documents.returned.fills import FILL_NAME
from pxgov_check.documents.returned.markup import Element, as_utf8, tree
from pxgov_check.documents.returned.relations import Dialect, Relations, declare, dialect
from pxgov_check.documents.returned.splices import Splices, escaped
from pxgov_check.submission.layout import RETURNED_NAME, RETURNED_SHEET, returned_list
from pxgov_check.submission.markup import unescape
from pxgov_check.submission.package import damaged

# ECMA-376 part 1, 18.2.27: what may stand before definedNames in a workbook.
_BEFORE_NAMES = frozenset({
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences",
})  # fmt: skip
_MOST_SHEET_ID = 65_534
_FIRST, _HIDDEN = ' localSheetId="0"', ' hidden="1"'
# The sheet's own names: its filter and the rows repeated on each printed page.
_FILTER, _TITLES = "_xlnm._FilterDatabase", "_xlnm.Print_Titles"


class Tab(NamedTuple):
    """A sheet as the workbook lists it; ``part`` is None where the file lacks it, ``grid`` whether it has cells."""

    name: str
    element: Element
    link: str
    part: str | None
    grid: bool


class ListSheet(NamedTuple):
    """Where the sheet 问题清单 goes: its name, its part and its relationship."""

    name: str
    part: str
    link: str
    old: Tab | None


class Book:
    """The workbook part of a package, to be changed once."""

    def __init__(self, archive: Archive) -> None:
        """Read it.

        Raises:
            SubmissionError: F001, it is broken.

        """
        self._archive = archive
        outer = Relations(archive, "").of_kind("officeDocument")
        self.part = outer.target if outer else "xl/workbook.xml"
        data = archive.read(self.part)
        if data is None:
            raise damaged()
        self._data = as_utf8(data)
        self._root = tree(self._data)
        self.dialect: Dialect = dialect(self._root)
        self.relations = Relations(archive, self.part)
        sheets = self._root.first("sheets")
        if sheets is None:
            raise damaged()
        self._sheets = sheets
        self.tabs = tuple(self._tab(one) for one in sheets.every("sheet"))
        held = self._root.first("definedNames")
        self._names = held.every("definedName") if held else []
        self.names: Mapping[str, str] = {one.attributes.get("name", ""): one.text for one in self._names}

    def _tab(self, element: Element) -> Tab:
        link_id = next((v for k, v in element.attributes.items() if k.endswith(":id")), "")
        link = self.relations.by_id(link_id)
        part = link.target if link and self._archive.has(link.target) else None
        grid = link is not None and link.kind == "worksheet"
        return Tab(unescape(element.attributes.get("name", "")), element, link_id, part, grid)

    def place_list(self) -> ListSheet:
        """Return where 问题清单 goes: in the place of an earlier one of ours, under a name that is free."""
        old = self._old_list()
        taken = {tab.name.casefold() for tab in self.tabs if tab is not old}
        name, number = RETURNED_SHEET, 2
        while name.casefold() in taken:
            name, number = f"{RETURNED_SHEET}({number})", number + 1
        if old is not None and old.part is not None:
            declare(self._archive, old.part, "worksheet")
            return ListSheet(name, old.part, old.link, old)
        part = self._archive.free_name("xl/worksheets/pxcheck{}.xml")
        declare(self._archive, part, "worksheet")
        return ListSheet(name, part, self.relations.add(self.dialect.links, "worksheet", part), old)

    def _old_list(self) -> Tab | None:
        """Return the sheet that an earlier return put in: the one our defined name points at, whatever it's called."""
        listed = returned_list(self.names.get(RETURNED_NAME, ""))
        return next((tab for tab in self.tabs if tab.name == listed), None)

    def save(self, listed: ListSheet, head_row: int, last_row: int, columns: str, memory: Mapping[str, str]) -> None:
        """Write the workbook part with 问题清单 first and shown, and our names in place of earlier ones."""
        splices = Splices(self._data)
        self._list_first(splices, listed)
        self._show_first(splices)
        quoted = quote(listed.name)
        own = {
            _FILTER: f"{quoted}!$A${head_row}:${columns}${last_row}",
            _TITLES: f"{quoted}!${head_row}:${head_row}",
        }
        told = {RETURNED_NAME: f"{quoted}!$A$1", **memory}
        new = "".join(self._name(name, text, _FIRST, hidden=name == _FILTER) for name, text in own.items())
        new += "".join(self._name(name, text, "", hidden=True) for name, text in told.items())
        self._rename(splices, listed, new)
        self._archive.write(self.part, splices.apply())

    def _name(self, name: str, text: str, scope: str, *, hidden: bool) -> str:
        tag = f"{self._root.prefix}definedName"
        attributes = f'name="{name}"{scope}{_HIDDEN if hidden else ""}'
        return f"<{tag} {attributes}>{escaped(text)}</{tag}>"

    def _list_first(self, splices: Splices, listed: ListSheet) -> None:
        p, sheet_id = self._root.prefix, self._free_id()
        if listed.old is not None:
            sheet_id = listed.old.element.attributes.get("sheetId", sheet_id)
        attributes = f'name="{escaped(listed.name)}" sheetId="{escaped(sheet_id)}"'
        new = f'<{p}sheet xmlns:r="{self.dialect.links}" {attributes} r:id="{escaped(listed.link)}"/>'
        if not self.tabs:
            splices.append(self._sheets, new)
            return
        splices.insert(self.tabs[0].element.start, new)
        if listed.old is not None:
            splices.replace(listed.old.element.start, listed.old.element.end, "")

    def _free_id(self) -> str:
        taken = {tab.element.attributes.get("sheetId", "") for tab in self.tabs}
        highest = max((int(one) for one in taken if one.isdecimal()), default=0)
        if highest < _MOST_SHEET_ID:
            return str(highest + 1)
        return next(str(one) for one in range(1, _MOST_SHEET_ID) if str(one) not in taken)

    def _show_first(self, splices: Splices) -> None:
        views = self._root.first("bookViews")
        for view in views.every("workbookView") if views else ():
            splices.tag(view, firstSheet=None, activeTab=None)

    def _rename(self, splices: Splices, listed: ListSheet, new: str) -> None:
        """Renumber the names that belong to one sheet, take our earlier ones out and put the new ones in."""
        others = [tab for tab in self.tabs if tab is not listed.old]
        place = {tab.element.start: index for index, tab in enumerate(others, 1)}
        for one in self._names:
            name, scope = one.attributes.get("name", ""), one.attributes.get("localSheetId", "")
            own = self.tabs[int(scope)] if scope.isdecimal() and int(scope) < len(self.tabs) else None
            if name == RETURNED_NAME or name.startswith(FILL_NAME) or (own is not None and own is listed.old):
                splices.replace(one.start, one.end, "")
            elif own is not None:
                splices.tag(one, localSheetId=str(place[own.element.start]))
        held = self._root.first("definedNames")
        if held is not None:
            splices.append(held, new)
            return
        after = max([self._root.inner, *(e.end for e in self._root.children if e.local in _BEFORE_NAMES)])
        p = self._root.prefix
        splices.insert(after, f"<{p}definedNames>{new}</{p}definedNames>")


def quote(name: str) -> str:
    """Return a sheet's name as references write it."""
    return "'" + name.replace("'", "''") + "'"
