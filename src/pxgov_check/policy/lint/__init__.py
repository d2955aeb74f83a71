"""What the schema allows and is wrong all the same. One function a check, one list of them; codes never change."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pxgov_check.policy.lint import entries, examples, quotes, rules, targets, windows
from pxgov_check.policy.lint.fault import Check, Fault
from pxgov_check.policy.pack import Policy

# A loader's problem, which keeps the other checks from running.
LOADING = "L000"

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "L001": targets.weaker_later,
        "L002": targets.against_direction,
        "L003": targets.out_of_range,
        "L004": targets.unreachable,
        "L005": targets.operator_misread,
        "L006": targets.below_baseline,
        "L007": targets.before_issue,
        "L008": windows.gap_between,
        "L009": windows.example_outside,
        "L010": entries.out_of_order,
        "L011": entries.number_twice,
        "L012": entries.name_shared,
        "L013": entries.kind_against_unit,
        "L014": entries.aggregate_impossible,
        "L015": entries.parts_of_no_rate,
        "L016": entries.nobody_reports,
        "L017": entries.unit_unasked,
        "L018": entries.group_unnamed,
        "L019": entries.list_open,
        "L020": entries.deadline_misread,
        "L021": quotes.target_figure,
        "L022": quotes.task_deadline,
        "L023": quotes.commitment_figure,
        "L024": quotes.commitment_differs,
        "L025": quotes.commitment_contradicts,
        "L030": examples.no_examples,
        "L031": examples.contradicting,
        "L032": rules.no_remedy,
        "L033": rules.not_translated,
        "L034": rules.yield_in_a_circle,
        "L035": rules.same_check,
    }
)


def lint(policy: Policy) -> list[Fault]:
    """Return every fault of a pack in the order of files and lines."""
    found = [
        Fault(*policy.place(one.entry, *one.path), code, one.entry, one.params)
        for code, check in CHECKS.items()
        for one in check(policy)
    ]
    return sorted(found, key=lambda f: (f.file, f.line, f.code, sorted(f.params.items())))
