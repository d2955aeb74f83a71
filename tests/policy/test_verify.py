"""The pack against a text, pieced together from the pack's own quotes; the document is not ours to copy."""

from __future__ import annotations

import hashlib
import random
import re
from dataclasses import replace
from typing import Any

import pytest

from pxgov_check.policy.models import Indicator, Task
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.verify import deadline_of, verify


@pytest.fixture(scope="module")
def pack_and_text(policy: Policy) -> tuple[Policy, str]:
    """Return the pack and a text that holds all its quotes, with digests of the passages as they stand there."""
    tasks, passages = {}, []
    for key, task in policy.tasks.items():
        begins = task.source.begins or ""
        quote = task.source.quote
        # Some short rows are quoted whole: begins and quote then overlap.
        detail = quote.removesuffix(f" {task.units_text} {task.deadline_text}")
        passage = begins + quote[len(detail) :] if begins.endswith(detail) else f"{begins} … {quote}"
        digest = hashlib.sha256(passage.encode()).hexdigest()[:16]
        tasks[key] = replace(task, source=replace(task.source, digest=digest))
        passages.append(passage)
    info = policy.info
    others = [info.source.quote, info.milestones_source.quote]
    others += [i.source.quote for i in policy.indicators.values()]
    others += [g.source.quote for g in policy.groups.values()]
    others += [c.source.quote for c in policy.commitments.values()]
    text = "\n\n".join([*others, *passages])
    source_file = replace(info.source_file, sha256=hashlib.sha256(text.encode()).hexdigest())
    return replace(policy, tasks=tasks, info=replace(info, source_file=source_file)), text


def test_a_true_pack_has_nothing_to_report(pack_and_text: tuple[Policy, str]) -> None:
    """Every quote, figure, deadline and unit agrees with the text."""
    assert verify(*pack_and_text) == []


def test_any_edit_of_a_table_names_the_entry(pack_and_text: tuple[Policy, str]) -> None:
    """One changed figure, deadline or unit in an indicator's or a task's row is reported for that entry."""
    policy, text = pack_and_text
    chance = random.Random(7)  # noqa: S311 (repeatable edits)
    units = "|".join(sorted(policy.units, key=len, reverse=True))
    entries: list[Indicator | Task] = [*policy.indicators.values(), *policy.tasks.values()]
    for entry in entries:
        start = text.index(entry.source.quote)
        spots = list(re.finditer(rf"\d+|{units}|市直有关部门|常态化", entry.source.quote))
        spot = chance.choice(spots)
        other = str(int(spot[0]) + 1) if spot[0].isdigit() else chance.choice(sorted(set(policy.units) - {spot[0]}))
        edited = text[: start + spot.start()] + other + text[start + spot.end() :]
        assert entry.id in {p.params["id"] for p in verify(policy, edited)}, (entry.id, spot[0], other)


@pytest.mark.parametrize(
    ("subject", "change"),
    [
        ("T29", {"deadline_text": "2O24年底"}),
        ("T29", {"units": ("市政务服务中心", "市大数据中心")}),
        ("T29", {"open_ended": False}),
        ("T29", {"no": 30}),
        ("T39", {"deadline": "2025-12-31"}),
    ],
)
def test_any_edit_of_a_task_is_caught(pack_and_text: tuple[Policy, str], subject: str, change: dict[str, Any]) -> None:
    """An entry that no longer says what its quote says is named with its file and line."""
    policy, text = pack_and_text
    edited = replace(policy, tasks={**policy.tasks, subject: replace(policy.tasks[subject], **change)})
    found = verify(edited, text)
    assert {p.params["id"] for p in found} == {subject}
    assert (found[0].file, found[0].line > 1) == ("data/tasks.yaml", True)


def test_an_edited_target_is_caught(pack_and_text: tuple[Policy, str]) -> None:
    """A target of 60 where the table prints ≥50 does not hold."""
    policy, text = pack_and_text
    target = policy.targets["I05"]
    raised = replace(target.milestones[1], value=target.milestones[1].value + 10)
    targets = {**policy.targets, "I05": replace(target, milestones=(target.milestones[0], raised))}
    found = verify(replace(policy, targets=targets), text)
    assert [(p.params["id"], p.file) for p in found] == [("I05", "rules/targets/digital-base.yaml")]


def test_letters_o_are_zeros_in_deadlines() -> None:
    """2O24年底, as twelve rows print it, is the end of 2024."""
    assert str(deadline_of("2O24年底")) == "2024-12-31"
    assert deadline_of("常态化工作") == "ongoing"
    assert deadline_of("2024年") is None
