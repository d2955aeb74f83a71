"""Waivers: decisions, each with its document, that a rule or a demand does not hold for a unit for a time.

They are no part of the policy pack: a city keeps them in a file of its own (``--waivers FILE``).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pxgov_check.errors import PolicyError, Problem
from pxgov_check.model import Period
from pxgov_check.on_demand import on_demand
from pxgov_check.policy.entry import Entry
from pxgov_check.policy.models import RuleId, Words
from pxgov_check.policy.pack import Policy
from pxgov_check.policy.tree import Tree

if TYPE_CHECKING:
    from pxgov_check.policy import load, yaml_gate
else:
    load = on_demand("pxgov_check.policy.load")
    yaml_gate = on_demand("pxgov_check.policy.yaml_gate")

_WRONG = "error.waivers"


class Waiver(Entry):
    """One decision. With ``rule`` it covers findings, with ``subject`` alone verdicts, with both findings on it.

    It is in force from ``starts`` to ``expires``, both days included; ``period`` narrows it to one reporting period.
    """

    rule: RuleId | None = None
    subject: Words | None = None
    unit: Words
    period: Words | None = None
    approver: Words
    document_no: Words
    starts: date
    expires: date
    justification: Words

    def __post_init__(self) -> None:
        if self.rule is None and self.subject is None:
            raise ValueError("a waiver names a rule, a subject or both")
        if self.expires < self.starts:
            raise ValueError("a waiver expires on or after the day on which it starts")


class WaiversFile(Entry):
    """The file: ``waivers:`` and a list."""

    waivers: tuple[Waiver, ...]


def load_waivers(path: Path, policy: Policy) -> tuple[Waiver, ...]:
    """Read a file of waivers for a policy; units come back by their canonical names.

    Raises:
        PolicyError: the file is missing or wrong; carries every problem with its line.

    """
    try:
        tree = yaml_gate.parse(path.read_bytes(), str(path))
    except OSError as error:
        raise PolicyError([Problem(str(path), 1, "pack.no_file", {"detail": error.strerror or ""})], _WRONG) from None
    problems = list(tree.problems)
    checked = None if problems else load.validate_tree(WaiversFile, tree, problems)
    if checked is not None:
        problems += [p for n, one in enumerate(checked.waivers) for p in _strangers(one, n, policy, tree)]
    if problems or checked is None:
        raise PolicyError(problems, _WRONG)
    return tuple(replace(one, unit=policy.resolve_unit(one.unit) or one.unit) for one in checked.waivers)


def _strangers(one: Waiver, number: int, policy: Policy, tree: Tree) -> list[Problem]:
    """Return a problem for each name in a waiver that the policy does not know."""
    known = {
        "rule": one.rule is None or one.rule in policy.rules,
        "subject": one.subject is None or one.subject in policy.indicators or one.subject in policy.tasks,
        "unit": policy.resolve_unit(one.unit) is not None,
        "period": one.period is None or _is_period(one.period),
    }
    return [
        Problem(
            tree.file,
            tree.line(("waivers", number, key)),
            "pack.waiver_stranger",
            {"name": key, "found": str(getattr(one, key))},
        )
        for key, right in known.items()
        if not right
    ]


def _is_period(text: str) -> bool:
    try:
        Period(text)
    except ValueError:
        return False
    return True
