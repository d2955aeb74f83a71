"""The forms that everybody reads: those of a made-up city, and in every twenty-fifth a wrong figure and a wrong task.

Nothing here uses pxcheck. The same arguments give the same bytes, and no two forms are alike.
"""

from __future__ import annotations

import itertools
import random
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml

from city import MADE_UP, ROOT, City, workbook, write_roster
from speed.plans import WRONG_TASKS, plan_form, plant, wrong_cells

PLANTED_EVERY = 25
# A form of each unit for each of these is a form of its own; earlier ones would be judged by no target.
# A day on which no form is late, so that what is found is what was planted.
IN_TIME = "2024-01-02"
PERIODS = (
    *(f"{year}Q{n}" for year in (2024, 2025) for n in range(1, 5)),
    *(f"{year}-{n:02}" for year in (2024, 2025) for n in range(1, 13)),
    *(f"{year}H{n}" for year in (2024, 2025) for n in (1, 2)),
    *("2024", "2025"),
)
_MANY = 1_000
REAL_UNIT = "市大数据中心"
Duties = Literal["all", "some", "none"]


@dataclass(frozen=True)
class Forms:
    """A folder of forms: their paths in order, the wrong cells by path, and the pack that they are judged by.

    A cell is written as ``任务填报!E5``.
    """

    folder: Path
    paths: tuple[Path, ...]
    planted: dict[str, tuple[str, ...]]
    pack: Path

    def first(self, count: int, folder: Path) -> Forms:
        """Return so many of them as hard links in a folder of their own, which is made anew."""
        return self.linked(count, count, folder)

    def linked(self, count: int, distinct: int, folder: Path, *, last_first: bool = False) -> Forms:
        """Return so many hard links to the first ``distinct`` forms, in a folder which is made anew.

        ``last_first``: the last is made first, which changes the order that the file system lists them in.
        """
        shutil.rmtree(folder, ignore_errors=True)
        paths, planted = [], {}
        for number in reversed(range(count)) if last_first else range(count):
            source = self.paths[number % distinct]
            path = folder / f"{number // 1000:03}" / f"{number:06}.xlsx"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.hardlink_to(source)
            paths.append(path)
            if str(source) in self.planted:
                planted[str(path)] = self.planted[str(source)]
        return Forms(folder, tuple(sorted(paths)), planted, self.pack)


def _data() -> tuple[list[str], list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the units, indicators and tasks of the shipped policy."""
    units, indicators, tasks = (
        yaml.safe_load((ROOT / "data" / f"{name}.yaml").read_text("utf-8"))[name]
        for name in ("units", "indicators", "tasks")
    )
    return [unit["name"] for unit in units], indicators, tasks


def make_city(made_up: int, duties: Duties = "all") -> City:
    """Return a city of the real units and so many made-up ones, where every unit reports all indicators.

    ``duties``: whether each made-up unit has all tasks, some (those of a real one), or none.
    """
    real, indicators, tasks = _data()
    added = [f"{MADE_UP}{number:04}单位" for number in range(1, made_up + 1)]
    for indicator in indicators:
        indicator["reporting"]["value"].pop("reported_by", None)
    for task in tasks if duties != "none" else ():
        own = set(task["units"])
        task["units"] += [unit for n, unit in enumerate(added) if duties == "all" or real[n % len(real)] in own]
    units = [*real, *added]
    last: dict[str, str | None] = dict.fromkeys(units, PERIODS[-1])
    return City(units, list(PERIODS), indicators, tasks, last, filled_on=IN_TIME)


def write_pack(city: City, folder: Path) -> Path:
    """Write the shipped policy for the units of the city; a pack that was there is replaced."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("data", "rules"):
        shutil.copytree(ROOT / name, folder / name)
    write_roster(city, folder / "data" / "units.yaml")
    path = folder / "data" / "indicators.yaml"
    text = re.sub(r"\{mode: single, reported_by: .*\}", "{mode: each_unit}", path.read_text("utf-8"))
    path.write_text(re.sub(r"(aggregate:\n +value: )single", r"\1sum", text), "utf-8")
    path = folder / "data" / "tasks.yaml"
    listed = iter(city.tasks)
    written = re.compile(r"^    units: \[.*\]$", re.MULTILINE)
    path.write_text(written.sub(lambda _: f"    units: {_flow(next(listed))}", path.read_text("utf-8")), "utf-8")
    return folder


def _flow(task: dict[str, Any]) -> str:
    return "[" + ", ".join(f'"{unit}"' for unit in task["units"]) + "]"


def write_forms(folder: Path, count: int, seed: int = 1, duties: Duties = "all") -> Forms:
    """Write the pack and so many forms, which replace what is there."""
    shutil.rmtree(folder, ignore_errors=True)
    city = make_city(-(-count // len(PERIODS)), duties)
    pack = write_pack(city, folder / "pack")
    home = folder / "forms"
    shares = [_Share(own, home, place * len(PERIODS), count, seed) for place, own in enumerate(_by_unit(city))]
    with _pool(count) as each:
        written = dict(itertools.chain.from_iterable(each(_write_share, shares)))
    return Forms(home, tuple(sorted(written)), {str(path): refs for path, refs in written.items() if refs}, pack)


class _Share(NamedTuple):
    """The forms of one unit: a city of it alone, the number of its first form, and after how many forms all end."""

    city: City
    home: Path
    first: int
    until: int
    seed: int


def _by_unit(city: City) -> Iterator[City]:
    owned = [(task, set(task["units"])) for task in city.tasks]
    for unit in city.units:
        if unit.startswith(MADE_UP):
            own = [{**task, "units": [unit]} for task, units in owned if unit in units]
            yield City([unit], city.quarters, city.indicators, own, {unit: PERIODS[-1]}, filled_on=IN_TIME)


@contextmanager
def _pool(count: int) -> Iterator[Callable[..., Iterable[Any]]]:
    """Give what maps, on all processors where it pays."""
    if count < _MANY:
        yield map
        return
    with ProcessPoolExecutor() as pool:
        yield partial(pool.map, chunksize=8)


def _write_share(share: _Share) -> list[tuple[Path, tuple[str, ...]]]:
    """Write the forms of a unit; return their paths, each with what is planted."""
    city, (unit,) = share.city, share.city.units
    written = []
    for number, period in enumerate(city.quarters[: share.until - share.first], share.first):
        # By the name of the form, so that it doesn't matter which process writes it.
        dice = random.Random(f"{share.seed} {unit} {period}")  # noqa: S311 (figures, not secrets)
        path = share.home / period / f"{unit}.xlsx"
        turn = None if number % PLANTED_EVERY else number // PLANTED_EVERY
        written.append((path, _write_form(city, dice, path, turn)))
    return written


def write_real(folder: Path) -> Forms:
    """Write one form of a real unit, as the shipped policy asks for it: a text for a figure, and an unknown status."""
    shutil.rmtree(folder, ignore_errors=True)
    units, indicators, tasks = _data()
    city = City(units, [PERIODS[-1]], indicators, tasks, {}, filled_on=IN_TIME)
    path = folder / "forms" / PERIODS[-1] / f"{REAL_UNIT}.xlsx"
    refs = _write_form(city, random.Random(1), path, len(WRONG_TASKS))  # noqa: S311 (figures, not secrets)
    return Forms(folder / "forms", (path,), {str(path): refs}, ROOT)


def _write_form(city: City, dice: random.Random, path: Path, turn: int | None) -> tuple[str, ...]:
    """Write the form of a unit and a period, which the path names, and return what is planted; None: nothing is."""
    unit, period = path.stem, path.parent.name
    plan_form(city, dice, unit, period)
    data, refs = workbook(city, unit, period), tuple[str, ...]()
    if turn is not None:
        wrong = wrong_cells(city, dice, unit, period, turn)
        data, refs = plant(data, wrong), tuple(wrong)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    city.reports.clear()
    city.works.clear()
    return refs


def targets() -> dict[str, float]:
    """Return the value that each indicator has to reach in 2025, as its cell holds it (0.8 for 80 %)."""
    city = make_city(0)
    percent = {i["id"] for i in city.indicators if i["unit"] == "%"}
    found = {}
    for path in sorted((ROOT / "rules" / "targets").glob("*.yaml")):
        for target in yaml.safe_load(path.read_text("utf-8"))["targets"]:
            value, subject = float(target["milestones"][-1]["value"]), target["indicator"]
            found[subject] = value / 100 if subject in percent else value
    return found
