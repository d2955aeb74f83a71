"""What is remembered of one form changes nothing in what is said of the next, whatever that is judged by."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from filling import filled
from pxgov_check.formats.json import piece
from pxgov_check.judging import judge_workbook
from pxgov_check.judging.terms import Terms
from pxgov_check.model import Lang, Period
from pxgov_check.policy.messages import load_messages
from pxgov_check.policy.pack import Policy
from pxgov_check.submission.cells import Cell, CellType, Workbook
from pxgov_check.submission.figures import Flaw, read_figure
from pxgov_check.submission.open import read_workbook

UNIT, PERIOD, RENAMED = "市档案馆", Period("2025Q4"), "印章使用的另一个指标"

Way = tuple[Policy, Lang, date | None]


def number(raw: str, number_format: str = "General", formula: str | None = None) -> Cell:
    """Return a cell with a number."""
    return Cell(1, 1, CellType.NUMBER, raw, number_format, formula)


@pytest.fixture(scope="module")
def other(policy: Policy) -> Policy:
    """Return a policy that says something else of I05 and of every task under the same ids."""
    seal, target = policy.indicators["I05"], policy.targets["I05"]
    raised = tuple(replace(one, value=one.value + 1) for one in target.milestones)
    tasks = {key: replace(task, title=f"另{key}", deadline=date(2026, 6, 30)) for key, task in policy.tasks.items()}
    return replace(
        policy,
        indicators={
            **policy.indicators,
            "I05": replace(seal, name=RENAMED, name_text=RENAMED, name_en="Other", aliases=()),
        },
        targets={**policy.targets, "I05": replace(target, milestones=raised)},
        tasks=tasks,
    )


def form_of(policy: Policy) -> Workbook:
    """Return the form of a unit by the template of a policy, filled in without a fault."""
    target = io.BytesIO()
    filled(policy, UNIT, load_messages("zh"), PERIOD).save(target)
    return read_workbook(target.getvalue())


def told(way: Way, book: Workbook) -> dict[str, Any]:
    """Return the document's piece on a form, judged in a way."""
    policy, lang, as_of = way
    (result,) = judge_workbook(policy, book, Terms(lang=lang, as_of=as_of), file="a.xlsx", digest="")
    document: dict[str, Any] = json.loads(piece(result))
    return document


def test_packs_languages_and_days_are_not_mixed(policy: Policy, other: Policy) -> None:
    """A form judged by two packs, in two languages and for two days in turn is told of as by each of them alone."""
    ways: list[Way] = list(product((policy, other), ("zh", "en"), (None, date(2024, 6, 30))))
    form = form_of(policy)
    alone = [told((replace(by), lang, day), form) for by, lang, day in ways]
    assert [told(way, form) for way in reversed(ways)] == alone[::-1]
    for (by, lang, day), document in zip(ways, alone, strict=True):
        verdicts = {one["subject"]: one for one in document["verdicts"]}
        assert {key: one["title"] for key, one in verdicts.items()} == {k: by.subject_title(k, lang) for k in verdicts}
        assert all(
            verdicts[key]["due"] == (t.due and t.due.isoformat()) for key, t in by.tasks.items() if key in verdicts
        )
        assert document["as_of"] == (day or PERIOD.end).isoformat()
        assert Decimal(verdicts["I05"]["target"]) in {one.value for one in by.targets["I05"].milestones}


def test_a_name_is_right_by_the_pack_that_gives_it(policy: Policy, other: Policy) -> None:
    """The same name is one of the indicator's in one pack and a stranger in the other, whichever came first."""
    form = form_of(other)
    for by in (policy, other, policy):
        found = [one["subject"] for one in told((by, "zh", None), form)["findings"] if one["rule"] == "F012"]
        assert ("I05" in found) == (by is policy)


def test_the_same_digits_are_another_figure_in_another_unit_format_or_formula() -> None:
    """0.5 is half a per cent of nothing: ambiguous as a rate, 50 in a per cent format, and a count as it stands."""
    for _ in range(2):
        assert read_figure(number("0.5"), "%").flaw is Flaw.AMBIGUOUS_SCALE
        assert read_figure(number("0.5"), "").value == Decimal("0.5")
        assert read_figure(number("0.5", "0.00%"), "%").value == Decimal(50)
        assert read_figure(number("0.5", "yyyy-mm-dd"), "%").flaw is Flaw.NOT_A_NUMBER
        assert [read_figure(number("0.5", formula=f), "").from_formula for f in (None, "A1/B1")] == [False, True]
