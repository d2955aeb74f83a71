"""One report, several renderings: whichever is read, each figure of each indicator, task and unit is the JSON's.

A rendering is read as tables of texts. To bring in another one, give the function that reads its tables in ``TABLES``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

import ledgers
import pages
import papers
from city import make_city, write_city
from pxgov_check.cli.gap import RENDERINGS
from running import run

Rows = list[dict[str, str]]
# What one column is called in the renderings; full-width marks are read as half-width ones.
NAMES = {
    "完成值": "value",
    "单位完成值": "value",
    "目标": "target",
    "目标(时限)": "target",
    "差距": "gap",
    "还需(个)": "items",
    "计入/应报": "counted",
    "较上期": "change",
    "历期和较上期": "change",
    "判定": "status",
    "占缺口": "share",
    "占缺口(%)": "share",
    "逾期(天)": "days",
    "单位": "unit",
    "编号": "subject",
}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def of_paper(data: bytes) -> Iterator[Rows]:
    """Yield the tables of a .docx."""
    for grid in papers.read(data).grids:
        yield [dict(zip(grid.head, row, strict=True)) for row in grid.rows if len(row) == len(grid.head)]


def of_ledger(data: bytes) -> Iterator[Rows]:
    """Yield the lists of a .xlsx as they are shown; two of its columns are one elsewhere."""
    for sheet in ledgers.read(data).values():
        yield [
            {**row, "计入/应报": f"{row['计入（家）']}/{row['应报（家）']}"} if "应报（家）" in row else row
            for row in sheet.shown
        ]


def of_markdown(data: bytes) -> Iterator[Rows]:
    """Yield the tables of a .md; one below the heading of an indicator is about that."""
    subject, block = "", list[list[str]]()
    for line in [*data.decode("utf-8").splitlines(), ""]:
        if line.startswith("|"):
            block.append([cell.strip() for cell in line.strip("|").split("|")])
        elif block:
            head, _, *rows = block
            own = {} if "编号" in head else {"编号": subject}
            yield [{**own, **dict(zip(head, row, strict=True))} for row in rows]
            block = []
        if line.startswith("### "):
            subject = line.split()[1]


def of_page(data: bytes) -> Iterator[Rows]:
    """Yield the rows of a .html."""
    yield pages.read(data)


TABLES: Mapping[str, Callable[[bytes], Iterator[Rows]]] = {
    ".docx": of_paper,
    ".html": of_page,
    ".md": of_markdown,
    ".xlsx": of_ledger,
}
READ = sorted(set(TABLES) & set(RENDERINGS))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("city")
    write_city(make_city(24, 3, 2), path)
    outputs = [part for suffix in RENDERINGS for part in ("-o", f"gap{suffix}")]
    done = run(path, "gap", "forms", "--policy", "pack", "--year", "2025", *outputs)
    assert (done.returncode, done.stderr) == (0, "")
    return path


@pytest.fixture(scope="module")
def gap(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "gap.json").read_text("utf-8"))
    return document


def told(folder: Path, suffix: str) -> list[Rows]:
    """Return the tables of a rendering under the names of ``NAMES``."""
    half = str.maketrans("（）", "()")
    tables = TABLES[suffix]((folder / f"gap{suffix}").read_bytes())
    return [[{NAMES.get(h.translate(half), h): t for h, t in row.items()} for row in rows] for rows in tables]


def table(folder: Path, suffix: str, *columns: str) -> Rows:
    """Return the rows of all tables that have these columns."""
    return [row for rows in told(folder, suffix) for row in rows if set(columns) <= set(row)]


def number(text: str) -> Decimal | None:
    """Return the figure in a text; none in a dash or nothing."""
    match = _NUMBER.search(text)
    unchanged = Decimal(0) if text == "持平" else None
    return Decimal(match[0]) if match else unchanged


def two(exact: str | None, limit: str | None = None) -> Decimal | None:
    """Return a figure of the JSON to two decimals, to more where two would put it on the other side of a limit."""
    if exact is None:
        return None
    value, bound = Decimal(exact), Decimal(limit or "Infinity")
    for places in range(2, 16):
        near = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if (near < bound, near > bound) == (value < bound, value > bound):
            return near
    return value


def agrees(text: str, shown: Decimal | None, exact: str | None) -> bool:
    """Whether a text is the figure as shown everywhere; all its digits are right too."""
    return number(text) in {shown, None if exact is None else Decimal(exact)}


def short_of(one: Mapping[str, Any], target: str | None) -> Decimal | None:
    """Return a gap as shown: the target minus the figure shown."""
    value = two(one["value"], target)
    return abs(Decimal(target) - value) if one["gap"] and target and value is not None else None


def test_every_rendering_is_read() -> None:
    """A rendering that no reader here knows would go unchecked."""
    assert set(RENDERINGS) - set(TABLES) == {".json"}


@pytest.mark.parametrize("suffix", READ)
def test_each_indicator(suffix: str, folder: Path, gap: dict[str, Any]) -> None:
    """Value, target, gap, items, units counted of units expected, change and verdict of all twenty."""
    rows = table(folder, suffix, "subject", "value", "target", "counted", "status")
    by_subject = {row["subject"]: row for row in rows}
    assert (len(rows), set(by_subject)) == (20, {one["subject"] for one in gap["indicators"]})
    for one in gap["indicators"]:
        row = by_subject[one["subject"]]
        assert agrees(row["value"], two(one["value"], one["target"]), one["value"])
        assert number(row["target"]) == Decimal(one["target"])
        assert agrees(row["gap"], short_of(one, one["target"]), one["gap"])
        assert number(row["items"]) == one["items_needed"]
        assert row["counted"] == f"{one['units_counted']}/{one['units_expected']}"
        change = one["series"][-1]["change"]
        assert agrees(row["change"], two(change), change)
        assert row["status"] == gap["wording"]["statuses"][one["status"]]


@pytest.mark.parametrize("suffix", READ)
def test_each_unit_that_is_short(suffix: str, folder: Path, gap: dict[str, Any]) -> None:
    """Value, gap, items and share of every unit that still needs items; nobody else has a row."""
    rows = table(folder, suffix, "subject", "unit", "value", "gap", "items", "share")
    # A list of all units holds those that are not short as well.
    ranked = {(row["subject"], row["unit"]): row for row in rows if number(row["share"]) is not None}
    short = {
        (one["subject"], unit["unit"]): (one, unit)
        for one in gap["indicators"]
        for unit in one["by_unit"]
        if unit["rank"] and one["status"] == "unmet" and len(one["by_unit"]) > 1
    }
    assert short
    assert set(short) <= set(ranked)
    for key, (one, unit) in short.items():
        row = ranked[key]
        assert agrees(row["value"], two(unit["value"], one["target"]), unit["value"])
        assert agrees(row["gap"], short_of(unit, one["target"]), unit["gap"])
        assert number(row["items"]) == unit["items_needed"]
        assert agrees(row["share"], two(unit["share"]), unit["share"])


@pytest.mark.parametrize("suffix", READ)
def test_each_task(suffix: str, folder: Path, gap: dict[str, Any]) -> None:
    """Verdict and days overdue of all fifty-six."""
    rows = [row for row in table(folder, suffix, "subject", "status", "days") if "unit" not in row]
    by_subject = {row["subject"]: row for row in rows}
    assert (len(rows), set(by_subject)) == (56, {task["subject"] for task in gap["tasks"]})
    for task in gap["tasks"]:
        row = by_subject[task["subject"]]
        assert row["status"] == gap["wording"]["statuses"][task["status"]]
        assert (number(row["days"]) or 0) == (task["days_overdue"] or 0)


@pytest.mark.parametrize("suffix", [*READ, ".json"])
def test_each_carries_what_it_was_made_from(suffix: str, folder: Path, gap: dict[str, Any]) -> None:
    """The digest of the policy, the version of the tool and the period's scope stand in every rendering."""
    data = (folder / f"gap{suffix}").read_bytes()
    text = {
        ".docx": lambda: papers.read(data).text,
        ".xlsx": lambda: "\n".join(str(c.value) for r in ledgers.workbook(data)["概况"].iter_rows() for c in r),
    }.get(suffix, lambda: data.decode("utf-8"))()
    assert gap["policy"]["digest"].removeprefix("sha256:")[:12] in text
    assert gap["tool"]["version"] in text
    assert gap["policy"]["document_no"] in text


def test_without_the_workbooks_the_bytes_are_the_same(folder: Path) -> None:
    """Every rendering made from the JSON is the one that was made from the forms, byte by byte."""
    outputs = [part for suffix in RENDERINGS for part in ("-o", f"again{suffix}")]
    done = run(folder, "gap", "gap.json", *outputs)
    assert done.returncode == 0
    for suffix in RENDERINGS:
        assert (folder / f"again{suffix}").read_bytes() == (folder / f"gap{suffix}").read_bytes(), suffix


def test_whatever_the_order_and_the_place_the_bytes_are_the_same(folder: Path) -> None:
    """The files named one by one, last first, give the same renderings as their folder."""
    forms = sorted((path.relative_to(folder).as_posix() for path in (folder / "forms").iterdir()), reverse=True)
    outputs = [part for suffix in RENDERINGS for part in ("-o", f"other{suffix}")]
    done = run(folder, "gap", *forms, "--policy", "pack", "--year", "2025", *outputs)
    assert done.returncode == 0
    for suffix in RENDERINGS:
        assert (folder / f"other{suffix}").read_bytes() == (folder / f"gap{suffix}").read_bytes(), suffix
