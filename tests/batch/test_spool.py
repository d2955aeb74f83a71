"""What a run keeps on disk: the middle of documents, findings across forms, and what forms say of themselves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pxgov_check.batch import gists
from pxgov_check.batch.across_findings import AcrossFindings
from pxgov_check.batch.gists import Gists
from pxgov_check.batch.spool import Body
from pxgov_check.cli.output import write_completed
from pxgov_check.errors import OutputError
from pxgov_check.judging.gist import Counts, Gist
from pxgov_check.model import Finding, Place, Severity

PIECE = b"x" * (1 << 20)
LARGE = 5


def filled(folder: Path, foreseen: bytes, pieces: int = LARGE) -> Body:
    body = Body(",", folder, lambda: foreseen)
    for _ in range(pieces):
        body.add(PIECE)
    return body


def document(head: bytes, pieces: int = LARGE) -> bytes:
    return head + b",".join([PIECE] * pieces) + b"]\n"


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="only Linux has files without a name that can be given one")
def test_a_long_middle_becomes_the_document(tmp_path: Path) -> None:
    """Where the head was foreseen, what was spooled gets the tail and the name; the spool can still be read."""
    body, target = filled(tmp_path, b"["), tmp_path / "result.json"
    target.write_bytes(b"old")
    assert list(tmp_path.iterdir()) == [target]
    assert write_completed(target, lambda: body.completed(b"[", [b"]", b"\n"]))
    assert target.read_bytes() == document(b"[")
    assert list(tmp_path.iterdir()) == [target]
    umask = os.umask(0)
    os.umask(umask)
    assert target.stat().st_mode & 0o777 == 0o666 & ~umask
    # A second document of the same format is written from the parts.
    assert not write_completed(tmp_path / "other.json", lambda: body.completed(b"[", [b"]\n"]))
    assert b"".join(body.chunks()) == document(b"")[:-2]
    body.close()


@pytest.mark.parametrize(("foreseen", "pieces"), [(b"{", LARGE), (b"[", 1)])
def test_a_head_that_came_out_otherwise_and_a_short_middle_are_written_from_their_parts(
    tmp_path: Path, foreseen: bytes, pieces: int
) -> None:
    """Nothing is named, and everything that was spooled is there to be written, without what was foreseen."""
    body, target = filled(tmp_path, foreseen, pieces), tmp_path / "result.json"
    body.settle()
    assert not write_completed(target, lambda: body.completed(b"[", [b"]\n"]))
    assert b"[" + b"".join(body.chunks()) + b"]\n" == document(b"[", pieces)
    body.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="only Linux has files without a name that can be given one")
def test_a_head_that_is_foreseen_again_is_that_of_the_document(tmp_path: Path) -> None:
    """What was spooled behind the first stands behind the second, with what comes after it."""
    head, target = [b'{"day": 1, ['], tmp_path / "result.json"
    body = Body(",", tmp_path, lambda: head[0])
    for _ in range(LARGE):
        body.add(PIECE)
    head[0] = b"["
    body.foresee_again()
    body.add(PIECE)
    assert b"".join(body.chunks()) == document(b"", LARGE + 1)[:-2]
    assert write_completed(target, lambda: body.completed(b"[", [b"]\n"]))
    assert target.read_bytes() == document(b"[", LARGE + 1)
    body.close()


@pytest.mark.parametrize("pieces", [1, LARGE])
def test_a_head_that_is_foreseen_the_same_or_not_yet_changes_nothing(tmp_path: Path, pieces: int) -> None:
    """Neither a short middle, which is in memory, nor a long one."""
    body = filled(tmp_path, b"[", pieces)
    body.foresee_again()
    assert b"".join(body.chunks()) == document(b"", pieces)[:-2]
    body.close()


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="only Linux has files without a name that can be given one")
def test_a_disk_that_is_full_at_the_tail_leaves_what_stood_there(tmp_path: Path) -> None:
    """The failure says so."""
    body, target = filled(tmp_path, b"["), tmp_path / "result.json"
    target.write_bytes(b"old")

    def full() -> Iterator[bytes]:
        yield b"]"
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError):
        write_completed(target, lambda: body.completed(b"[", full()))
    body.close()
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def told(rule: str, number: int) -> Finding:
    places = (Place(f"单位{number}", None, None, None, None),)
    return Finding(rule, "题", Severity.VERIFY, f"第{number}个\ud800", "改", places=places, period="2025Q4")


def test_findings_across_forms_come_back_rule_by_rule() -> None:
    """However many and however often; those of one rule in the order in which they were found."""
    found = AcrossFindings(["X303", "X301", "X302"])
    assert not found
    for number in range(1234):
        found.add(told("X301" if number % 3 else "X303", number))
    expected = [told("X303", n) for n in range(0, 1234, 3)] + [told("X301", n) for n in range(1234) if n % 3]
    assert len(found) == 1234
    assert list(found) == expected == list(found)
    assert expected[700] in found
    assert told("X302", 1) not in found
    found.close()


def gist(unit: str, period: str, file: str, day: date | None) -> Gist:
    claims, places = f'[["T01","{file}",null]]', '[["任务填报","E5",null]]'
    return Gist(file, unit, period, day, day, Counts(readable=True, findings={}, verdicts={}), ("T01",), claims, places)


@pytest.mark.parametrize("at_once", [1, 4, 100])
def test_forms_come_back_by_period_unit_and_file(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether all of a run are held, those of a period, or none, and each read again when it is gone through."""
    monkeypatch.setattr(gists, "_AT_ONCE", at_once)
    kept, every = Gists(), []
    for number, period in enumerate(["2025Q4", "2025Q1", "2025Q4", "2025Q4", "2024"] * 3):
        unit = "乙甲丙"[number % 3]
        every.append(gist(unit, period, f"{number:02}.xlsx", date(2025, 1, 1 + number) if number % 4 else None))
        kept.add(every[-1])
    by_period = [(period, forms) for period, forms in kept.by_period()]
    assert [period for period, _ in by_period] == ["2024", "2025Q1", "2025Q4"]
    for period, forms in by_period:
        expected = sorted((one for one in every if one.period == period), key=lambda one: (one.unit, one.file))
        for _ in range(2):
            assert [(f.unit, f.file, f.as_of, f.reported_on, f.subjects, f.told()) for f in forms] == [
                (f.unit, f.file, f.as_of, f.reported_on, f.subjects, f.told()) for f in expected
            ]
    kept.close()
