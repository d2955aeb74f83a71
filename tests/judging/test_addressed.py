"""Findings across forms, as each form is told of them."""

from __future__ import annotations

from dataclasses import replace

from made_results import FINDING, SUBMISSION, result_of
from pxgov_check.judging.addressed import addressed
from pxgov_check.model import Place
from pxgov_check.policy.messages import Messages, load_messages
from pxgov_check.policy.pack import Policy

OWN = Place("甲", "汇总.xlsx", "指标填报", "H4", "80")
OTHER = Place("乙", "汇总.xlsx", "指标填报", "H9", "82")
ELSEWHERE = Place("甲", "旧.xlsx", None, None, None)
NOBODY = Place("丙", None, None, None, None)


def test_each_form_is_told_at_its_own_cell(policy: Policy, messages: Messages) -> None:
    """Two units in one workbook, and one file among several, hear what is theirs after their own findings."""
    forms = [replace(SUBMISSION, file=p.file or "", unit=p.unit, findings=(FINDING,)) for p in (OWN, OTHER, ELSEWHERE)]
    found = replace(FINDING, rule="X302", hint="核对", places=(OWN, OTHER, NOBODY))
    told = addressed(result_of(*forms, findings=(found,)), policy, messages)
    assert [[(f.rule, f.cell, f.found) for f in one.findings[1:]] for one in told] == [
        [("X302", "H4", "80")], [("X302", "H9", "82")], [],
    ]  # fmt: skip
    assert {f.hint for one in told for f in one.findings[1:]} == {"核对"}
    assert all(one.findings[0] == FINDING for one in told)


def test_what_only_the_collector_can_do_is_put_as_the_units_part(policy: Policy) -> None:
    """Two different forms: the collector has to choose, the unit to say which one counts; in either language."""
    found = replace(FINDING, rule="X301", hint="the collector's", places=(OWN,))
    form = replace(SUBMISSION, file="汇总.xlsx", unit="甲", findings=())
    for lang, said in (("zh", "请确认以哪一份为准"), ("en", "Tell whoever collects")):
        (told,) = addressed(result_of(form, findings=(found,)), policy, load_messages(lang))  # type: ignore[arg-type] # a Lang
        assert told.findings[0].hint.startswith(said)
        assert not told.accepted
