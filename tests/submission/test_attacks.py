from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from kit.attacks import ATTACKS, READ, Attack
from kit.hostile_zips import PLAIN, added, bomb
from kit.watch import watch
from pxgov_check.errors import SubmissionError
from pxgov_check.submission.open import open_workbook, read_workbook


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_ends_as_it_has_to_and_soon(attack: Attack, tmp_path: Path) -> None:
    """Each hostile file is refused for what it is, or read, within 200 MB and a time that a busy machine keeps too.

    ``bench/attacks.py`` measures each in a process of its own against 2 seconds.
    """
    path = attack.build(tmp_path / "report.xlsx")
    end = READ
    with watch() as spent:
        try:
            open_workbook(path)
        except SubmissionError as refused:
            end = refused.key
    assert end == attack.ends
    assert spent.seconds < 10
    assert spent.bytes < 200 << 20


def test_without_the_attack_the_same_workbook_is_read() -> None:
    """What is refused is refused for the attack; a part that nothing refers to is none."""
    assert read_workbook(PLAIN).sheets
    assert read_workbook(added("xl/media/image1.png")).sheets


def test_the_bomb_is_a_bomb() -> None:
    """Its megabyte is a gigabyte indeed, and whole to its checksum."""
    data = bomb(64 << 20)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert len(data) < 70_000
        assert len(archive.read("xl/worksheets/sheet1.xml")) == 64 << 20
