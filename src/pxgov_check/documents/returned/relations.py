"""The relationships of a part and the content types of a package: read, and added to."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote

from pxgov_check.documents.returned.archive import Archive
from pxgov_check.documents.returned.markup import Element, as_utf8, tree
from pxgov_check.documents.returned.splices import Splices, escaped
from pxgov_check.submission.package import damaged, resolve

# ECMA-376 part 1 (Strict) and part 4 (Transitional): the namespaces by which a package says which of the two it is.
TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_LINKS = {
    TRANSITIONAL: "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    STRICT: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "[Content_Types].xml"
# The vocabulary of content types is the same in Strict and Transitional.
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class Dialect(NamedTuple):
    """The namespaces of a package: of the sheets' markup, and of relationships."""

    main: str
    links: str


class Link(NamedTuple):
    """A relationship within the package: its id, the last word of its type, and the part it names."""

    id: str
    kind: str
    target: str


def dialect(root: Element) -> Dialect:
    """Return which of the two vocabularies the workbook part's root is written in."""
    key = f"xmlns:{root.prefix[:-1]}" if root.prefix else "xmlns"
    main = STRICT if root.attributes.get(key) == STRICT else TRANSITIONAL
    return Dialect(main, _LINKS[main])


class Relations:
    """The relationships of one part; those of "" are the package's own."""

    def __init__(self, archive: Archive, source: str) -> None:
        """Read them.

        Raises:
            SubmissionError: F001, they are broken.

        """
        folder, _, name = source.rpartition("/")
        self.part = f"{folder}/_rels/{name}.rels".lstrip("/")
        self._archive = archive
        self._ids: set[str] = set()
        self.links: list[Link] = []
        data = archive.read(self.part)
        if data is not None:
            for one in tree(as_utf8(data)).every("Relationship"):
                self._take(one.attributes, source)

    def _take(self, attributes: dict[str, str], source: str) -> None:
        self._ids.add(attributes.get("Id", ""))
        if attributes.get("TargetMode") == "External":
            return
        target = resolve(source, attributes.get("Target", ""))
        if not self._archive.has(target) and self._archive.has(unquote(target)):
            target = unquote(target)
        kind = attributes.get("Type", "").rpartition("/")[2]
        self.links.append(Link(attributes.get("Id", ""), kind, target))

    def of_kind(self, kind: str) -> Link | None:
        """Return the first of a kind whose part is there."""
        return next((link for link in self.links if link.kind == kind and self._archive.has(link.target)), None)

    def by_id(self, link_id: str) -> Link | None:
        """Return the one of an id."""
        return next((link for link in self.links if link.id == link_id), None)

    def holds(self, link: Link) -> bool:
        """Whether the part that one names is there."""
        return self._archive.has(link.target)

    def add(self, links: str, kind: str, target: str) -> str:
        """Add one and return its id; ``links`` is the namespace of relationship types."""
        number = 1
        while f"rIdPx{number}" in self._ids:
            number += 1
        added = f"rIdPx{number}"
        data = as_utf8(self._archive.read(self.part) or f'<Relationships xmlns="{_PACKAGE}/relationships"/>'.encode())
        root = tree(data)
        splices = Splices(data)
        # An absolute target means the same wherever it stands.
        attributes = f'Id="{added}" Type="{links}/{kind}" Target="/{escaped(target)}"'
        splices.append(root, f"<{root.prefix}Relationship {attributes}/>")
        self._archive.write(self.part, splices.apply())
        self._ids.add(added)
        self.links.append(Link(added, kind, target))
        return added


def declare(archive: Archive, part: str, kind: str) -> None:
    """Say in the package what a part of ours is; ``kind`` is worksheet, styles, comments or (of all such) vml.

    Raises:
        SubmissionError: F001, the package does not say what its parts are, so that no program will open it.

    """
    data = archive.read(_TYPES)
    if data is None:
        raise damaged()
    data = as_utf8(data)
    root = tree(data)
    if kind == "vml":
        said = any(one.attributes.get("Extension", "").lower() == "vml" for one in root.every("Default"))
        attributes = 'Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"'
        new = f"<{root.prefix}Default {attributes}/>"
    else:
        said = any(one.attributes.get("PartName", "").lower() == f"/{part}".lower() for one in root.every("Override"))
        new = f'<{root.prefix}Override PartName="/{escaped(part)}" ContentType="{_SPREADSHEET}.{kind}+xml"/>'
    if not said:
        splices = Splices(data)
        splices.append(root, new)
        archive.write(_TYPES, splices.apply())
