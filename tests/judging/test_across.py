from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from made_city import figure, form, work
from pxgov_check.judging.across import Across, across
from pxgov_check.judging.gist import gist_of
from pxgov_check.model import Finding, FindingState, Status, SubmissionResult, TaskVerdict
from pxgov_check.policy.pack import Policy

LEAD, OTHER = "市大数据中心", "市政务服务中心"
WHY = "本单位部分尚未验收"


def every(policy: Policy, forms: Sequence[SubmissionResult]) -> tuple[Finding, ...]:
    return across(policy, (gist_of(one, policy) for one in forms), Across("zh"))


def found(policy: Policy, forms: Sequence[SubmissionResult], rule: str) -> list[Finding]:
    return [one for one in every(policy, forms) if one.rule == rule]


def task(status: Status, reported: str, explanation: str | None = None) -> TaskVerdict:
    return replace(work("T29", status, reported, date(2023, 12, 31)), explanation=explanation)


def test_two_versions_of_one_form_are_no_disagreement_of_units(policy: Policy) -> None:
    """A unit whose two versions differ has X301 and nothing else; another unit is still held against it."""
    told = [form(LEAD, figure("I01", "5500")), form(LEAD, figure("I01", "5600"), copy="改")]
    said = [form(LEAD, task(Status.DONE, "已完成")), form(LEAD, task(Status.IN_PROGRESS, "推进中"), copy="改")]
    assert [one.rule for one in every(policy, [*told, *said]) if one.rule in {"X302", "X305"}] == []
    (one,) = found(policy, [*told, form(OTHER, figure("I01", "5600"))], "X302")
    assert [place.unit for place in one.places] == [LEAD, OTHER]
    (one,) = found(policy, [*said, form(OTHER, task(Status.DONE, "已完成"))], "X305")
    assert [place.unit for place in one.places] == [LEAD, LEAD, OTHER]


@pytest.mark.parametrize(
    ("lead", "other", "state"),
    [
        (None, WHY, FindingState.EXPLAINED),
        (WHY, None, FindingState.OPEN),
        (None, None, FindingState.OPEN),
    ],
)
def test_who_differs_from_the_lead_unit_explains(
    policy: Policy, lead: str | None, other: str | None, state: FindingState
) -> None:
    """The lead's state counts for the city, so that the reason is wanted in the row that says something else."""
    forms = [form(OTHER, task(Status.OVERDUE, "推进中", other)), form(LEAD, task(Status.DONE, "已完成", lead))]
    (one,) = found(policy, forms, "X305")
    assert (one.state, one.explanation) == (state, WHY if state is FindingState.EXPLAINED else None)
    assert one.message.index(LEAD) < one.message.index(OTHER)


def test_a_figure_that_is_the_owners_affair_is_explained_by_the_other_unit(policy: Policy) -> None:
    """Every other unit that gives another figure says why, each in its own finding."""
    forms = [
        form(LEAD, figure("I01", "5500")),
        form("市教育局", replace(figure("I01", "5600"), explanation=WHY)),
        form("市水利局", figure("I01", "5700")),
    ]
    states = {one.places[1].unit: one.state for one in found(policy, forms, "X302")}
    assert states == {"市教育局": FindingState.EXPLAINED, "市水利局": FindingState.OPEN}


def test_a_sentence_names_twenty_and_the_places_all(policy: Policy) -> None:
    """Of a whole province nobody reads a sentence to its end; a program finds each unit with its cell."""
    others = [unit for unit in policy.units if unit != LEAD][:24]
    forms = [form(LEAD, task(Status.DONE, "已完成")), *(form(u, task(Status.IN_PROGRESS, "推进中")) for u in others)]
    (one,) = found(policy, forms, "X305")
    assert {place.unit for place in one.places} == {LEAD, *others}
    assert sum(unit in one.message for unit in (LEAD, *others)) == 20
    assert "……" in one.message
