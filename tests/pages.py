"""Pages read back as somebody reads them: the cells of every row by the heads of their table."""

from __future__ import annotations

import re
from html.parser import HTMLParser

# A heading or row of an indicator or a task names it so.
_SUBJECT = re.compile(r"[IT]\d\d\Z")
# What is drawn, or said beside a cell's own words.
_ASIDE = frozenset({"svg", "small"})


class Rows(HTMLParser):
    """Collects the rows by the heads of their table; 编号 is that of the row, else of the part it stands in."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict[str, str]] = []
        self._part = self._head = ""
        self._heads: list[str] = []
        self._at = 0
        self._row: dict[str, str] = {}
        self._aside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a part, a row, a head or a cell begins."""
        told = {name: value or "" for name, value in attrs}
        if _SUBJECT.match(told.get("id", "")):
            self._part = told["id"]
        if tag in _ASIDE or told.get("class") == "mark":
            self._aside.append(tag)
        elif tag == "tr":
            self._row, self._at = {"编号": self._part}, 0
        elif tag == "thead":
            self._heads = []
        elif told.get("scope") == "col":
            self._heads.append("")
        elif tag in {"td", "th"}:
            self._head = self._heads[self._at] if self._at < len(self._heads) else ""
            self._at += 1
            if _SUBJECT.match(told.get("data-value", "")):
                self._row["编号"] = told["data-value"]

    def handle_endtag(self, tag: str) -> None:
        """Keep a row that had cells."""
        if self._aside and tag == self._aside[-1]:
            self._aside.pop()
        elif tag in {"td", "th"}:
            self._head = ""
        elif tag == "tr" and len(self._row) > 1:
            self.rows.append(self._row)

    def handle_data(self, data: str) -> None:
        """Add text to the head or the cell it stands in."""
        if self._heads and not self._row.keys() - {"编号"} and not self._head and not self._at:
            self._heads[-1] += data.strip()
        elif self._head and not self._aside:
            self._row[self._head] = (self._row.get(self._head, "") + data).strip()


def read(data: bytes) -> list[dict[str, str]]:
    """Return the rows of a page."""
    parser = Rows()
    parser.feed(data.decode("utf-8"))
    return parser.rows
