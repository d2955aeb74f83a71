from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kit.damage import damaged
from kit.sources import sources
from kit.survive import Survivor
from pxgov_check.policy.pack import Policy

# The full run is `python tests/exhaust.py damage` (CONTRIBUTING).
SEEDS = range(700)


@pytest.fixture(scope="module")
def whole(policy: Policy) -> list[bytes]:
    return sources(policy)


def test_broken_files_are_read_or_refused_in_words(policy: Policy, whole: list[bytes], tmp_path: Path) -> None:
    """Seven hundred broken files end read or refused with place, reason and remedy, in time and with little memory.

    Some of them go through the whole program, which ends with 0, 1 or 3 and says nothing unasked. What is read though
    its bytes were damaged blindly is read as it was stored.
    """
    survival = Survivor(policy, whole, tmp_path, through_cli=70).run(SEEDS)
    assert survival.faults == []
    assert survival.files == len(SEEDS)
    assert survival.ends["read"] > 100
    assert survival.ends["unreadable.damaged"] > 100


def test_damage_is_of_every_kind_and_repeatable(whole: list[bytes]) -> None:
    """A seed always breaks the same file in the same way, and no way of breaking is left out."""
    assert damaged(11, whole) == damaged(11, whole)
    kinds = Counter(damaged(seed, whole).how for seed in SEEDS)
    assert min(kinds.values()) > 2
    assert len(kinds) == 19
