"""Breaking workbooks by seed: as cables, disks and mail servers do, and as somebody does who knows the format.

Half of the damage is blind (bytes of the file), half is made inside a part, whose package is then written anew with
right checksums, so that it gets past the zip.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from random import Random
from typing import NamedTuple

from packages import zipped

_VALUES = (
    "", "-1", "0", "1.5", "2147483648", "-2147483649", "18446744073709551616", "9" * 400, "1e400", "-1e400", "NaN",
    "INF", "\ufffe", "٣", "²", "１", "A1:XFD1048576", "XFD1048576", "XFE1", "A0", "A1048577", "ZZZZZZZ9", "$A$1",
    "../../../x",
    "/", "//", "C:\\x", "rId9999", "&#0;", "&#xD800;", "&lol;", "%s%n", "\x00", "\x1b[31m", "_xD800_", "true", "#REF!",
    "x" * 40_000, "=1+1", "e", "str", "s", "inlineStr", "shared", "array",
)  # fmt: skip
_ATTRIBUTE = re.compile(rb'(\s[\w:]+=")([^"]*)(")')
_TAG = re.compile(rb"</?[A-Za-z][\w:]*")
_ELEMENT = re.compile(rb"<(\w+)[^<>]*>[^<>]*</\1>|<\w+[^<>]*/>")
_TEXT = re.compile(rb">([^<>]+)<")
_NAMES = (
    b"c",
    b"row",
    b"v",
    b"f",
    b"t",
    b"is",
    b"si",
    b"sst",
    b"sheetData",
    b"sheets",
    b"sheet",
    b"xf",
    b"mergeCell",
    b"a:b:c",
)


class Damaged(NamedTuple):
    """A broken file, and in a word how it was broken."""

    how: str
    data: bytes


def damaged(seed: int, sources: Sequence[bytes]) -> Damaged:
    """Return the broken file of a seed, made of one of some whole workbooks, or of two."""
    chance = Random(seed)  # noqa: S311 (a repeatable choice, not secrecy)
    whole = chance.choice(sources)
    if chance.random() < 0.5:
        how = chance.choice((_cut, _flip, _flip, _splice, _overwrite, _repeat))
        return Damaged(how.__name__.strip("_"), how(whole, chance, sources))
    return _inside(whole, chance)


def _cut(whole: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    return whole[: chance.randrange(len(whole))] if chance.random() < 0.8 else whole[chance.randrange(len(whole)) :]


def _flip(whole: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    data = bytearray(whole)
    for _turn in range(chance.choice((1, 1, 2, 5, 20))):
        # The directory at the end says most in the fewest bytes.
        place = chance.randrange(len(data)) if chance.random() < 0.5 else -chance.randrange(1, min(900, len(data)))
        data[place] ^= 1 << chance.randrange(8)
    return bytes(data)


def _splice(whole: bytes, chance: Random, sources: Sequence[bytes]) -> bytes:
    other = chance.choice(sources)
    return whole[: chance.randrange(len(whole))] + other[chance.randrange(len(other)) :]


def _overwrite(whole: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    place, size = chance.randrange(len(whole)), chance.choice((1, 4, 64, 512))
    filling = chance.choice((bytes(size), b"\xff" * size, chance.randbytes(size)))
    return whole[:place] + filling + whole[place + size * chance.randrange(2) :]


def _repeat(whole: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    begin = chance.randrange(len(whole))
    end = min(len(whole), begin + chance.choice((4, 64, 4096)))
    return whole[:end] + whole[begin:end] * chance.randrange(1, 20) + whole[end:]


def _inside(whole: bytes, chance: Random) -> Damaged:
    """Change a package's parts and write it with right checksums; what is no package is cut instead."""
    try:
        with zipfile.ZipFile(BytesIO(whole)) as archive:
            parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    except zipfile.BadZipFile:
        return Damaged("cut", _cut(whole, chance, ()))
    names = [name for name in parts if name.endswith((".xml", ".rels"))]
    name = chance.choice(names)
    if chance.random() < 0.15:
        how = _exchange(parts, name, chance.choice(names), chance)
        return Damaged(how, zipped(parts))
    change = chance.choice(_CHANGES)
    content = parts[name]
    for _turn in range(chance.choice((1, 1, 1, 3, 10))):
        content = change(content if isinstance(content, bytes) else content.encode(), chance)
    parts[name] = content
    return Damaged(change.__name__.strip("_"), zipped(parts))


def _exchange(parts: dict[str, str | bytes], name: str, other: str, chance: Random) -> str:
    match chance.randrange(4):
        case 0:
            del parts[name]
            return "dropped"
        case 1:
            parts[name], parts[other] = parts[other], parts[name]
            return "exchanged"
        case 2:
            parts[name] = b""
            return "emptied"
        case _:
            parts[name + chance.choice(("x", "/", ".xml"))] = parts.pop(name)
            return "moved"


def _truncated(part: bytes, chance: Random) -> bytes:
    return part[: chance.randrange(len(part) + 1)]


def _attribute(part: bytes, chance: Random) -> bytes:
    value = chance.choice(_VALUES).encode("utf-8", "surrogatepass").replace(b'"', b"")
    return _one(_ATTRIBUTE, part, chance, lambda found: found[1] + value + found[3])


def _text(part: bytes, chance: Random) -> bytes:
    value = chance.choice(_VALUES).encode("utf-8", "surrogatepass")
    return _one(_TEXT, part, chance, lambda _: b">" + value + b"<")


def _tag(part: bytes, chance: Random) -> bytes:
    name = chance.choice(_NAMES)
    return _one(_TAG, part, chance, lambda found: (b"</" if found[0][1:2] == b"/" else b"<") + name)


def _renamed(part: bytes, chance: Random) -> bytes:
    """Give every element of one name another, so that the XML stays whole."""
    tags = sorted(set(_TAG.findall(part)))
    if not tags:
        return part
    old, new = chance.choice(tags).strip(b"</"), chance.choice(_NAMES)
    return re.sub(rb"(</?)" + re.escape(old) + rb"(?=[\s/>])", lambda found: found[1] + new, part)


def _dropped_element(part: bytes, chance: Random) -> bytes:
    return _one(_ELEMENT, part, chance, lambda _: b"")


def _repeated_element(part: bytes, chance: Random) -> bytes:
    times = chance.choice((1, 2, 50, 3000))
    return _one(_ELEMENT, part, chance, lambda found: found[0] * (times + 1))


def _nested(part: bytes, chance: Random) -> bytes:
    depth = chance.choice((2, 200, 300, 20_000))
    name = chance.choice(_NAMES[:-1])
    around = b"<%s>" % name * depth, b"</%s>" % name * depth
    return _one(_ELEMENT, part, chance, lambda found: around[0] + found[0] + around[1])


def _bytes_changed(part: bytes, chance: Random) -> bytes:
    return _flip(part, chance, ()) if part else part


def _prolog(part: bytes, chance: Random) -> bytes:
    root = part.partition(b"?>")[2] or part
    return chance.choice(_PROLOGS) + root


_PROLOGS = (
    b'<!DOCTYPE a [<!ENTITY b "c">]>', b'<?xml version="1.0" encoding="UTF-16"?>', b'<?xml version="1.1"?>',
    b'<?xml version="1.0" encoding="x"?>', b'<?xml version="1.0" encoding="gb18030"?>', b"\xff\xfe", b"\xef\xbb\xbf",
    b'<?xml version="1.0" encoding="ISO-8859-1"?>', b"\x00", b"<!--" + b"-" * 9 + b"-->", b"<a/>", b" ",
)  # fmt: skip
_CHANGES: tuple[Callable[[bytes, Random], bytes], ...] = (
    _truncated, _attribute, _attribute, _attribute, _text, _text, _tag, _renamed, _dropped_element, _repeated_element,
    _nested, _bytes_changed, _prolog,
)  # fmt: skip


def _one(pattern: re.Pattern[bytes], part: bytes, chance: Random, change: Callable[[re.Match[bytes]], bytes]) -> bytes:
    """Change one of the places that a pattern finds."""
    places = list(pattern.finditer(part))
    if not places:
        return part
    found = chance.choice(places)
    return part[: found.start()] + change(found) + part[found.end() :]
