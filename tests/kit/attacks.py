"""The hostile files, one builder each: what it pretends, and how it has to end.

Each is refused for what it is, or read, since declaring much costs nothing. ``bench/attacks.py`` measures every one in
a process of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from kit import hostile_parts as parts
from kit import hostile_zips as zips

READ = "read"


class Attack(NamedTuple):
    """``build`` writes the file and returns where it is; ``ends`` is the key of the refusal, or ``read``."""

    name: str
    ends: str
    build: Callable[[Path], Path]


def _file(make: Callable[[], bytes]) -> Callable[[Path], Path]:
    def build(path: Path) -> Path:
        path.write_bytes(make())
        return path

    return build


def _fifo(path: Path) -> Path:
    os.mkfifo(path)
    return path


def _device(path: Path) -> Path:
    path.symlink_to("/dev/zero")
    return path


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


ATTACKS = (
    Attack("2^31 strings declared in 2 KB", READ, _file(parts.strings_declared)),
    Attack("1 GB in 1 MB", "limit.ratio", _file(zips.bomb)),
    Attack("a cell at XFD1048576", READ, _file(parts.far_cell)),
    Attack("10,000 sheets", "limit.zip_entries", _file(parts.many_sheets)),
    Attack("one part as 10,000 sheets", "limit.sheets", _file(parts.one_part_many_sheets)),
    Attack("one part as 900 sheets", "unreadable.damaged", _file(lambda: parts.one_part_many_sheets(900))),
    Attack("a pipe", "unreadable.not_regular", _fifo),
    Attack("a device that never ends", "unreadable.not_regular", _device),
    Attack("a folder named like a workbook", "unreadable.not_regular", _folder),
    Attack("an entry twice", "unreadable.entry_twice", _file(lambda: zips.added("xl/workbook.xml"))),
    Attack("an entry twice but for its case", "unreadable.entry_twice", _file(lambda: zips.added("XL/Workbook.xml"))),
    Attack("an absolute entry name", "unreadable.entry_name", _file(lambda: zips.added("/etc/passwd"))),
    Attack("an entry name with a drive", "unreadable.entry_name", _file(lambda: zips.added("C:/x"))),
    Attack("an entry name with ..", "unreadable.entry_name", _file(lambda: zips.added("a/../../b"))),
    Attack("an entry name with ..\\", "unreadable.entry_name", _file(lambda: zips.added("a\\..\\b"))),
    Attack("an entry name with NUL", "unreadable.entry_name", _file(zips.with_nul)),
    Attack("an encrypted entry", "unreadable.encrypted", _file(zips.with_flag)),
    Attack("an encrypted workbook", "unreadable.encrypted", _file(zips.encrypted_workbook)),
    Attack("an entry in bzip2", "unreadable.entry_method", _file(zips.with_bzip2)),
    Attack("an entry in lzma", "unreadable.entry_method", _file(zips.with_lzma)),
    Attack("another name in the local header", "unreadable.entry_header", _file(zips.with_other_local_name)),
    Attack("another method in the local header", "unreadable.entry_header", _file(zips.with_other_local_method)),
    Attack("a wrong checksum", "unreadable.damaged", _file(zips.with_other_checksum)),
    Attack("bytes after the end of a deflated part", READ, _file(zips.with_tail)),
    Attack("entries that overlap", "unreadable.entry_header", _file(zips.overlapping)),
    Attack("entities that grow a billionfold", "unreadable.doctype", _file(parts.entities)),
    Attack("an entity from outside", "unreadable.doctype", _file(parts.outside_entity)),
    Attack("a DOCTYPE in UTF-16", "unreadable.doctype", _file(parts.doctype_utf16)),
    Attack("elements 30,000 deep", "limit.xml_depth", _file(parts.deep)),
    Attack("5,000,001 empty strings", "limit.ratio", _file(parts.many_strings)),
    Attack("a cell of 32,768 characters", "limit.cell_characters", _file(parts.long_cell)),
    Attack("a string of 32,768 characters", "limit.cell_characters", _file(parts.long_string)),
    Attack("one text of 150 MB in a cell", "unreadable.damaged", _file(parts.endless_text)),
    Attack("one attribute of 30 MB", "unreadable.damaged", _file(parts.endless_attribute)),
    Attack("one comment of 30 MB", "unreadable.damaged", _file(parts.endless_comment)),
    Attack("40,000 attributes on one cell", READ, _file(parts.many_attributes)),
    Attack("20,000 merged ranges over the grid", READ, _file(parts.many_merges)),
    Attack("array formulas over the grid", READ, _file(parts.many_arrays)),
    Attack("250,000 cell styles", READ, _file(parts.many_styles)),
)
