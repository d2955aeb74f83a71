from __future__ import annotations

from collections import Counter
from pathlib import Path

from planted import find, make, report
from planting import Found

# Whatever only shows beside an earlier form or the forms of others.
OVER_TIME_AND_UNITS = {"A120", "A121", "A122", "A206", "A207", "X301", "X302", "X303", "X304", "X305"}


def test_exactly_what_is_planted_is_found(tmp_path: Path) -> None:
    """Forty units' third quarter, with the two before it: each planted defect at its place, and nothing else."""
    planted = make(tmp_path)
    third = {one: n for one, n in planted.items() if one.period == "2025Q3"}
    assert {one.rule for one in third} >= OVER_TIME_AND_UNITS
    assert find(tmp_path, ["2025Q3"]) == third


def test_a_finding_more_or_less_is_told() -> None:
    """What was missed and what was invented end with 1."""
    none, one = Counter[Found](), Counter([Found("2025Q4", "A120", "市教育局", "a.xlsx", "I03", "指标填报!H5")])
    assert (report(one, one), report(one, none), report(none, one)) == (0, 1, 1)
