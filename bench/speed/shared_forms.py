"""The same forms again with their strings in a table, as Excel and WPS save them, and openpyxl what it makes."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path

from plain_xlsx import zipped
from speed.inputs import Forms

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_INLINE = re.compile(r't="inlineStr"><is><t>([^<]*)</t></is></c>')


def share_strings(forms: Forms, count: int, folder: Path) -> Forms:
    """Write so many of the forms with shared strings into a folder, which is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    paths, planted = [], {}
    for source in forms.paths[:count]:
        path = folder / source.parent.name / source.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(shared(source.read_bytes()))
        paths.append(path)
        if str(source) in forms.planted:
            planted[str(path)] = forms.planted[str(source)]
    return Forms(folder, tuple(paths), planted, forms.pack)


def shared(data: bytes) -> bytes:
    """Return a workbook that says the same, each text once in a table."""
    with zipfile.ZipFile(io.BytesIO(data)) as form:
        parts = {name: form.read(name).decode() for name in form.namelist()}
    places: dict[str, int] = {}

    def place(cell: re.Match[str]) -> str:
        return f't="s"><v>{places.setdefault(cell[1], len(places))}</v></c>'

    for name, part in parts.items():
        if name.startswith("xl/worksheets/"):
            parts[name] = _INLINE.sub(place, part)
    strings = "".join(f"<si><t>{text}</t></si>" for text in places)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{strings}</sst>'
    for name, end, told in (
        ("[Content_Types].xml", "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}"/>'),
        (
            "xl/_rels/workbook.xml.rels",
            "</Relationships>",
            f'<Relationship Id="strings" Type="{_RELATION}" Target="sharedStrings.xml"/>',
        ),
    ):
        parts[name] = parts[name].replace(end, told + end)
    return zipped({name: part.encode() for name, part in parts.items()})
