"""Planted defects and what pxcheck finds, side by side: none missed and none invented.

``python bench/planted.py [--units 40] [--seed 1] [--folder DIR]`` writes four quarters of forms of a made-up city
(``planted_forms.py``, without a line of pxcheck) and plants defects in them (``planted_defects.py``), runs ``pxcheck
validate FORMS/QUARTER --previous FORMS/EARLIER…`` for each quarter as a user does, prints both lists and ends with 1
where they differ. What a defect has to be found as is written beside its planting: rule, file, unit, period, subject,
cell and state. Planted too is what only looks like a defect and must not be found: a change of exactly thirty per cent,
the same form under two names, two owners that agree, and so on.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Any

from city import write_pack
from planted_defects import plant_all
from planted_forms import Plan
from planting import Found

QUARTERS = ("2025Q1", "2025Q2", "2025Q3", "2025Q4")


def make(folder: Path, units: int = 40, seed: int = 1) -> Counter[Found]:
    """Write the forms, a folder a quarter, and the pack with their roster; returns what is planted."""
    plan = Plan(units, QUARTERS, seed)
    planted = Counter(plant_all(plan))
    shutil.rmtree(folder / "forms", ignore_errors=True)
    plan.write(folder / "forms")
    write_pack(plan.city, folder / "pack")
    return planted


def find(folder: Path, judged: Sequence[str] = QUARTERS) -> Counter[Found]:
    """Run pxcheck over each of the quarters, with all the quarters before it; returns what it finds."""
    found: Counter[Found] = Counter()
    for quarter in judged:
        earlier = [part for other in QUARTERS if other < quarter for part in ("--previous", f"forms/{other}")]
        command = [sys.executable, "-m", "pxgov_check", "validate", f"forms/{quarter}", *earlier, "--period", quarter]
        command += ["--policy", "pack", "-f", "json", "-q"]
        done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
        if done.returncode not in {0, 1, 3}:
            raise SystemExit(done.stderr)
        told = json.loads(done.stdout)
        found.update(_alone(one, form, quarter) for form in told["submissions"] for one in form["findings"])
        found.update(_across(one) for one in told["findings"])
    return found


def _alone(one: dict[str, Any], form: dict[str, Any], quarter: str) -> Found:
    place = "!".join(part for part in (one["sheet"], one["cell"]) if part)
    file = PurePath(form["file"]).name
    return Found(quarter, one["rule"], form["unit"] or "", file, one["subject"] or "", place, one["state"])


def _across(one: dict[str, Any]) -> Found:
    places = []
    for place in one["places"]:
        cell = "!".join(part for part in (place["sheet"], place["cell"]) if part)
        file = PurePath(place["file"]).name if place["file"] else ""
        places.append((place["unit"], " ".join(part for part in (place["unit"], file, cell) if part)))
    named = "、".join(dict.fromkeys(unit for unit, _ in sorted(places)))
    where = " + ".join(place for _, place in sorted(places))
    return Found(one["period"], one["rule"], named, "", one["subject"] or "", where, one["state"])


def report(planted: Counter[Found], found: Counter[Found]) -> int:
    """Print both lists and how they differ; returns the exit code."""
    missed, invented = planted - found, found - planted
    for title, findings in (("planted", planted), ("found", found), ("missed", missed), ("invented", invented)):
        print(f"{title} ({findings.total()}):")
        for one in sorted(findings.elements()):
            print("  " + " | ".join(part or "-" for part in one))
    rules = Counter(one.rule for one in planted.elements())
    print("planted by rule: " + ", ".join(f"{rule} {n}" for rule, n in sorted(rules.items())))
    totals = (planted.total(), found.total(), missed.total(), invented.total())
    print("planted {}, found {}, missed {}, invented {}".format(*totals))
    return int(bool(missed or invented))


def main() -> int:
    """Plant, find, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="keep the forms here")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = given.folder or Path(made)
        return report(make(folder, given.units, given.seed), find(folder))


if __name__ == "__main__":
    sys.exit(main())
