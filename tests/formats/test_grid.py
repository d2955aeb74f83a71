"""Tables in the cells of a terminal."""

from __future__ import annotations

import random
from collections.abc import Sequence
from io import StringIO

import pytest
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pxgov_check.formats.grid import Cell, Column, broken, column_widths, grid
from pxgov_check.formats.paint import paint

COLUMNS = (
    Column("编号", whole=True),
    Column("任务", share=1),
    Column("时限", whole=True),
    Column("进度", whole=True, right=True),
    Column("判定"),
)
ROWS: tuple[tuple[Cell, ...], ...] = (
    ("T01", "建设城市大脑统一平台 IOC", "2025-12-31", "50%", (("○推进中", "dim"),)),
    ("T02", "一体化政务大数据中心与数据共享交换平台建设", "常态", "100%", (("×逾期 12 天", "bold red"),)),
)


def drawn(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int, *, colour: bool = False) -> list[str]:
    return paint(grid(columns, rows, width), colour=colour).splitlines()


def by_rich(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int) -> list[str]:
    """Return the lines of the same table as Rich draws it."""
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for one in columns:
        table.add_column(
            one.head,
            justify="right" if one.right else "left",
            ratio=one.share or None,
            max_width=one.most,
            no_wrap=one.whole,
            overflow="ellipsis" if one.whole else "fold",
        )
    for row in rows:
        table.add_row(
            *(Text("\n".join([cell] if isinstance(cell, str) else [text for text, _ in cell])) for cell in row)
        )
    target = StringIO()
    Console(file=target, width=width, height=25, color_system=None, legacy_windows=False, _environ={}).print(table)
    return [line.rstrip() for line in target.getvalue().splitlines()]


def test_at_eighty_cells() -> None:
    """The column with a share takes what is left; figures stand on the right; nothing follows the last letter."""
    assert drawn(COLUMNS, ROWS, 80) == [
        "编号  任务                                         时限        进度  判定",
        "─" * 80,
        "T01   建设城市大脑统一平台 IOC                     2025-12-31   50%  ○推进中",
        "T02   一体化政务大数据中心与数据共享交换平台建设   常态        100%  ×逾期 12 天",
    ]


def test_at_sixty_cells() -> None:
    """A title that is too long is broken at a blank, or where its column ends."""
    assert drawn(COLUMNS, ROWS, 60) == [
        "编号  任务                     时限        进度  判定",
        "─" * 60,
        "T01   建设城市大脑统一平台     2025-12-31   50%  ○推进中",
        "      IOC",
        "T02   一体化政务大数据中心与   常态        100%  ×逾期 12 天",
        "      数据共享交换平台建设",
    ]


def test_at_forty_cells() -> None:
    """What can be wrapped gives way, so that a title is never less than a few characters wide."""
    assert drawn(COLUMNS, ROWS, 40) == [
        "编号  任务    时限        进度  判定",
        "─" * 40,
        "T01   建设城  2025-12-31   50%  ○推进中",
        "      市大脑",
        "      统一平",
        "      台 IOC",
        "T02   一体化  常态        100%  ×逾期 12",
        "      政务大                    天",
        "      数据中",
        "      心与数",
        "      据共享",
        "      交换平",
        "      台建设",
    ]


def test_nothing_but_blanks_is_added_to_a_wide_screen() -> None:
    """Two hundred cells show the same words as eighty, a row a line."""
    wide = drawn(COLUMNS, ROWS, 200)
    assert len(wide) == 4
    assert wide[1] == "─" * 200
    assert [line.split() for line in wide[2:]] == [line.split() for line in drawn(COLUMNS, ROWS, 80)[2:]]


def test_a_table_without_rows_has_its_heads() -> None:
    """The heads and the rule stand alone."""
    assert drawn(COLUMNS, (), 60)[1:] == ["─" * 60]


def test_heads_stand_on_the_rule() -> None:
    """One that is broken begins above the others."""
    columns = (Column("File", share=1), Column("Days late", most=5), Column("n", right=True))
    assert drawn(columns, [("a.xlsx", "3", "7")], 20) == [
        "            Days",
        "File        late   n",
        "─" * 20,
        "a.xlsx      3      7",
    ]


def test_paragraphs_of_a_cell_stand_below_each_other() -> None:
    """Each in its style, and broken by itself; the other cells of the row stay on its first line."""
    cell = (("上云率", ""), ("市教育局 12、市水利局 7", "dim"))
    lines = drawn((Column("n", share=1), Column("g", whole=True, right=True)), [(cell, "3.2")], 20, colour=True)
    assert lines[2:] == [
        "上云率           3.2",
        "\x1b[2m市教育局\x1b[0m",
        "\x1b[2m12、市水利局 7\x1b[0m",
    ]


def test_a_style_covers_the_words_alone() -> None:
    """Not the blanks that fill a column, so that blanks at the end are cut in colour too."""
    row = drawn(COLUMNS, ROWS, 80, colour=True)[2]
    assert row.endswith("2025-12-31   50%  \x1b[2m○推进中\x1b[0m")


def test_what_stays_whole_says_that_it_was_cut() -> None:
    """A figure with its last digits away would be another figure."""
    columns = (Column("名称", share=1), Column("完成值", whole=True, right=True))
    assert drawn(columns, [("一", "1234567890123456789012345")], 24)[-1] == "一  1234567890123456789…"


@pytest.mark.parametrize(
    ("content", "width", "expected"),
    [
        ((4, 30, 6), 60, [4, 46, 6]),
        ((4, 30, 6), 22, [4, 8, 6]),
        ((4, 30, 6), 20, [4, 6, 6]),
        ((4, 30, 40), 40, [4, 8, 24]),
        ((4, 3, 40), 40, [4, 3, 29]),
        ((30, 30, 6), 40, [30, 3, 3]),
        ((4, 30, 6), 9, [1, 2, 2]),
    ],
)
def test_the_widths(content: tuple[int, ...], width: int, expected: list[int]) -> None:
    """The rest goes to the share, eight cells or its content at least; the widest that wrap are narrowed, then all."""
    columns = (Column("a", whole=True), Column("b", share=1), Column("c"))
    widths = column_widths(columns, content, width)
    assert widths == expected
    assert sum(widths) + 2 * (len(columns) - 1) <= width


def test_shares_divide_what_is_left() -> None:
    """Two to one, each with the blank that follows it: 24 and 11 of the 35 that are left."""
    columns = (Column("a", share=2), Column("b", share=1), Column("c", whole=True))
    assert column_widths(columns, (1, 1, 5), 42) == [23, 10, 5]


def test_at_most_so_wide() -> None:
    """A column with a limit leaves the rest to others, however long its content is."""
    assert column_widths((Column("a", share=1), Column("b", most=16)), (9, 50), 60) == [42, 16]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("一体化政务大数据", 8, ("一体化政", "务大数据")),
        ("一体化政务", 5, ("一体", "化政", "务")),
        ("ab cd ef", 5, ("ab cd", "ef")),
        ("ab  一体化政务服务", 8, ("ab", "一体化政", "务服务")),
        ("abcdefghij kl", 4, ("abcd", "efgh", "ij", "kl")),
        ("e\u0301e\u0301e\u0301", 2, ("e\u0301e\u0301", "e\u0301")),
        ("“一”…—", 4, ("“一”", "…—")),
        ("一二", 1, (" ", " ")),
        ("三个字  ", 6, ("三个字",)),
    ],
)
def test_where_a_text_is_broken(text: str, width: int, lines: tuple[str, ...]) -> None:
    """At blanks, a word wider than a line where the line ends, never within a character."""
    assert broken(text, width, whole=False) == lines


WORDS = (
    "市",
    "数据共享",
    "，",
    "“",
    "”",
    " ",
    "abc",
    "1.2",
    "—",
    "…",
    "①",
    "㎡",
    "é",
    "e\u0301",
    "한",
    "ｱ",
    "[red]",
    "a-b-c-d-e-f-g-h",
)


def made(chance: random.Random, most: int) -> str:
    """Return a text without blanks at either end."""
    return "".join(chance.choice(WORDS) for _ in range(chance.randint(1, most))).strip() or "—"


@pytest.mark.parametrize("width", [80, 100, 120, 160])
@pytest.mark.parametrize("seed", range(20))
def test_it_looks_as_rich_draws_it(seed: int, width: int) -> None:
    """Widths, breaks and blanks are those of ``rich.table`` where a title has room, whatever stands in the cells."""
    chance = random.Random(seed)  # noqa: S311 (not for secrets)
    columns = (
        Column("编号", whole=True),
        Column("指标", share=1),
        Column("完成值", whole=True, right=True),
        Column("差距", most=16),
        Column("判定"),
    )
    rows = [
        (f"I{n:02}", made(chance, 20), str(chance.randint(0, 10**6)), made(chance, 5), ((made(chance, 2), "red"),))
        for n in range(chance.randint(1, 8))
    ]
    assert drawn(columns, rows, width) == by_rich(columns, rows, width)


@pytest.mark.parametrize("seed", range(40))
def test_no_line_is_wider_than_the_screen(seed: int) -> None:
    """Down to the narrowest screen, with columns that all want more than there is."""
    chance = random.Random(seed)  # noqa: S311 (not for secrets)
    columns = [Column(made(chance, 4), share=1)]
    columns += [Column(made(chance, 4), whole=chance.random() < 0.5, right=chance.random() < 0.5) for _ in range(7)]
    rows = [[made(chance, 12) for _ in columns] for _ in range(5)]
    for width in (40, 41, 53, 80):
        assert max(map(cell_len, drawn(columns, rows, width))) <= width
