"""The ledger as LibreOffice opens it: every cell and chart there, nothing to repair."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest

from city import make_city, write_city
from gap_shapes import SHAPES, hostile
from ledgers import read, workbook
from pxgov_check.documents import gap_xlsx
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from rendering import HOSTILE_TEXTS
from running import run

# LibreOffice says more of a data bar than openpyxl reads.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported and will be removed")


def converted(folder: Path, kind: str) -> None:
    """Have LibreOffice write every ledger of a folder anew, as .xlsx or .pdf, to a folder of that name."""
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", kind, "--outdir", str(folder / kind), *map(str, sorted(folder.glob("*.xlsx")))]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


@pytest.fixture(scope="module")
def folder(policy: Policy, messages: Messages, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledgers")
    write_city(make_city(20, 3, 5), path / "city")
    done = run(path / "city", "gap", "forms", "--policy", "pack", "-o", "../city.xlsx", "-q")
    assert done.returncode == 0
    for name in ("nothing", "midway", "reporting_twice"):
        (path / f"{name}.xlsx").write_bytes(gap_xlsx.render(SHAPES[name](policy, messages), messages))
    for name in ("formula", "bidi"):
        harm = gap_xlsx.render(hostile(policy, messages, HOSTILE_TEXTS[name]), messages)
        (path / f"hostile {name}.xlsx").write_bytes(harm)
    converted(path, "xlsx")
    return path


def test_every_cell_comes_back_as_it_was_written(folder: Path) -> None:
    """Saved again the same sheets hold the same numbers, days and texts, none of them a formula."""
    for path in sorted(folder.glob("*.xlsx")):
        written, back = path.read_bytes(), (folder / "xlsx" / path.name).read_bytes()
        again = workbook(back)
        assert again.sheetnames == workbook(written).sheetnames
        assert {n: s.rows for n, s in read(back).items()} == {n: s.rows for n, s in read(written).items()}, path.name
        for sheet in again.worksheets:
            assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_the_charts_are_there_with_the_figures_that_they_draw(folder: Path) -> None:
    """LibreOffice has read each chart and its cells: what it saves holds as many, with the values cached."""
    for path in sorted(folder.glob("*.xlsx")):
        counted = []
        for data in (path, folder / "xlsx" / path.name):
            with zipfile.ZipFile(data) as package:
                charts = [package.read(n) for n in package.namelist() if n.startswith("xl/charts/chart")]
            counted.append(len(charts))
        assert counted[0] == counted[1], path.name
        assert all(b"<c:numCache>" in chart for chart in charts)
    with zipfile.ZipFile(folder / "xlsx" / "city.xlsx") as package:
        text = "".join(package.read(n).decode() for n in package.namelist() if n.startswith("xl/charts/chart"))
    shown = {row["名称"] for row in read((folder / "city.xlsx").read_bytes())["指标汇总"].rows}
    assert all(f"<c:v>{name}</c:v>" in text for name in shown)


def test_filters_bars_and_the_printed_page_survive(folder: Path) -> None:
    """What makes it a ledger to work in is understood by another program."""
    book = workbook((folder / "xlsx" / "city.xlsx").read_bytes())
    for sheet in book.worksheets[1:]:
        assert str(sheet.auto_filter.ref).startswith("A3:")
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$3:$3"
    kinds = {rule.type for rules in book["差距明细"].conditional_formatting for rule in rules.rules}
    assert kinds == {"dataBar"}
