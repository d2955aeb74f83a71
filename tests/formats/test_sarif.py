from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from made_results import FINDING, SHAPES, SUBMISSION, every_state, hostile_form, result_of
from pxgov_check.formats.context import Repository
from pxgov_check.formats.sarif import FINGERPRINT, to_uri
from pxgov_check.model import FindingState, Place, Result
from rendering import HOSTILE_TEXTS, POLICY, context, render

SCHEMA = json.loads((Path(__file__).parents[1] / "vendor" / "sarif-2.1.0.json").read_text("utf-8"))
OFFICIAL = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _run(result: Result, **given: Any) -> dict[str, Any]:  # noqa: ANN401 (what context() takes)
    (run,) = json.loads(render("sarif", result, context(**given)))["runs"]
    return dict(run)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_official_schema_accepts_every_shape(shape: str, lang: str) -> None:
    """Empty, unreadable, hostile and complete results validate against SARIF 2.1.0."""
    OFFICIAL.validate(json.loads(render("sarif", SHAPES[shape], context("en" if lang == "en" else "zh"))))


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_the_official_schema_accepts_hostile_text(text: str) -> None:
    """File names, sheets and cells of any content keep the log valid, and no text becomes a link."""
    poisoned = replace(FINDING, message=text, found=text, sheet=text)
    document = json.loads(render("sarif", result_of(replace(SUBMISSION, file=text, unit=text, findings=(poisoned,)))))
    OFFICIAL.validate(document)
    message = document["runs"][0]["results"][0]["message"]["text"]
    assert "](" not in message or "\\[" in message


@pytest.mark.parametrize("shape", SHAPES)
def test_what_github_requires_is_there(shape: str) -> None:
    """Each result has a known rule, a text, a level, one physical location with a line, and a fingerprint."""
    run = _run(SHAPES[shape])
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] if "ruleIndex" in result else True
        assert result["message"]["text"].strip()
        assert result["level"] in {"error", "warning", "note"}
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert min(region[key] for key in ("startLine", "startColumn", "endLine")) >= 1
        assert region["endColumn"] > region["startColumn"]
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert uri.isascii()
        assert not set(uri) & set(' \\"<>|#?')
        assert result["partialFingerprints"][FINGERPRINT]
    prints = [result["partialFingerprints"][FINGERPRINT] for result in run["results"]]
    assert len(set(prints)) == len(prints)


def test_every_rule_explains_itself() -> None:
    """The rules are those of the pack, whatever was found, each with its texts, its level and its page."""
    rules = _run(SHAPES["none"])["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [*POLICY.rules, *POLICY.indicators, *POLICY.tasks]
    assert rules == _run(SHAPES["several"])["tool"]["driver"]["rules"]
    for rule in rules:
        assert rule["helpUri"] == f"https://docs.example/rules/{rule['id']}.md"
        texts = [rule[key]["text"] for key in ("shortDescription", "fullDescription", "help")]
        assert all(text.strip() and "{" not in text for text in texts)
    unpublished = _run(SHAPES["none"], rule_pages=None)["tool"]["driver"]["rules"]
    assert not [rule for rule in unpublished if "helpUri" in rule]
    assert all(rule["help"]["text"].endswith(f"\npxcheck explain {rule['id']}") for rule in unpublished)


def test_a_cell_is_line_column_and_logical_location() -> None:
    """Row 7, column G, and ``指标填报!G7`` for people; a range keeps its ends."""
    findings = (FINDING, replace(FINDING, cell="B2:D9"), replace(FINDING, cell=None, sheet=None))
    results = _run(result_of(replace(SUBMISSION, findings=findings)))["results"]
    first, second, third = (result["locations"][0] for result in results[:3])
    region = {"startLine": 7, "startColumn": 7, "endLine": 7, "endColumn": 8}
    assert first["physicalLocation"]["region"] == region
    assert first["logicalLocations"][0]["fullyQualifiedName"] == "指标填报!G7"
    assert list(second["physicalLocation"]["region"].values()) == [2, 2, 9, 5]
    assert third["physicalLocation"]["region"]["startLine"] == 1
    assert "logicalLocations" not in third


def test_paths_begin_at_the_root_of_the_repository() -> None:
    """Called from a sub-folder, with a path that climbs, or with an absolute one, the URI is the same."""
    repository = Repository("/builds/city", "/builds/city/2025")
    for file in ("q4/市教育局 1#.xlsx", "../2025/q4/市教育局 1#.xlsx", "/builds/city/2025/q4/市教育局 1#.xlsx"):
        run = _run(result_of(replace(SUBMISSION, file=file)), repository=repository)
        uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri == "2025/q4/%E5%B8%82%E6%95%99%E8%82%B2%E5%B1%80%201%23.xlsx"


def test_a_path_that_is_no_utf8_keeps_its_bytes() -> None:
    """Surrogates that stand for bytes become those bytes, others the replacement character; drives are absolute."""
    assert to_uri("\udcff.xlsx") == "%FF.xlsx"
    assert to_uri("\ud800.xlsx") == "%EF%BF%BD.xlsx"
    assert to_uri("/a b/c.xlsx") == "file:///a%20b/c.xlsx"
    assert to_uri("C:/a b/c.xlsx") == "file:///C:/a%20b/c.xlsx"
    assert to_uri("a:b.xlsx") == "a%3Ab.xlsx"


def test_fingerprints_follow_the_subject_and_not_the_row() -> None:
    """Rows that move keep their fingerprints; another unit, rule, subject, sheet or column has another."""

    def prints(*findings: Any, unit: str = "市教育局") -> list[str]:  # noqa: ANN401 (findings)
        form = replace(SUBMISSION, unit=unit, findings=findings, verdicts=())
        return [r["partialFingerprints"][FINGERPRINT] for r in _run(result_of(form))["results"]]

    (before,) = prints(FINDING)
    assert prints(replace(FINDING, cell="G70", message="别的话", found="9")) == [before]
    others = (
        replace(FINDING, rule="A102"),
        replace(FINDING, subject="I04"),
        replace(FINDING, sheet="任务填报"),
        replace(FINDING, cell="H7"),
    )
    assert all(prints(other) != [before] for other in others)
    assert prints(FINDING, unit="市审计局") != [before]
    assert len(set(prints(FINDING, FINDING))) == 2


def test_fingerprints_tell_one_blank_field_and_one_missing_unit_from_the_next() -> None:
    """Without a subject, correcting the first leaves the fingerprint of the second as it was."""

    def prints(result: Result) -> list[str]:
        return [r["partialFingerprints"][FINGERPRINT] for r in _run(result)["results"]]

    blank = replace(FINDING, rule="F008", subject=None, sheet="基本信息", cell="B6", found="", expected="填报人")
    other = replace(blank, cell="B8", expected="审核人")
    form = replace(SUBMISSION, findings=(blank, other), verdicts=())
    assert prints(result_of(replace(form, findings=(replace(other, cell="B9"),)))) == prints(result_of(form))[1:]
    gone = [
        replace(blank, rule="X303", sheet=None, cell=None, places=(Place(u, None, None, None, None),)) for u in "甲乙"
    ]
    assert prints(result_of(findings=(gone[1],))) == prints(result_of(findings=tuple(gone)))[1:]


def test_answered_findings_are_suppressed_with_their_reason() -> None:
    """An explained or waived finding is there, not open, and says why."""
    for result in _run(result_of(every_state()))["results"]:
        if result["properties"]["kind"] == "finding":
            open_ = result["properties"]["state"] == FindingState.OPEN
            assert ("suppressions" not in result) == open_
    explained = replace(FINDING, state=FindingState.EXPLAINED, explanation="机构合并")
    (result, *_) = _run(result_of(replace(SUBMISSION, findings=(explained,))))["results"]
    assert result["suppressions"][0]["justification"] == "机构合并"
    assert result["level"] == "note"


def test_hostile_text_is_kept_for_programs() -> None:
    """The found text itself stands in the properties, half characters replaced."""
    found = _run(result_of(hostile_form()))["results"][0]["properties"]["found"]
    assert "=cmd()" in found
    assert "\ufffd" in found
