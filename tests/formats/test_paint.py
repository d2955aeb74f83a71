"""Paragraphs for a terminal, and their painting."""

from __future__ import annotations

import random

import pytest
from rich.cells import cell_len

from pxgov_check.formats.page import paragraph
from pxgov_check.formats.paint import BLANK, paint
from pxgov_check.formats.wrap import wrap


def test_a_line_in_colour() -> None:
    """Each piece in its style, what has none as it is, and no style beyond its piece."""
    lines = [(("× ", "bold red"), ("A103", "")), (("note", "dim"),)]
    assert paint(lines, colour=True) == "\x1b[1;31m× \x1b[0mA103\n\x1b[2mnote\x1b[0m\n"
    assert paint(lines, colour=False) == "× A103\nnote\n"


def test_blanks_and_blank_lines_at_the_end_are_cut() -> None:
    """Between lines a blank one stays."""
    lines = [(("a  ", ""), ("  ", "")), BLANK, (("b", ""),), BLANK, ((" ", ""),)]
    assert paint(lines, colour=False) == "a\n\nb\n"


def test_a_line_is_no_command() -> None:
    """A build agent obeys lines that begin with two colons; shown, they don't."""
    assert paint([(("  ::error::x", ""),)], colour=False) == "  ·:error::x\n"


def test_a_paragraph_is_made_harmless_and_indented() -> None:
    """Escapes and marks of direction are shown as dots, on lines no wider than asked for."""
    assert paragraph("甲\x1b[31m乙\u202e丙丁", 11, "dim", indent=2) == [
        (("  甲·[31m乙", "dim"),),
        (("  ·丙丁", "dim"),),
    ]


def test_a_long_paragraph_is_cut() -> None:
    """It ends with an ellipsis in place of the rest."""
    assert paragraph("a" * 30, 40, longest=10) == [(("aaaaaaaaa…", ""),)]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("  应为 ", 10, ["  应为"]),
        ("数据有误,请改正。", 14, ["数据有误,请改", "正。"]),
        ("请用 Excel 打开", 10, ["请用 Excel", "打开"]),
        ("见“ 附件”(二)", 8, ["见“ 附", "件”(二)"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
    ],
)
def test_where_a_paragraph_is_broken(text: str, width: int, lines: list[str]) -> None:
    """Between Chinese characters and at blanks, punctuation with the word it belongs to."""
    assert wrap(text, width) == lines


@pytest.mark.parametrize("seed", range(200))
def test_nothing_is_lost_in_a_paragraph(seed: int) -> None:
    """Whatever is no blank stands in the lines, none of which is too wide; what opens before a blank too."""
    chance = random.Random(seed)  # noqa: S311 (not for secrets)
    some = (
        "市",
        "数据",
        "，",
        "“",
        "”",
        " ",
        "abc",
        "1.2",
        "…",
        "①",
        "e\u0301",
        "(",
        "〔",
        ")",
        "a-very-long-word",
        "。",
    )
    text = "".join(chance.choice(some) for _ in range(40))
    width = chance.randint(2, 60)
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert max(map(cell_len, lines)) <= width
