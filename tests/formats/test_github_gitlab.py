from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from made_results import FINDING, SHAPES, SUBMISSION, clean_form, result_of
from pxgov_check.formats.clean import clean
from pxgov_check.model import Severity
from rendering import HOSTILE_TEXTS, render

COMMAND = re.compile(r"::(error|warning|notice) (?P<properties>[^:]*)::(?P<data>.*)\Z")


def _unescape(text: str) -> str:
    """Undo what the runner undoes, in its order."""
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


def _read(line: str) -> tuple[dict[str, str], str]:
    match = COMMAND.match(line)
    assert match is not None, line
    pairs = (pair.partition("=") for pair in match["properties"].split(","))
    return {name: _unescape(value) for name, _, value in pairs}, _unescape(match["data"])


def test_an_annotation_names_file_row_column_and_what_to_do() -> None:
    """One line, as a runner reads it."""
    properties, data = _read(render("github", result_of(SUBMISSION)).splitlines()[0])
    assert properties == {
        "file": "submissions/市教育局-2025Q4.xlsx",
        "line": "7",
        "col": "7",
        "title": "A101 I03 必填项空白",
    }
    assert data == f"指标填报!G7 {FINDING.message}处理:{FINDING.hint}"


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_hostile_text_stays_inside_its_command(text: str) -> None:
    """The runner reads back what was there, a dot for what steers; percent signs and colons survive."""
    poisoned = replace(FINDING, message=text, title=text, sheet=None)
    (line,) = render(
        "github", result_of(replace(SUBMISSION, file=text, findings=(poisoned,), verdicts=()))
    ).splitlines()
    properties, data = _read(line)
    assert data == clean(f"G7 {text}处理:{FINDING.hint}")
    assert properties["title"] == clean(f"A101 I03 {text}")


def test_the_worst_come_first() -> None:
    """A runner shows ten of a kind; within a kind the order is that of the result."""
    findings = tuple(replace(FINDING, severity=s) for s in (Severity.NOTICE, Severity.MANDATORY, Severity.VERIFY))
    lines = render("github", result_of(replace(SUBMISSION, findings=findings))).splitlines()
    kinds = [line.split(" ")[0] for line in lines]
    assert kinds == sorted(kinds, key=["::error", "::warning", "::notice"].index)


def test_a_form_without_a_fault_says_nothing() -> None:
    """No annotation, and an empty list for GitLab: both take that."""
    assert render("github", result_of(clean_form())) == ""
    assert json.loads(render("gitlab", result_of(clean_form()))) == []


@pytest.mark.parametrize("shape", SHAPES)
def test_gitlab_gets_what_it_reads_and_no_fingerprint_twice(shape: str) -> None:
    """Description, check, fingerprint, severity, path and line are there; two of one fingerprint hide each other."""
    issues = json.loads(render("gitlab", SHAPES[shape]))
    for issue in issues:
        assert issue["description"]
        assert issue["check_name"]
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["path"]
        assert issue["location"]["lines"]["begin"] >= 1
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_fingerprints_are_the_same_on_every_run() -> None:
    """Fixing the first of two findings leaves the fingerprint of the second."""
    two = (FINDING, replace(FINDING, cell="I7"))
    (_, second) = json.loads(render("gitlab", result_of(replace(SUBMISSION, findings=two, verdicts=()))))
    (left,) = json.loads(render("gitlab", result_of(replace(SUBMISSION, findings=two[1:], verdicts=()))))
    assert left["fingerprint"] == second["fingerprint"]
