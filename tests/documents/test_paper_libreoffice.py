"""The papers as LibreOffice lays them out: the page that the standard asks for, and nothing lost on the way."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from city import make_city, write_city
from papers import read
from pxgov_check.documents.official.blocks import Paper, Paragraph, Part
from pxgov_check.documents.official.layout import to_bytes
from pxgov_check.policy.messages import Messages
from running import run

POINTS = 72 / 25.4
WIDTH, HEIGHT = 210 * POINTS, 297 * POINTS
TOP, LEFT, BOTTOM, RIGHT = (length * POINTS for length in (37, 28, 35, 26))


@dataclass
class Page:
    """What stands on a page: each word with left, top, right and bottom, in points from the upper left corner."""

    words: list[tuple[str, float, float, float, float]]

    @property
    def number(self) -> tuple[str, float, float]:
        """The page number as printed, and its left and right edge."""
        foot = [word for word in self.words if word[2] > HEIGHT - BOTTOM]
        return " ".join(w[0] for w in foot), min(w[1] for w in foot), max(w[3] for w in foot)

    @property
    def body(self) -> list[tuple[str, float, float, float, float]]:
        """What is not the page number."""
        return [word for word in self.words if word[2] <= HEIGHT - BOTTOM]


def as_pdf(papers: Sequence[Path], folder: Path) -> None:
    """Have LibreOffice print papers to PDF."""
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), *map(str, papers)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def pages(pdf: Path) -> list[Page]:
    """Return the pages of a PDF."""
    command = ["pdftotext", "-bbox", str(pdf), "-"]
    told = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode("utf-8")
    root = ET.fromstring(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", told))  # noqa: S314 (of a PDF made a line before)
    space = "{http://www.w3.org/1999/xhtml}"
    keys = ("xMin", "yMin", "xMax", "yMax")
    return [
        Page([(word.text or "", *(float(word.get(key, "0")) for key in keys)) for word in page.iter(f"{space}word")])  # type: ignore[misc]
        for page in root.iter(f"{space}page")
    ]


@pytest.fixture(scope="module")
def folder(messages: Messages, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a page of nothing but text, a city's report and a notice, each as .docx and .pdf."""
    path = tmp_path_factory.mktemp("papers")
    text = "字" * (28 * 22 * 3)
    plain = Paper(title=("标题",), sections=[Part("", [Paragraph(text, "plain")])])
    (path / "full.docx").write_bytes(to_bytes(plain, messages, date(2025, 12, 31)))
    write_city(make_city(12, 2, 5), path)
    done = run(path, "gap", "forms", "--policy", "pack", "-o", "gap.docx", "--notices", "letters", "-q")
    assert done.returncode == 0
    letter = path / "letters" / "督办通知单-市大数据中心.docx"
    (path / "letter.docx").write_bytes(letter.read_bytes())
    as_pdf([path / f"{name}.docx" for name in ("full", "gap", "letter")], path)
    return path


def test_a_full_page_holds_22_lines_of_28_characters(folder: Path) -> None:
    """GB/T 9704-2012, 5.2.2: on a page of running text alone."""
    first, second, *_ = pages(folder / "full.pdf")
    assert [word[0] for word in second.body] == ["字" * 28] * 22
    assert {len(word[0]) for word in first.body if word[0] != "标题"} == {28}


def test_the_text_stands_within_the_margins(folder: Path) -> None:
    """37 mm above, 28 mm left, 26 mm right, 35 mm below; a full page fills the 225 mm between."""
    for name in ("full", "gap", "letter"):
        for page in pages(folder / f"{name}.pdf"):
            assert min(word[1] for word in page.body) >= LEFT - 0.5
            assert max(word[3] for word in page.body) <= WIDTH - RIGHT + 1
            assert min(word[2] for word in page.body) >= TOP - 1
            assert max(word[4] for word in page.body) <= HEIGHT - BOTTOM + 1
    full = pages(folder / "full.pdf")[1].body
    assert min(word[1] for word in full) == pytest.approx(LEFT, abs=1)
    assert max(word[3] for word in full) == pytest.approx(WIDTH - RIGHT, abs=3)
    assert max(word[4] for word in full) - min(word[2] for word in full) == pytest.approx(225 * POINTS, abs=30)


def test_odd_numbers_stand_right_and_even_ones_left(folder: Path) -> None:
    """Each with a dash on either side, one character in from the edge of the text."""
    for place, page in enumerate(pages(folder / "gap.pdf"), 1):
        text, left, right = page.number
        assert text == f"— {place} —"
        if place % 2:
            assert right == pytest.approx(WIDTH - RIGHT - 14, abs=3)
        else:
            assert left == pytest.approx(LEFT + 14, abs=3)


def characters(texts: Iterable[str]) -> Counter[str]:
    """Count what can be seen; a font may give a mark in another of its forms."""
    return Counter(c for text in texts for c in unicodedata.normalize("NFKC", text) if not c.isspace())


@pytest.mark.parametrize("name", ["gap", "letter"])
def test_nothing_vanishes_where_the_fonts_are_not_there(name: str, folder: Path) -> None:
    """Every character of the paper is on the pages, on a machine that has none of the named fonts, or some of them."""
    printed = characters(word[0] for page in pages(folder / f"{name}.pdf") for word in page.words)
    written = characters([read((folder / f"{name}.docx").read_bytes()).text])
    # Heads of tables are printed again on every page that a table goes on to.
    assert {c: n for c, n in written.items() if printed[c] < n} == {}


def test_a_notice_s_signature_is_not_alone_on_its_page(folder: Path) -> None:
    """The seal stands on a page with a part of what it seals."""
    (page,) = [p for p in pages(folder / "letter.pdf") if any("督办单位盖章" in word[0] for word in p.body)]
    assert sum(word[2] < next(w[2] for w in page.body if "督办单位盖章" in w[0]) for word in page.body) > 10
