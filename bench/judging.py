"""Times what becomes of a workbook once it is read: rows, audit, verdicts, JSON; and a consolidated table as a whole.

    python bench/judging.py [--small FILE...] [--rounds 60] [--rows 100000] [--profile STAGE]

The floor is that of bench/reader.py: inflate, and expat with empty handlers. Everything is timed in turns within one
process, in seconds of the processor, so that a busy machine tells the same; the figures are medians, and times the
floor. A consolidated table is held against openpyxl's read-only mode, which merely reads it; the peak memory is that of
a process of its own.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl

from reader import EXAMPLE, floor, openpyxl_read_only

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))  # forms are filled as the tests fill them

from filling import PERIOD, filled  # noqa: E402 (known by the line above)
from pxgov_check.formats.json import piece  # noqa: E402
from pxgov_check.judging import judge_workbook  # noqa: E402
from pxgov_check.judging.audit import audit  # noqa: E402
from pxgov_check.judging.hits import Case  # noqa: E402
from pxgov_check.judging.terms import Terms  # noqa: E402
from pxgov_check.policy.folding import unit_key  # noqa: E402
from pxgov_check.policy.load import load_policy  # noqa: E402
from pxgov_check.policy.locate import builtin_root  # noqa: E402
from pxgov_check.policy.messages import load_messages  # noqa: E402
from pxgov_check.policy.models import Unit  # noqa: E402
from pxgov_check.policy.pack import Policy  # noqa: E402
from pxgov_check.submission.open import read_workbook  # noqa: E402
from pxgov_check.submission.read import read_submissions  # noqa: E402

UNIT = "市大数据中心"
TERMS = Terms()
INDICATORS_A_UNIT = 20

Stage = Callable[[], object]


def stages(data: bytes, policy: Policy) -> Mapping[str, Stage]:
    """Return what is timed for a small workbook, by name; ``judge`` is rows, audit and verdicts together."""
    book = read_workbook(data)
    results = tuple(judge_workbook(policy, book, TERMS, file="x.xlsx", digest="sha256:0"))
    cases = [
        Case(policy.on(form.period.end if form.period else None), form, form.period.end if form.period else None)
        for form in read_submissions(book, policy)
    ]
    return {
        "floor": lambda: floor(data),
        "read": lambda: read_workbook(data),
        "rows": lambda: tuple(read_submissions(book, policy)),
        "audit": lambda: [audit(case, TERMS.lang) for case in cases],
        "judge": lambda: tuple(judge_workbook(policy, book, TERMS, file="x.xlsx", digest="sha256:0")),
        "json": lambda: [piece(one) for one in results],
    }


def medians(timed: Mapping[str, Stage], rounds: int) -> dict[str, float]:
    """Return the median milliseconds of the processor that each stage takes, taken in turns."""
    times: dict[str, list[float]] = {name: [] for name in timed}
    for _ in range(rounds):
        for name, stage in timed.items():
            began = time.process_time()
            stage()
            times[name].append((time.process_time() - began) * 1000)
    return {name: statistics.median(taken) for name, taken in times.items()}


def tell_small(name: str, data: bytes, policy: Policy, rounds: int) -> None:
    """Measure a small workbook and print milliseconds, and times the floor in brackets."""
    timed = stages(data, policy)
    taken = medians(timed, rounds)
    taken["verdicts"] = taken["judge"] - taken["rows"] - taken["audit"]
    taken["judge + json"] = taken["judge"] + taken["json"]
    taken["all"] = taken["read"] + taken["judge + json"]
    print(f"{name}, {len(data) / 1e3:.0f} KB, median ms (times the floor):")
    order = ("floor", "read", "rows", "audit", "verdicts", "json", "judge + json", "all")
    print("  " + "   ".join(f"{stage} {taken[stage]:.2f} ({taken[stage] / taken['floor']:.2f})" for stage in order))


def consolidated(policy: Policy, units: Sequence[str], rows: int) -> bytes:
    """Return one table of so many rows, an indicator of a unit each, as openpyxl writes it."""
    book = openpyxl.Workbook(write_only=True)
    basics = book.create_sheet("基本信息")
    labels = ("政策文号", "填报单位", "报告期", "填报人", "联系电话", "审核人", "单位负责人")
    told = (policy.info.document_no, UNIT, PERIOD.text, "甘某", "0799-6330000", "黎某", "文某")
    for pair in (*zip(labels, told, strict=True), ("填报日期", date(2026, 1, 5))):
        basics.append(pair)
    sheet = book.create_sheet("指标填报")
    head = ("填报单位", "指标编号", "指标名称", "计量单位", "分子", "分母", "本期完成值", "数据来源", "情况说明")
    sheet.append(head)
    for row in _rows(policy, units, rows):
        sheet.append(row)
    tasks = book.create_sheet("任务填报")
    tasks.append(("任务编号", "重点任务", "完成状态", "完成进度(%)", "完成日期", "佐证材料", "存在问题"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _rows(policy: Policy, units: Sequence[str], rows: int) -> Iterator[Sequence[str | float | None]]:
    subjects = list(policy.indicators.values())[:INDICATORS_A_UNIT]
    parts: tuple[int | None, int | None]
    for number in range(rows):
        indicator = subjects[number % len(subjects)]
        unit = units[number // len(subjects) % len(units)]
        part, all_ = (22, 22) if indicator.parts else (number % 97, 97 + number % 13)
        parts, value = (part, all_), round(part / all_ * 100, 4)
        if indicator.numerator is None:
            parts, value = (None, None), float(number % 97 + 2)
        origin = f"台账{number % 500}"
        yield unit, indicator.id, indicator.name, indicator.unit.value, *parts, value, origin, None


def roster(policy: Policy, units: Sequence[str]) -> Policy:
    """Return the policy with these units on its roster beside its own."""
    first = next(iter(policy.units.values()))
    added = {name: Unit(**{**first.__dict__, "name": name}) for name in units}
    return replace(
        policy, units={**policy.units, **added}, names={**policy.names, **{unit_key(name): name for name in added}}
    )


def judge_large(data: bytes, policy: Policy) -> int:
    """Read and judge a consolidated table, keeping no result; returns how many verdicts there were."""
    book = read_workbook(data)
    return sum(len(one.verdicts) for one in judge_workbook(policy, book, TERMS, file="x.xlsx", digest="sha256:0"))


def tell_large(policy: Policy, rows: int) -> None:
    """Measure a consolidated table whose units are on the roster, and one whose units are not, and print."""
    units = [f"市第{n:04}单位" for n in range(max(rows // INDICATORS_A_UNIT, 1))]
    data = consolidated(policy, units, rows)
    known = roster(policy, units)
    print(f"{rows:,} rows of {len(units):,} units, {len(data) / 1e6:.1f} MB, median s of 3:")
    taken = medians(
        {
            "openpyxl read-only": lambda: openpyxl_read_only(data),
            "read": lambda: sum(len(row) for sheet in read_workbook(data).sheets for row in sheet.rows()),
            "units on the roster": lambda: judge_large(data, known),
            "units unknown": lambda: judge_large(data, policy),
        },
        3,
    )
    base = taken["openpyxl read-only"]
    print("  " + "   ".join(f"{name} {one / 1000:.2f} ({one / base:.2f})" for name, one in taken.items()))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.xlsx"
        path.write_bytes(data)
        for known_units in ("1", ""):
            print(
                f"  peak memory, units {'on the roster' if known_units else 'unknown'}: {_peak(path, known_units)} MB"
            )


def _peak(path: Path, known_units: str) -> str:
    """Return the peak resident megabytes of a fresh process that reads and judges a file."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import judging; judging.once(sys.argv[2], sys.argv[3])\n"
        "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent), str(path), known_units]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()  # noqa: S603 (our own code)


def once(path: str, known_units: str) -> None:
    """Judge a consolidated file once, for the measure of memory."""
    policy = load_policy(builtin_root())
    units = [f"市第{n:04}单位" for n in range(5000)] if known_units else []
    judge_large(Path(path).read_bytes(), roster(policy, units))


def profile(stage: Stage, rounds: int) -> None:
    """Print where a stage spends its time."""
    watch = cProfile.Profile()
    watch.enable()
    for _ in range(rounds):
        stage()
    watch.disable()
    watch.print_stats("tottime")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--small", type=Path, nargs="*", default=[EXAMPLE])
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--profile", choices=("rows", "audit", "judge", "json"))
    given = parser.parse_args()
    policy = load_policy(builtin_root())
    made = io.BytesIO()
    filled(policy, UNIT, load_messages("zh")).save(made)
    if given.profile:
        profile(stages(made.getvalue(), policy)[given.profile], given.rounds)
        return
    tell_small(f"a filled form of {UNIT}", made.getvalue(), policy, given.rounds)
    for path in given.small:
        tell_small(path.name, path.read_bytes(), policy, given.rounds)
    if given.rows:
        tell_large(policy, given.rows)


if __name__ == "__main__":
    main()
