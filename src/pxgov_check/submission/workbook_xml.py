"""The small parts of a workbook: relationships, the workbook part, custom document properties."""

from __future__ import annotations

from typing import NamedTuple

from pxgov_check.submission.cells import Visibility
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.markup import Part, is_true, local, unescape
from pxgov_check.submission.package import resolve

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


class RelationshipsPart(Part):
    """Gathers ``links`` by id. External ones are left out: nothing outside the file is ever looked at."""

    __slots__ = ("_source", "links")

    def __init__(self, limits: Limits, source: str) -> None:
        super().__init__(limits)
        self._source = source
        self.links: dict[str, Link] = {}

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take one relationship."""
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.links[attributes.get("Id", "")] = Link(kind, resolve(self._source, attributes.get("Target", "")))


class WorkbookPart(Part):
    """Gathers the sheets in order, the date system and the defined names.

    A name that belongs to one sheet is kept as ``sheet!name``, for another sheet may have its own of the same name.
    """

    __slots__ = ("_naming", "date1904", "names", "sheets")

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self._naming = ""
        self.sheets: list[Listed] = []
        self.date1904 = False
        self.names: dict[str, str] = {}

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take a sheet, the date system or the start of a defined name."""
        if name == "sheet":
            link = next((v for k, v in attributes.items() if ":" in k and local(k) == "id"), "")
            state = _STATES.get(attributes.get("state", ""), Visibility.VISIBLE)
            self.sheets.append(Listed(unescape(attributes.get("name", "")), state, link))
            self._limits.hold("sheets", len(self.sheets))
        elif name == "workbookPr":
            self.date1904 = is_true(attributes.get("date1904"))
        elif name == "definedName":
            self.text.clear()
            scope = attributes.get("localSheetId", "")
            own = f"{self.sheets[int(scope)].name}!" if scope.isdecimal() and int(scope) < len(self.sheets) else ""
            self._naming = own + attributes.get("name", "")

    def closed(self, name: str) -> None:
        """Take the text of a defined name."""
        if name == "definedName":
            self.names[self._naming] = "".join(self.text)


class PropertiesPart(Part):
    """Gathers the custom document properties as text, whatever their type."""

    __slots__ = ("_name", "properties")

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self._name = ""
        self.properties: dict[str, str] = {}

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take a property's name, or the start of its value."""
        if name == "property":
            self._name = unescape(attributes.get("name", ""))
        self.text.clear()

    def closed(self, name: str) -> None:
        """Take a property's value: the text of the innermost element."""
        if name != "property" and self._name:
            self.properties[self._name] = unescape("".join(self.text))
            self._name = ""
