from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from kit import hostile_parts as parts
from kit import hostile_zips as zips
from kit.attacks import ATTACKS, READ, Attack
from packages import MAIN, package, worksheet
from pxgov_check.cli.session import as_limits
from pxgov_check.errors import SubmissionError
from pxgov_check.judging import unreadable
from pxgov_check.model import Finding, Lang
from pxgov_check.policy.messages import load_messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.guard import guarded
from pxgov_check.submission.limits import Limits
from pxgov_check.submission.open import open_workbook, read_workbook

_LANGUAGES: tuple[Lang, ...] = ("zh", "en")
_ROW = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>'
_STRINGS = f'<sst xmlns="{MAIN}"><si><t>甲</t></si><si><r><t>乙</t></r></si><si/></sst>'
_TEXT = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'


def _deep(depth: int) -> bytes:
    """Return a workbook whose sheet nests so deep behind its rows."""
    return package(worksheet(_ROW, after="<a>" * (depth - 1) + "</a>" * (depth - 1)))


def _entries(count: int) -> bytes:
    """Return a workbook of so many entries."""
    more: dict[str, str | bytes] = {f"xl/media/{n}.png": "" for n in range(count - 5)}
    return package(worksheet(_ROW), parts=more)


def _sizes(data: bytes) -> list[int]:
    """Return the sizes of the parts that are read of a workbook with nothing but the needful."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [info.file_size for info in archive.infolist() if info.filename != "[Content_Types].xml"]


def _blank(size: int = 200_000) -> bytes:
    return package(worksheet(_ROW + " " * size))


def _ratio(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
    return sheet.file_size // sheet.compress_size + 1


# Of each limit that counts something: a workbook, and how many it has of it.
COUNTED = (
    ("file_bytes", zips.PLAIN, len(zips.PLAIN)),
    ("zip_entries", _entries(12), 12),
    ("inflated_bytes", zips.PLAIN, sum(_sizes(zips.PLAIN))),
    ("entry_bytes", package(worksheet(_ROW + " " * 2000)), max(_sizes(package(worksheet(_ROW + " " * 2000))))),
    ("ratio", _blank(), _ratio(_blank())),
    ("xml_depth", _deep(12), 12),
    ("xml_depth", package(worksheet(_ROW)), 5),
    ("cells", package(worksheet(_ROW)), 3),
    ("cells", package(worksheet(_ROW, after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>')), 4),
    ("sheets", parts.many_sheets(3), 3),
    ("strings", package(worksheet(_ROW), parts={"xl/sharedStrings.xml": _STRINGS}), 3),
    ("cell_characters", package(worksheet(_TEXT.format("长" * 9))), 9),
    ("cell_characters", package(worksheet(_TEXT.format("长&amp;<!-- 注 -->短"))), 3),
)
# The limits as they come that a small file reaches: with one less it is read.
AS_THEY_COME: tuple[tuple[str, int, Callable[[int], bytes]], ...] = (
    ("zip_entries", 10_000, _entries),
    ("xml_depth", 256, _deep),
    ("sheets", 1_000, parts.many_sheets),
    ("cell_characters", 32_767, lambda count: package(worksheet(_TEXT.format("长" * count)))),
)


def told(policy: Policy, refused: SubmissionError, lang: Lang) -> Finding:
    """Return the finding that a sender gets for a refused file."""
    (finding,) = unreadable(policy, refused, load_messages(lang), file="report.xlsx", lang=lang).findings
    return finding


def assert_told(policy: Policy, refused: SubmissionError, name: str, limit: int, found: str) -> None:
    """Check that F014 tells the limit, its value, what was found and the option, in either language."""
    sentences = set()
    for lang in _LANGUAGES:
        finding = told(policy, refused, lang)
        assert (finding.rule, refused.key) == ("F014", f"limit.{name}")
        assert finding.message == load_messages(lang)(f"limit.{name}", limit=f"{limit:,}", found=found)
        assert f"{limit:,}" in finding.message
        assert found.startswith("> ") or found in finding.message
        assert f"--limit {name.replace('_', '-')}=" in (finding.hint or "")
        sentences.add(finding.message)
    assert len(sentences) == len(_LANGUAGES)


@pytest.mark.parametrize(("name", "data", "count"), COUNTED, ids=[f"{c[0]}-{c[2]}" for c in COUNTED])
def test_each_limit_holds_at_its_value_and_is_told(name: str, data: bytes, count: int, policy: Policy) -> None:
    """What has as much as is allowed is read; with one less allowed it is refused, and the option named lets it in."""
    lower = replace(Limits(), **{name: count - 1})
    with pytest.raises(SubmissionError) as refused:
        read_workbook(data, lower)
    assert_told(policy, refused.value, name, count - 1, f"{count:,}")
    assert read_workbook(data, as_limits([f"{refused.value.params['option']}={count}"])).sheets


@pytest.mark.parametrize(("name", "most", "make"), AS_THEY_COME, ids=[case[0] for case in AS_THEY_COME])
def test_the_limits_as_they_come_hold(name: str, most: int, make: Callable[[int], bytes], policy: Policy) -> None:
    """A file at the limit is read as it comes, one with one more is refused."""
    assert read_workbook(make(most)).sheets
    with pytest.raises(SubmissionError) as refused:
        read_workbook(make(most + 1))
    assert_told(policy, refused.value, name, most, f"{most + 1:,}")


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path, policy: Policy) -> None:
    """100 MB and a byte are refused by the size alone; 100 MB are looked at, and told for what they are."""
    path = tmp_path / "report.xlsx"
    for size, key in ((100_000_000, "unreadable.unknown"), (100_000_001, "limit.file_bytes")):
        with path.open("wb") as stream:
            stream.truncate(size)
        with pytest.raises(SubmissionError) as refused:
            open_workbook(path)
        assert refused.value.key == key
    assert_told(policy, refused.value, "file_bytes", 100_000_000, "100,000,001")


def test_no_limit_is_left_out_here() -> None:
    """Every limit there is has its test: those that count above, time and memory below."""
    assert {field.name for field in fields(Limits)} == {case[0] for case in COUNTED} | {"seconds", "memory_bytes"}


def test_the_limits_are_those_that_were_promised() -> None:
    """What a sender is told to be allowed stays allowed."""
    assert Limits() == Limits(
        file_bytes=100_000_000, zip_entries=10_000, inflated_bytes=2**30, entry_bytes=2**29, ratio=200, xml_depth=256,
        cells=20_000_000, sheets=1_000, strings=5_000_000, cell_characters=32_767, memory_bytes=2**30, seconds=120,
    )  # fmt: skip


def test_time_and_memory_are_told_like_the_others(policy: Policy) -> None:
    """The finding for either names the option too; neither can say how much it would have taken."""
    with pytest.raises(SubmissionError) as slow, guarded(Limits(seconds=1)):
        time.sleep(60)
    assert_told(policy, slow.value, "seconds", 1, "> 1")
    assert_told(policy, Limits().exceeded("memory_bytes"), "memory_bytes", 2**30, f"> {2**30:,}")


@pytest.mark.parametrize(
    "attack", [one for one in ATTACKS if one.ends.startswith("unreadable.")], ids=lambda attack: attack.name
)
def test_each_gate_says_why_in_both_languages(attack: Attack, tmp_path: Path, policy: Policy) -> None:
    """What is no size is F001, with a sentence of its own, the part's name where it is about one, and no option."""
    with pytest.raises(SubmissionError) as refused:
        open_workbook(attack.build(tmp_path / "report.xlsx"))
    chinese, english = (told(policy, refused.value, lang) for lang in _LANGUAGES)
    assert chinese.rule == english.rule == "F001"
    assert chinese.message != english.message
    for finding in (chinese, english):
        assert refused.value.params.get("name", "") in finding.message
        assert "--limit" not in f"{finding.message}{finding.hint}"
    if attack.ends == "unreadable.encrypted":
        assert "请取消密码后重新提交" in chinese.message


def test_every_gate_has_an_attack() -> None:
    """The gates that a package has to pass are those that somebody tries here."""
    gates = {"entry_twice", "entry_name", "encrypted", "entry_method", "entry_header", "doctype", "not_regular"}
    assert {f"unreadable.{gate}" for gate in gates} <= {attack.ends for attack in ATTACKS} - {READ}
