"""A thin reader of .xlsx and .xlsm over zipfile and expat: one pass, everything kept, no declared count trusted.

openpyxl shows formulas or cached values but not both, drops what stands under merged cells and reads Strict workbooks
as empty; it is the second opinion in the tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pxgov_check.submission.cells import Sheet, Visibility, Workbook, sheet_of
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.markup import local, parse_part, unescape
from pxgov_check.submission.package import Package, damaged, resolve
from pxgov_check.submission.sheet_xml import SheetReader
from pxgov_check.submission.strings import read_strings
from pxgov_check.submission.styles import read_styles

_STATES = {"hidden": Visibility.HIDDEN, "veryHidden": Visibility.VERY_HIDDEN}


@dataclass(slots=True)
class _Book:
    """What xl/workbook.xml declares."""

    sheets: list[tuple[str, Visibility, str]]
    date1904: bool
    names: dict[str, str]


def read_xlsx(data: bytes, limits: Limits) -> Workbook:
    """Read a workbook from its bytes.

    Raises:
        SubmissionError: F001 for one that is damaged or no workbook, F014 for one over a limit.

    """
    package = Package(data, limits)
    links = _relationships(package, "", limits)
    main = next((target for kind, target in links.values() if kind == "officeDocument"), "xl/workbook.xml")
    part = package.read(main)
    if part is None:
        raise damaged("zip")
    book = _workbook(part, limits)
    limits.hold("sheets", len(book.sheets))
    links = _relationships(package, main, limits)
    strings = read_strings(package.read(_linked(links, main, "sharedStrings")), limits)
    formats = read_styles(package.read(_linked(links, main, "styles")), limits)
    reader = SheetReader(strings, formats, limits)
    sheets: list[Sheet] = []
    for name, state, link in book.sheets:
        kind, target = links.get(link, ("", ""))
        sheet = package.read(target) if kind == "worksheet" else None
        if sheet is not None:
            rows, merged = reader.read(sheet, hidden=state is not Visibility.VISIBLE)
            held = sheet_of(name, rows, state)
            sheets.append(Sheet(name, held.rows, state, merged))
    return Workbook(
        container="xlsm" if "xl/vbaproject.bin" in package.names else "xlsx",
        sheets=tuple(sheets),
        date1904=book.date1904,
        defined_names=book.names,
        properties=_properties(package.read("docProps/custom.xml"), limits),
    )


def _linked(links: Mapping[str, tuple[str, str]], main: str, kind: str) -> str:
    found = next((target for its, target in links.values() if its == kind), None)
    return found or resolve(main, f"{kind}.xml")


def _relationships(package: Package, part: str, limits: Limits) -> dict[str, tuple[str, str]]:
    """Return id → (last word of the type, part named) for a part's relationships; "" is the package itself."""
    folder, _, name = part.rpartition("/")
    data = package.read(f"{folder}/_rels/{name}.rels".lstrip("/"))
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = (kind, resolve(part, attributes.get("Target", "")))

    if data is not None:
        parse_part(data, limits, start)
    return found


def _workbook(data: bytes, limits: Limits) -> _Book:
    book = _Book([], date1904=False, names={})
    naming: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            link = next((v for k, v in attributes.items() if ":" in k and local(k) == "id"), "")
            state = _STATES.get(attributes.get("state", ""), Visibility.VISIBLE)
            book.sheets.append((unescape(attributes.get("name", "")), state, link))
        elif name == "workbookPr":
            book.date1904 = attributes.get("date1904", "") in {"1", "true"}
        elif name == "definedName":
            naming.append(attributes.get("name", ""))

    def end(name: str) -> None:
        if name == "definedName" and naming:
            naming.pop()

    def text(data: str) -> None:
        if naming:
            book.names[naming[-1]] = book.names.get(naming[-1], "") + data

    parse_part(data, limits, start, end, text)
    return book


def _properties(data: bytes | None, limits: Limits) -> dict[str, str]:
    found: dict[str, str] = {}
    current = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal current
        if name == "property":
            current = attributes.get("name", "")

    def text(data: str) -> None:
        if current:
            found[current] = found.get(current, "") + data.strip()

    if data is not None:
        parse_part(data, limits, start, None, text)
    return found
