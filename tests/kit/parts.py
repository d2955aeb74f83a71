"""The parts of a package and what names them, in the ways of one program or another."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from kit.markup import Dialect, Node, node, written
from packages import MAIN, PACKAGE, REL, STRICT, STRICT_REL

_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_KINDS = {"styles.xml": "styles", "sharedStrings.xml": "sharedStrings"}
# The odd ways belong to a whole workbook; a rare few are all that some libraries can't read.
_ODD = {"": 70, "utf-16": 3, "utf-8-sig": 4, "prefixed": 7, "spaced": 7, "marked": 6, "commented": 3}


class Writer:
    """Gathers the parts of one workbook by name."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._strict = chance.random() < 0.08
        self._odd = chance.choices(list(_ODD), list(_ODD.values()))[0]
        self._main = "book/main.xml" if chance.random() < 0.02 else "xl/workbook.xml"
        self._folder = self._main.partition("/")[0]
        self._absolute = chance.random() < 0.2
        self._links = [("rId3", "theme", "theme/theme1.xml")]
        self._kinds = {f"/{self._main}": "sheet.main"}
        self.parts: dict[str, bytes] = {}

    @property
    def _rel(self) -> str:
        return STRICT_REL if self._strict else REL

    def add(self, name: str, root: Node, extra: Mapping[str, str] | None = None) -> None:
        """Write a part of the workbook's folder."""
        self.parts[f"{self._folder}/{name}"] = written(root, self._dialect(extra or {}), self._chance)
        if name in _KINDS:
            self._kinds[f"/{self._folder}/{name}"] = _KINDS[name]

    def add_sheet(self, root: Node, extra: Mapping[str, str]) -> str:
        """Write a worksheet and return the id of its relationship."""
        number = len(self._links)
        name = self._chance.choice((f"worksheets/sheet{number}.xml", f"worksheets/表{number}.xml", f"s{number}.xml"))
        self.add(name, root, extra)
        self._kinds[f"/{self._folder}/{name}"] = "worksheet"
        self._links.append((f"rId{number + 6}", "worksheet", self._target(name)))
        return self._links[-1][0]

    def add_workbook(
        self, sheets: list[tuple[str, str, str]], *, date1904: bool, defined_names: Mapping[str, str]
    ) -> None:
        """Write the workbook part; ``sheets`` are (name, state, link)."""
        chance = self._chance
        r = chance.choice(("r", "r", "rel", "d3p1"))
        listed = []
        for number, (name, state, link) in enumerate(sheets, 1):
            shown = {"state": state} if state else {}
            listed.append(node("sheet", {"name": name, "sheetId": str(number), **shown, f"{r}:id": link}))
        properties = {"date1904": chance.choice(("1", "true"))} if date1904 else {"codeName": "本工作簿"}
        views = node("bookViews", {}, node("workbookView"))
        body = [node("workbookPr", properties), views, node("sheets", {}, *listed)]
        if defined_names:
            names = (node("definedName", {"name": name}, value) for name, value in defined_names.items())
            body.append(node("definedNames", {}, *names))
        root = written(node("workbook", {}, *body), self._dialect({f"xmlns:{r}": self._rel}), chance)
        self.parts[self._main] = root

    def finish(self, *, strings_named: bool) -> None:
        """Write the relationships and the content types; shared strings may be named without being there."""
        self._links.append(("rId1", "styles", self._target("styles.xml")))
        if strings_named:
            self._links.append(("rId2", "sharedStrings", self._target("sharedStrings.xml")))
            self._kinds[f"/{self._folder}/sharedStrings.xml"] = "sharedStrings"
        main = f"/{self._main}" if self._absolute else self._main
        self._add_links("_rels/.rels", [("rId1", "officeDocument", main)])
        self._add_links(f"{self._folder}/_rels/{self._main.rpartition('/')[2]}.rels", self._links)
        self.parts = {"[Content_Types].xml": _content_types(self._kinds), **self.parts}

    def _target(self, name: str) -> str:
        return f"/{self._folder}/{name}" if self._absolute else name

    def _add_links(self, name: str, links: list[tuple[str, str, str]]) -> None:
        listed = [{"Id": i, "Type": f"{self._rel}/{kind}", "Target": target} for i, kind, target in links]
        self._chance.shuffle(listed)
        root = node("Relationships", {}, *(node("Relationship", one) for one in listed))
        self.parts[name] = written(root, Dialect(f"{PACKAGE}/relationships"), self._chance)

    def _dialect(self, extra: Mapping[str, str]) -> Dialect:
        # Not every part of an odd workbook is odd.
        chance, encoding = self._chance, "utf-8"
        if self._odd in {"utf-16", "utf-8-sig"} and chance.random() < 0.6:
            encoding = self._odd
        return Dialect(
            STRICT if self._strict else MAIN,
            prefix=chance.choice(("", "x", "ss", "c")) if self._odd == "prefixed" else "",
            encoding=encoding,
            declared=encoding == "utf-16" or chance.random() < 0.9,
            spaced=self._odd == "spaced",
            marked=self._odd == "marked",
            commented=self._odd == "commented" and chance.random() < 0.8,
            extra=extra,
        )


def _content_types(kinds: Mapping[str, str]) -> bytes:
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    usual = {"rels": relations, "xml": "application/xml"}
    inner = "".join(f'<Default Extension="{suffix}" ContentType="{kind}"/>' for suffix, kind in usual.items())
    inner += "".join(f'<Override PartName="{part}" ContentType="{_TYPES}{kind}+xml"/>' for part, kind in kinds.items())
    return f'<Types xmlns="{PACKAGE}/content-types">{inner}</Types>'.encode()
