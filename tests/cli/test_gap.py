"""pxcheck gap as a user calls it."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from city import make_city, write_city
from running import run

FORMS = ("gap", "forms", "--policy", "pack")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("city")
    write_city(make_city(8, 2, 5), path)
    return path


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_without_an_output_there_is_a_summary(folder: Path) -> None:
    """Coverage, totals, gaps and what is overdue on standard output; no bar where nobody watches."""
    done = run(folder, *FORMS)
    assert (done.returncode, done.stderr) == (0, "")
    for words in ("应报单位 37 家", "未达到预期目标", "还需", "逾期任务"):
        assert words in done.stdout


def test_the_same_forms_give_the_same_bytes(folder: Path) -> None:
    """Whatever the hash seed, the locale and the order of the arguments."""
    names = [f"forms/{p.name}" for p in sorted((folder / "forms").iterdir())]
    written = []
    for seed in ("0", "1", "77"):
        random.Random(seed).shuffle(names)  # noqa: S311 (an order, not a secret)
        outputs = [arg for suffix in ("json", "md") for arg in ("-o", f"{seed}.{suffix}")]
        done = run(
            folder, "gap", *names, "--policy", "pack", *outputs, PYTHONHASHSEED=seed, LC_ALL="C", TZ="Asia/Tokyo"
        )
        assert done.returncode == 0
        written.append([(folder / f"{seed}.{suffix}").read_bytes() for suffix in ("json", "md")])
    assert written[0] == written[1] == written[2]


def test_a_report_is_rendered_again_without_the_workbooks(folder: Path) -> None:
    """From its own JSON and from validate's: the same bytes as from the workbooks, with no pack at hand."""
    # validate sees each form by itself; what only shows against earlier ones it is told of with --previous.
    for earlier in (folder / "forms").glob("*Q3*"):
        earlier.unlink()
    run(folder, *FORMS, "-o", "gap.json", "-o", "gap.md")
    assert run(folder, "validate", "forms", "--policy", "pack", "-q", "-o", "result.json").returncode == 1
    shutil.rmtree(folder / "forms")
    from_result = run(folder, "gap", "result.json", "--policy", "pack", "-o", "2.json", "-o", "2.md")
    assert from_result.returncode == 0
    shutil.rmtree(folder / "pack")
    assert run(folder, "gap", "gap.json", "-o", "3.json", "-o", "3.md").returncode == 0
    for suffix in ("json", "md"):
        first = (folder / f"gap.{suffix}").read_bytes()
        assert first == (folder / f"2.{suffix}").read_bytes() == (folder / f"3.{suffix}").read_bytes()


def test_a_result_of_another_pack_is_refused(folder: Path) -> None:
    """Judged by one pack, it can't be rolled up by another."""
    run(folder, "validate", "forms", "--policy", "pack", "-q", "-o", "result.json")
    text = (folder / "pack/rules/tasks.yaml").read_text("utf-8")
    (folder / "pack/rules/tasks.yaml").write_text(text.replace("due_soon_days: 30", "due_soon_days: 31"), "utf-8")
    done = run(folder, "gap", "result.json", "--policy", "pack")
    assert done.returncode == 2
    assert "另一个规则包" in done.stderr


def test_the_period_asked_for(folder: Path) -> None:
    """A year, one quarter, the latest year by default; a year in which nobody reported is a report of nothing."""
    for options, period, counted, day in (
        ((), "2025", "2025Q4", "2025-12-31"),
        (("--year", "2025"), "2025", "2025Q4", "2025-12-31"),
        (("--period", "2025年三季度"), "2025Q3", "2025Q3", "2025-09-30"),
        (("--year", "2024"), "2024", None, "2024-12-31"),
        (("--year", "2025", "--as-of", "2026-01-31"), "2025", "2025Q4", "2026-01-31"),
    ):
        assert run(folder, *FORMS, *options, "-o", "gap.json").returncode == 0
        told = json.loads((folder / "gap.json").read_text("utf-8"))
        assert (told["period"], told["counted_period"], told["as_of"]) == (period, counted, day)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), 0),
        (("--fail-on", "never"), 0),
        (("--fail-on", "unmet"), 1),
        (("--fail-on", "overdue"), 1),
        (("--fail-on", "missing"), 1),
        (("--fail-on", "behind"), 0),
        (("--fail-on", "nonsense"), 2),
        (("--year", "25"), 2),
        (("--year", "2025", "--period", "2025Q4"), 2),
        (("-o", "gap.exe"), 2),
        (("-o", "gap.md", "-o", "gap.md"), 2),
        (("-o", "nowhere/gap.md"), 4),
    ],
)
def test_the_exit_codes(folder: Path, options: tuple[str, ...], code: int) -> None:
    """Gap reports and fails only on what it is told to; what is asked wrongly is 2, what can't be written 4."""
    assert run(folder, *FORMS, *options).returncode == code


def test_an_unreadable_file_is_3_and_the_report_stands(folder: Path) -> None:
    """One bad file never stops the others, and the report names it."""
    (folder / "forms" / "page.xlsx").write_text("<html></html>")
    done = run(folder, *FORMS, "-o", "gap.json", "--fail-on", "never")
    assert done.returncode == 3
    told = json.loads((folder / "gap.json").read_text("utf-8"))
    assert [u["file"] for u in told["coverage"]["unreadable"]] == ["forms/page.xlsx"]
    assert run(folder, "gap", "gap.json", "-q").returncode == 3


def test_inputs_are_never_overwritten(folder: Path) -> None:
    """A report can't take the place of what it was made from, and says so before reading it."""
    run(folder, *FORMS, "-o", "gap.json")
    before = (folder / "gap.json").read_bytes()
    done = run(folder, "gap", "gap.json", "-o", "gap.json")
    assert (done.returncode, (folder / "gap.json").read_bytes()) == (2, before)


@pytest.mark.parametrize("text", ["{", "[]", '{"schema": "pxcheck/gap/1"}', '{"schema": "other"}', "[" * 100_000])
def test_a_document_that_is_none_is_a_usage_error(tmp_path: Path, text: str) -> None:
    """Broken, foreign or endlessly nested JSON is refused in one line."""
    (tmp_path / "gap.json").write_text(text)
    done = run(tmp_path, "gap", "gap.json")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_a_gap_report_stands_alone(folder: Path) -> None:
    """It can't be asked for another period, nor joined with workbooks."""
    run(folder, *FORMS, "-o", "gap.json")
    assert run(folder, "gap", "gap.json", "--year", "2025").returncode == 2
    assert run(folder, "gap", "gap.json", "forms").returncode == 2
