from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from made_results import HOSTILE, INDICATOR, SHAPES, SUBMISSION, hostile_form, result_of
from pxgov_check.formats.json import render
from pxgov_check.formats.json_schema import result_schema
from pxgov_check.model import Result, Status


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _read(text: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text.encode("utf-8"), parse_constant=_refuse)
    return document


@pytest.mark.parametrize("result", SHAPES.values(), ids=SHAPES)
def test_every_shape_of_result_obeys_the_published_schema(result: Result) -> None:
    """What is written is what the schema promises, hostile texts included."""
    Draft202012Validator.check_schema(result_schema())
    Draft202012Validator(result_schema()).validate(_read(render(result, 1)))


def test_decimals_are_plain_strings() -> None:
    """No decimal is a JSON number, and none has an exponent."""
    verdict = replace(INDICATOR, value=Decimal("1E+3"), gap=Decimal("1E-7"))
    written = _read(render(result_of(replace(SUBMISSION, verdicts=(verdict,))), 1))["submissions"][0]["verdicts"][0]
    assert (written["value"], written["gap"]) == ("1000", "0.0000001")


def test_a_lone_surrogate_does_not_break_the_encoding() -> None:
    """Half a character becomes U+FFFD, everything else of the text survives."""
    written = _read(render(result_of(hostile_form()), 0))
    assert written["submissions"][0]["unit"] == HOSTILE.replace("\ud800", "\ufffd")


def test_totals_are_those_of_the_two_lists() -> None:
    """The summary counts the findings and verdicts that are listed, those across submissions too."""
    written = _read(render(result_of(SUBMISSION, hostile_form(), findings=SUBMISSION.findings[:1]), 1))
    listed = [f for s in written["submissions"] for f in s["findings"]] + written["findings"]
    verdicts = [v for s in written["submissions"] for v in s["verdicts"]]
    assert sum(written["summary"]["findings"].values()) == len(listed)
    assert sum(written["summary"]["verdicts"].values()) == len(verdicts)
    assert written["summary"]["verdicts"][Status.OVERDUE.value] == 2


def test_the_schema_refuses_what_the_contract_does_not_name() -> None:
    """An unknown key, a missing key and a numeric decimal are all wrong."""
    check = Draft202012Validator(result_schema())
    good = _read(render(result_of(SUBMISSION), 1))
    for spoil in (_unknown_key, _missing_key, _numeric_decimal):
        spoilt = json.loads(json.dumps(good))
        spoil(spoilt)
        assert not check.is_valid(spoilt)


def _unknown_key(document: dict[str, Any]) -> None:
    document["submissions"][0]["phone"] = "0799"


def _missing_key(document: dict[str, Any]) -> None:
    del document["submissions"][0]["verdicts"][0]["reference"]


def _numeric_decimal(document: dict[str, Any]) -> None:
    document["submissions"][0]["verdicts"][0]["value"] = 76.8
