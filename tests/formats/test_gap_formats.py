"""The gap report written, read back and shown."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rich.cells import cell_len

from made_city import WRONG, form, rate, rolled, work
from made_results import HOSTILE as ALL_HARM
from made_results import SHAPES
from pxgov_check.errors import UsageError
from pxgov_check.formats import gap_json, gap_markdown, gap_text
from pxgov_check.formats import json as result_json
from pxgov_check.formats.noun_schemas import gap_schema
from pxgov_check.formats.result_json import parse_result
from pxgov_check.model import FindingState, Lang, Result, Severity, Status
from pxgov_check.policy.messages import Messages, load_messages
from pxgov_check.policy.pack import Policy
from pxgov_check.rollup.report import GapReport
from pxgov_check.submission.figures import rounded

A, B = "市审计局", "市水利局"
# Half a character can't stand in a workbook, nor in JSON.
HOSTILE = ALL_HARM.replace("\ud800", "")


def reports(policy: Policy, messages: Messages) -> dict[str, GapReport]:
    """Return a report of nothing, one with everything in it, and one whose every submitted text means harm."""
    due = policy.tasks["T29"].due
    late = work("T29", Status.OVERDUE, "推进中", due, reason=HOSTILE, next_step=HOSTILE)
    said = replace(
        WRONG, severity=Severity.VERIFY, state=FindingState.EXPLAINED, explanation=HOSTILE, subject="I04", sheet=HOSTILE
    )
    hostile = form(A, rate("I03", 1, 10, HOSTILE), rate("I04", 3, 10), late, findings=[said])
    hostile = replace(hostile, file=HOSTILE)
    stray = replace(form(B, rate("I03", 1, 10)), unit=HOSTILE, file=HOSTILE + "2")
    return {
        "nothing": rolled(policy, messages, []),
        "some": rolled(policy, messages, [form(A, rate("I03", 1, 10), late), form(B, rate("I03", 10, 10))]),
        "earlier": rolled(policy, messages, [form(A, rate("I03", 6, 10), period="2025Q2")], as_of=date(2025, 6, 30)),
        "hostile": rolled(policy, messages, [hostile, stray], findings=[replace(WRONG, rule="X303", message=HOSTILE)]),
    }


SHAPE_NAMES = ["nothing", "some", "earlier", "hostile"]


@pytest.mark.parametrize("name", SHAPE_NAMES)
def test_what_is_written_obeys_the_schema_and_is_read_as_the_same(
    name: str, policy: Policy, messages: Messages
) -> None:
    """Writing, reading and writing again gives the same bytes, and the published schema holds."""
    report = reports(policy, messages)[name]
    text = gap_json.render(report)
    document = json.loads(text.encode("utf-8"))
    Draft202012Validator.check_schema(gap_schema())
    Draft202012Validator(gap_schema()).validate(document)
    again = gap_json.parse_gap(document, "gap.json")
    assert gap_json.render(again) == text
    assert gap_markdown.render(again, messages) == gap_markdown.render(report, messages)


def test_the_schema_refuses_what_the_report_does_not_hold(policy: Policy, messages: Messages) -> None:
    """A number for a decimal, an unknown key and a missing one are wrong."""
    good = json.loads(gap_json.render(reports(policy, messages)["some"]))
    check = Draft202012Validator(gap_schema())
    for spoil in (_number, _unknown_key, _missing_key):
        spoilt = json.loads(json.dumps(good))
        spoil(spoilt)
        assert not check.is_valid(spoilt)


def _number(document: dict[str, Any]) -> None:
    document["indicators"][2]["value"] = 10.0


def _unknown_key(document: dict[str, Any]) -> None:
    document["coverage"]["phone"] = "0799"


def _missing_key(document: dict[str, Any]) -> None:
    del document["tasks"][0]["status"]


def test_a_document_that_is_no_report_is_refused_with_its_place(policy: Policy, messages: Messages) -> None:
    """The first wrong place is named."""
    document: dict[str, Any] = json.loads(gap_json.render(reports(policy, messages)["some"]))
    document["indicators"][0]["value"] = "many"
    with pytest.raises(UsageError) as wrong:
        gap_json.parse_gap(document, "gap.json")
    assert wrong.value.params["place"] == "indicators/0/value"


@pytest.mark.parametrize("figure", ["1e999999999", "1e-999999999", "1e61", "NaN", "-Infinity", "9" * 61])
def test_a_figure_that_no_report_can_hold_is_refused(figure: str, policy: Policy, messages: Messages) -> None:
    """A few characters that ask for a number of a million digits are refused with their place, in both documents."""
    document: dict[str, Any] = json.loads(gap_json.render(reports(policy, messages)["some"]))
    document["indicators"][2]["value"] = figure
    with pytest.raises(UsageError) as wrong:
        gap_json.parse_gap(document, "gap.json")
    assert wrong.value.params["place"] == "indicators/2/value"
    told = json.loads(result_json.render(SHAPES["one"], 1))
    told["submissions"][0]["verdicts"][0]["value"] = figure
    with pytest.raises(UsageError) as refused:
        parse_result(told, "result.json")
    assert "value" in refused.value.params["place"]


@pytest.mark.parametrize("figure", ["1e60", "1e-60", "0", "0.00", "-" + "9" * 60])
def test_every_figure_that_can_be_is_read(figure: str, policy: Policy, messages: Messages) -> None:
    """Up to sixty digits before or after the point a figure is a figure."""
    document: dict[str, Any] = json.loads(gap_json.render(reports(policy, messages)["some"]))
    document["indicators"][2]["value"] = figure
    assert gap_json.parse_gap(document, "gap.json").indicators[2].value == Decimal(figure)


@pytest.mark.parametrize("result", SHAPES.values(), ids=SHAPES)
def test_a_result_is_read_as_it_was_written(result: Result) -> None:
    """What validate writes comes back whole, so that a report can be made without the workbooks."""
    text = result_json.render(result, 1)
    again = parse_result(json.loads(text.encode("utf-8")), "result.json")
    assert result_json.render(again, 1) == text


def test_a_result_with_a_part_missing_is_refused() -> None:
    """A missing key is named."""
    document = json.loads(result_json.render(SHAPES["one"], 1))
    del document["submissions"][0]["verdicts"][0]["source"]
    with pytest.raises(UsageError) as wrong:
        parse_result(document, "result.json")
    assert "source" in wrong.value.params["place"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", SHAPE_NAMES)
def test_no_section_of_the_markdown_is_empty(name: str, lang: Lang, policy: Policy) -> None:
    """Below each heading stands something, in either language; no table has a head alone, nothing is counted as 0."""
    words = load_messages(lang)
    text = gap_markdown.render(reports(policy, words)[name], words)
    lines = [line for line in text.splitlines() if line]
    assert not lines[-1].startswith("#")
    for line, following in itertools.pairwise(lines):
        if line.startswith("## "):
            assert not following.startswith("## ")
        if line.startswith("|---"):
            assert following.startswith("| ")
    assert "0 个" not in text.replace("10 个", "")
    assert "None" not in text


def test_the_markdown_keeps_submitted_text_as_text(policy: Policy, messages: Messages) -> None:
    """No escape, no bidirectional mark, no tag and no cell border of a unit's own comes through."""
    text = gap_markdown.render(reports(policy, messages)["hostile"], messages)
    assert not {"\x1b", "\u202e", "\u200b", "\x85", "\x07"} & set(text)
    assert "</script>" not in text
    assert "|=cmd" not in text


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("name", SHAPE_NAMES)
def test_the_summary_fits_the_screen(name: str, width: int, policy: Policy, messages: Messages) -> None:
    """No line is wider than the screen and none steers it."""
    text = gap_text.render(reports(policy, messages)[name], messages, width=width, colour=False)
    assert all(cell_len(line) <= width for line in text.splitlines())
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("value", "limit", "shown"),
    [
        ("76.8421052631579", "80", "76.84"),
        ("79.9999", "80", "79.9999"),
        ("80.0001", "80", "80.0001"),
        ("79.995", "80", "79.995"),
        ("80", "80", "80.00"),
        ("2.675", None, "2.68"),
    ],
)
def test_a_rounded_figure_stays_on_its_side_of_the_target(value: str, limit: str | None, shown: str) -> None:
    """Two decimals, half up, and more where two would hide that a target is missed or beaten."""
    assert str(rounded(Decimal(value), Decimal(limit) if limit else None)) == shown


def test_before_the_day_the_markdown_names_the_reference_and_the_target_ahead(
    policy: Policy, messages: Messages
) -> None:
    """A figure that is behind stands beside what it is behind of, which the document does not set."""
    text = gap_markdown.render(reports(policy, messages)["earlier"], messages)
    # From 30 at the end of 2023 to 80 at the end of 2025, 18 of 24 months on.
    told = [line for line in text.splitlines() if "完成值 60%" in line]
    assert len(told) == 1
    assert "截至日的参考值为 67.5%(线性插值,非文件规定)。" in told[0]
    assert "要在2025年12月31日前达到 80%,平均每月须" in told[0]
    (row,) = [line for line in text.splitlines() if line.startswith("| I03 ")]
    head = next(line for line in text.splitlines() if "参考值(线性插值,非文件规定)" in line and line.startswith("|"))
    assert dict(zip(head.split(" | "), row.split(" | "), strict=True))["参考值(线性插值,非文件规定)"] == "67.5%"
